"""What the outbox shows the house: the permissions with which it finds out whether a message arrived."""

from __future__ import annotations

from salesbot.room import Room, Scope

_LOOKING = "finding out after a broken connection whether a message arrived"

room = Room(
    name="outbox",
    scopes=(
        Scope("channels:history", f"{_LOOKING} in a public channel", optional=True),
        Scope("groups:history", f"{_LOOKING} in a private channel", optional=True),
    ),
)
