"""The managers' side as the house meets it: its boards, and what follows where somebody's days change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.coaching import service
from salesbot.coaching.blocks import agreed as agreed_blocks
from salesbot.coaching.blocks import asking as asking_blocks
from salesbot.coaching.queries import asking as queries
from salesbot.coaching.queries import talks
from salesbot.coaching.queries.reflections import SHARED
from salesbot.coaching.service import asking, focus, waiting
from salesbot.coaching.service.asking import ANSWERED, ASKED
from salesbot.coaching.service.talks import AGREED
from salesbot.outbox import service as outbox
from salesbot.people import queries as people
from salesbot.room import HELD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.service.asking import Question
    from salesbot.room import House, MemberMoved, Message, SeatsChanged


async def agreed(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw the note about what somebody has to do; `subject` is the talk in which it was agreed."""
    found = await talks.shared(db, int(subject), workspace_id=workspace_id)
    if found is None:
        return None
    known = await people.members(db, workspace_id, [found.talk.manager_id, found.talk.member_id])
    manager, member = known.get(found.talk.manager_id), known.get(found.talk.member_id)
    return agreed_blocks.note(found, manager, zone=member.zone) if manager and member else None


async def asked(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a question to whom it is put; `subject` is the question."""
    found = await asking.question(db, int(subject), workspace_id=workspace_id, now=clock.now())
    return _drawn(found, asking_blocks.question)


async def answered(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw an answer to whoever asked; `subject` is the question.

    One that waited for a manager who manages them no more never comes; one that came stays as it is.
    """
    found = await asking.question(db, int(subject), workspace_id=workspace_id, now=clock.now())
    return HELD if found is not None and found.lapsed else _drawn(found, asking_blocks.answered)


def _drawn(found: Question | None, draw: Callable[[Question], Message | None]) -> Message | None:
    """Once the time of its words is over, what stands in Slack stays as it is."""
    if found is None:
        return None
    return draw(found) if found.asked.words else HELD


BOARDS = {AGREED: agreed, ASKED: asked, ANSWERED: answered}


async def follow_seats(db: AsyncSession, change: SeatsChanged) -> None:
    """Who came or went is coached, or no more; a question between two whom no team binds any more is taken away."""
    await service.follow_seats(db, change)
    keys: list[str] = []
    for member_id in {*change.joined, *change.left}:
        keys += [one.key for one in await queries.open_of(db, change.workspace_id, member_id)]
    await outbox.dirty(db, change.workspace_id, keys)


async def follow_days(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> None:
    """Somebody's time away, pause or quiet hours changed: what waits for them comes when they are there."""
    await waiting.move(db, workspace_id, member_id, (*BOARDS, SHARED), now=now)


async def follow_move(db: AsyncSession, move: MemberMoved) -> None:
    """Somebody's wall changed: a pause until a day ends with that day there, and so does what waits for them."""
    await focus.move_pause(db, move.workspace_id, move.member_id, was=move.was, now=move.now)
    await follow_days(db, move.workspace_id, move.member_id, move.now)
