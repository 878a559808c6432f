"""Getting to know people from what Slack says of them, and noticing who moved, left or came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from salesbot.audit.rules import Verb
from salesbot.people import described
from salesbot.people.model import Member, Membership, Team
from salesbot.people.rules import Role, ended
from salesbot.people.service import noting
from salesbot.people.service.personal import move_pause
from salesbot.store import even, insert

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Learned:
    """What a look at somebody changed: `moved` is another zone on their wall; the teams they left or are back in.

    `was`: the zone on their wall before. `status`: their Slack status began or ended to say that they are away.
    """

    member: Member
    was: str = ""
    moved: bool = False
    status: bool = False
    left: tuple[int, ...] = ()
    returned: tuple[int, ...] = ()


async def meet(db: AsyncSession, slack_user: Mapping[str, Any], *, workspace_id: str, now: datetime) -> Member:
    """Know a person as Slack's user object describes them (see `learn` for what may have changed)."""
    return (await learn(db, slack_user, workspace_id=workspace_id, now=now)).member


async def learn(db: AsyncSession, slack_user: Mapping[str, Any], *, workspace_id: str, now: datetime) -> Learned:
    """Store what Slack's user object says of a person, and tell what that changed.

    Somebody whom Slack deactivated, or made a guest, leaves their teams and is back in them once that is undone.
    """
    (learned,) = await learn_all(db, [slack_user], workspace_id=workspace_id, now=now)
    return learned


async def learn_all(
    db: AsyncSession, slack_users: Sequence[Mapping[str, Any]], *, workspace_id: str, now: datetime
) -> list[Learned]:
    """Store what Slack says of many, in their order: people of whom it says nothing new cost one statement in all."""
    people = [described.person(one, workspace_id=workspace_id) for one in slack_users]
    known = await _stored(db, workspace_id, [facts.id for facts in people])
    strange = {facts.id for facts in people} - known.keys()
    rows = [{"workspace_id": workspace_id, "id": one, "created_at": now} for one in sorted(strange)]
    new = set(await insert(db, Member, rows, ignore=["workspace_id", "id"]))
    known |= await _stored(db, workspace_id, strange)
    return [await _learn(db, facts, known[facts.id], new=facts.id in new, now=now) for facts in people]


async def described_anew(db: AsyncSession, slack_users: Sequence[Mapping[str, Any]], *, workspace_id: str) -> set[str]:
    """Of whom of those whom salesbot knows Slack says something that other rooms hear of."""
    people = [described.person(one, workspace_id=workspace_id) for one in slack_users]
    known = await _stored(db, workspace_id, [facts.id for facts in people])
    return {facts.id for facts in people if facts.id in known and _is_news(facts, known[facts.id])}


def _is_news(facts: described.Person, one: Member) -> bool:
    moved = facts.zone not in {"", one.slack_zone}
    status = facts.tells_status and facts.status_mark != one.status_mark
    return moved or status or facts.unfit != (unfit(one) is not None)


async def _stored(db: AsyncSession, workspace_id: str, ids: Collection[str]) -> dict[str, Member]:
    if not ids:
        return {}
    found = await db.scalars(select(Member).where(Member.workspace_id == workspace_id, Member.id.in_(even(ids))))
    return {one.id: one for one in found}


async def _learn(db: AsyncSession, facts: described.Person, one: Member, *, new: bool, now: datetime) -> Learned:
    was_unfit, was_in = unfit(one), one.zone
    was_away = one.status_mark, one.status_away_until
    _copy(facts, one, now=now)
    move_pause(one, was=was_in, now=now)
    return Learned(
        one,
        was=was_in,
        moved=not new and one.zone != was_in,
        status=(one.status_mark, one.status_away_until) != was_away,
        left=await _end_all(db, one, now=now) if facts.unfit and not was_unfit else (),
        returned=await _bring_back(db, one, now=now) if was_unfit and not facts.unfit else (),
    )


def unfit(one: Member) -> str | None:
    """Why somebody may not be in a team at all; None where they may."""
    if one.is_bot:
        return "is an app"
    if one.is_stranger:
        return "works for another company"
    if one.is_guest:
        return "is a guest here"
    return None if one.active else "has no account here any more"


def _copy(facts: described.Person, one: Member, *, now: datetime) -> None:
    one.name = facts.name or one.name
    one.slack_zone = facts.zone or one.slack_zone
    one.is_admin, one.is_bot = facts.is_admin, facts.is_bot
    one.is_guest, one.is_stranger = facts.is_guest, facts.is_stranger
    one.active = facts.active
    if facts.tells_status:
        _take_status(facts, one, now=now)


def _take_status(facts: described.Person, one: Member, *, now: datetime) -> None:
    """Take the status as it is now; one that its owner took back counts for nothing until it is another."""
    one.status_mark = facts.status_mark
    waived = facts.status_mark != "" and facts.status_mark == one.status_waived
    until = None if waived else facts.status_away_until
    one.status_away_until = until or ended(one.status_away_until, now=now)
    one.status_waived = one.status_waived if waived else ""


async def _end_all(db: AsyncSession, one: Member, *, now: datetime) -> tuple[int, ...]:
    held = await db.scalars(
        select(Membership).where(
            Membership.workspace_id == one.workspace_id, Membership.member_id == one.id, Membership.until_at.is_(None)
        )
    )
    over = []
    for membership in held:
        membership.until_at, membership.ended_by = now, "slack"
        over.append(membership.team_id)
    for team_id in over:
        await noting.of_members(db, team_id, one.workspace_id, [one.id], Verb.MEMBER_REMOVED, by="slack", now=now)
    return tuple(over)


async def _bring_back(db: AsyncSession, one: Member, *, now: datetime) -> tuple[int, ...]:
    """Begin anew the memberships that ended as Slack had it, unless the team is gone."""
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
    for held in returned:
        verb, who = Verb.MEMBER_ADDED, [one.id]
        await noting.of_members(db, held.team_id, one.workspace_id, who, verb, how=held.role, by="slack", now=now)
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
