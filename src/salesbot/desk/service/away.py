"""Time away, noted and ended by oneself or by one's manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from salesbot import dates
from salesbot.audit.rules import Verb
from salesbot.desk.service.personal import Standing, standing_of, today_of
from salesbot.errors import Refusal
from salesbot.people import announce
from salesbot.people import queries as people
from salesbot.people import service as verbs
from salesbot.people.rules import day_off, zone_or
from salesbot.people.service import noting
from salesbot.schedule.rules import fire_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Away, Member
    from salesbot.people.rules import Calendar
    from salesbot.room import House

_OFF = frozenset({"off", "cancel", "back", "i'm back", "im back", "clear", "none", "end", "stop", "no"})
_LOOK_AHEAD_DAYS = 400
_LAST_DAY = date.max - timedelta(days=1)  # its noon is a day that can be told in every zone


@dataclass(frozen=True)
class Noted:
    """Time away that was noted or ended, for saying it back. `back`: the next day on which they are asked again.

    `status`: a Slack status said that they are away, and counts for nothing now.
    """

    member: Member
    by: str
    span: dates.Span | None
    ended: Sequence[Away]
    today: date
    back: date | None = None
    status: bool = False

    @property
    def by_other(self) -> bool:
        """Whether somebody else did it."""
        return self.by != self.member.id


async def typed(
    db: AsyncSession, house: House, text: str, *, workspace_id: str, member_id: str, by: str, now: datetime
) -> Noted | Standing:
    """Note or end time away as it was typed; with nothing typed return how things stand. Raises Refusal in words."""
    member = await whose(db, workspace_id, member_id, by=by)
    if not text.strip():
        return await standing_of(db, member, now=now)
    if text.strip().casefold() in _OFF:
        return await end(db, house, member, by=by, now=now)
    return await note(db, house, member, dates.read(text, today=today_of(member, now=now)), by=by, now=now)


async def note(db: AsyncSession, house: House, member: Member, span: dates.Span, *, by: str, now: datetime) -> Noted:
    """Note days on which somebody is not asked; what is open for them settles."""
    if span.last < today_of(member, now=now):
        raise Refusal("Those days are over already.")
    await verbs.set_away(db, member, span.first, span.last, by=by, now=now)
    await announce.away(db, house, member.workspace_id, member.id, now=now)
    calendar = (await people.calendars(db, member.workspace_id, [member.id]))[member.id]
    back = back_on(calendar, span.last, now=now)
    return Noted(member, by, span, (), today_of(member, now=now), back=back)


async def end(db: AsyncSession, house: House, member: Member, *, by: str, now: datetime) -> Noted:
    """End all time away that is not over; what it had settled opens again."""
    today, until = today_of(member, now=now), member.status_away_until
    ended = await verbs.cancel_away(db, member, today=today, now=now)
    waived = until is not None and until > now
    if ended or waived:
        await noting.of_away(db, member, Verb.MEMBER_BACK, by=by, now=now)
    await announce.away(db, house, member.workspace_id, member.id, now=now)
    return Noted(member, by, None, ended, today, status=waived)


async def whose(db: AsyncSession, workspace_id: str, member_id: str, *, by: str) -> Member:
    """Return the member, if it is oneself or somebody in a team that one manages. Raises Refusal."""
    member = await people.member(db, workspace_id, member_id)
    if member_id == by:
        if member is None:
            raise Refusal("You are in no team right now, so nobody asks you anything.")
        return member
    teams = await people.teams_of(db, workspace_id, member_id)
    managed = [team for team, _ in teams if await people.may_manage(db, workspace_id, team.id, by)]
    if member is None or not managed:
        raise Refusal(f"Only <@{member_id}> and their managers can say when they are away.")
    return member


def back_on(calendar: Calendar, last: date, *, now: datetime) -> date | None:
    """The first day after it on which this person may be asked again; None where the calendar ends before that."""
    ahead = min(_LOOK_AHEAD_DAYS, (_LAST_DAY - last).days)
    for day in (last + timedelta(days=n) for n in range(1, ahead)):
        noon = fire_at(day, time(12), zone_or(calendar.zone))
        if noon is not None and day_off(calendar, day, at=max(noon, now)) is None:
            return day
    return None
