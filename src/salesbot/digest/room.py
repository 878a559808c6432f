"""How digests meet the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.digest import queries, service
from salesbot.digest.boards import BOARDS
from salesbot.digest.foretell import foretell
from salesbot.digest.home import home
from salesbot.digest.jobs import JOBS
from salesbot.digest.listeners import register
from salesbot.outbox import service as outbox
from salesbot.people import queries as people
from salesbot.room import Command, Help, Room, Scope
from salesbot.store import behind

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import ChannelChange


async def called(db: AsyncSession, workspace_id: str, job: str, subject: str) -> str | None:
    """Name what comes by itself: `your brief of EMEA Sales`."""
    if job == queries.OWN:
        return "your own week"
    if job not in {queries.WEEK, queries.BRIEF}:
        return None
    team = await people.team(db, workspace_id, int(subject.partition(".")[0]))
    name = team.name if team is not None else "a team"
    return f"the week of {name}" if job == queries.WEEK else f"your brief of {name}"


async def on_channel(db: AsyncSession, change: ChannelChange) -> None:
    """A channel may be posted in again: the week that waits for that appears, if it is still in time.

    So does one that another process promises at this moment, and holds back.
    """
    if not change.confirmed and change.shared is not False:
        return
    team = await people.team_in(db, change.workspace_id, change.new_id or change.channel_id)
    if team is None:
        return
    number = team.id

    async def appear(session: AsyncSession) -> None:
        await outbox.dirty(
            session, change.workspace_id, await queries.keys_of_weeks(session, change.workspace_id, number)
        )

    await appear(db)
    behind(db, appear)


room = Room(
    name="digest",
    commands=(Command("digest", "Your team's week in numbers and words", "[last | settings | a team's name]"),),
    help=(
        Help("{digest}", "your team's week so far, only you see it"),
        Help("{digest} last", "the last whole week"),
        Help("{digest} settings", "your own week by direct message; for managers also the brief, and the team's hour"),
    ),
    scopes=(Scope("commands", "slash commands"), Scope("chat:write", "the team's week in its channel")),
    register=register,
    jobs=JOBS,
    asking=(queries.BRIEF, queries.OWN),
    boards=BOARDS,
    called=called,
    foretell=foretell,
    on_team_made=service.begin,
    on_seats_changed=service.follow_seats,
    on_channel=on_channel,
    on_rewritten=service.quoted_anew,
    home=home,
    export=service.export,
    erase=service.erase,
)
