"""The renderers of check-ins: each looks up what is true now and says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.checkins import blocks, queries, service
from salesbot.checkins.own_boards import OWN
from salesbot.checkins.resolved import resolved_with
from salesbot.checkins.rules.places import MANAGERS, THREAD
from salesbot.checkins.service.channels import SHARED
from salesbot.checkins.service.stand import ENTRY, REPORT
from salesbot.people import queries as people
from salesbot.people.rules import Role
from salesbot.room import HELD

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Message, OpenBlocker, ResolvedBlocker


async def report(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw one page of a round's report; `subject` is round/page, and of what only managers read round/page/manager."""
    number, page_number, reader = (*subject.split("/"), "")[:3]
    round_id, page = int(number), int(page_number)
    if page == 0:
        await _give_pages(house, workspace_id, round_id)  # before this session looks, so that it sees what is new
    here = await queries.placed(db, round_id, workspace_id=workspace_id)
    if (here.place.mode == MANAGERS) != bool(reader):
        return None  # promised before an edit, which now has it read by others
    if reader and await people.role_in(db, workspace_id, here.team.id, reader) is not Role.MANAGER:
        return None
    if not here.place.may_publish:
        kept = await queries.kept(db, here, page=page)
        return HELD if kept is None else blocks.kept(kept, page=page)
    found = await queries.report(db, here, page=page)
    if page:
        return blocks.report(found, (), page=page)
    resolved = await _resolved(house, db, workspace_id, found)
    return blocks.report(found, await _blockers(house, db, workspace_id, found), page=page, resolved=resolved)


async def entry(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw what one person said in the day's thread; `subject` is part/piece."""
    number, _, piece = subject.partition("/")
    part = await queries.part(db, int(number), workspace_id=workspace_id)
    if part is None or part.ask.state != "answered":
        return None
    texts = (await queries.texts(db, [part.ask.id])).get(part.ask.id, {})
    if not texts:
        return None  # whoever said it was forgotten
    if not part.place.may_publish:
        return None if part.ask.to_page else HELD  # what was changed since stands there no more
    questions = await queries.questions(db, part.checkin.id, question_set=part.question_set)
    return blocks.entry(part, questions, texts, piece=int(piece))


async def _give_pages(house: House, workspace_id: str, round_id: int) -> None:
    """Find what is new its page first, in a transaction of its own: whoever draws the first page draws it alone."""
    async with house.store.read() as look:
        place = (await queries.placed(look, round_id, workspace_id=workspace_id)).place
        paged = place.mode != THREAD and place.may_publish
        new = paged and await queries.to_page(look, round_id)
    if new:
        async with house.store.begin() as db:
            await service.give_pages(db, round_id, workspace_id=workspace_id, now=clock.now())


async def _blockers(house: House, db: AsyncSession, workspace_id: str, found: queries.Report) -> list[OpenBlocker]:
    """What is open in the team now, of those whose day has come and which the readers of this report may know.

    Only a check-in that asks what is in the way lists it, else each report of a day would list it once more; and one
    that is drawn anew after its day lists nothing that came later.
    """
    if not any(one.topic == "blockers" for one in found.questions):
        return []
    known = {line.member_id for line in found.lines if line.ask is None or line.ask.asked_at is not None}
    offers = house.offers("open_blockers")
    shown = [one for offer in offers for one in await offer(db, workspace_id, found.team.id, None)]
    shown = [
        one for one in shown if one.announced and one.member_id in known and found.knows(one.source, one.raised_at)
    ]
    hidden = await queries.said_elsewhere(db, found, [one.source for one in shown])
    return [one for one in shown if one.source not in hidden]


async def _resolved(house: House, db: AsyncSession, workspace_id: str, found: queries.Report) -> list[ResolvedBlocker]:
    """What was resolved by those who answered here, as far as its readers could know that it was in the way."""
    if not any(one.topic == "blockers" for one in found.questions):
        return []
    asks = [line.ask for line in found.lines if line.ask is not None and line.ask.asked_at is not None]
    by_part = await resolved_with(house, db, workspace_id, {found.team.id: asks})
    shown = [one for ask in asks for one in by_part.get(ask.id, ()) if one.announced]
    hidden = await queries.said_elsewhere(db, found, [one.source for one in shown])
    return [one for one in shown if one.source not in hidden]


async def shared(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw the note that a check-in's channel is now shared with another company."""
    found = (await queries.checkins(db, [int(subject)])).get(int(subject))
    return blocks.now_shared(found[0]) if found and found[0].workspace_id == workspace_id else None


BOARDS = {
    **OWN,
    REPORT: report,
    ENTRY: entry,
    SHARED: shared,
}
