"""The doors of kudos from Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.kudos.listeners import boards, buttons, commands, forms, joining

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from salesbot.room import House


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    for doors in (commands, forms, buttons, boards, joining):
        doors.register(app, house)
