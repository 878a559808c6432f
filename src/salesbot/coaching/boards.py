"""The renderers of coaching: each looks up what is true now and says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.coaching import blocks, queries, service
from salesbot.coaching.queries import PROMPT, WEEKLY
from salesbot.room import HELD

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Message


async def prompt(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw somebody's prompt; `subject` is the key of the message in which it stands, nothing where it moved on."""
    had = await queries.had(db, workspace_id, subject)
    told = await service.told(house, db, had, now=clock.now()) if had is not None else None
    return blocks.prompt(told) if told is not None else None


async def weekly(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a team's prompt of the week; where another company reads the channel by now it stays as it stands."""
    found = await service.weekly(db, workspace_id, int(subject))
    if found is None:
        return None
    one, team = found
    prompt = await service.prompt_named(house, db, workspace_id, one.prompt)
    if prompt is None or not team.may_publish:
        return HELD
    return blocks.weekly(prompt, focus=await service.has_focus(db, one), typed=house.command("coach"))


BOARDS = {PROMPT: prompt, WEEKLY: weekly}
