"""How much praise fits into a day, and how long it can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.errors import Refusal
from salesbot.people.rules import zone_or

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

A_DAY = 5  # acts of one giver
TO_ONE = 2  # acts a day of one giver to the same person
MOST_RECEIVERS = 10
UNDO_HOURS = 24


def local_day(now: datetime, zone: str) -> date:
    """The date on somebody's wall: their day is 23 or 25 hours long where the clocks change."""
    return now.astimezone(zone_or(zone)).date()


def refuse_more(given: int, to_each: Mapping[str, int]) -> None:
    """Refuse what is more than a day holds: `given` acts so far today, `to_each` receiver (by name) so many."""
    if given >= A_DAY:
        raise Refusal(f"You have given {A_DAY} kudos today, which is all that fits into a day. Tomorrow there is room.")
    often = [name for name, number in to_each.items() if number >= TO_ONE]
    if often:
        raise Refusal(
            f"You have thanked {' and '.join(often)} {'twice' if TO_ONE == 2 else f'{TO_ONE} times'} today already, "  # noqa: PLR2004  the word for it
            "which is enough for one day. Tomorrow there is room.",
            field="receivers",
        )


def may_undo(given_at: datetime, now: datetime) -> bool:
    """Whether it is still early enough to take kudos back."""
    return now - given_at <= timedelta(hours=UNDO_HOURS)
