"""The verbs of attention: promise what is always said, offer what may be said, and write down why."""

from salesbot.attention.service.offer import PAUSED, Policy, offer, offer_all
from salesbot.attention.service.promise import Why, promise, ride
from salesbot.attention.service.riding import drop_off, get_off, take_along
from salesbot.attention.service.since import heeded, reconsider, redraw, withdraw

__all__ = [
    "PAUSED",
    "Policy",
    "Why",
    "drop_off",
    "get_off",
    "heeded",
    "offer",
    "offer_all",
    "promise",
    "reconsider",
    "redraw",
    "ride",
    "take_along",
    "withdraw",
]
