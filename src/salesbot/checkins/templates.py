"""The check-ins that come with salesbot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class Words:
    """One question of a template."""

    words: str
    hint: str = ""
    topic: str = ""
    required: bool = True


@dataclass(frozen=True)
class Template:
    """A check-in as a team can start it: name, questions and hours. Wall times are each member's own."""

    slug: str
    name: str
    questions: tuple[Words, ...]
    ask_wall: time = time(9, 15)
    close_wall: time = time(14)
    weekdays: str = "12345"
    reminder_minutes: int = 90


STANDUP = Template(
    slug="standup",
    name="Daily standup",
    questions=(
        Words(
            "What came of it since last time?",
            "The outcome, not the to-do list: a meeting booked, a no, a contract back.",
        ),
        Words("What is the one thing today?", "The one that would make today a good day."),
        Words(
            "What is in your way?",
            "A person, a price, a paper. Your manager sees it at once. Leave it empty if the road is clear.",
            topic="blockers",
            required=False,
        ),
    ),
)

TEMPLATES = {template.slug: template for template in (STANDUP,)}
