"""All that a manager may know of one of their people for a one-to-one, from the rooms that keep it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from salesbot.blockers import queries as blockers
from salesbot.checkins import queries as checkins
from salesbot.checkins.model import Answer, Ask, Checkin, Question, Round
from salesbot.checkins.queries import weeks
from salesbot.checkins.rules.weeks import Part, Week, count
from salesbot.coaching.model import Commitment, Shown
from salesbot.coaching.queries.history import came, with_fate
from salesbot.kudos import queries as kudos
from salesbot.people.rules import zone_or
from salesbot.room import Span
from salesbot.tips.queries.week import week as tips_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.blockers.model import Blocker
    from salesbot.coaching.queries.managed import Bond
    from salesbot.kudos.queries import Act
    from salesbot.people.model import Team
    from salesbot.tips.model import Tip

_MOST = 60  # text answers that are looked at
_KUDOS = 20
_MOMENT = timedelta(seconds=1)  # what is of this very instant counts


@dataclass(frozen=True)
class Said:
    """One text answer, the question it answers, and the day on which it was given."""

    words: str
    question: str
    team_id: int
    day: date


async def answers(
    db: AsyncSession, workspace_id: str, member_id: str, team_ids: Collection[int], *, since: datetime
) -> list[Said]:
    """Somebody's text answers to these teams' check-ins since then, the newest first; none of those to blockers."""
    mine = Ask.workspace_id == workspace_id, Ask.member_id == member_id, Ask.opens_at >= since
    told = Ask.state == "answered", Question.kind == "text", Question.topic != "blockers"
    query = (
        select(Answer.text, Question.words, Checkin.team_id, Round.day)
        .join(Ask, Ask.id == Answer.ask_id)
        .join(Question, Question.id == Answer.question_id)
        .join(Round, Round.id == Ask.round_id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .where(*mine, *told, Checkin.team_id.in_(team_ids))
        .order_by(Ask.opens_at.desc(), Question.position, Answer.id)
        .limit(_MOST)
    )
    return [Said(*row) for row in await db.execute(query)]


async def participation(db: AsyncSession, bond: Bond, *, since: datetime, now: datetime) -> Week:
    """What became of their check-ins in these teams since then, counted."""
    parts: list[Part] = []
    for team in bond.teams:
        every = await checkins.checkins_of(db, team.id, workspace_id=team.workspace_id, ended=True)
        if every:
            rounds = await weeks.rounds_in(db, [one.id for one in every], span(team, since, now))
            parts += await weeks.parts_in(db, rounds, member_id=bond.member.id)
    return count(parts, since=since, until=now)


def span(team: Team, since: datetime, now: datetime) -> Span:
    """These days of a team, as the other rooms count them."""
    zone = zone_or(team.zone)
    return Span(
        workspace_id=team.workspace_id, team_id=team.id, zone=team.zone, first=since.astimezone(zone).date(),
        last=now.astimezone(zone).date(), since=since, until=now, now=now,
    )  # fmt: skip


async def in_the_way(db: AsyncSession, bond: Bond, *, since: datetime, now: datetime) -> list[Blocker]:
    """What stood in their way since then, the oldest first; resolved or not."""
    found: list[Blocker] = []
    for team in bond.teams:
        found += await blockers.of_days(db, team.workspace_id, team.id, since=since, until=now + _MOMENT)
    return [one for one in found if one.member_id == bond.member.id and one.text]


async def commitments(
    db: AsyncSession, workspace_id: str, member_id: str, team_ids: Collection[int], *, since: datetime
) -> list[Commitment]:
    """What they said they would do and have not settled, or settled since then; the oldest first."""
    mine = Commitment.workspace_id == workspace_id, Commitment.member_id == member_id, Commitment.team_id.in_(team_ids)
    told = or_(Commitment.state == "open", Commitment.settled_at >= since)
    return list(await db.scalars(select(Commitment).where(*mine, told).order_by(Commitment.made_at, Commitment.id)))


async def praise(db: AsyncSession, bond: Bond, *, since: datetime, now: datetime) -> tuple[list[Act], list[Act]]:
    """Kudos of these teams that they received, and that they gave, since then; the newest first."""
    who, here = bond.member, bond.member.workspace_id
    received = await kudos.received_by(db, here, who.id, limit=_KUDOS, since=since, until=now + _MOMENT)
    given = await kudos.given_by(db, here, who.id, limit=_KUDOS)
    mine = [one for one in received if one.kudos.team_id in bond.team_ids]
    return mine, [one for one in given if one.kudos.team_id in bond.team_ids and one.kudos.given_at >= since]


async def tips(db: AsyncSession, bond: Bond, *, since: datetime, now: datetime) -> list[Tip]:
    """The tips that they shared with these teams since then."""
    found: list[Tip] = []
    for team in bond.teams:
        found += [one.tip for one in (await tips_of(db, span(team, since, now + _MOMENT), of=bond.member.id)).shared]
    return sorted(found, key=lambda one: (one.shared_at, one.id), reverse=True)


async def prompts(
    db: AsyncSession, workspace_id: str, member_id: str, team_ids: Collection[int], *, since: datetime, now: datetime
) -> Counter[str]:
    """How many prompts came to them since then as these teams', by skill: never which, nor what they thought."""
    mine = Shown.workspace_id == workspace_id, Shown.member_id == member_id, Shown.team_id.in_(team_ids)
    query = with_fate(select(Shown.skill, func.count(Shown.id)).select_from(Shown))
    rows = await db.execute(query.where(*mine, Shown.shown_at >= since, came(now)).group_by(Shown.skill))
    return Counter({skill: number for skill, number in rows})  # noqa: C416  rows are no pairs to mypy
