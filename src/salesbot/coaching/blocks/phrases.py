"""The form in which managers add words that show a skill in their team's answers, with those that are there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from salesbot.coaching.blocks.own import team_menu
from salesbot.coaching.rules.own import PHRASE
from salesbot.coaching.rules.skills import Skill
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.coaching.model import OwnWords
    from salesbot.people.model import Team
    from salesbot.room import Block

FORM, REMOVE, TEAM = "coaching.phrases", "coaching.phrases.remove", "coaching.phrases.team"
BOX = "words."  # and how often some were added: with another name Slack empties the box


def form(phrases: Sequence[OwnWords], *, teams: Sequence[Team], added: int = 0, note: str = "") -> Block:
    """Ask for words and their skill; below it what is there. `added` is how often some were added in this form."""
    team = teams[0]
    skills = [kit.option(_upper(one.words), one.value) for one in Skill]
    why = f"Words that {kit.name(team.name)} uses for something: whoever writes them gets a prompt on that skill."
    box = kit.text_input(
        "Words", f"{BOX}{added}", longest=PHRASE * 2, placeholder="rate card", focus=True,
        hint="As people type them. Capitals make no difference.",
    )  # fmt: skip
    return kit.modal(
        "Your team's words",
        [
            *([kit.actions(team_menu(teams, TEAM))] if len(teams) > 1 else []),
            kit.context(why), *([kit.section(note)] if note else []), box,
            kit.input_block("show", kit.static("Choose a skill", "skill", options=skills), block_id="skill"),
            *_there(phrases),
        ],
        callback_id=FORM, submit="Add", close="Close", private_metadata=json.dumps({"team": team.id, "added": added}),
    )  # fmt: skip


def _there(phrases: Sequence[OwnWords]) -> list[Block]:
    if not phrases:
        return [kit.divider(), kit.context("There are none yet.")]
    return [kit.divider(), *(_entry(one) for one in phrases)]


def _entry(one: OwnWords) -> Block:
    words = f"“{kit.escape(one.words)}” · {Skill(one.skill).words}"
    return kit.section(words, kit.button("Remove", REMOVE, value=str(one.id)))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
