"""A person's own settings, as they stand and as they are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from salesbot.desk.service.why import coming
from salesbot.errors import Refusal
from salesbot.people import announce
from salesbot.people import queries as people
from salesbot.people import service as verbs
from salesbot.people.rules import zone_or
from salesbot.room import MemberMoved
from salesbot.schedule.rules import fire_at

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot import dates
    from salesbot.people.model import Away, Member
    from salesbot.room import House, Reason


@dataclass(frozen=True)
class Standing:
    """A person's settings as they stand, with their time away that is not over and what they are asked next."""

    member: Member
    aways: Sequence[Away]
    today: date
    coming: Sequence[Reason] = ()


@dataclass(frozen=True)
class Settings:
    """What somebody chose in the settings form. `zone` None: Slack's; `country` None: guessed from the zone.

    `begins`: when their day begins on their own wall, None for whenever a check-in asks. `ended`: the ids of periods of
    time away that were unticked.
    """

    zone: str | None
    days: str
    country: str | None
    quiet: tuple[time, time]
    pause_until: date | None
    away: dates.Span | None
    ended: Collection[int] = ()
    begins: time | None = None


async def standing(
    db: AsyncSession, house: House, workspace_id: str, member_id: str, *, now: datetime
) -> Standing | None:
    """Return somebody's settings; None where salesbot does not know them."""
    member = await people.member(db, workspace_id, member_id)
    if member is None:
        return None
    found = await standing_of(db, member, now=now)
    return replace(found, coming=await coming(db, house, workspace_id=workspace_id, member_id=member_id, now=now))


async def standing_of(db: AsyncSession, member: Member, *, now: datetime) -> Standing:
    """Return somebody's settings without what they are asked."""
    today = today_of(member, now=now)
    aways = await people.aways(db, member.workspace_id, [member.id], since=today)
    return Standing(member, aways.get(member.id, []), today)


def today_of(member: Member, *, now: datetime) -> date:
    """The date on somebody's own wall."""
    return now.astimezone(zone_or(member.zone)).date()


def known_zone(name: str | None) -> str:
    """A zone that Slack names, where it is one; else UTC."""
    return zone_or(name).key


async def change(
    db: AsyncSession, house: House, chosen: Settings, *, workspace_id: str, member_id: str, now: datetime
) -> Standing:
    """Keep what somebody chose; new hours or a new zone move what was not yet asked. Raises Refusal by the field."""
    member = await people.member(db, workspace_id, member_id)
    if member is None:
        raise Refusal("You are in no team right now, so there is nothing to keep.")
    shown = _shown_pause(member, now=now)
    was = member.zone
    zone_changed = await verbs.set_zone(db, member, chosen.zone, now=now)
    if await verbs.set_hours(db, member, chosen.begins) or zone_changed:
        await announce.moved(db, house, MemberMoved(workspace_id, member_id, was=was, now=now))
    await verbs.set_days(db, member, chosen.days)
    await verbs.set_country(db, member, chosen.country)
    await verbs.set_quiet(db, member, *chosen.quiet)
    if chosen.pause_until is None:
        await verbs.end_pause(db, member, now=now)
    elif chosen.pause_until != shown:
        await verbs.pause_until(db, member, _pause_ends(member, chosen.pause_until, now=now))
    await _be_away(db, member, chosen, now=now)
    await announce.away(db, house, workspace_id, member_id, now=now)
    kept = await standing(db, house, workspace_id, member_id, now=now)
    if kept is None:
        raise Refusal("You are in no team right now, so there is nothing to keep.")
    return kept


async def _be_away(db: AsyncSession, member: Member, chosen: Settings, *, now: datetime) -> None:
    await verbs.end_away(db, member, chosen.ended, today=today_of(member, now=now), now=now)
    if chosen.away is not None:
        if chosen.away.last < today_of(member, now=now):
            raise Refusal("Those days are over already.", field="away_last")
        await verbs.set_away(db, member, chosen.away.first, chosen.away.last, by=member.id, now=now)


def _shown_pause(member: Member, *, now: datetime) -> date | None:
    """The day of the pause as the form had it, which may have been opened before midnight and be sent after it."""
    until = member.paused_until
    day = until.astimezone(zone_or(member.zone)).date() if until is not None else None
    return day if day is not None and day >= today_of(member, now=now) else None


def _pause_ends(member: Member, until: date, *, now: datetime) -> datetime:
    """The beginning of that day on the member's wall."""
    ends = fire_at(until, time(0), zone_or(member.zone))
    if ends is None or ends <= now:
        raise Refusal("Please choose a day after today; leave it empty to go on.", field="pause")
    return ends
