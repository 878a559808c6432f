"""The prompt of the week as a team's channel reads it. It names nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching.blocks.prompt import mrkdwn
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from salesbot.coaching.rules.prompt import Prompt


def weekly(prompt: Prompt, *, focus: bool, typed: str) -> Message:
    """One prompt for all; `focus`: its skill is what the team's manager chose."""
    why = (
        f"*{prompt.skill.words}* is your team's focus"
        if focus
        else f"*{prompt.skill.words}* came up with several of you"
    )
    return Message(
        f"Prompt of the week: {kit.name(prompt.title)}",
        [
            kit.section(f":seedling: Prompt of the week: *{kit.name(prompt.title)}*\nChosen because {why}."),
            kit.section(mrkdwn(prompt.lesson)),
            kit.section(
                f"*To think about:* {mrkdwn(prompt.question)}\n"
                f"*This week, {prompt.minutes} minutes:* {mrkdwn(prompt.action)}"
            ),
            kit.context(
                f"Your own prompts come by direct message, chosen by what you say. `{typed}` shows your last one."
            ),
        ],
    )
