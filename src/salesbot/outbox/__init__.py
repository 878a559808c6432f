"""What we promised to say, and how it went."""

from salesbot.outbox.promises import Board, Note, Promise

__all__ = ["Board", "Note", "Promise"]
