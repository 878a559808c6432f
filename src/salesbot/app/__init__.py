"""The composition root: the one place that sees every room, and wires them to each other and to the world."""

from salesbot.app.house import House
from salesbot.app.serving import serve

__all__ = ["House", "serve"]
