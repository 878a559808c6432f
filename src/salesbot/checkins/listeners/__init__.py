"""The doors of check-ins from Slack, a file for each thing that people do there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.listeners import answering, buttons, channels, commands, editor, history

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from salesbot.room import House


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    for doors in (commands, answering, buttons, channels, editor, history):
        doors.register(app, house)
