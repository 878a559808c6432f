"""The doors of coaching from Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching.listeners import (
    asking,
    briefing,
    commands,
    committing,
    fairness,
    library,
    own,
    phrases,
    prompts,
    reflecting,
    settings,
    sharing,
    standing,
    talks,
)

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from salesbot.room import House


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    for doors in (commands, reflecting, sharing, committing, standing, prompts, settings, library, own, phrases):
        doors.register(app, house)
    for doors_of_managers in (briefing, talks, asking, fairness):
        doors_of_managers.register(app, house)
