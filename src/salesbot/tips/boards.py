"""The renderers of tips: each looks up what is true now and says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import HELD
from salesbot.tips import blocks, queries, service

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Message

_OUTCOMES = 3  # that the post tells


async def post(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a tip in its team's channel."""
    found = await queries.shown(db, [int(subject)], workspace_id=workspace_id)
    if not found:
        return None
    if not found[0].team.may_publish:
        return HELD
    uses = await queries.uses(db, [found[0].tip.id], most=_OUTCOMES)
    return blocks.post(found[0], uses, await queries.names(db, workspace_id, {one.member_id for one in uses}))


async def still(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw the question whether tips still hold; `subject` is their numbers."""
    numbers = [int(number) for number in subject.split(",")]
    tips = [await queries.tip(db, number, workspace_id=workspace_id) for number in numbers]
    shown = {one.tip.id: one for one in await queries.shown(db, numbers, workspace_id=workspace_id)}
    return blocks.still([one for one in tips if one is not None], shown)


BOARDS = {queries.POST: post, service.STILL: still}
