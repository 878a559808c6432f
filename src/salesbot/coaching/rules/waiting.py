"""When somebody can be told something that is not urgent: when they are at work, awake, and have not paused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from salesbot.attention.rules import Cause, awake_at, off
from salesbot.schedule.rules import fire_at

if TYPE_CHECKING:
    from salesbot.attention.rules import Person

SOMETIME = timedelta(days=365)  # the longest that anything waits; whoever is back sooner gets it then
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wait:
    """When, and what it waits for; None: it goes out at once. `known`: the end of the wait is."""

    at: datetime
    cause: Cause | None = None
    known: bool = True


def there(person: Person, now: datetime) -> Wait:
    """Return the first instant from `now` on at which somebody is there: not away, paused, off, or in quiet hours."""
    at, cause = now, None
    while at < now + SOMETIME:
        awake = awake_at(at, person.zone, *person.quiet)
        reason = off(person, awake)
        if reason is None:
            quiet = Cause.QUIET if awake > now else None
            return Wait(awake, cause or quiet)
        cause = cause or reason
        at = max(_back(person, awake, reason), awake + timedelta(minutes=1))
    return Wait(now + SOMETIME, cause, known=False)


def _back(person: Person, at: datetime, reason: Cause) -> datetime:
    """The end of this very pause or status, else the next midnight on their wall: the day after may be another."""
    end = {Cause.PAUSED: person.calendar.paused_until, Cause.AWAY: person.calendar.status_away_until}.get(reason)
    if end is not None and end > at:
        return end
    local = at.astimezone(person.zone)
    return fire_at(local.date() + _DAY, time(), person.zone) or at + _DAY
