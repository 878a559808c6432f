"""When a manager last sat down with each of their people, asked, thanked and heard them; and what is overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from salesbot.checkins.model import Ask, Checkin, Round
from salesbot.coaching.model import Asked, OneToOne
from salesbot.coaching.queries.managed import people_of
from salesbot.coaching.rules import fairness as rules
from salesbot.coaching.rules.fairness import Contact, Gap
from salesbot.kudos.model import Thanked
from salesbot.people import queries as people
from salesbot.store import even

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.queries.managed import Bond


async def contacts(db: AsyncSession, workspace_id: str, manager_id: str) -> list[Contact]:
    """Everybody whom somebody manages, by name, with when they last had to do with each other."""
    bonds = await people_of(db, workspace_id, manager_id)
    if not bonds:
        return []
    ids, mine = even(one.member.id for one in bonds), (workspace_id, manager_id)
    talked = await _last(db, _talked(*mine, ids))
    asked = await _last(db, _asked(*mine, ids))
    thanked = await _last(db, _thanked(*mine, ids))
    heard = await _last(db, _heard(workspace_id, ids, {team_id for one in bonds for team_id in one.team_ids}))
    return [_contact(one, talked, asked, thanked, heard) for one in bonds]


def _contact(bond: Bond, *lasts: dict[str, datetime]) -> Contact:
    talked, asked, thanked, heard = (one.get(bond.member.id) for one in lasts)
    return Contact(
        member_id=bond.member.id, name=bond.member.name, team_id=bond.teams[0].id, since=bond.since,
        talked=talked, asked=asked, thanked=thanked, heard=heard,
    )  # fmt: skip


def _talked(workspace_id: str, manager_id: str, ids: Sequence[str]) -> Any:
    mine = OneToOne.workspace_id == workspace_id, OneToOne.manager_id == manager_id, OneToOne.member_id.in_(ids)
    return select(OneToOne.member_id, func.max(OneToOne.held_at)).where(*mine).group_by(OneToOne.member_id)


def _asked(workspace_id: str, manager_id: str, ids: Sequence[str]) -> Any:
    mine = Asked.workspace_id == workspace_id, Asked.manager_id == manager_id, Asked.member_id.in_(ids)
    query = select(Asked.member_id, func.max(Asked.asked_at)).where(*mine, Asked.withdrawn_at.is_(None))
    return query.group_by(Asked.member_id)


def _thanked(workspace_id: str, manager_id: str, ids: Sequence[str]) -> Any:
    mine = Thanked.workspace_id == workspace_id, Thanked.giver_id == manager_id, Thanked.receiver_id.in_(ids)
    return select(Thanked.receiver_id, func.max(Thanked.given_at)).where(*mine).group_by(Thanked.receiver_id)


def _heard(workspace_id: str, ids: Sequence[str], team_ids: set[int]) -> Any:
    """Answers to check-ins of these teams alone: what is said elsewhere is not this manager's to count."""
    query = select(Ask.member_id, func.max(Ask.answered_at)).join(Round, Round.id == Ask.round_id)
    query = query.join(Checkin, Checkin.id == Round.checkin_id)
    theirs = Ask.workspace_id == workspace_id, Ask.member_id.in_(ids), Checkin.team_id.in_(team_ids)
    return query.where(*theirs, Ask.answered_at.is_not(None)).group_by(Ask.member_id)


async def _last(db: AsyncSession, query: Any) -> dict[str, datetime]:
    return {member_id: at for member_id, at in await db.execute(query)}  # noqa: C416  rows are no pairs to mypy


async def gaps(db: AsyncSession, workspace_id: str, manager_id: str, now: datetime) -> list[Gap]:
    """What a manager has not done for long, the weightiest first: reasons for a prompt on leading that are true."""
    manager = await people.member(db, workspace_id, manager_id)
    found = await contacts(db, workspace_id, manager_id)
    return rules.gaps(found, now=now, zone=manager.zone if manager else "UTC")
