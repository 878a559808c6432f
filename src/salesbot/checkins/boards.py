"""The renderers of check-ins: each looks up what is true now and says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.checkins import blocks, jobs, queries, service
from salesbot.checkins.service.publish import REPORT
from salesbot.checkins.service.question import QUESTION
from salesbot.checkins.service.typed import DRAFT
from salesbot.people import queries as people

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Message, OpenBlocker


async def question(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a member's question."""
    part = await queries.part(db, int(subject), workspace_id=workspace_id)
    if part is None:
        return None
    questions = await queries.questions(db, part.checkin.id, question_set=part.round.question_set)
    texts = (await queries.texts(db, [part.ask.id])).get(part.ask.id, {})
    return blocks.question(part, questions, texts)


async def reminder(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a reminder."""
    part = await queries.part(db, int(subject), workspace_id=workspace_id)
    return blocks.reminder(part) if part else None


async def draft(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw the question what a typed text was."""
    typed = await queries.draft(db, int(subject), workspace_id=workspace_id)
    part = await queries.part(db, typed.ask_id, workspace_id=workspace_id) if typed else None
    return blocks.draft(typed, part) if typed and part else None


async def report(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw one page of a round's report; `subject` is round/page."""
    round_id, page = (int(part) for part in subject.split("/"))
    if page == 0:
        await _give_pages(house, workspace_id, round_id)
    found = await queries.report(db, round_id, workspace_id=workspace_id, page=page)
    if found is None:
        return None
    return blocks.report(found, await _blockers(house, db, workspace_id, found) if page == 0 else (), page=page)


async def _give_pages(house: House, workspace_id: str, round_id: int) -> None:
    """Find what is new its page first, in a transaction of its own: whoever draws the first page draws it alone."""
    async with house.store.read() as look:
        new = await queries.to_page(look, round_id)
    if new:
        async with house.store.begin() as db:
            await service.give_pages(db, round_id, workspace_id=workspace_id, now=clock.now())


async def _blockers(house: House, db: AsyncSession, workspace_id: str, found: queries.Report) -> list[OpenBlocker]:
    """What is open in the team now, of those whose day has come."""
    known = {line.member_id for line in found.lines if line.ask is None or line.ask.asked_at is not None}
    offers = house.offers("open_blockers")
    shown = [one for offer in offers for one in await offer(db, workspace_id, found.team.id, None)]
    return [one for one in shown if one.announced and one.member_id in known]


async def welcome(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a member's welcome; `subject` is check-in/member."""
    checkin_id, _, member_id = subject.partition("/")
    found = (await queries.checkins(db, [int(checkin_id)])).get(int(checkin_id))
    member = await people.member(db, workspace_id, member_id)
    if found is None or member is None:
        return None
    checkin, team = found
    places = await people.roster(db, workspace_id, team.id)
    added_by = next((place.added_by for place in places if place.member.id == member_id), "")
    questions = await queries.questions(db, checkin.id, question_set=checkin.question_set)
    wall = await queries.wall(db, checkin)
    return blocks.welcome(member, team, questions, added_by=added_by, wall=wall, me=house.command("salesbot"))


BOARDS = {
    QUESTION: question,
    jobs.REMINDER: reminder,
    DRAFT: draft,
    REPORT: report,
    jobs.WELCOME: welcome,
}
