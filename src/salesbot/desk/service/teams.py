"""Which team a command means, who is in it, and changing that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.desk.rules import OUT
from salesbot.desk.service.setup import managed
from salesbot.errors import Refusal
from salesbot.people import announce, teamless
from salesbot.people import queries as people
from salesbot.people import service as verbs
from salesbot.people.rules import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Away, Team
    from salesbot.people.queries import Place
    from salesbot.room import House


@dataclass(frozen=True)
class Shown:
    """A team as its people see it, with their time away by member; `may_manage`: the reader may change it.

    `notices` are what only its managers read of a member, such as that reminders stopped.
    """

    team: Team
    places: Sequence[Place]
    aways: Mapping[str, Sequence[Away]]
    may_manage: bool
    notices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What a manager filled in: whom to add and as what, and whom to give another role or take out (`out`)."""

    add: Sequence[str] = ()
    add_role: Role = Role.REP
    who: Sequence[str] = ()
    what: str = ""


@dataclass
class Changed:
    """What came of it, for saying it back.

    `there` were to be added and are in the team already, as something else; `absent` were to be changed and are not in.
    """

    team: Team
    joined: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


async def meant(
    db: AsyncSession, workspace_id: str, member_id: str, channel_id: str, *, setup: str
) -> Team | list[Team]:
    """Return the team that a command means: the channel's, else the only one; several where that is not clear.

    Raises Refusal for somebody in no team, saying who could add them; `setup` is the command with which one begins.
    """
    mine = [team for team, _ in await people.teams_of(db, workspace_id, member_id)]
    here = await people.team_in(db, workspace_id, channel_id)
    if here is not None:
        if any(team.id == here.id for team in mine):
            return here
        if await people.may_manage(db, workspace_id, here.id, member_id):
            return here
    if not mine:
        mine = await _of_admin(db, workspace_id, member_id)
    if not mine:
        raise await teamless.alone(db, workspace_id, setup=setup)
    return mine[0] if len(mine) == 1 else mine


async def _of_admin(db: AsyncSession, workspace_id: str, member_id: str) -> list[Team]:
    """Every team for a Slack admin who is in none; none for anybody else."""
    member = await people.member(db, workspace_id, member_id)
    return await people.teams(db, workspace_id) if member is not None and member.is_admin and member.active else []


async def shown(db: AsyncSession, house: House, team: Team, *, to: str, now: datetime) -> Shown:
    """Return a team for somebody who asked to see it."""
    places = await people.roster(db, team.workspace_id, team.id)
    ids = [place.member.id for place in places]
    # A day early covers zones where it is still yesterday; what is over on a person's own wall is left out when shown.
    since = now.date() - timedelta(days=1)
    aways = await people.aways(db, team.workspace_id, ids, since=since)
    manages = await people.may_manage(db, team.workspace_id, team.id, to)
    return Shown(team, places, aways, manages, await _notices(db, house, team) if manages else {})


async def _notices(db: AsyncSession, house: House, team: Team) -> dict[str, str]:
    """What the rooms have noticed of the team's people, all of one member in one line."""
    told: dict[str, list[str]] = {}
    for offer in house.offers("noticed"):
        for member_id, words in (await offer(db, team.workspace_id, team.id)).items():
            told.setdefault(member_id, []).append(words)
    return {member_id: "; ".join(words) for member_id, words in told.items()}


async def visible(db: AsyncSession, workspace_id: str, team_id: int, *, to: str) -> Team:
    """Return a team for somebody who is in it or may change it. Raises Refusal for others."""
    team = await people.team(db, workspace_id, team_id)
    inside = await people.role_in(db, workspace_id, team_id, to) is not None
    if (
        team is None
        or team.archived_at is not None
        or not (inside or await people.may_manage(db, workspace_id, team_id, to))
    ):
        raise Refusal("You are not in this team.")
    return team


async def change(
    db: AsyncSession,
    house: House,
    wanted: Change,
    *,
    workspace_id: str,
    team_id: int,
    users: Mapping[str, dict[str, Any]],
    by: str,
    now: datetime,
) -> Changed:
    """Add people, give roles, take people out; the other rooms hear of it. Raises Refusal in words beside the field."""
    team = await managed(db, workspace_id, team_id, by=by)
    done = await _unmet(db, team, wanted)
    for member_id in wanted.add:
        what = await verbs.learn(db, users[member_id], workspace_id=workspace_id, now=now)
        await announce.learned(db, house, what, now=now)
    if wanted.who and wanted.what == OUT:
        done.left = await _take_out(db, team, wanted.who, by=by, now=now)
    elif wanted.who and wanted.what:
        await _give_role(db, done, wanted, by=by, now=now)
    done.joined = await _add(db, team, wanted, by=by, now=now)
    await _tell(db, house, done, now=now)
    return done


async def _unmet(db: AsyncSession, team: Team, wanted: Change) -> Changed:
    """Begin with those of whom nothing can come, so that their manager reads it."""
    roles = {place.member.id: place.role for place in await people.roster(db, team.workspace_id, team.id)}
    there = [one for one in wanted.add if roles.get(one, wanted.add_role) != wanted.add_role]
    return Changed(
        team,
        there=[one for one in there if one not in wanted.who],
        absent=[one for one in wanted.who if one not in roles],
    )


async def _add(db: AsyncSession, team: Team, wanted: Change, *, by: str, now: datetime) -> list[str]:
    try:
        return await verbs.join(db, team, wanted.add, role=wanted.add_role, by=by, now=now)
    except Refusal as refusal:
        raise Refusal(refusal.words, field="add") from None


async def _take_out(db: AsyncSession, team: Team, who: Sequence[str], *, by: str, now: datetime) -> list[str]:
    await _refuse_no_manager(db, team, who)
    return await verbs.leave(db, team, who, by=by, now=now)


async def _give_role(db: AsyncSession, done: Changed, wanted: Change, *, by: str, now: datetime) -> None:
    role = Role(wanted.what)
    if role is not Role.MANAGER:
        await _refuse_no_manager(db, done.team, wanted.who)
    for member_id in wanted.who:
        if await verbs.set_role(db, done.team, member_id, role=role, by=by, now=now):
            done.roles.append(member_id)


async def _refuse_no_manager(db: AsyncSession, team: Team, who: Sequence[str]) -> None:
    await verbs.hold(db, team)  # two managers who take each other out come one after the other
    staying = [one for one in await people.managers(db, team.workspace_id, team.id) if one.id not in who]
    if not staying:
        raise Refusal(f"{team.name} would have no manager then. Make somebody else manager first.", field="who")


async def _tell(db: AsyncSession, house: House, done: Changed, *, now: datetime) -> None:
    """Rooms seat whoever is asked and unseat whoever is not; somebody with a new role counts as having come anew."""
    workspace_id, team_id = done.team.workspace_id, done.team.id
    came = [*done.joined, *done.roles]
    await announce.seats(db, house, workspace_id, team_id, joined=came, left=done.left, now=now)
