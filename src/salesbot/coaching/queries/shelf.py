"""What teams wrote themselves, for the choice: their own prompts, and their own words for a skill."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.coaching.matching import Phrase
from salesbot.coaching.model import OwnPrompt, OwnWords
from salesbot.coaching.rules.prompt import Audience, Level, Prompt
from salesbot.coaching.rules.skills import Skill
from salesbot.slack.ids import is_number
from salesbot.store import even

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.ext.asyncio import AsyncSession

OWN = "own."


async def own_prompts(db: AsyncSession, workspace_id: str, team_ids: Collection[int]) -> dict[int, list[Prompt]]:
    """The prompts that these teams wrote and did not withdraw, by team."""
    found: dict[int, list[Prompt]] = defaultdict(list)
    mine = OwnPrompt.workspace_id == workspace_id, OwnPrompt.team_id.in_(even(sorted(team_ids)))
    for one in await db.scalars(select(OwnPrompt).where(*mine, OwnPrompt.withdrawn_at.is_(None))):
        found[one.team_id].append(prompt_of(one))
    return found


async def own_prompt(db: AsyncSession, workspace_id: str, name: str) -> Prompt | None:
    """A team's own prompt by its name (`own.12`), withdrawn or not: who had it may read it still."""
    number = name.removeprefix(OWN)
    if not is_number(number):
        return None
    mine = OwnPrompt.workspace_id == workspace_id, OwnPrompt.id == int(number)
    one = await db.scalar(select(OwnPrompt).where(*mine))
    return prompt_of(one) if one is not None else None


def prompt_of(one: OwnPrompt) -> Prompt:
    """A team's own prompt as the choice and the eye take any other."""
    signals = tuple(line.strip() for line in one.signals.splitlines() if line.strip())
    return Prompt(
        id=f"{OWN}{one.id}", title=one.title, skill=Skill(one.skill), audience=Audience(one.audience),
        level=Level(one.level), minutes=one.minutes, signals=signals, lesson=one.lesson, question=one.question,
        action=one.action, team_id=one.team_id,
    )  # fmt: skip


async def own_words(db: AsyncSession, workspace_id: str, team_ids: Collection[int]) -> dict[int, list[Phrase]]:
    """The words by which these teams' answers show a skill, by team."""
    found: dict[int, list[Phrase]] = defaultdict(list)
    mine = OwnWords.workspace_id == workspace_id, OwnWords.team_id.in_(even(sorted(team_ids)))
    for one in await db.scalars(select(OwnWords).where(*mine).order_by(OwnWords.id)):
        found[one.team_id].append(Phrase(Skill(one.skill), one.words))
    return found
