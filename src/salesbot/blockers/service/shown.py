"""What somebody is shown of blockers: a team's open ones, and those that a reminder tells of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.blockers import queries, rules
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people import teamless
from salesbot.people.rules import Calendar, Role
from salesbot.room import OpenBlocker

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.blockers.model import Blocker, Told
    from salesbot.people.model import Member, Team
    from salesbot.room import PublishedAnswers

_NOWHERE = Calendar("UTC")


@dataclass(frozen=True)
class Listed:
    """One open blocker as its reader sees it. `since` is how long it has stood; `gone`: its owner is not here now.

    `private`: its team does not read it in a channel, now or ever.
    """

    blocker: Blocker
    owner: str
    since: str
    gone: bool
    may_resolve: bool
    mine: bool
    private: bool


@dataclass(frozen=True)
class Listing:
    """What somebody reads of a team's open blockers; `only_mine`: they asked for their own.

    `whole`: their reader may read every one that there is.
    """

    team: Team
    entries: Sequence[Listed]
    only_mine: bool = False
    whole: bool = True


@dataclass(frozen=True)
class Reminder:
    """What one person is told of: each with why, and its owner."""

    reader: Member
    team: Team
    told: Sequence[tuple[Told, Blocker, Member]]


async def meant(
    db: AsyncSession, workspace_id: str, member_id: str, channel_id: str, *, setup: str
) -> Team | list[Team]:
    """Return the team that a command means: the channel's, else the only one; several where that is not clear.

    Raises Refusal for somebody in no team, saying who could add them; `setup` is the command with which one begins.
    """
    mine = [team for team, _ in await people.teams_of(db, workspace_id, member_id)]
    here = await people.team_in(db, workspace_id, channel_id)
    if here is not None and (here.id in {team.id for team in mine} or await _admin(db, here, member_id)):
        return here
    if not mine:
        raise await teamless.alone(db, workspace_id, setup=setup)
    return mine[0] if len(mine) == 1 else mine


async def _admin(db: AsyncSession, team: Team, member_id: str) -> bool:
    return await people.may_manage(db, team.workspace_id, team.id, member_id)


async def listing(
    db: AsyncSession,
    workspace_id: str,
    team_id: int,
    *,
    to: str,
    only_mine: bool,
    published: Sequence[PublishedAnswers],
    now: datetime,
) -> Listing:
    """Return a team's open blockers as this person may read them. Raises Refusal for whoever is not of the team.

    Contributors are listed their own, whatever they asked for. `published` are the rooms that know which answers the
    team reads.
    """
    team = await people.team(db, workspace_id, team_id)
    viewer = await queries.viewer(db, workspace_id, team_id, to)
    if team is None or team.archived_at is not None or not (viewer.manages or viewer.role):
        raise Refusal("That team's blockers are for its own people.")
    only_mine = only_mine or not rules.reads_team(viewer)
    out = [one for one in await queries.open_in(db, workspace_id, [team_id]) if not only_mine or one.member_id == to]
    public = await public_of(db, workspace_id, out, published)
    found = [one for one in out if rules.may_see(viewer, owner=one.member_id, published=one.id in public)]
    entries = await _entries(db, found, viewer, team=team, public=public, now=now)
    return Listing(team, entries, only_mine, whole=viewer.manages)


async def _entries(
    db: AsyncSession, found: Sequence[Blocker], viewer: rules.Viewer, *, team: Team, public: set[int], now: datetime
) -> list[Listed]:
    """These blockers of a team as this person sees them."""
    owners = await people.members(db, team.workspace_id, {one.member_id for one in found})
    calendars = await people.calendars(db, team.workspace_id, set(owners))
    roles = await queries.roles(db, team.workspace_id, [team.id])
    return [
        Listed(
            one, owners[one.member_id].name,
            rules.since(calendars.get(one.member_id, _NOWHERE), one.raised_at, now=now),
            gone=(team.id, one.member_id) not in roles or not owners[one.member_id].active,
            may_resolve=rules.may_resolve(viewer, owner=one.member_id),
            mine=rules.may_change(viewer, owner=one.member_id), private=one.id not in public,
        )
        for one in found
    ]  # fmt: skip


async def public_of(
    db: AsyncSession, workspace_id: str, found: Sequence[Blocker], published: Sequence[PublishedAnswers]
) -> set[int]:
    """Those of these blockers that were said where their team reads it."""
    public: set[str] = set()
    for offer in published:
        public |= await offer(db, workspace_id, [one.source for one in found])
    return {one.id for one in found if one.report_key is not None and one.source in public}


async def readable(
    db: AsyncSession, blocker_id: int, *, workspace_id: str, to: str, published: Sequence[PublishedAnswers]
) -> tuple[Blocker, str]:
    """Return a blocker that this person may read, and its owner's name. Raises Refusal otherwise."""
    blocker = await queries.blocker(db, blocker_id, workspace_id=workspace_id)
    if blocker is not None:
        viewer = await queries.viewer(db, workspace_id, blocker.team_id, to)
        public = await public_of(db, workspace_id, [blocker], published)
        owner = await people.member(db, workspace_id, blocker.member_id)
        if rules.may_see(viewer, owner=blocker.member_id, published=bool(public)):
            return blocker, owner.name if owner else ""
    raise Refusal("That blocker is gone, or not yours to read.")


async def reminder(db: AsyncSession, workspace_id: str, key: str) -> Reminder | None:
    """Return what one reminder tells of; None where nothing of it is left.

    What is another's is left to those who manage the team now.
    """
    rows = await queries.told_in(db, workspace_id, key)
    if rows:
        role = await people.role_in(db, workspace_id, rows[0][1].team_id, rows[0][0].member_id)
        theirs = [(told, one) for told, one in rows if role is Role.MANAGER or one.member_id == told.member_id]
        rows = [(told, one) for told, one in theirs if one.text]
    if not rows:
        return None
    people_ = await people.members(db, workspace_id, {one.member_id for pair in rows for one in pair})
    team = await people.team(db, workspace_id, rows[0][1].team_id)
    reader = people_.get(rows[0][0].member_id)
    if team is None or reader is None:
        return None
    return Reminder(reader, team, [(told, one, people_[one.member_id]) for told, one in rows])


async def open_blockers(
    db: AsyncSession, workspace_id: str, team_id: int, member_id: str | None, *, now: datetime
) -> list[OpenBlocker]:
    """Return a team's open blockers, or one member's in it, oldest first, for other rooms to show."""
    found = await queries.open_in(db, workspace_id, [team_id], member_id=member_id)
    owners = {one.member_id for one in found}
    members = await people.members(db, workspace_id, owners)
    calendars = await people.calendars_of(db, workspace_id, members)
    return [
        OpenBlocker(
            one.id, one.member_id, one.text, one.raised_at, one.report_key is not None, one.source,
            owner=members[one.member_id].name,
            since=rules.since(calendars.get(one.member_id, _NOWHERE), one.raised_at, now=now),
            raised_on=rules.raised_on(calendars.get(one.member_id, _NOWHERE), one.raised_at),
        )
        for one in found
    ]  # fmt: skip
