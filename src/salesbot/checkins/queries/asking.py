"""What one member is asked in a round, beside what, and who will read it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, func, or_, select, text, tuple_

from salesbot.checkins import rules
from salesbot.checkins.model import Ask, Checkin, Question, Round
from salesbot.checkins.queries.days import asked_on
from salesbot.checkins.queries.sets import questions
from salesbot.checkins.queries.standing import seats_of
from salesbot.people import queries as people
from salesbot.schedule import queries as schedule
from salesbot.schedule.model import Appointment, Occurrence, Seat
from salesbot.schedule.rules import PAUSED
from salesbot.store.rows import even, is_postgresql

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import BindParameter, Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries.parts import Part
    from salesbot.people.model import Team


async def asked(db: AsyncSession, of: Part) -> list[Question]:
    """What this member is asked in this round, follow-ups after their questions whether they show or not."""
    every = await questions(db, of.checkin.id, question_set=of.question_set)
    return rules.asked_of(every, role=of.ask.role, day=of.round.day)


async def managers_reading(db: AsyncSession, of: Part) -> list[str]:
    """Who reads what only managers read, by name; this member is `you`."""
    managers = await people.managers(db, of.ask.workspace_id, of.team.id)
    names = ["you" for one in managers if one.id == of.ask.member_id]
    return names + [one.name for one in managers if one.id != of.ask.member_id]


async def last_close(db: AsyncSession, of: Part) -> datetime:
    """When the last member's part of this round closes, as far as can be known before all were asked."""
    known = await db.scalar(select(func.max(Ask.closes_at)).where(Ask.round_id == of.round.id))
    coming = select(func.max(Seat.next_at)).where(
        Seat.appointment_id == of.checkin.appointment_id, Seat.next_day <= of.round.day, schedule.still_comes()
    )
    still = await db.scalar(coming)
    length = of.ask.closes_at - of.ask.opens_at
    return max([known or of.ask.closes_at, *([still + length] if still else [])])


async def coming_of(db: AsyncSession, of: Part) -> datetime | None:
    """When the question of this part still comes; None where it does not."""
    mine = Seat.appointment_id == of.checkin.appointment_id, Seat.who == of.ask.member_id
    here = Seat.next_day <= of.round.day, schedule.still_comes()
    return await db.scalar(select(Seat.next_at).where(*mine, *here))


