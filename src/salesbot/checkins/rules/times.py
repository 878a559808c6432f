"""When a round closes, how late a question may come, and when reminders stop."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# A question may come late until one hour before its round closes; later, there is no time left to answer it.
LAST_CALL = timedelta(hours=1)
HARDLY_LATE = timedelta(minutes=5)  # a question that came so soon after its time came on time
QUIET_ROUNDS = 3  # rounds without an answer after which reminders stop


def closes_at(day: date, *, opens_at: datetime, ask_wall: time, close_wall: time, fire_at: datetime | None) -> datetime:
    """Return when a round closes: at the closing wall time (`fire_at`), or as long after the question as usual.

    The usual length holds where that time is past or too near: a round asked by hand in the evening. `ask_wall` is the
    check-in's own time, whenever it was really asked. All instants are aware UTC.
    """
    if fire_at is not None and long_enough(opens_at, fire_at):
        return fire_at
    usual = datetime.combine(day, close_wall, UTC) - datetime.combine(day, ask_wall, UTC)
    if usual <= timedelta(0):
        usual += timedelta(days=1)
    return opens_at + max(usual, LAST_CALL * 2)


def close_wall(ask_wall: time, *, usual_ask: time, usual_close: time) -> time:
    """Return the closing time of a check-in that asks at an hour of its own.

    It is the usual one where that leaves time enough to answer; else as long after the question as usual, past
    midnight if need be.
    """
    day = date(2026, 1, 6)
    asks, closes = datetime.combine(day, ask_wall, UTC), datetime.combine(day, usual_close, UTC)
    if long_enough(asks, closes):
        return usual_close
    return (asks + (closes - datetime.combine(day, usual_ask, UTC))).time()


def long_enough(opens_at: datetime, closes_at: datetime | None) -> bool:
    """Whether a round that opens and closes then leaves time enough to answer it."""
    return closes_at is not None and closes_at - opens_at >= LAST_CALL * 2


def usual_grace(*, ask_wall: time, close_wall: time) -> timedelta:
    """How late a question may come on a usual day: until one hour before its round closes."""
    day = date(2026, 1, 6)
    length = datetime.combine(day, close_wall) - datetime.combine(day, ask_wall)
    return max((length if length > timedelta(0) else length + timedelta(days=1)) - LAST_CALL, timedelta(0))


def reminds_at(opens_at: datetime, *, asked_at: datetime, minutes: int) -> datetime:
    """Return when the reminder of a question comes: so many minutes after the question's own time.

    After a question that came late (an outage) it is so many minutes after that one came, not on its heels.
    """
    late = asked_at - opens_at > HARDLY_LATE
    return (asked_at if late else opens_at) + timedelta(minutes=minutes)


def reminding(rounds_answered: Sequence[bool]) -> bool:
    """Whether a reminder is worth its noise: not when the last three closed rounds (newest first) went unanswered."""
    recent = rounds_answered[:QUIET_ROUNDS]
    return len(recent) < QUIET_ROUNDS or any(recent)
