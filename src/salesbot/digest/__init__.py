"""Digests: the team's week, the manager's brief and one's own week."""
