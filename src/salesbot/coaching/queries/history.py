"""The prompts that people had, and what became of each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select

from salesbot.attention.model import Decision
from salesbot.attention.rules import Verdict
from salesbot.coaching.model import Commitment, Reflection, Shown
from salesbot.coaching.rules.choice import ASKED
from salesbot.coaching.rules.history import Past
from salesbot.coaching.rules.rhythm import LATE
from salesbot.coaching.rules.skills import Skill
from salesbot.outbox.model import Delivery
from salesbot.store import chunks, even

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

_AT_ONCE = 500
_BACK = timedelta(days=400)  # a year of practice, and of what was seen
_LOST = ("expired", "withdrawn", "dead", "sent")


@dataclass(frozen=True)
class Had:
    """One prompt that came to somebody, with what they noted and promised, as far as anybody but them may know."""

    shown: Shown
    reflection: Reflection | None
    commitment: Commitment | None


def came(now: datetime) -> ColumnElement[bool]:
    """Whether a prompt reached its reader, or is on its way; for a query that is joined by `with_fate`."""
    waits = and_(Decision.verdict == Verdict.KEPT, Shown.shown_at > now - LATE)
    kept_back = and_(Decision.verdict.in_([Verdict.DROPPED, Verdict.KEPT]), ~waits)
    lost = and_(Delivery.state.in_(_LOST), Delivery.sent_at.is_(None))
    return ~func.coalesce(or_(kept_back, lost), False)


def with_fate(query: Any) -> Any:
    """Join what attention decided about each prompt, and the message in which it stands."""
    decided = and_(Decision.workspace_id == Shown.workspace_id, Decision.key == Shown.key)
    stands_in = func.coalesce(Decision.carried_by, Shown.key)
    message = and_(Delivery.workspace_id == Shown.workspace_id, Delivery.key == stands_in)
    return query.outerjoin(Decision, decided).outerjoin(Delivery, message)


async def quoting(db: AsyncSession, workspace_id: str, member_id: str, *, since: datetime) -> list[str]:
    """The messages of this person's prompts since then: they may quote what they said."""
    mine = Shown.workspace_id == workspace_id, Shown.member_id == member_id, Shown.shown_at >= since
    return list(await db.scalars(select(Shown.key).where(*mine)))


async def past(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, now: datetime
) -> dict[str, list[Past]]:
    """What came to each of these people in the last year, for the choice."""
    found: dict[str, list[Past]] = defaultdict(list)
    query = _with_deeds(select(Shown, Reflection.id, Commitment.id, Commitment.state))
    for some in chunks(sorted(member_ids), _AT_ONCE):
        mine = Shown.workspace_id == workspace_id, Shown.member_id.in_(even(some)), Shown.shown_at >= now - _BACK
        for shown, reflection, commitment, state in await db.execute(with_fate(query).where(*mine, came(now))):
            if shown.skill in _SKILLS:
                did = reflection is not None or commitment is not None
                found[shown.member_id].append(_past(shown, did=did, done=state == "done"))
    return found


_SKILLS = frozenset(Skill)


def _past(shown: Shown, *, did: bool, done: bool) -> Past:
    return Past(
        prompt=shown.prompt, skill=Skill(shown.skill), day=shown.day, did=did, done=done,
        useless=(shown.useless_why or "unsaid") if shown.useless_at else "", snoozed=shown.again_at is not None,
        asked=shown.why == ASKED, because=str(shown.evidence[0]["source"]) if shown.evidence else "",
    )  # fmt: skip


def _with_deeds(query: Any) -> Any:
    return (
        query.select_from(Shown)
        .outerjoin(Reflection, Reflection.coaching_id == Shown.id)
        .outerjoin(Commitment, Commitment.coaching_id == Shown.id)
    )


# ---- one of them ----


async def had(db: AsyncSession, workspace_id: str, key: str) -> Had | None:
    """The prompt that stands in this message."""
    return await _one(db, Shown.workspace_id == workspace_id, Shown.key == key)


