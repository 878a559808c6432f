"""Who changed what: the lines of the audit log that somebody may read, and what the things in them are called now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.audit import queries as audit
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.rules import Role
from salesbot.slack.ids import is_number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.audit.model import Line
    from salesbot.room import House

A_PAGE = 15


@dataclass(frozen=True)
class Naming:
    """What lines speak of, by id: the log itself holds no name."""

    people: Mapping[str, str]
    teams: Mapping[int, str]
    things: Mapping[tuple[str, str], str]  # by kind and id


@dataclass(frozen=True)
class Looked:
    """Lines for one reader, the newest first. `older`: the id to go on from, None where these are all.

    `zone` is the one on the reader's wall; `all`: they read every line of the workspace, as Slack's admins do.
    """

    reader: str
    zone: str
    all: bool
    about: str
    lines: Sequence[Line]
    named: Naming
    older: int | None
    begun: bool  # these are the newest


async def look(
    db: AsyncSession, house: House, *, workspace_id: str, member_id: str, about: str = "", before: int | None = None
) -> Looked:
    """Return what somebody may read: managers what concerns their teams, Slack's admins everything.

    `about` is somebody by whom or to whom it was done. Raises Refusal for everybody else.
    """
    me = await people.member(db, workspace_id, member_id)
    admin = me is not None and me.is_admin and me.active
    roles = await people.teams_of(db, workspace_id, member_id)
    managed = [team.id for team, role in roles if role is Role.MANAGER]
    if me is None or not (admin or managed):
        typed = house.command("salesbot")
        raise Refusal(
            f"Only managers and Slack admins read this. {typed} me export has what was noted about you, "
            f"and {typed} why says what I sent you."
        )
    found = await audit.lines(
        db, workspace_id, team_ids=None if admin else managed, about=about, before=before, limit=A_PAGE + 1
    )
    shown = found[:A_PAGE]
    return Looked(
        member_id, me.zone, admin, about, shown, await name(db, house, workspace_id, shown),
        older=shown[-1].id if len(found) > A_PAGE else None, begun=before is None,
    )  # fmt: skip


async def name(db: AsyncSession, house: House, workspace_id: str, lines: Collection[Line]) -> Naming:
    """Look up what the people, teams and things in lines of one workspace are called now."""
    objects: defaultdict[str, set[str]] = defaultdict(set)
    for one in lines:
        objects[one.object_kind].add(one.object_id)
    who = {one.done_by for one in lines} | objects.pop("member", set())
    known = await people.members(db, workspace_id, who)
    teams = await people.teams_of_ids(db, {one.team_id for one in lines if one.team_id is not None})
    things: dict[tuple[str, str], str] = {}
    for kind, ids in objects.items():
        for titles in house.offers("titles"):
            found = await titles(db, workspace_id, kind, [int(one) for one in ids if is_number(one)])
            things |= {(kind, str(number)): title for number, title in found.items()}
    return Naming(
        {one.id: one.name for one in known.values()},
        {team_id: team.name for (workspace, team_id), team in teams.items() if workspace == workspace_id},
        things,
    )
