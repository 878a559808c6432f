"""A person's own settings and time away, kept for themselves or by their manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from salesbot.desk import dates
from salesbot.errors import Refusal
from salesbot.people import announce
from salesbot.people import queries as people
from salesbot.people import service as verbs
from salesbot.people.rules import day_off, zone_or
from salesbot.schedule.rules import fire_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Away, Member
    from salesbot.people.rules import Calendar
    from salesbot.room import House

_OFF = frozenset({"off", "cancel", "back", "i'm back", "im back", "clear", "none", "end", "stop", "no"})
_LOOK_AHEAD_DAYS = 400


@dataclass(frozen=True)
class Standing:
    """A person's settings as they stand, with their time away that is not over."""

    member: Member
    aways: Sequence[Away]
    today: date


@dataclass(frozen=True)
class Settings:
    """What somebody chose in the settings form. `zone` None: Slack's; `country` None: guessed from the zone."""

    zone: str | None
    days: str
    country: str | None
    quiet: tuple[time, time]
    pause_until: date | None
    away: dates.Span | None


@dataclass(frozen=True)
class Noted:
    """Time away that was noted or ended, for saying it back. `back`: the next day on which they are asked again."""

    member: Member
    span: dates.Span | None
    ended: Sequence[Away]
    today: date
    back: date | None = None
    by_other: bool = False


async def standing(db: AsyncSession, workspace_id: str, member_id: str, *, now: datetime) -> Standing | None:
    """Return somebody's settings; None where salesbot does not know them."""
    member = await people.member(db, workspace_id, member_id)
    if member is None:
        return None
    today = today_of(member, now=now)
    aways = await people.aways(db, workspace_id, [member_id], since=today)
    return Standing(member, aways.get(member_id, []), today)


def today_of(member: Member, *, now: datetime) -> date:
    """The date on somebody's own wall."""
    return now.astimezone(zone_or(member.zone)).date()


def known_zone(name: str | None) -> str:
    """A zone that Slack names, where it is one; else UTC."""
    return zone_or(name).key


async def change(
    db: AsyncSession, house: House, chosen: Settings, *, workspace_id: str, member_id: str, now: datetime
) -> Standing:
    """Keep what somebody chose; a changed zone moves what was not yet asked. Raises Refusal beside the field."""
    member = await people.member(db, workspace_id, member_id)
    if member is None:
        raise Refusal("You are in no team yet, so there is nothing to keep.")
    if await verbs.set_zone(db, member, chosen.zone, now=now):
        await announce.moved(db, house, workspace_id, member_id, now=now)
    await verbs.set_days(db, member, chosen.days)
    await verbs.set_country(db, member, chosen.country)
    await verbs.set_quiet(db, member, *chosen.quiet)
    await verbs.pause_until(db, member, _pause(member, chosen.pause_until, now=now))
    if chosen.away is not None:
        await verbs.set_away(db, member, chosen.away.first, chosen.away.last, by=member_id, now=now)
        await announce.away(db, house, workspace_id, member_id, now=now)
    kept = await standing(db, workspace_id, member_id, now=now)
    if kept is None:
        raise Refusal("You are in no team yet, so there is nothing to keep.")
    return kept


def _pause(member: Member, until: date | None, *, now: datetime) -> datetime | None:
    """The beginning of that day on the member's wall."""
    if until is None:
        return None
    ends = fire_at(until, time(0), zone_or(member.zone))
    if ends is None or ends <= now:
        raise Refusal("Please choose a day after today; leave it empty to go on.", field="pause")
    return ends


async def away(
    db: AsyncSession, text: str, *, workspace_id: str, member_id: str, by: str, now: datetime
) -> Noted | Standing:
    """Note or end time away as it was typed; with nothing typed return how things stand. Raises Refusal in words."""
    member = await _whose(db, workspace_id, member_id, by=by)
    today = today_of(member, now=now)
    if text.strip().casefold() in _OFF:
        ended = await verbs.cancel_away(db, member, today=today, now=now)
        return Noted(member, None, ended, today, by_other=by != member_id)
    if not text.strip():
        aways = await people.aways(db, workspace_id, [member_id], since=today)
        return Standing(member, aways.get(member_id, []), today)
    span = dates.read(text, today=today)
    await verbs.set_away(db, member, span.first, span.last, by=by, now=now)
    calendar = (await people.calendars(db, workspace_id, [member_id]))[member_id]
    return Noted(member, span, (), today, back=back_on(calendar, span.last, now=now), by_other=by != member_id)


async def _whose(db: AsyncSession, workspace_id: str, member_id: str, *, by: str) -> Member:
    """The member, if it is oneself or somebody in a team that one manages."""
    member = await people.member(db, workspace_id, member_id)
    if member_id == by:
        if member is None:
            raise Refusal("You are in no team yet, so nobody asks you anything.")
        return member
    teams = await people.teams_of(db, workspace_id, member_id)
    managed = [team for team, _ in teams if await people.may_manage(db, workspace_id, team.id, by)]
    if member is None or not teams:
        raise Refusal("This person is in no team, so nobody asks them anything.")
    if not managed:
        raise Refusal(f"Only {member.name} and their managers can say when {member.name} is away.")
    return member


def back_on(calendar: Calendar, last: date, *, now: datetime) -> date | None:
    """The first day after it on which this person may be asked again."""
    for day in (last + timedelta(days=n) for n in range(1, _LOOK_AHEAD_DAYS)):
        noon = fire_at(day, time(12), zone_or(calendar.zone))
        if noon is not None and day_off(calendar, day, at=max(noon, now)) is None:
            return day
    return None
