"""Getting to know people from what Slack says of them, and noticing who moved, left or came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from salesbot.people import described
from salesbot.people.model import Member, Membership, Team
from salesbot.people.rules import Role
from salesbot.store import insert

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Learned:
    """What a look at somebody changed: `moved` is another zone on their wall; the teams they left or are back in."""

    member: Member
    moved: bool = False
    left: tuple[int, ...] = ()
    returned: tuple[int, ...] = ()


async def meet(db: AsyncSession, slack_user: Mapping[str, Any], *, workspace_id: str, now: datetime) -> Member:
    """Know a person as Slack's user object describes them (see `learn` for what may have changed)."""
    return (await learn(db, slack_user, workspace_id=workspace_id, now=now)).member


async def learn(db: AsyncSession, slack_user: Mapping[str, Any], *, workspace_id: str, now: datetime) -> Learned:
    """Store what Slack's user object says of a person, and tell what that changed.

    Somebody whom Slack deactivated leaves their teams and is back in them once reactivated.
    """
    facts = described.person(slack_user, workspace_id=workspace_id)
    row = {"workspace_id": workspace_id, "id": facts.id, "created_at": now}
    new = await insert(db, Member, [row], ignore=["workspace_id", "id"])
    one = await db.get_one(Member, (workspace_id, facts.id))
    was_active, was_in = one.active, one.zone
    _copy(facts, one)
    return Learned(
        one,
        moved=not new and one.zone != was_in,
        left=await _end_all(db, one, now=now) if was_active and not one.active else (),
        returned=await _bring_back(db, one, now=now) if one.active and not was_active else (),
    )


def _copy(facts: described.Person, one: Member) -> None:
    one.name = facts.name or one.name
    one.slack_zone = facts.zone or one.slack_zone
    one.is_admin, one.is_bot = facts.is_admin, facts.is_bot
    one.is_guest, one.is_stranger = facts.is_guest, facts.is_stranger
    one.active = facts.active
    if facts.tells_status:
        one.status_away_until = facts.status_away_until


async def _end_all(db: AsyncSession, one: Member, *, now: datetime) -> tuple[int, ...]:
    held = await db.scalars(
        select(Membership).where(
            Membership.workspace_id == one.workspace_id, Membership.member_id == one.id, Membership.until_at.is_(None)
        )
    )
    ended = []
    for membership in held:
        membership.until_at, membership.ended_by = now, "slack"
        ended.append(membership.team_id)
    return tuple(ended)


async def _bring_back(db: AsyncSession, one: Member, *, now: datetime) -> tuple[int, ...]:
    """Begin anew the memberships that ended with the deactivation, unless the team is gone."""
    rows = await db.scalars(
        select(Membership)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.workspace_id == one.workspace_id, Membership.member_id == one.id, Team.archived_at.is_(None))
        .order_by(Membership.from_at, Membership.id)
    )
    last = {membership.team_id: membership for membership in rows}
    returned = [held for held in last.values() if held.until_at is not None and held.ended_by == "slack"]
    db.add_all(_again(held, now=now) for held in returned)
    await db.flush()
    return tuple(held.team_id for held in returned)


def _again(held: Membership, *, now: datetime) -> Membership:
    return Membership(
        workspace_id=held.workspace_id,
        team_id=held.team_id,
        member_id=held.member_id,
        role=Role(held.role),
        from_at=now,
        added_by=held.added_by,
    )


async def welcomed(db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, now: datetime) -> list[str]:
    """Mark these people as welcomed; return those who had not been, each once ever, whoever asks at the same time."""
    if not member_ids:
        return []
    marked = await db.scalars(
        update(Member)
        .where(Member.workspace_id == workspace_id, Member.id.in_(set(member_ids)), Member.welcomed_at.is_(None))
        .values(welcomed_at=now)
        .returning(Member.id)
    )
    return sorted(marked)
