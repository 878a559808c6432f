"""The doors of whoever makes, changes, pauses and ends check-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.listeners.editor import approving, beginning, pages, questions, turning

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from salesbot.room import House


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    for doors in (beginning, approving, pages, questions, turning):
        doors.register(app, house)
