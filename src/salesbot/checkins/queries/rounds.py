"""Rounds: who is still open in them, and how full their reports are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, select, tuple_, update

from salesbot.checkins.model import Ask, Checkin, Round
from salesbot.checkins.queries.parts import place
from salesbot.checkins.rules.places import MANAGERS
from salesbot.people.model import Membership, Team
from salesbot.people.rules import Role
from salesbot.schedule.model import Seat
from salesbot.schedule.queries import still_comes

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.rules.places import Place


_RUNS = and_(Ask.asked_at.is_not(None), Ask.superseded_at.is_(None))


async def rounds(db: AsyncSession, keys: Collection[tuple[int, date]]) -> dict[tuple[int, date], Round]:
    """Rounds by (check-in, day)."""
    query = select(Round).where(tuple_(Round.checkin_id, Round.day).in_(list(keys)))
    return {(found.checkin_id, found.day): found for found in await db.scalars(query)}


async def unbegun(db: AsyncSession, checkin_id: int, *, now: datetime) -> list[Round]:
    """The near rounds of a check-in in which nobody was asked yet."""
    asked = select(Ask.id).where(Ask.round_id == Round.id, Ask.asked_at.is_not(None))
    query = select(Round).where(Round.checkin_id == checkin_id, _near(now), ~asked.exists())
    return list(await db.scalars(query.order_by(Round.id).execution_options(populate_existing=True)))


async def opened_early(
    db: AsyncSession, checkin_ids: Collection[int], *, member_id: str | None = None, now: datetime
) -> list[tuple[Ask, Round]]:
    """The parts in near rounds that were opened early, by all or by one member, with their rounds, answered or not.

    They are locked, in the order in which everybody locks: whoever answers one of them just now is waited for, and so
    is whoever asks there (PostgreSQL).
    """
    query = select(Ask, Round).join(Round, Round.id == Ask.round_id)
    query = query.where(Round.checkin_id.in_(checkin_ids), _near(now), Ask.asked_at.is_(None)).order_by(Ask.id)
    query = query if member_id is None else query.where(Ask.member_id == member_id)
    locked = query.with_for_update(of=Ask, key_share=True).execution_options(populate_existing=True)
    return [(part, found) for part, found in await db.execute(locked)]


def _near(now: datetime) -> ColumnElement[bool]:
    """Whether a round's day may be today's somewhere, or is still to come: days are one off at most."""
    return Round.day >= now.date() - timedelta(days=1)


async def lock(db: AsyncSession, round_ids: Collection[int]) -> None:
    """Wait for everybody else who closes parts of these rounds just now (PostgreSQL)."""
    query = select(Round.id).where(Round.id.in_(round_ids)).order_by(Round.id)
    await db.execute(query.with_for_update(key_share=True))


# Days in which a report can still change: no check-in pauses longer than 52 weeks between two rounds.
LIVE_DAYS = 53 * 7


async def live(
    db: AsyncSession, team_id: int, *, workspace_id: str, publish: str | None = None, now: datetime
) -> list[int]:
    """The rounds of a team whose reports may still change: somebody's next round has not been asked yet."""
    query = (
        select(Round.id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .where(Checkin.workspace_id == workspace_id, Checkin.team_id == team_id)
        .where(Round.day >= now.date() - timedelta(days=LIVE_DAYS))
        .where(select(Ask.id).where(Ask.round_id == Round.id, _RUNS).exists())
    )
    if publish is not None:
        query = query.where(Round.publish == publish)
    return list(await db.scalars(query.order_by(Round.id)))


async def waiting(db: AsyncSession, checkin_ids: Collection[int], *, since: date) -> list[int]:
    """Rounds of these check-ins since that day whose reports may still change, or lack something that was answered."""
    runs = select(Ask.id).where(Ask.round_id == Round.id, _RUNS | Ask.to_page.is_(True))
    query = select(Round.id).where(Round.checkin_id.in_(checkin_ids), Round.day >= since, runs.exists())
    return list(await db.scalars(query.order_by(Round.id)))


async def hold(db: AsyncSession, checkin_ids: Collection[int], *, since: date) -> None:
    """Wait for all who answer in these check-ins' rounds since that day, and let nobody answer until we are through.

    Whoever could not publish before looks once more behind this lock (PostgreSQL; SQLite has one writer anyway).
    """
    mine = select(Round.id).where(Round.checkin_id.in_(checkin_ids), Round.day >= since)
    await db.execute(select(Ask.id).where(Ask.round_id.in_(mine)).order_by(Ask.id).with_for_update(key_share=True))


async def open_in(db: AsyncSession, round_id: int) -> int:
    """How many parts of a round have been asked and are not closed yet."""
    asked = Ask.round_id == round_id, Ask.asked_at.is_not(None)
    return await db.scalar(select(func.count()).where(*asked, Ask.closed_at.is_(None))) or 0


async def answered_in(db: AsyncSession, round_id: int) -> int:
    """How many have answered in a round that has opened where they are."""
    return (await answers_in(db, [round_id])).get(round_id, 0)


async def answers_in(db: AsyncSession, round_ids: Collection[int]) -> dict[int, int]:
    """How many have answered in each of these rounds where it has opened; those without an answer are left out."""
    answered = Ask.round_id.in_(round_ids), Ask.asked_at.is_not(None), Ask.state == "answered"
    query = select(Ask.round_id, func.count()).where(*answered).group_by(Ask.round_id)
    return {round_id: many for round_id, many in await db.execute(query)}  # noqa: C416  rows are no pairs to the type checker


async def last_to_come(db: AsyncSession, appointment_id: int, *, day: date) -> datetime | None:
    """When the last of the seats that have not reached this day yet will; None where all have."""
    mine = Seat.appointment_id == appointment_id, Seat.next_day <= day
    return await db.scalar(select(func.max(Seat.next_at)).where(*mine, still_comes()))


async def to_come_in(db: AsyncSession, checkin: Checkin) -> list[int]:
    """The rounds of a check-in that have begun and that some of its seats have not reached yet."""
    mine = Seat.appointment_id == checkin.appointment_id, still_comes()
    first = select(func.min(Seat.next_day)).where(*mine).scalar_subquery()
    begun = select(Ask.id).where(Ask.round_id == Round.id, Ask.asked_at.is_not(None)).exists()
    return list(await db.scalars(select(Round.id).where(Round.checkin_id == checkin.id, Round.day >= first, begun)))


async def ahead_of(db: AsyncSession, workspace_id: str, member_id: str) -> list[int]:
    """The rounds that have begun and that somebody is still to be asked in."""
    begun = select(Ask.id).where(Ask.round_id == Round.id, Ask.asked_at.is_not(None)).exists()
    query = (
        select(Round.id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .join(Seat, Seat.appointment_id == Checkin.appointment_id)
        .where(Seat.workspace_id == workspace_id, Seat.member_id == member_id, Round.day >= Seat.next_day, begun)
    )
    return list(await db.scalars(query.order_by(Round.id)))


async def answered(db: AsyncSession, round_id: int, *, early: bool = False, lock: bool = False) -> list[Ask]:
    """The parts that stand in a round's report, in the order of their answers; `lock` keeps doors out meanwhile.

    With `early` also those that were answered before their time, which has not come: they do not stand there yet.
    """
    query = select(Ask).where(Ask.round_id == round_id, Ask.state == "answered")
    if not early:
        query = query.where(Ask.asked_at.is_not(None))
    if lock:  # in the order in which everybody locks
        query = query.order_by(Ask.id).with_for_update(key_share=True)
    return sorted(await db.scalars(query), key=lambda ask: (ask.answered_at or ask.opens_at, ask.id))


async def to_page(db: AsyncSession, round_id: int) -> bool:
    """Whether a round has something new for its report."""
    return await db.scalar(_TO_PAGE, {"round_id": round_id}) is not None


_TO_PAGE = select(Ask.id).where(Ask.round_id == bindparam("round_id"), Ask.to_page.is_(True)).limit(1)


@dataclass(frozen=True)
class Placed:
    """A round with the check-in and the team it belongs to."""

    round: Round
    checkin: Checkin
    team: Team

    @property
    def place(self) -> Place:
        """How and where it is published."""
        return place(self.round, checkin=self.checkin, team=self.team)


async def placed(db: AsyncSession, round_id: int, *, workspace_id: str) -> Placed:
    """A round with all that says where it is published."""
    return Placed(*(await db.execute(_placed(), {"workspace_id": workspace_id, "id": round_id})).one())


@cache
def _placed() -> Select[Round, Checkin, Team]:
    return (
        select(Round, Checkin, Team)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .join(Team, Team.id == Checkin.team_id)
        .where(Round.workspace_id == bindparam("workspace_id"), Round.id == bindparam("id"))
    )


async def private_readers(db: AsyncSession, round_ids: Collection[int]) -> dict[int, list[str]]:
    """The managers who read these rounds, of those that only managers read; by round."""
    query = (
        select(Round.id, Membership.member_id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .outerjoin(
            Membership,
            and_(
                Membership.team_id == Checkin.team_id,
                Membership.workspace_id == Checkin.workspace_id,
                Membership.role == Role.MANAGER,
                Membership.until_at.is_(None),
            ),
        )
        .where(Round.id.in_(round_ids), Round.publish == MANAGERS)
    )
    found: dict[int, list[str]] = {}
    for round_id, member_id in await db.execute(query.order_by(Round.id, Membership.member_id)):
        found.setdefault(round_id, []).extend([member_id] if member_id else [])
    return found


async def told_who_reads(db: AsyncSession, team_id: int, *, workspace_id: str) -> list[Ask]:
    """The answered parts of a team that only managers read, and whose messages name those."""
    query = (
        select(Ask)
        .join(Round, Round.id == Ask.round_id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .where(Checkin.workspace_id == workspace_id, Checkin.team_id == team_id, Round.publish == MANAGERS)
        .where(Ask.state == "answered", Ask.superseded_at.is_(None))
    )
    return list(await db.scalars(query.order_by(Ask.id)))


async def managers_of(db: AsyncSession, team_ids: Collection[int]) -> dict[int, list[str]]:
    """Who manages these teams now, by team."""
    held = Membership.team_id.in_(team_ids), Membership.role == Role.MANAGER, Membership.until_at.is_(None)
    query = select(Membership.team_id, Membership.member_id).where(*held).order_by(Membership.member_id)
    found: dict[int, list[str]] = {}
    for team_id, member_id in await db.execute(query):
        found.setdefault(team_id, []).append(member_id)
    return found


async def open_now(db: AsyncSession, *, now: datetime) -> int:
    """How many rounds are open: somebody was asked in them whose close is still to come."""
    going = select(Ask.id).where(Ask.round_id == Round.id, Ask.asked_at.is_not(None), Ask.closes_at > now)
    near = and_(Round.checkin_id == Checkin.id, _near(now))
    found = await db.scalar(select(func.count()).select_from(Checkin).join(Round, near).where(going.exists()))
    return found or 0


async def last_page(db: AsyncSession, round_id: int) -> int:
    """The number of the last page of a round's report."""
    rows = select(func.max(Ask.page), func.max(Ask.report_pages)).where(Ask.round_id == round_id).group_by(Ask.page)
    return max((page + span - 1 for page, span in await db.execute(rows) if page is not None), default=0)


async def clear_pages(db: AsyncSession, round_id: int, *, all_of_them: bool) -> None:
    """Let nobody who has no answer there have a page of a round's report; `all_of_them`: nor anybody else."""
    where = Ask.round_id == round_id, Ask.page.is_not(None)
    empty = () if all_of_them else (Ask.state != "answered",)
    await db.execute(update(Ask).where(*where, *empty).values(page=None))