async def last(db: AsyncSession, workspace_id: str, member_id: str, *, now: datetime) -> Had | None:
    """The newest prompt that came to somebody."""
    mine = Shown.workspace_id == workspace_id, Shown.member_id == member_id
    query = with_fate(_with_deeds(select(Shown, Reflection, Commitment))).where(*mine, came(now))
    row = (await db.execute(query.order_by(Shown.shown_at.desc(), Shown.id.desc()).limit(1))).first()
    return Had(*row) if row else None


async def _one(db: AsyncSession, *which: ColumnElement[bool]) -> Had | None:
    row = (await db.execute(_with_deeds(select(Shown, Reflection, Commitment)).where(*which))).first()
    return Had(*row) if row else None


async def shown(db: AsyncSession, workspace_id: str, number: int, *, lock: bool = False) -> Shown | None:
    """One prompt that was chosen, by its id; `lock` makes two clicks wait for each other (PostgreSQL)."""
    query = select(Shown).where(Shown.workspace_id == workspace_id, Shown.id == number)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return await db.scalar(query)


# ---- what a day has already ----


async def on_day(db: AsyncSession, workspace_id: str, days: Collection[tuple[str, date]]) -> set[tuple[str, date]]:
    """Which of these (member, day) have had a prompt already."""
    members, dates = {member_id for member_id, _ in days}, {day for _, day in days}
    found: set[tuple[str, date]] = set()
    for some in chunks(sorted(members), _AT_ONCE):
        asked = {"workspace_id": workspace_id, "ids": even(some), "days": even(sorted(dates))}
        found |= {(member_id, day) for member_id, day in await db.execute(_on_day(), asked)}
    return found & set(days)


@cache
def _on_day() -> Any:
    mine = Shown.workspace_id == bindparam("workspace_id"), Shown.member_id.in_(bindparam("ids", expanding=True))
    days = Shown.day.in_(bindparam("days", expanding=True))
    return select(Shown.member_id, Shown.day).where(*mine, days, Shown.why != ASKED)


async def snoozed(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, by: datetime
) -> dict[str, Shown]:
    """What is to come again to these people by then, the longest waiting of each."""
    found: dict[str, Shown] = {}
    for some in chunks(sorted(member_ids), _AT_ONCE):
        mine = Shown.workspace_id == workspace_id, Shown.member_id.in_(even(some)), Shown.again_at <= by
        untouched = Reflection.id.is_(None), Commitment.id.is_(None)  # taken up from where they looked, meanwhile
        query = _with_deeds(select(Shown)).where(*mine, *untouched).order_by(Shown.again_at, Shown.id)
        for one in await db.scalars(query):
            found.setdefault(one.member_id, one)
    return found


async def weeks_with_deeds(db: AsyncSession, workspace_id: str, member_id: str, *, since: datetime) -> list[datetime]:
    """When somebody did something with a prompt: noted, promised, or kept."""
    mine = Reflection.workspace_id == workspace_id, Reflection.member_id == member_id, Reflection.made_at >= since
    made = list(await db.scalars(select(Reflection.made_at).where(*mine)))
    theirs = Commitment.workspace_id == workspace_id, Commitment.member_id == member_id, Commitment.made_at >= since
    for made_at, state, settled_at in await db.execute(
        select(Commitment.made_at, Commitment.state, Commitment.settled_at).where(*theirs)
    ):
        made += [made_at] + ([settled_at] if state == "done" and settled_at else [])
    return made


async def open_commitments(db: AsyncSession, workspace_id: str, member_id: str) -> list[Commitment]:
    """What somebody said they would do and has not settled, the oldest first."""
    mine = Commitment.workspace_id == workspace_id, Commitment.member_id == member_id, Commitment.state == "open"
    return list(await db.scalars(select(Commitment).where(*mine).order_by(Commitment.made_at, Commitment.id)))