async def put_off(db: AsyncSession, ask_ids: Collection[int]) -> dict[int, str]:
    """Those of these early answers whose question does not come, as it was `paused` for all or has `ended`, and which.

    What was paused comes after all if it goes on in time.
    """
    line = Occurrence.workspace_id == Ask.workspace_id, Occurrence.key == Ask.key
    passed = select(Occurrence.id).where(*line, Occurrence.state == "skipped", Occurrence.reason == PAUSED).exists()
    paused, ended = or_(Appointment.paused_at.is_not(None), passed), Appointment.ended_at.is_not(None)
    query = (
        select(Ask.id, case((ended, "ended"), else_="paused"))  # what ended while it was paused never goes on
        .join(Round, Round.id == Ask.round_id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .join(Appointment, Appointment.id == Checkin.appointment_id)
        .where(Ask.id.in_(even(sorted(ask_ids))), Ask.asked_at.is_(None), Ask.state == "answered")
        .where(or_(paused, ended))
    )
    return {number: why for number, why in await db.execute(query)}  # noqa: C416  rows are no pairs to the type checker


@dataclass(frozen=True)
class Next:
    """What comes next of a check-in for one member: its local day and its instant.

    `off`: why they will not be asked then as things stand, by the reasons of `day_off`; None where they will.
    """

    seat: Seat
    checkin: Checkin
    team: Team
    day: date
    at: datetime
    off: str | None


async def coming(db: AsyncSession, member_id: str, *, workspace_id: str) -> list[Next]:
    """What comes next of each check-in of a member, the soonest first.

    Passed is a day that was asked by hand, and one on which nothing in it is for them.
    """
    seats = {row[0].appointment_id: row for row in await seats_of(db, member_id, workspace_id=workspace_id)}
    days = (await asked_on(db, workspace_id, [member_id])).get(member_id, {})
    known = await schedule.next_for(db, workspace_id, member_id, days=days)
    mine = [one for one in known if one.appointment_id in seats]
    return [Next(*seats[one.appointment_id], one.day, one.at, one.off) for one in mine]


async def together_in(db: AsyncSession, messages: Mapping[str, str], *, workspace_id: str) -> dict[str, list[int]]:
    """The parts that stand in these messages (whose they are, by key), by the message's key."""
    found: dict[str, list[int]] = {key: [] for key in messages}
    which = {"members": even(sorted(set(messages.values()))), "keys": even(sorted(messages))}
    for number, key, shown_in in await db.execute(_together(), {"workspace_id": workspace_id} | which):
        found[shown_in or key].append(number)
    return found


@cache
def _together() -> Select[int, str, str]:
    """Made once: it is asked for every question that is drawn."""
    members: BindParameter[Sequence[str]] = bindparam("members", expanding=True)
    keys: BindParameter[Sequence[str]] = bindparam("keys", expanding=True)
    mine = Ask.workspace_id == bindparam("workspace_id"), Ask.member_id.in_(members)
    own = Ask.key.in_(keys) & (Ask.shown_in == "")
    return select(Ask.id, Ask.key, Ask.shown_in).where(*mine, own | Ask.shown_in.in_(keys))


async def asked_lately(
    db: AsyncSession, places: Collection[tuple[str, str]], *, since: datetime
) -> dict[tuple[str, str], list[Ask]]:
    """Parts of these members (workspace, member) that were asked since then and are still open, oldest first."""
    query = select(Ask).where(
        tuple_(Ask.workspace_id, Ask.member_id).in_(list(places)),
        Ask.asked_at >= since,
        Ask.state == "open",
        Ask.closed_at.is_(None),
        Ask.superseded_at.is_(None),
    )
    found: dict[tuple[str, str], list[Ask]] = defaultdict(list)
    for ask in await db.scalars(query.order_by(Ask.opens_at, Ask.id)):
        found[ask.workspace_id, ask.member_id].append(ask)
    return found


async def standing_in(db: AsyncSession, workspace_id: str, member_id: str, keys: Collection[str]) -> Counter[str]:
    """How many parts stand in each of these messages of a member, whatever has become of them."""
    message = case((Ask.shown_in == "", Ask.key), else_=Ask.shown_in)
    mine = Ask.workspace_id == workspace_id, Ask.member_id == member_id, message.in_(set(keys))
    found = await db.execute(select(message, func.count()).where(*mine).group_by(message))
    return Counter({key: count for key, count in found})  # noqa: C416  a Row is no pair to mypy


async def held(db: AsyncSession, places: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of these members (workspace, member) whom nobody else asks until this transaction ends.

    Nobody is waited for here, so that nobody can wait in a circle. SQLite has one writer at a time anyway.
    """
    if not is_postgresql(db):
        return set(places)
    marks = {_mark(place): place for place in places}
    tried = await db.execute(_TRY, {"marks": sorted(marks)}) if marks else ()
    return {marks[mark] for mark, taken in tried if taken}


_TRY = text("SELECT mark, pg_try_advisory_xact_lock(mark) FROM unnest(CAST(:marks AS bigint[])) AS mark")


def _mark(place: tuple[str, str]) -> int:
    """A number for one member, as PostgreSQL's advisory locks take it."""
    return int.from_bytes(blake2b("/".join(("ask", *place)).encode(), digest_size=8).digest(), "big", signed=True)


async def with_several(
    db: AsyncSession, places: Collection[tuple[str, str]], *, job: str, now: datetime | None = None
) -> set[tuple[str, str]]:
    """Those of these members (workspace, member) who are seated in more than one check-in; of those due if `now`."""
    query = (
        select(Seat.workspace_id, Seat.member_id)
        .join(Appointment, Appointment.id == Seat.appointment_id)
        .where(Appointment.job == job, Appointment.paused_at.is_(None))
        .where(Seat.member_id.in_({member_id for _, member_id in places}))
        .group_by(Seat.workspace_id, Seat.member_id)
        .having(func.count() > 1)
    )
    query = query if now is None else query.where(Seat.next_at <= now)
    return {(workspace_id, str(member_id)) for workspace_id, member_id in await db.execute(query)} & set(places)
