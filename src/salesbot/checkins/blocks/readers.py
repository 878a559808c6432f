"""Who reads an answer, and when: said under the title of its form and in the thanks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.rules.places import CLOSE, MANAGERS
from salesbot.people.rules import zone_or
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.checkins.queries import Part
    from salesbot.checkins.rules.readers import Readers


def shared_in(part: Part, readers: Readers) -> str:
    """Say who will read the answer, in a few words: "Shared in #emea-sales"."""
    place = part.place
    if place.mode == MANAGERS:
        return only(readers.names)
    channel = kit.channel(place.channel_id)
    if not place.may_publish:
        return f"Kept; {channel} is shared with another company"
    return f"Shared in {channel} {_at_close(part, readers)}" if _waits(part) else f"Shared in {channel}"


def fate(part: Part, readers: Readers) -> str:
    """Say what becomes of an answer that was given.

    The form has told when the last close comes. What stands does not: others travel, are off or leave, and it moves.
    """
    place = part.place
    if part.ask.asked_at is None:
        return _kept(part, readers)
    late = " It was late, and it still counts." if part.ask.late else ""
    if place.mode == MANAGERS:
        return f"{only(readers.names)}.{late}"
    channel = kit.channel(place.channel_id)
    if not place.may_publish:
        return f"It is kept, and not published: {channel} is shared with another company."
    if _waits(part):
        return f"Your team reads it in {channel} at the close.{late}"
    return f"Your team reads it in {channel}.{late}"


def _kept(part: Part, readers: Readers) -> str:
    """What becomes of an answer given before its question came; whoever has flown far may read another day's name."""
    day, opens = f"{part.round.day:%A}", part.ask.opens_at.astimezone(zone_or(part.ask.zone))
    if part.place.mode == MANAGERS:
        return f"Kept for {day}. {only(readers.names)}."
    channel = kit.channel(part.place.channel_id)
    if _waits(part):
        return f"Kept for {day}; {channel} sees it at the close."
    on = "" if opens.date() == part.round.day else f" on {opens:%A}"
    return f"Kept for {day}; {channel} sees it from {opens:%H:%M}{on}."


def rest_of(part: Part) -> str:
    """Say where an answer that is longer than a message stands whole."""
    if part.place.mode == MANAGERS:
        return "Your managers have all of it."
    return f"All of it is in the report in {kit.channel(part.place.channel_id)}."


def _waits(part: Part) -> bool:
    return part.place.mode == CLOSE and part.round.published_at is None


def _at_close(part: Part, readers: Readers) -> str:
    at = (readers.from_at or part.ask.closes_at).astimezone(zone_or(part.ask.zone))
    return f"at the close, {at:%A at %H:%M}"


def only(names: Sequence[str]) -> str:
    """Say who reads what only managers read: "Only you and Ana see this"; `you` is whoever is told."""
    known = [one if one == "you" else kit.name(one) for one in names]
    if not known:
        return "Only your team's managers see this"
    *first, last = known
    who = f"{', '.join(first)} and {last}" if first else last
    return f"Only {who} {'sees' if not first and last != 'you' else 'see'} this"
