"""The doors of tips from Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.tips.listeners import buttons, commands, forms, listing

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from salesbot.room import House


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    for doors in (commands, forms, buttons, listing):
        doors.register(app, house)
