"""The words of digests."""

from salesbot.digest.blocks.choosing import CHOSEN, FORM, OPEN, SETTINGS, SHOW, choose, form, saved
from salesbot.digest.blocks.weeks import brief, own_week, shared, week

__all__ = [
    "CHOSEN",
    "FORM",
    "OPEN",
    "SETTINGS",
    "SHOW",
    "brief",
    "choose",
    "form",
    "own_week",
    "saved",
    "shared",
    "week",
]
