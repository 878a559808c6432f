"""How blockers meet the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.blockers import blocks, queries, rights, service
from salesbot.blockers.digest import brief, digest, own_week
from salesbot.blockers.foretell import foretell
from salesbot.blockers.home import home
from salesbot.blockers.jobs import JOBS
from salesbot.blockers.listeners import register
from salesbot.blockers.listeners.listing import asked
from salesbot.people import queries as people
from salesbot.people.rules import Role
from salesbot.room import HELD, Help, Message, ResolvedBlocker, Room

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, OpenBlocker


async def announced(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a blocker's announcement; `subject` is blocker, or blocker/manager. Who manages no more reads it no more."""
    number, _, manager = subject.partition("/")
    blocker = await queries.blocker(db, int(number), workspace_id=workspace_id)
    owner = await people.member(db, workspace_id, blocker.member_id) if blocker else None
    if blocker is None or owner is None or not blocker.text:
        return None  # whoever said it deleted it, or was forgotten
    if not manager:
        for may in house.offers("publishes"):
            if not await may(db, workspace_id, blocker.report_key or ""):
                return None if blocker.reworded_at else HELD  # what may stand there is not what its owner says now
        return blocks.announced(blocker, owner, await people.managers(db, workspace_id, blocker.team_id))
    team = await people.team(db, workspace_id, blocker.team_id)
    manages = await people.role_in(db, workspace_id, blocker.team_id, manager) is Role.MANAGER
    return blocks.to_manager(blocker, owner, team) if team and manages else None


async def reminded(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a reminder; `subject` is its own key."""
    what = await service.reminder(db, workspace_id, subject)
    return blocks.reminded(what, typed=f"{house.command('checkin')} blockers") if what else None


async def open_blockers(
    db: AsyncSession, workspace_id: str, team_id: int, member_id: str | None
) -> Sequence[OpenBlocker]:
    """Offer what is open, with its age by today's calendar."""
    return await service.open_blockers(db, workspace_id, team_id, member_id, now=clock.now())


async def resolved_blockers(
    db: AsyncSession, workspace_id: str, team_ids: Collection[int], since: datetime
) -> Sequence[ResolvedBlocker]:
    """Offer what people resolved themselves."""
    return [
        ResolvedBlocker(one.member_id, one.text, one.raised_at, at, one.report_key is not None, one.source)
        for one in await queries.resolved_by_owners(db, workspace_id, team_ids, since=since)
        if (at := one.resolved_at) is not None
    ]


async def called(_db: AsyncSession, _workspace_id: str, job: str, _subject: str) -> str | None:
    """A morning's look that found nothing silent is nothing to tell of; what it found says why by itself."""
    return "" if job == queries.REMIND else None


room = Room(
    name="blockers",
    help=(
        Help("{checkin} blockers", "what stands in your team's way, the oldest first"),
        Help("{checkin} blockers mine", "what stands in your own way"),
    ),
    register=register,
    jobs=JOBS,
    before_beat=service.watch_new,
    boards={service.ANNOUNCED: announced, service.REMINDED: reminded},
    open_blockers=open_blockers,
    resolved_blockers=resolved_blockers,
    say_blockers=service.say,
    list_blockers=asked,
    called=called,
    foretell=foretell,
    on_seats_changed=service.follow_seats,
    on_team_archived=service.stop_watching,
    digest=digest,
    brief=brief,
    own_week=own_week,
    home=home,
    export=rights.export,
    erase=rights.erase,
    retention=rights.RETENTION,
)
