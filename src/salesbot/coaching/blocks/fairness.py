"""Whom a manager has not seen, thanked or heard lately: a line a person, by name, in days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching.blocks.paging import paged
from salesbot.coaching.rules.fairness import days_between
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.rules.suggesting import ago
from salesbot.slack import kit
from salesbot.slack.kit.text import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from salesbot.coaching.rules.fairness import Contact, Gap
    from salesbot.room import Message

TURN = "coaching.fair"
_AT_ONCE = 8  # people in one block
_ALL_WELL = "Nobody has waited long for you."


def fairness(
    contacts: Sequence[Contact], longest: Gap | None, *, now: datetime, zone: str, page: int = 0
) -> Message:  # fmt: skip
    """The page; `longest` is the gap that is worth a sentence."""
    head = [kit.section(f"*When you last had time for your people*\n{_kindly(longest)}")]
    lines = [_line(one, now=now, zone=zone) for one in contacts]
    parts = [[kit.section("\n".join(lines[at : at + _AT_ONCE]))] for at in range(0, len(lines), _AT_ONCE)]
    foot = [kit.context("By name, in days; only you see this. I know of one-to-ones from the notes you keep with me.")]
    return paged("When you last had time for your people", head, parts, foot, page=page, turn=TURN, of="all")


def _kindly(longest: Gap | None) -> str:
    if longest is None:
        return _ALL_WELL
    if longest.skill is Skill.ONE_TO_ONES:
        return f"{kit.escape(longest.text)} Half an hour this week would do."
    return f"{kit.escape(longest.text)} Is there something worth a word?"


def _line(one: Contact, *, now: datetime, zone: str) -> str:
    told = (
        ("one-to-one", one.talked), ("asked", one.asked), ("thanked", one.thanked), ("heard from", one.heard),
    )  # fmt: skip
    said = [f"{what} {ago(days_between(at, now, zone)) if at else 'not yet'}" for what, at in told]
    return f"*{kit.name(one.name) or NOBODY}* · {' · '.join(said)}"
