"""Blockers: what stands in somebody's way, until somebody resolves it."""
