"""Looking back: somebody's own kudos, a team's board, and what only its managers see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from salesbot.kudos import queries
from salesbot.kudos.service.places import placed
from salesbot.people import queries as people
from salesbot.people.rules import Role, zone_or

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Member, Team

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MONTH = timedelta(days=30)
RECENT = 5
MOST_FIRST = 6
MOST_RANKED = 5


@dataclass(frozen=True)
class Mine:
    """Somebody's own kudos: how many acts in all and this month, and the last of them."""

    zone: str
    given: int
    received: int
    received_lately: int
    last_given: Sequence[queries.Act]
    last_received: Sequence[queries.Act]


@dataclass(frozen=True)
class LeftOut:
    """Somebody who was not thanked for a month; `last` is when they were, None: never."""

    member: Member
    last: datetime | None


@dataclass(frozen=True)
class Board:
    """A team's thanks this month, as its reader may see them. `people` is how many are in the team and asked.

    `first` are pairs of names; `ranked` is empty unless a manager turned that on; `left_out` is for managers only,
    None for everybody else.
    """

    team: Team
    month: datetime
    tally: queries.Tally
    people: int
    lived: Sequence[tuple[str, int]]
    first: Sequence[tuple[str, str]]
    ranking: bool
    ranked: Sequence[tuple[str, int]]
    may_change: bool
    left_out: Sequence[LeftOut] | None


async def mine(db: AsyncSession, workspace_id: str, member_id: str, *, now: datetime) -> Mine:
    """Return what somebody gave and received."""
    member = await people.member(db, workspace_id, member_id)
    ever, then = {"since": LONG_AGO, "until": now + MONTH}, now - MONTH
    given = await queries.given_counts(db, workspace_id, [member_id], **ever)
    received = await queries.received_counts(db, workspace_id, [member_id], **ever)
    lately = await queries.received_counts(db, workspace_id, [member_id], since=then, until=now + MONTH)
    return Mine(
        member.zone if member else "UTC", given.get(member_id, 0), received.get(member_id, 0),
        lately.get(member_id, 0), await queries.given_by(db, workspace_id, member_id, limit=RECENT),
        await queries.received_by(db, workspace_id, member_id, limit=RECENT),
    )  # fmt: skip


async def board(db: AsyncSession, workspace_id: str, team_id: int, *, to: str, now: datetime) -> Board:
    """Return a team's board for somebody in it. Raises Refusal for everybody else."""
    team = await placed(db, workspace_id, team_id, to)
    since = month_of(now, team.zone)
    span = {"since": since, "until": now + MONTH}
    places = await people.roster(db, workspace_id, team_id)
    counted = [place.member for place in places if place.role is not Role.OBSERVER and place.member.active]
    ways = await queries.ways(db, workspace_id, team_id)
    ranking = ways is not None and ways.ranking
    ranked = await queries.received_counts(db, workspace_id, [one.id for one in counted], **span) if ranking else {}
    manages = any(place.member.id == to and place.role is Role.MANAGER for place in places)
    return Board(
        team=team, month=since.astimezone(zone_or(team.zone)),
        tally=await queries.tally(db, workspace_id, team_id, **span), people=len(counted),
        lived=await queries.lived(db, workspace_id, team_id, **span),
        first=await first_pairs(db, workspace_id, team_id, since=since, until=now + MONTH),
        ranking=ranking, ranked=_ranked(ranked, counted),
        may_change=manages or await people.may_manage(db, workspace_id, team_id, to),
        left_out=await left_out(db, workspace_id, team_id, to=to, now=now) if manages else None,
    )  # fmt: skip


def month_of(now: datetime, zone: str) -> datetime:
    """Return the first instant of this month on a team's calendar."""
    first = now.astimezone(zone_or(zone)).date().replace(day=1)
    return datetime.combine(first, time(), zone_or(zone)).astimezone(UTC)


def _ranked(counts: dict[str, int], members: Sequence[Member]) -> list[tuple[str, int]]:
    names = {one.id: one.name for one in members}
    best = sorted(counts.items(), key=lambda one: (-one[1], names[one[0]].casefold()))
    return [(names[member_id], number) for member_id, number in best[:MOST_RANKED]]


async def first_pairs(
    db: AsyncSession, workspace_id: str, team_id: int, *, since: datetime, until: datetime
) -> list[tuple[str, str]]:
    """Return who thanked whom for the first time, by name."""
    pairs = await queries.first_thanks(db, workspace_id, team_id, since=since, until=until, limit=MOST_FIRST)
    known = await people.members(db, workspace_id, {one for pair in pairs for one in pair})
    return [(known[giver].name, known[receiver].name) for giver, receiver in pairs]


async def left_out(db: AsyncSession, workspace_id: str, team_id: int, *, to: str, now: datetime) -> list[LeftOut]:
    """Return whom nobody has thanked for a month, the longest first: who is a month in the team, but for `to`."""
    places = await people.roster(db, workspace_id, team_id)
    those = [
        place.member
        for place in places
        if place.role is not Role.OBSERVER and place.member.active
        and place.since <= now - MONTH and place.member.id != to
    ]  # fmt: skip
    last = await queries.last_thanked(db, workspace_id, [one.id for one in those])
    found = [LeftOut(one, last.get(one.id)) for one in those if one.id not in last or last[one.id] < now - MONTH]
    never = LONG_AGO
    return sorted(found, key=lambda one: (one.last or never, one.member.name.casefold()))
