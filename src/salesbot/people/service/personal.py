"""What people set for themselves: zone, hours, country, working days, quiet hours, time away, pauses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.audit.rules import Verb
from salesbot.errors import Refusal
from salesbot.people.model import Away, Member
from salesbot.people.rules import ended, pause_moved, zone_or
from salesbot.people.service import noting

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime, time

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

_LONGEST_AWAY_DAYS = 366


async def set_zone(db: AsyncSession, member: Member, zone: str | None, *, now: datetime) -> bool:
    """Let a person's own zone win over Slack's (None: Slack's again); return whether the zone on their wall changed.

    A pause until a day lasts until that day there.
    """
    if zone is not None and zone_or(zone).key != zone:
        raise Refusal(f"I don't know the time zone {zone}. Please choose one from the list.")
    was = member.zone
    member.own_zone = zone
    move_pause(member, was=was, now=now)
    await db.flush()
    return member.zone != was


async def set_away(
    db: AsyncSession, member: Member, first: date, last: date, *, by: str, button: str = "", now: datetime
) -> Away:
    """Note days on which a person is not asked; both count. The same days twice stay one note.

    `button` is the action id of the button that said so, if one did: `end_pressed` takes that back, unless somebody
    says the same in another way. Raises Refusal where the last day comes before the first, or after more than a year.
    """
    if last < first:
        raise Refusal("The last day comes before the first. Please turn them round.")
    if (last - first).days > _LONGEST_AWAY_DAYS:
        raise Refusal("That is more than a year. Please give me at most a year at a time.")
    same = Away.first_day == first, Away.last_day == last, Away.cancelled_at.is_(None)
    mine = Away.workspace_id == member.workspace_id, Away.member_id == member.id
    standing = await db.scalar(select(Away).where(*mine, *same).limit(1))
    if standing is not None:
        standing.set_by = standing.set_by if button else by
        await db.flush()
        return standing
    who = {"workspace_id": member.workspace_id, "member_id": member.id, "set_by": button or by, "set_at": now}
    noted = Away(**who, first_day=first, last_day=last)
    db.add(noted)
    await db.flush()
    await noting.of_away(db, member, Verb.MEMBER_AWAY, by=by, now=now)
    return noted


async def cancel_away(db: AsyncSession, member: Member, *, today: date, now: datetime) -> list[Away]:
    """End all time away that is not over on this local day, a Slack status that says so included.

    Days gone by stay as they were; the status counts for nothing until it is changed. Returns the periods that ended.
    """
    member.status_waived = member.status_mark
    member.status_away_until = ended(member.status_away_until, now=now)
    return await _end(db, member, today=today, now=now)


async def end_away(
    db: AsyncSession, member: Member, away_ids: Collection[int], *, today: date, now: datetime
) -> list[Away]:
    """End these periods of time away, as far as they are this person's and not over; days gone by stay."""
    return await _end(db, member, Away.id.in_(away_ids), today=today, now=now) if away_ids else []


async def end_pressed(db: AsyncSession, member: Member, day: date, *, button: str, now: datetime) -> list[Away]:
    """End the time away that this button noted for this one day, where the day is not over on their own wall."""
    today = now.astimezone(zone_or(member.zone)).date()
    that = Away.first_day == day, Away.last_day == day, Away.set_by == button
    return await _end(db, member, *that, today=today, now=now)


async def _end(db: AsyncSession, member: Member, *which: ColumnElement[bool], today: date, now: datetime) -> list[Away]:
    mine = Away.workspace_id == member.workspace_id, Away.member_id == member.id
    open_ = Away.last_day >= today, Away.cancelled_at.is_(None)
    periods = list(await db.scalars(select(Away).where(*mine, *open_, *which).order_by(Away.first_day, Away.id)))
    for one in periods:
        one.cancelled_at = now
        if one.first_day < today:
            db.add(_past_of(one, today=today))
    await db.flush()
    return periods


def _past_of(away: Away, *, today: date) -> Away:
    """The days of a cancelled note that have gone by: history never moves."""
    return Away(
        workspace_id=away.workspace_id,
        member_id=away.member_id,
        first_day=away.first_day,
        last_day=today - timedelta(days=1),
        set_by=away.set_by,
        set_at=away.set_at,
    )


async def set_days(db: AsyncSession, member: Member, days: str) -> None:
    """Set somebody's working days: ISO weekdays, such as "12345". Raises Refusal where there is none."""
    clean = "".join(sorted(set(days) & set("1234567")))
    if not clean:
        raise Refusal("Please choose at least one working day; to stop for a while, pause instead.")
    member.working_days = clean
    await db.flush()


async def set_country(db: AsyncSession, member: Member, country: str | None) -> None:
    """Set whose public holidays count (ISO 3166-1 alpha-2); None: the one guessed from the zone."""
    member.own_country = country.upper() if country else None
    await db.flush()


async def set_hours(db: AsyncSession, member: Member, begins: time | None) -> bool:
    """Set the wall time before which nothing is asked by itself (None: any time); return whether it changed."""
    changed = member.day_begins != begins
    member.day_begins = begins
    await db.flush()
    return changed


async def set_quiet(db: AsyncSession, member: Member, start: time, end: time) -> None:
    """Set the wall times between which offers wait; questions ignore them."""
    member.quiet_from, member.quiet_to = start, end
    await db.flush()


def move_pause(member: Member, *, was: str, now: datetime) -> None:
    """Let the day until which somebody paused be that day in their new zone; a pause that is over stays over."""
    if member.paused_until is not None and member.paused_until > now:
        member.paused_until = pause_moved(member.paused_until, was=was, zone=member.zone)


async def pause_until(db: AsyncSession, member: Member, until: datetime) -> None:
    """Ask nothing before this instant."""
    member.paused_until = until
    await db.flush()


async def end_pause(db: AsyncSession, member: Member, *, now: datetime) -> None:
    """Go on. When a pause ended is kept: on its days nobody owed a word."""
    member.paused_until = ended(member.paused_until, now=now)
    await db.flush()
