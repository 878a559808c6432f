"""What a team's managers see of its own prompts and words, and the prompts that somebody looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.coaching.model import OwnPrompt, OwnWords, Shown

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncSession


async def prompts(db: AsyncSession, workspace_id: str, team_id: int) -> Sequence[OwnPrompt]:
    """The prompts of a team that were not withdrawn, the newest first."""
    mine = OwnPrompt.workspace_id == workspace_id, OwnPrompt.team_id == team_id, OwnPrompt.withdrawn_at.is_(None)
    return list(await db.scalars(select(OwnPrompt).where(*mine).order_by(OwnPrompt.id.desc())))


async def titles(db: AsyncSession, workspace_id: str, kind: str, ids: Collection[int]) -> dict[int, str]:
    """What these prompts of teams are called, withdrawn ones too."""
    if kind != "prompt" or not ids:
        return {}
    mine = OwnPrompt.workspace_id == workspace_id, OwnPrompt.id.in_(ids)
    found = await db.execute(select(OwnPrompt.id, OwnPrompt.title).where(*mine))
    return {number: title for number, title in found}  # noqa: C416  a result is no sequence of pairs to dict()


async def prompt(db: AsyncSession, workspace_id: str, number: int) -> OwnPrompt | None:
    """One of a team's own prompts, unless it was withdrawn."""
    mine = OwnPrompt.workspace_id == workspace_id, OwnPrompt.id == number, OwnPrompt.withdrawn_at.is_(None)
    return await db.scalar(select(OwnPrompt).where(*mine))


async def phrases(db: AsyncSession, workspace_id: str, team_id: int) -> Sequence[OwnWords]:
    """The words that a team added, by skill, the oldest first."""
    mine = OwnWords.workspace_id == workspace_id, OwnWords.team_id == team_id
    return list(await db.scalars(select(OwnWords).where(*mine).order_by(OwnWords.skill, OwnWords.id)))


async def phrase(db: AsyncSession, workspace_id: str, number: int) -> OwnWords | None:
    """One of them."""
    return await db.scalar(select(OwnWords).where(OwnWords.workspace_id == workspace_id, OwnWords.id == number))


async def had_on(db: AsyncSession, workspace_id: str, member_id: str, prompt_id: str, *, day: date) -> Shown | None:
    """This prompt as it came to somebody, or was looked up by them, on a day of theirs; the first time of several."""
    mine = Shown.workspace_id == workspace_id, Shown.member_id == member_id, Shown.prompt == prompt_id
    return await db.scalar(select(Shown).where(*mine, Shown.day == day).order_by(Shown.id).limit(1))
