"""What check-ins do for other rooms: begin with a team, follow its people, show what comes, take what is typed."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from salesbot.checkins import queries, service
from salesbot.checkins.service.ahead import rounds_of
from salesbot.checkins.service.publish import redraw
from salesbot.checkins.service.question import ASK, REMIND, board_of
from salesbot.checkins.service.stand import REPORT
from salesbot.checkins.templates import TEMPLATES
from salesbot.outbox import service as outbox
from salesbot.people.rules import zone_or
from salesbot.room import AnswerWords
from salesbot.schedule.rules import happens_on
from salesbot.slack.ids import number

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, TeamMade


async def team_made(db: AsyncSession, made: TeamMade) -> None:
    """Start the chosen templates for a new team."""
    wall = time.fromisoformat(made.wall) if made.wall else None
    for slug in made.templates:
        if slug in TEMPLATES:
            await service.begin(
                db,
                TEMPLATES[slug],
                workspace_id=made.workspace_id,
                team_id=made.team_id,
                wall=wall,
                by=made.by,
                now=made.now,
            )


async def titles(db: AsyncSession, workspace_id: str, kind: str, ids: Collection[int]) -> dict[int, str]:
    """What these check-ins are called, ended ones too."""
    found = await queries.checkins(db, ids) if kind == "checkin" and ids else {}
    return {number: one.name for number, (one, team) in found.items() if team.workspace_id == workspace_id}


async def typed(db: AsyncSession, workspace_id: str, member_id: str, text: str, ts: str, now: datetime) -> bool:
    """Take what a member types while one of their rounds is open."""
    return await service.keep(db, text, workspace_id=workspace_id, member_id=member_id, ts=ts, now=now)


async def preview(db: AsyncSession, workspace_id: str, team_id: int, now: datetime) -> list[str]:
    """Say when the next three rounds of each check-in happen, in the order of the world's mornings."""
    standing = await queries.standing(db, [team_id], workspace_id=workspace_id)
    return [f"{one.checkin.name}, {said}" for one in standing for said in await rounds_of(db, one, now=now)]


async def ask_now(db: AsyncSession, workspace_id: str, team_id: int, now: datetime) -> int:
    """Ask everybody who has not been asked on their local today; return how many that are.

    Asked is what is of this day, in the team's zone; where nothing is, the team's first check-in, since a manager asked
    for it by hand. A paused one is left alone.
    """
    standing = [
        one
        for one in await queries.standing(db, [team_id], workspace_id=workspace_id)
        if one.appointment.paused_at is None
    ]
    here = {one.checkin.id: now.astimezone(zone_or(one.team.zone)).date() for one in standing}
    today = [one for one in standing if one.asks is not None and happens_on(one.asks, here[one.checkin.id])]
    return sum([await service.ask_everyone(db, one.checkin, now=now) for one in today or standing[:1]])


async def blockers_changed(db: AsyncSession, workspace_id: str, team_id: int, now: datetime) -> None:
    """Draw the reports anew that show a team's open blockers."""
    await redraw(db, workspace_id, await queries.live(db, team_id, workspace_id=workspace_id, now=now))


async def beside_changed(db: AsyncSession, workspace_id: str, member_id: str) -> None:
    """Draw a member's open questions anew."""
    parts = await queries.current_parts(db, member_id, workspace_id=workspace_id)
    waiting = {board_of(one.ask) for one in parts if one.ask.state == "open" and one.ask.closed_at is None}
    await outbox.dirty(db, workspace_id, waiting)


async def publishes(db: AsyncSession, workspace_id: str, key: str) -> bool:
    """Whether something new may be said in the thread of this report."""
    number = key.removeprefix(f"{REPORT}.")
    if number == key or not number.isdecimal():
        return True
    return (await queries.placed(db, int(number), workspace_id=workspace_id)).place.may_publish


async def answer_said(
    _house: House, db: AsyncSession, workspace_id: str, member_id: str, value: str
) -> AnswerWords | None:
    """What somebody answered themselves, by part/question; None where it is another's, gone, or no answer of ours."""
    ask_id, slash, question_id = value.partition("/")
    if not slash and not value.isdecimal():
        return None
    found = await queries.part(db, number(ask_id), workspace_id=workspace_id)
    if found is None or found.ask.member_id != member_id:
        return None
    text = (await queries.texts(db, [found.ask.id])).get(found.ask.id, {}).get(number(question_id))
    return AnswerWords(found.team.id, member_id, text) if text else None


async def called(db: AsyncSession, workspace_id: str, job: str, subject: str) -> str | None:
    """Name a scheduled thing of ours: `your Daily standup in EMEA Sales`; empty for a reminder nobody needs."""
    if job == ASK:
        name = await queries.name(db, int(subject), workspace_id=workspace_id)
        return f"your {name}" if name else None
    if job != REMIND:
        return None
    part = await queries.part(db, int(subject), workspace_id=workspace_id)
    if part is None:
        return None
    return f"the reminder of your {part.checkin.name} in {part.team.name}" if part.ask.state == "open" else ""
