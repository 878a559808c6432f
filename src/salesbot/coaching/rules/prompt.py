"""What a coaching prompt is: a short lesson, one question, one action."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salesbot.coaching.rules.skills import Skill


class Audience(StrEnum):
    """For whom a prompt is written."""

    REP = "rep"
    MANAGER = "manager"


class Level(StrEnum):
    """How much practice a prompt expects."""

    STARTER = "starter"
    PRACTISED = "practised"
    SEASONED = "seasoned"


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """One prompt. `id` is its file's name, or `own.12` of one that the team `team_id` wrote itself.

    `minutes`: how long its action takes. `signals`: what people type when it fits, as phrases.
    """

    id: str
    title: str
    skill: Skill
    audience: Audience
    level: Level
    minutes: int
    signals: tuple[str, ...]
    lesson: str
    question: str
    action: str
    team_id: int | None = None
