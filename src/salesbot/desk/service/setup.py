"""Founding a team from what somebody wished for and what Slack said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.errors import Refusal
from salesbot.people import announce, described
from salesbot.people import queries as people
from salesbot.people import service as verbs
from salesbot.people.described import plain_name
from salesbot.people.service import CHANNEL
from salesbot.people.sync import is_shared
from salesbot.room import TeamMade

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.desk.looking import Found
    from salesbot.desk.wish import Wish
    from salesbot.people.model import Member, Team
    from salesbot.room import House


@dataclass(frozen=True)
class Founded:
    """A new team, whom it has, when its first rounds are, and how many of its channel are still to follow."""

    team: Team
    size: int
    preview: Sequence[str]
    followers: int = 0


def refuse_maker(user: dict[str, Any], *, workspace_id: str, admins_only: bool) -> None:
    """Raise Refusal where this person may not set up a team: guests and strangers never, others as the setting says."""
    who = described.person(user, workspace_id=workspace_id)
    if who.unfit:
        raise Refusal("Only full members of this workspace can set up a team. Please ask a colleague who is one.")
    if admins_only and not who.is_admin:
        raise Refusal("Here only Slack admins set up teams. Please ask one of them.")


async def found(
    db: AsyncSession, house: House, wish: Wish, seen: Found, *, workspace_id: str, by: str, now: datetime
) -> Founded:
    """Make the team, let the rooms begin, and look at what comes. Raises Refusal in words beside the field."""
    refuse_maker(seen.people[by], workspace_id=workspace_id, admins_only=house.settings.admins_only_setup)
    await _refuse_second(db, workspace_id, seen)
    await _meet(db, house, seen, workspace_id=workspace_id, now=now)
    await _refuse_unfit(db, workspace_id, wish.managers, field="managers")
    await _refuse_unfit(db, workspace_id, wish.members, field="members")
    draft = _draft(wish, seen)
    team = await verbs.make_team(db, draft, workspace_id=workspace_id, by=by, now=now)
    await _bring_everyone(db, team, seen, now=now)
    made = TeamMade(workspace_id, team.id, by=by, templates=wish.templates, wall=wish.wall, now=now)
    for offer in house.offers("on_team_made"):
        await offer(db, made)
    roster = await people.roster(db, workspace_id, team.id)
    return Founded(team, len(roster), await preview(db, house, team, now=now), seen.followers)


async def _refuse_second(db: AsyncSession, workspace_id: str, seen: Found) -> None:
    standing = await people.team_in(db, workspace_id, seen.channel["id"])
    if standing is not None:
        managers = [plain_name(one.name) for one in await people.managers(db, workspace_id, standing.id)]
        whom = f" {managers[0]} manages it and can add people." if managers else ""
        words = f"#{seen.channel['name']} already belongs to the team {standing.name}.{whom}"
        raise Refusal(words, field="channel")


async def _meet(db: AsyncSession, house: House, seen: Found, *, workspace_id: str, now: datetime) -> None:
    """Know those who were chosen, and those of the channel who may be in a team; nobody else is stored."""
    for member_id, user in seen.people.items():
        who = described.person(user, workspace_id=workspace_id)
        if not (who.unfit and member_id in seen.present):
            learned = await verbs.learn(db, user, workspace_id=workspace_id, now=now)
            await announce.learned(db, house, learned, now=now)


async def _refuse_unfit(db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, field: str) -> None:
    chosen = await people.members(db, workspace_id, member_ids)
    words = _why_unfit([chosen[one] for one in member_ids if one in chosen])
    if words is not None:
        raise Refusal(words, field=field)


def _why_unfit(chosen: Sequence[Member]) -> str | None:
    try:
        verbs.refuse_unfit(chosen)
    except Refusal as refusal:
        return refusal.words
    return None


def _draft(wish: Wish, seen: Found) -> verbs.TeamDraft:
    return verbs.TeamDraft(
        name=wish.name,
        channel_id=seen.channel["id"],
        channel_name=seen.channel.get("name", ""),
        zone=wish.zone,
        everyone=wish.everyone,
        shared=is_shared(seen.channel),
        managers=wish.managers,
        members=[one for one in wish.members if one not in wish.managers],
    )


async def _bring_everyone(db: AsyncSession, team: Team, seen: Found, *, now: datetime) -> None:
    if not team.everyone:
        return
    known = await people.members(db, team.workspace_id, seen.present)
    fit = sorted(one.id for one in known.values() if verbs.fits(one))
    await verbs.join(db, team, fit, by=CHANNEL, now=now)


async def preview(db: AsyncSession, house: House, team: Team, *, now: datetime) -> list[str]:
    """Say when the team's next rounds are, in the words of the rooms that hold them."""
    lines: list[str] = []
    for offer in house.offers("preview"):
        lines += await offer(db, team.workspace_id, team.id, now)
    return lines


async def ask_now(db: AsyncSession, house: House, team: Team, *, now: datetime) -> int:
    """Ask everybody at once; return how many were asked."""
    asked = [await offer(db, team.workspace_id, team.id, now) for offer in house.offers("ask_now")]
    return sum(asked)


async def managed(db: AsyncSession, workspace_id: str, team_id: int, *, by: str) -> Team:
    """Return the team for somebody who may change it. Raises Refusal for everybody else."""
    team = await people.team(db, workspace_id, team_id)
    if team is None or team.archived_at is not None:
        raise Refusal("This team is no longer there.")
    if not await people.may_manage(db, workspace_id, team_id, by):
        managers = [plain_name(one.name) for one in await people.managers(db, workspace_id, team_id)]
        whom = f" Please ask {' or '.join(managers)}." if managers else ""
        raise Refusal(f"Only managers of {team.name} can do that.{whom}")
    return team
