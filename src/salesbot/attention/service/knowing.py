"""All that is known of people when something is offered to them, looked up for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from salesbot.attention import queries
from salesbot.attention.model import Decision
from salesbot.attention.rules import PATIENCE, Due, Person
from salesbot.people import queries as people
from salesbot.schedule.foresee import Scope, foresee
from salesbot.schedule.model import Occurrence
from salesbot.store import even

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.attention.model import Restraint
    from salesbot.room import House
    from salesbot.room.foretelling import Foreseen

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


async def persons(
    db: AsyncSession, house: House, workspace_id: str, member_ids: Collection[str], *, now: datetime, until: datetime
) -> tuple[dict[str, Person], dict[str, Restraint]]:
    """Return what is known of these people, and what holds offers to them back, locked; the unknown are left out.

    What is due is read before what was said: a question that another process sends meanwhile then counts twice, which
    is careful, and never not at all.
    """
    here = await at_home(db, workspace_id, member_ids)
    if not here:
        return {}, {}
    restraints = await queries.restrained(db, workspace_id, list(here))
    due = await _due(db, house, workspace_id, here, now=now, until=until)
    said = await queries.said(db, workspace_id, here, now=now)
    since = {one: restraints[one].paused_until or _EVER for one in here}
    shown = await queries.shown(db, workspace_id, here, since=since)
    kept = await queries.kept(db, workspace_id, here, now=now)
    found = {
        one: replace(
            person, paused_until=restraints[one].paused_until, said=said.get(one, ()), due=due.get(one, ()),
            shown=shown.get(one, ()), kept=len(kept.get(one, ())),
        )
        for one, person in here.items()
    }  # fmt: skip
    return found, restraints


async def at_home(db: AsyncSession, workspace_id: str, member_ids: Collection[str]) -> dict[str, Person]:
    """Return what these people's days and nights look like, whatever was said to them; the unknown are left out."""
    members = await people.members(db, workspace_id, member_ids)
    if not members:
        return {}
    calendars = await people.calendars_of(db, workspace_id, members)
    in_teams = await queries.in_teams(db, workspace_id, members)
    return {
        one: Person(
            calendar=calendars[one], quiet=(member.quiet_from, member.quiet_to), in_team=one in in_teams
        )
        for one, member in members.items()
    }  # fmt: skip


async def _due(
    db: AsyncSession, house: House, workspace_id: str, member_ids: Collection[str], *, now: datetime, until: datetime
) -> dict[str, list[Due]]:
    """Return the promised messages that will come by themselves; one that is overdue comes now."""
    jobs = frozenset(job for some in house.offers("asking") for job in some)
    found: dict[str, list[Due]] = defaultdict(list)
    if not jobs:
        return found
    scope = Scope(workspace_id, member_ids=frozenset(member_ids), jobs=jobs)
    silent = await _silent(db, house, workspace_id, member_ids)
    for one in await foresee(db, scope, now=now, until=until):
        if not one.skipped and one.member_id and (one.slot or not silent(one)):
            found[one.member_id].append(Due(max(one.at, now), _room(one.job)))
    for member_id, job in await _being_asked(db, workspace_id, member_ids, jobs, now=now):
        found[member_id].append(Due(now, _room(job)))
    return found


async def _silent(
    db: AsyncSession, house: House, workspace_id: str, member_ids: Collection[str]
) -> Callable[[Foreseen], bool]:
    """Return who tells whether nothing will come of something foreseen, as nothing in it is for its member that day."""
    asked: dict[tuple[str, int], Container[date]] = {}
    for offer in house.offers("asked_on"):
        for member_id, days in (await offer(db, workspace_id, member_ids)).items():
            asked |= {(member_id, appointment_id): on for appointment_id, on in days.items()}

    def silent(one: Foreseen) -> bool:
        on = asked.get((one.member_id or "", one.appointment_id))
        return on is not None and one.day not in on

    return silent


async def _being_asked(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str], jobs: Collection[str], *, now: datetime
) -> list[tuple[str, str]]:
    """Return whom this very beat asks something as well: the ledger has it, and its message is promised after ours."""
    theirs = Occurrence.workspace_id == workspace_id, Occurrence.member_id.in_(even(member_ids))
    now_done = Occurrence.state == "done", Occurrence.settled_at == now, Occurrence.due_at >= now - PATIENCE
    told = exists().where(Decision.workspace_id == Occurrence.workspace_id, Decision.key == Occurrence.key)
    wanted = select(Occurrence.member_id, Occurrence.job).where(
        *theirs, *now_done, Occurrence.job.in_(even(jobs)), ~told
    )
    return [(str(member_id), job) for member_id, job in await db.execute(wanted)]


def _room(job: str) -> str:
    return job.partition(".")[0]
