"""The doors of blockers from Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.blockers.listeners import buttons, listing

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from salesbot.room import House


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    for doors in (buttons, listing):
        doors.register(app, house)
