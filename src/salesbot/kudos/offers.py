"""What kudos tell the gatherers: a team's week, a manager's brief, one's own week, and one's home."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.kudos import blocks, queries, service
from salesbot.people import queries as people
from salesbot.people.rules import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Card, House, Section, Span, Visit

IN_A_DIGEST = 5
IN_A_WEEK = 200  # more than anybody is thanked in one, so that the count is true
ON_A_HOME = 3
LATELY = timedelta(days=90)


async def digest(_house: House, db: AsyncSession, span: Span) -> Sequence[Section]:
    """The team's week."""
    here, team, when = span.workspace_id, span.team_id, {"since": span.since, "until": span.until}
    ids = await queries.recent(db, here, team, **when)
    return [
        blocks.digest(
            await queries.tally(db, here, team, **when), await queries.lived(db, here, team, **when),
            await service.first_pairs(db, here, team, **when),
            await queries.acts(db, ids[-IN_A_DIGEST:], workspace_id=here),
        )
    ]  # fmt: skip


async def brief(_house: House, db: AsyncSession, span: Span, manager_id: str) -> Sequence[Section]:
    """What a manager reads in private: who gave and received praise, and whom nobody has thanked for a month."""
    team = await people.team(db, span.workspace_id, span.team_id)
    if team is None or await people.role_in(db, span.workspace_id, span.team_id, manager_id) is not Role.MANAGER:
        return []
    places = await people.roster(db, span.workspace_id, span.team_id)
    names = {
        place.member.id: place.member.name
        for place in places
        if place.role is not Role.OBSERVER and place.member.active
    }
    when = {"since": span.since, "until": span.until}
    given = await queries.given_counts(db, span.workspace_id, names, **when)
    received = await queries.received_counts(db, span.workspace_id, names, **when)
    out = await service.left_out(db, span.workspace_id, span.team_id, to=manager_id, now=span.now)
    return [blocks.brief(team, names, given, received, out)]


async def own_week(_house: House, db: AsyncSession, span: Span, member_id: str) -> Sequence[Section]:
    """What somebody gave and received in their week, each act once: in its team, else in the first of theirs."""
    when = {"since": span.since, "until": span.until}
    roles = await people.teams_of(db, span.workspace_id, member_id)
    told = [team.id for team, role in roles if role is not Role.OBSERVER]
    first = told[:1] == [span.team_id]  # it tells of teams that are not theirs as well
    given = await queries.given_by_team(db, span.workspace_id, member_id, **when)
    number = sum(acts for team_id, acts in given.items() if team_id == span.team_id or (first and team_id not in told))
    received = [
        one
        for one in await queries.received_by(db, span.workspace_id, member_id, limit=IN_A_WEEK, **when)
        if one.kudos.team_id == span.team_id or (first and one.kudos.team_id not in told)
    ]
    return [blocks.own_week(number, received, zone=span.zone)]


async def home(_house: House, db: AsyncSession, visit: Visit) -> Sequence[Card]:
    """What somebody was thanked for lately, and a button to thank."""
    if not visit.teams and not visit.managed:
        return []
    received = await queries.received_by(
        db, visit.workspace_id, visit.member_id, limit=ON_A_HOME, since=visit.now - LATELY
    )
    return [blocks.card(received, zone=visit.zone)]
