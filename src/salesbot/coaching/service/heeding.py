"""What somebody makes of a prompt with one tap: no use for it and why, or later; and taking either back."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.coaching import queries
from salesbot.coaching.queries import AGAIN
from salesbot.coaching.rules import rhythm
from salesbot.coaching.rules.history import WHYS
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.rules import day_off, zone_or
from salesbot.schedule import service as schedule
from salesbot.schedule.rules import fire_at

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.model import Shown
    from salesbot.people.rules import Calendar

NOT_YOURS = "This prompt is somebody else's, or it is gone."
_LOOKED_AT = 21  # days in which one is looked for on which somebody works
_AGAIN_SLOT = "again"


async def own(db: AsyncSession, workspace_id: str, number: int, *, by: str) -> Shown:
    """A prompt of this person's own, locked. Raises Refusal for anybody else's."""
    found = await queries.shown(db, workspace_id, number, lock=True)
    if found is None or found.member_id != by:
        raise Refusal(NOT_YOURS)
    return found


async def useless(db: AsyncSession, workspace_id: str, number: int, *, by: str, why: str = "", now: datetime) -> Shown:
    """They had no use for it; `why` is asked afterwards. It counts at once."""
    if why and why not in WHYS:
        raise Refusal("Please choose one of the buttons.")
    one = await own(db, workspace_id, number, by=by)
    one.useless_at, one.useless_why = one.useless_at or now, why or one.useless_why
    one.again_at = None
    await attention.redraw(db, workspace_id, one.key)
    return one


async def take_up(db: AsyncSession, workspace_id: str, number: int, *, by: str) -> Shown:
    """They want it after all: neither useless nor put off."""
    one = await own(db, workspace_id, number, by=by)
    one.useless_at, one.useless_why, one.again_at = None, "", None
    await attention.redraw(db, workspace_id, one.key)
    return one


async def snooze(
    db: AsyncSession, workspace_id: str, number: int, *, by: str, until: str = rhythm.TOMORROW, now: datetime
) -> Shown:
    """Bring it again at their hour of that day, or of the working day after it; what is due that day waits for it."""
    one = await own(db, workspace_id, number, by=by)
    calendar = (await people.calendars(db, workspace_id, [by])).get(by)
    seats = (await queries.seats(db, workspace_id, [by])).get(by)
    if calendar is None or not seats:
        raise Refusal("You are in no team that is coached any more, so I cannot bring it again.")
    chose = (await queries.coachees(db, workspace_id, [by])).get(by)
    day, at = _when(calendar, until, wall=chose.wall if chose else rhythm.WALL, now=now)
    one.again_at, one.useless_at, one.useless_why = at, None, ""
    await schedule.later(
        db, workspace_id=workspace_id, appointment_id=seats[0][0].id, job=AGAIN, subject=seats[0][0].subject,
        member_id=by, day=day, slot=_AGAIN_SLOT, due_at=at, zone=calendar.zone, late_at=at + rhythm.LATE,
    )  # fmt: skip
    await attention.redraw(db, workspace_id, one.key)
    return one


def _when(calendar: Calendar, until: str, *, wall: time, now: datetime) -> tuple[date, datetime]:
    zone = zone_or(calendar.zone)
    first = rhythm.comes_again(until, today=now.astimezone(zone).date())
    if first is None:
        raise Refusal("Please choose tomorrow or next week.")
    days = [first + timedelta(days=more) for more in range(_LOOKED_AT)]
    found = [(day, at) for day in days if (at := fire_at(day, wall, zone)) is not None]
    return next(((day, at) for day, at in found if day_off(calendar, day, at=at) is None), found[0])
