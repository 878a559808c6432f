"""Making a team, and joining, leaving and changing roles in it; history never moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from salesbot.audit.rules import Verb
from salesbot.errors import Refusal
from salesbot.people import queries
from salesbot.people.model import Member, Membership, Team, Workspace
from salesbot.people.rules import Role, zone_or
from salesbot.people.service import noting
from salesbot.people.service.members import unfit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class TeamDraft:
    """A team as somebody wants it. `shared`: the channel is shared with another company, and its maker confirmed it."""

    name: str
    channel_id: str
    zone: str
    channel_name: str = ""
    everyone: bool = False
    shared: bool = False
    managers: Sequence[str] = ()
    members: Sequence[str] = ()


async def make_team(db: AsyncSession, draft: TeamDraft, *, workspace_id: str, by: str, now: datetime) -> Team:
    """Make a team with its managers (its maker among them) and reps, all of whom were met before.

    Raises Refusal where the channel has a team already, the zone does not exist, or somebody may not be in a team.
    """
    await _one_at_a_time(db, workspace_id)
    await _refuse_second(db, workspace_id, draft)
    if zone_or(draft.zone).key != draft.zone:
        raise Refusal(f"I don't know the time zone {draft.zone}. Please choose one from the list.")
    team = _from(draft, workspace_id=workspace_id, by=by, now=now)
    db.add(team)
    await db.flush()
    await noting.of_team(db, team, *_made(team), by=by, now=now)
    managers = list(dict.fromkeys([by, *draft.managers]))
    await join(db, team, managers, role=Role.MANAGER, by=by, now=now)
    by_whom = "channel" if draft.everyone else by
    await join(db, team, [one for one in draft.members if one not in managers], role=Role.REP, by=by_whom, now=now)
    return team


def _made(team: Team) -> tuple[Verb, ...]:
    return (Verb.TEAM_MADE, Verb.TEAM_CONFIRMED) if team.shared_ok else (Verb.TEAM_MADE,)


async def _one_at_a_time(db: AsyncSession, workspace_id: str) -> None:
    """Let setups of one workspace wait for each other (PostgreSQL; SQLite has one writer anyway)."""
    await db.scalar(select(Workspace.id).where(Workspace.id == workspace_id).with_for_update(key_share=True))


async def _refuse_second(db: AsyncSession, workspace_id: str, draft: TeamDraft) -> None:
    standing = await queries.team_in(db, workspace_id, draft.channel_id)
    if standing is None:
        return
    managers = [one.name for one in await queries.managers(db, workspace_id, standing.id)]
    whom = f" Ask {_either(managers)} to add people to it." if managers else ""
    where = f"#{draft.channel_name}" if draft.channel_name else "That channel"
    raise Refusal(f"{where} already belongs to the team {standing.name}.{whom}")


def _from(draft: TeamDraft, *, workspace_id: str, by: str, now: datetime) -> Team:
    return Team(
        workspace_id=workspace_id,
        name=draft.name,
        channel_id=draft.channel_id,
        channel_name=draft.channel_name,
        zone=draft.zone,
        everyone=draft.everyone,
        shared=draft.shared,
        shared_ok=draft.channel_id if draft.shared else "",
        created_by=by,
        created_at=now,
    )


async def join(
    db: AsyncSession, team: Team, member_ids: Collection[str], *, role: Role = Role.REP, by: str, now: datetime
) -> list[str]:
    """Put people into the team; return those who were not in it yet, in the order given.

    `by` is a member's id, or `channel`. Raises Refusal for guests, apps, people of other companies, deactivated ones.
    """
    wanted = list(dict.fromkeys(member_ids))
    found = await queries.members(db, team.workspace_id, wanted)
    refuse_unfit(found[one] for one in wanted)
    standing = await _standing(db, team)
    new = [one for one in wanted if one not in standing]
    db.add_all(_membership(team, one, role=role, by=by, now=now) for one in new)
    await db.flush()
    await noting.of_members(db, team.id, team.workspace_id, new, Verb.MEMBER_ADDED, how=role, by=by, now=now)
    return new


def refuse_unfit(people: Iterable[Member]) -> None:
    """Raise a Refusal that names everybody who may not be in a team, and why."""
    reasons = [f"{one.name or one.id} {why}" for one in people if (why := unfit(one)) is not None]
    if reasons:
        raise Refusal(f"I can't add everybody: {_and(reasons)}. Please take them out and try again.")


def fits(one: Member) -> bool:
    """Whether somebody may be in a team at all."""
    return unfit(one) is None


async def hold(db: AsyncSession, team: Team) -> None:
    """Let other changes of who is in this team wait until this transaction ends (PostgreSQL)."""
    await db.scalar(select(Team.id).where(Team.id == team.id).with_for_update(key_share=True))


async def _standing(db: AsyncSession, team: Team) -> dict[str, Membership]:
    """Who is in the team now; later changes of this team wait until this transaction ends."""
    await hold(db, team)
    rows = await db.scalars(
        select(Membership).where(
            Membership.workspace_id == team.workspace_id, Membership.team_id == team.id, Membership.until_at.is_(None)
        )
    )
    return {one.member_id: one for one in rows}


def _membership(team: Team, member_id: str, *, role: Role, by: str, now: datetime) -> Membership:
    return Membership(
        workspace_id=team.workspace_id, team_id=team.id, member_id=member_id, role=role, from_at=now, added_by=by
    )


async def leave(db: AsyncSession, team: Team, member_ids: Collection[str], *, by: str, now: datetime) -> list[str]:
    """Take people out of the team; return those who really were in it, in the order given. `by` as in `join`."""
    standing = await _standing(db, team)
    left = [one for one in dict.fromkeys(member_ids) if one in standing]
    for one in left:
        standing[one].until_at, standing[one].ended_by = now, by
    await db.flush()
    await noting.of_members(db, team.id, team.workspace_id, left, Verb.MEMBER_REMOVED, by=by, now=now)
    return left


async def set_role(db: AsyncSession, team: Team, member_id: str, *, role: Role, by: str, now: datetime) -> bool:
    """Give somebody in the team another role from now on; False where they had it, or are not in the team."""
    standing = (await _standing(db, team)).get(member_id)
    if standing is None or standing.role == role:
        return False
    standing.until_at, standing.ended_by = now, by
    await db.flush()
    db.add(_membership(team, member_id, role=role, by=standing.added_by, now=now))
    await db.flush()
    await noting.of_members(db, team.id, team.workspace_id, [member_id], Verb.MEMBER_ROLE, how=role, by=by, now=now)
    return True


async def change_team(db: AsyncSession, team: Team, *, name: str | None = None, zone: str | None = None) -> None:
    """Rename the team, or move its reports and digests to another zone."""
    if zone is not None and zone_or(zone).key != zone:
        raise Refusal(f"I don't know the time zone {zone}. Please choose one from the list.")
    team.name, team.zone = name or team.name, zone or team.zone
    await db.flush()


async def set_everyone(db: AsyncSession, team: Team, *, everyone: bool) -> bool:
    """Keep the team in step with its channel from now on, or no longer; return whether that is new.

    Who came with the channel stays when it ends; who is in the channel already comes with the next look at it.
    """
    changed, team.everyone = team.everyone != everyone, everyone
    await db.flush()
    return changed


async def archive(db: AsyncSession, team: Team, *, by: str, now: datetime) -> list[str]:
    """End a team and everybody's place in it; return who was in it."""
    left = await leave(db, team, list(await _standing(db, team)), by=by, now=now)
    team.archived_at = now
    await db.flush()
    await noting.of_team(db, team, Verb.TEAM_ENDED, by=by, now=now)
    return left


async def rename_channel(db: AsyncSession, workspace_id: str, channel_id: str, *, name: str, new_id: str = "") -> None:
    """Follow a channel's new name, and its new id where Slack gave it one; a confirmation stays with the channel."""
    here = Team.workspace_id == workspace_id, Team.channel_id == channel_id
    if name:
        await db.execute(update(Team).where(*here).values(channel_name=name))
    if new_id:
        await db.execute(update(Team).where(*here, Team.shared_ok == channel_id).values(shared_ok=new_id))
        await db.execute(update(Team).where(*here).values(channel_id=new_id))


async def set_shared(
    db: AsyncSession, workspace_id: str, channel_id: str, *, shared: bool, confirmed: bool = False
) -> Team | None:
    """Note whether a team's channel is shared with another company; `confirmed`: a manager named it and said yes.

    A confirmation ends when the channel stops being shared: the next company needs a new one.
    """
    team = await queries.team_in(db, workspace_id, channel_id)
    if team is None:
        return None
    team.shared = shared
    if confirmed or not shared:
        team.shared_ok = channel_id if confirmed and shared else ""
    await db.flush()
    return team


def _and(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _either(parts: Sequence[str]) -> str:
    return " or ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
