"""The doors of the front desk: `/salesbot`, its forms and buttons, and words typed to salesbot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.desk.listeners import ahead, audit, commands, messages, personal, rights, setup, team_settings, teams

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from salesbot.room import House


def register(app: AsyncApp, house: House) -> None:
    """Open all doors."""
    for doors in (ahead, audit, commands, setup, personal, rights, teams, team_settings, messages):
        doors.register(app, house)
