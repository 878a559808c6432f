"""What somebody made of the prompts they had: what sinks a skill, what lifts it, and how much practice they have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from salesbot.coaching.rules.prompt import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from salesbot.coaching.rules.skills import Skill

REPEAT = timedelta(days=60)  # a prompt does not come again within it
IN_A_ROW = 2  # prompts of one skill, then something else has its turn …
_RUNNING = timedelta(days=7)  # … for a week: whoever speaks of one thing only is not left alone with it
WHYS = {
    "known": "I knew it already", "not_me": "Not my situation", "not_now": "Not now", "unclear": "It is unclear",
}  # fmt: skip
_IGNORED, _USEFUL, _JUST_HAD = 0.8, 1.15, 0.75
_USELESS = {"known": 0.9, "not_me": 0.5, "not_now": 0.75, "unclear": 0.95}
_LOWEST, _HIGHEST = 0.15, 1.6
_LEVELS = ((5, Level.SEASONED), (2, Level.PRACTISED))


@dataclass(frozen=True, kw_only=True)
class Past:
    """One prompt that somebody had. `did`: they reflected on it or committed to it; `useless` is why they had no use.

    `snoozed`: it is to come again. `asked`: they looked it up themselves. `because`: the source of what it quoted.
    """

    prompt: str
    skill: Skill
    day: date
    did: bool = False
    done: bool = False
    useless: str = ""
    snoozed: bool = False
    asked: bool = False
    because: str = ""

    def ignored(self, today: date) -> bool:
        """Whether its day went by without a word about it."""
        return self.day < today and not (self.did or self.useless or self.snoozed or self.asked)


def newest(history: Iterable[Past]) -> list[Past]:
    """The prompts, the newest first; in one order, whatever the database's was."""
    return sorted(history, key=_place, reverse=True)


def _place(one: Past) -> tuple[object, ...]:
    return one.day, one.prompt, one.skill, one.useless, one.did, one.done, one.snoozed, one.asked


def lately_had(history: Iterable[Past], *, today: date) -> set[str]:
    """The prompts that must not come today."""
    return {one.prompt for one in history if today - one.day < REPEAT}


def lift(history: Sequence[Past], skill: Skill, *, today: date) -> float:
    """How much more, or less, a skill is worth after what became of its prompts; `history` newest first."""
    factor = 1.0
    for one in history:
        if one.skill is not skill or today - one.day >= REPEAT:
            continue
        if one.useless:
            factor *= _USELESS.get(one.useless, 1.0)
        elif one.did:
            factor *= _USEFUL
        elif one.ignored(today):
            factor *= _IGNORED
    just_had = _JUST_HAD if any(one.skill is skill for one in _came(history)[:1]) else 1.0
    return min(max(factor, _LOWEST), _HIGHEST) * just_had


def too_often(history: Sequence[Past], skill: Skill, *, today: date) -> bool:
    """Whether one more prompt of this skill would be the third of it running; `history` newest first."""
    last = _came(history)[:IN_A_ROW]
    running = len(last) == IN_A_ROW and today - last[0].day < _RUNNING
    return running and all(one.skill is skill for one in last)


def _came(history: Sequence[Past]) -> list[Past]:
    """Those that were not looked up."""
    return [one for one in history if not one.asked]


def reasons(history: Iterable[Past]) -> set[str]:
    """What was the reason of a prompt already: nobody is told twice why the same words of theirs were heard."""
    return {one.because for one in history if one.because}


def level(history: Iterable[Past], skill: Skill) -> Level:
    """The level that fits: a starter at first, rising with what they did and knew."""
    practice = sum(_practice(one) for one in history if one.skill is skill)
    return next((level for enough, level in _LEVELS if practice >= enough), Level.STARTER)


def _practice(one: Past) -> int:
    return 2 * (one.useless == "known") + one.did + one.done
