"""Slack as salesbot sees it: its shapes, its client, and the doors through which it comes in."""
