"""When a manager last sat down with each of their people, asked, thanked and heard them; and what is overdue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from salesbot.checkins.model import Ask, Checkin, Round
from salesbot.coaching.model import Asked, OneToOne
from salesbot.coaching.queries.managed import people_of, people_of_all
from salesbot.coaching.rules import fairness as rules
from salesbot.coaching.rules.fairness import Contact, Gap
from salesbot.kudos.model import Thanked
from salesbot.people import queries as people
from salesbot.store import chunks, even

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.queries.managed import Bond
    from salesbot.people.rules import Calendar

    Lasts = Mapping[tuple[str, str], datetime]  # by who did it and with whom

_AT_ONCE = 500


@dataclass(frozen=True)
class _Known:
    """When managers last had to do with whom, and what everybody's days look like."""

    calendars: Mapping[str, Calendar]
    talked: Lasts
    thanked: Lasts
    asked: Lasts = field(default_factory=dict)
    heard: Mapping[str, datetime] = field(default_factory=dict)


async def contacts(db: AsyncSession, workspace_id: str, manager_id: str) -> list[Contact]:
    """Everybody whom somebody manages, by name, with when they last had to do with each other."""
    bonds = await people_of(db, workspace_id, manager_id)
    if not bonds:
        return []
    ids, mine = even(one.member.id for one in bonds), (workspace_id, [manager_id])
    known = _Known(
        await _calendars(db, workspace_id, bonds),
        talked=await _lasts(db, _talked(*mine)),
        thanked=await _lasts(db, _thanked(*mine)),
        asked=await _lasts(db, _asked(*mine)),
        heard=await _last(db, _heard(workspace_id, ids, {team_id for one in bonds for team_id in one.team_ids})),
    )
    return [_contact(one, known) for one in bonds]


async def _calendars(db: AsyncSession, workspace_id: str, bonds: Sequence[Bond]) -> dict[str, Calendar]:
    found: dict[str, Calendar] = {}
    everybody = {member.id: member for one in bonds for member in (one.manager, one.member)}
    for some in chunks(sorted(everybody), _AT_ONCE):
        found |= await people.calendars_of(db, workspace_id, {one: everybody[one] for one in some})
    return found


def _contact(bond: Bond, known: _Known) -> Contact:
    both = bond.manager.id, bond.member.id
    mine, theirs = (known.calendars[one] for one in both)
    return Contact(
        member_id=bond.member.id, name=bond.member.name, team_id=bond.teams[0].id, since=bond.since,
        talked=known.talked.get(both), asked=known.asked.get(both), thanked=known.thanked.get(both),
        heard=known.heard.get(bond.member.id), away=theirs.aways, off=mine.aways, absent=theirs.status_away_until,
    )  # fmt: skip


def _talked(workspace_id: str, manager_ids: Sequence[str]) -> Any:
    mine = OneToOne.workspace_id == workspace_id, OneToOne.manager_id.in_(even(manager_ids))
    pair = OneToOne.manager_id, OneToOne.member_id
    return select(*pair, func.max(OneToOne.held_at)).where(*mine).group_by(*pair)


def _asked(workspace_id: str, manager_ids: Sequence[str]) -> Any:
    mine = Asked.workspace_id == workspace_id, Asked.manager_id.in_(even(manager_ids)), Asked.withdrawn_at.is_(None)
    pair = Asked.manager_id, Asked.member_id
    return select(*pair, func.max(Asked.asked_at)).where(*mine).group_by(*pair)


def _thanked(workspace_id: str, manager_ids: Sequence[str]) -> Any:
    mine = Thanked.workspace_id == workspace_id, Thanked.giver_id.in_(even(manager_ids))
    pair = Thanked.giver_id, Thanked.receiver_id
    return select(*pair, func.max(Thanked.given_at)).where(*mine).group_by(*pair)


def _heard(workspace_id: str, ids: Sequence[str], team_ids: set[int]) -> Any:
    """Answers to check-ins of these teams alone: what is said elsewhere is not this manager's to count."""
    query = select(Ask.member_id, func.max(Ask.answered_at)).join(Round, Round.id == Ask.round_id)
    query = query.join(Checkin, Checkin.id == Round.checkin_id)
    theirs = Ask.workspace_id == workspace_id, Ask.member_id.in_(ids), Checkin.team_id.in_(team_ids)
    return query.where(*theirs, Ask.answered_at.is_not(None)).group_by(Ask.member_id)


async def _last(db: AsyncSession, query: Any) -> dict[str, datetime]:
    return {member_id: at for member_id, at in await db.execute(query)}  # noqa: C416  rows are no pairs to mypy


async def _lasts(db: AsyncSession, query: Any) -> dict[tuple[str, str], datetime]:
    return {(who, whom): at for who, whom, at in await db.execute(query)}


async def gaps(db: AsyncSession, workspace_id: str, manager_id: str, now: datetime) -> list[Gap]:
    """What a manager has not done for long, the weightiest first: reasons for a prompt on leading that are true."""
    return (await gaps_of(db, workspace_id, [manager_id], now)).get(manager_id, [])


async def gaps_of(
    db: AsyncSession, workspace_id: str, manager_ids: Collection[str], now: datetime
) -> dict[str, list[Gap]]:
    """The same for many managers, in as many statements as for one; who keeps no notes of talks is left out."""
    talked: dict[tuple[str, str], datetime] = {}
    for some in chunks(sorted(manager_ids), _AT_ONCE):
        talked |= await _lasts(db, _talked(workspace_id, some))
    noting = sorted({manager_id for manager_id, _ in talked})
    bonds = await people_of_all(db, workspace_id, noting) if noting else {}
    if not bonds:
        return {}
    thanked: dict[tuple[str, str], datetime] = {}
    for some in chunks(noting, _AT_ONCE):
        thanked |= await _lasts(db, _thanked(workspace_id, some))
    calendars = await _calendars(db, workspace_id, [one for mine in bonds.values() for one in mine])
    known = _Known(calendars, talked=talked, thanked=thanked)
    return {manager_id: _noticed(mine, known, now) for manager_id, mine in bonds.items()}


def _noticed(bonds: Sequence[Bond], known: _Known, now: datetime) -> list[Gap]:
    return rules.noticed([_contact(one, known) for one in bonds], now=now, zone=bonds[0].manager.zone)
