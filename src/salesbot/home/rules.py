"""The decisions of the home tab: in which order its cards stand, and what of them fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.room import Card

SETTINGS = 900  # from this order on a card is a setting, and stands at the end


def in_order(cards: Sequence[Card]) -> list[Card]:
    """What is one's own first, then what one manages, settings last."""
    return sorted(cards, key=lambda one: (one.order >= SETTINGS, one.managing, one.order))


def shares(needs: Sequence[int], room: int) -> list[int]:
    """How much of `room` each gets: what they need where all fits; else whoever needs little leaves more to others."""
    given, left = [0] * len(needs), room
    for rank, place in enumerate(sorted(range(len(needs)), key=needs.__getitem__)):
        given[place] = min(needs[place], left // (len(needs) - rank))
        left -= given[place]
    return given
