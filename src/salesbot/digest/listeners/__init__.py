"""The doors of digests: `/digest`, its choosers, and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.digest.listeners import asking, settings

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from salesbot.room import House


def register(app: AsyncApp, house: House) -> None:
    """Open all doors."""
    asking.register(app, house)
    settings.register(app, house)
