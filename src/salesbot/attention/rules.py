"""How much may be asked of a person: quiet hours, the budget of a day, what rides along, and when offers pause."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from salesbot.people.rules import Calendar, day_off, zone_or
from salesbot.schedule.rules import fire_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date, datetime, time
    from zoneinfo import ZoneInfo

BUDGET = 2  # messages to one person on one local day: those promised that count, and those offered
RIDERS = 2  # offers in one promised message, at most
IGNORED = 3  # offers in a row of which nobody pressed a button: then they pause
PAUSE = timedelta(weeks=2)
PATIENCE = timedelta(days=1)  # an offer that is younger than this has not been ignored yet
LIFE = timedelta(days=7)  # of an offer that names no end
TOGETHER = timedelta(minutes=15)  # what one room asks within it comes as one message


class Standing(StrEnum):
    """What a message is to a person's attention."""

    PROMISED = "promised"
    OFFERED = "offered"


class Verdict(StrEnum):
    """What became of a message when it was decided, and later of one that was kept."""

    SENT = "sent on"
    LATER = "later"  # it waits until quiet hours end
    KEPT = "kept"  # it rides along in the next promised message
    RIDING = "riding"  # it does
    DROPPED = "dropped"


class Cause(StrEnum):
    """Why an offer was not simply sent on; the first five are a calendar's own words."""

    LEFT = "left"
    PAUSED = "paused"
    AWAY = "away"
    HOLIDAY = "holiday"
    DAY_OFF = "day off"
    QUIET = "quiet"  # it waits until they end
    TOO_LATE = "too late"  # they end too late for it
    IGNORED = "ignored"
    BUDGET = "budget"  # kept
    NO_RIDE = "no ride"  # the day is full, and nothing comes in which it could ride
    FULL = "full"  # others ride there already
    OBJECTION = "objection"  # of the room itself


@dataclass(frozen=True)
class Due:
    """A promised message that counts and comes by itself; `room` is whose it is."""

    at: datetime
    room: str


@dataclass(frozen=True)
class Shown:
    """An offer that a person saw, and whether they pressed a button of it."""

    at: datetime
    heeded: bool


@dataclass(frozen=True, kw_only=True)
class Person:
    """What is known of a person when something is offered to them.

    `said` are the instants of messages that count, sent or waiting; `due` what comes by itself; `shown` the offers
    since the last pause, newest first; `kept` how many offers wait for a ride. Instants are aware.
    """

    calendar: Calendar
    quiet: tuple[time, time]
    in_team: bool = True
    paused_until: datetime | None = None
    said: Sequence[datetime] = ()
    due: Sequence[Due] = ()
    shown: Sequence[Shown] = ()
    kept: int = 0

    @property
    def zone(self) -> ZoneInfo:
        """The zone on their wall."""
        return zone_or(self.calendar.zone)


@dataclass(frozen=True)
class Ruling:
    """What becomes of one offer, when, and why."""

    verdict: Verdict
    at: datetime
    cause: Cause | None = None


def rule(person: Person, *, at: datetime, until: datetime, rides: bool = True) -> Ruling:
    """Decide about an offer that could be sent at this instant, or later, but not at `until`.

    `rides`: it is small enough to stand in another message.
    """
    first = when_awake(person, at=at, until=until)
    if first.verdict is Verdict.DROPPED or has_room(person, _day(person, first.at)):
        return first
    return _ride(person, first.at, until, rides=rides)


def when_awake(person: Person, *, at: datetime, until: datetime) -> Ruling:
    """Decide whether somebody may be offered anything at this instant or after their night, whatever else comes."""
    awake = awake_at(at, person.zone, *person.quiet)
    cause = off(person, awake)
    if cause is None and person.paused_until is not None and awake < person.paused_until:
        cause = Cause.IGNORED
    if cause is None and awake >= until:
        cause = Cause.TOO_LATE
    if cause is not None:
        return Ruling(Verdict.DROPPED, awake, cause)
    return Ruling(Verdict.SENT, at) if awake == at else Ruling(Verdict.LATER, awake, Cause.QUIET)


def off(person: Person, at: datetime) -> Cause | None:
    """Why a person is not there at this instant; None where they are."""
    reason = day_off(person.calendar, _day(person, at), at=at)
    if reason is None:
        return None if person.in_team else Cause.LEFT
    return Cause(reason)


def _day(person: Person, at: datetime) -> date:
    return at.astimezone(person.zone).date()


def has_room(person: Person, day: date) -> bool:
    """Whether one message more on this local day stays within the budget."""
    said = sum(_day(person, at) == day for at in person.said)
    due = sum(_day(person, at) == day for at in messages(person.due))
    return said + due < BUDGET


def messages(due: Iterable[Due]) -> list[datetime]:
    """Return when messages come of what is due: what one room asks within a quarter of an hour is one."""
    begun: dict[str, datetime] = {}
    found: list[datetime] = []
    for one in sorted(due, key=lambda one: one.at):
        if one.room not in begun or one.at - begun[one.room] > TOGETHER:
            begun[one.room] = one.at
            found.append(one.at)
    return found


def _ride(person: Person, at: datetime, until: datetime, *, rides: bool) -> Ruling:
    """Keep what may not be sent by itself for the next promised message, if one comes in time and has a place."""
    hosts = [one for one in messages(person.due) if one < until] if rides else []
    if not hosts:
        return Ruling(Verdict.DROPPED, at, Cause.NO_RIDE)
    if person.kept >= RIDERS * len(hosts):
        return Ruling(Verdict.DROPPED, at, Cause.FULL)
    return Ruling(Verdict.KEPT, hosts[person.kept // RIDERS], Cause.BUDGET)


def after(person: Person, ruling: Ruling) -> Person:
    """Return what is known of the person once this was decided."""
    if ruling.verdict in {Verdict.SENT, Verdict.LATER}:
        return replace(person, said=(*person.said, ruling.at))
    return replace(person, kept=person.kept + 1) if ruling.verdict is Verdict.KEPT else person


def ignored(shown: Iterable[Shown], *, now: datetime) -> bool:
    """Whether the last three offers (newest first) were ignored; one of the last day may still be heeded."""
    settled = list(_old_enough(shown, now=now))[:IGNORED]
    return len(settled) == IGNORED and not any(one.heeded for one in settled)


def _old_enough(shown: Iterable[Shown], *, now: datetime) -> Iterator[Shown]:
    """Leave out the newest as long as they are young and unheeded."""
    begun = False
    for one in shown:
        begun = begun or one.heeded or one.at <= now - PATIENCE
        if begun:
            yield one


# ---- quiet hours ----


def awake_at(at: datetime, zone: ZoneInfo, begin: time, end: time) -> datetime:
    """Return this instant, or, where it lies in somebody's quiet hours, the one at which those end (UTC).

    `begin` and `end` are times on their wall; where they are equal there are no quiet hours.
    """
    day = at.astimezone(zone).date()
    for first in (day - timedelta(days=1), day) if begin != end else ():
        since, until = fire_at(first, begin, zone), _end(first, zone, begin, end)
        if since is not None and since <= at < until:
            return until
    return at


def _end(first: date, zone: ZoneInfo, begin: time, end: time) -> datetime:
    """When quiet hours that began on this day end: the same day, or past midnight, on the next day that exists."""
    days: Collection[int] = (0, 1, 2) if begin < end else (1, 2)
    ends = (fire_at(first + timedelta(days=more), end, zone) for more in days)
    return next(one for one in ends if one is not None)
