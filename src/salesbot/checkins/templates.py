"""The check-ins that come with salesbot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from salesbot.checkins.rules import close_wall
from salesbot.checkins.rules.sketch import Item, Sketch


@dataclass(frozen=True)
class Words:
    """One question of a template. `follows` is the place of its question among them, for a follow-up."""

    words: str
    hint: str = ""
    topic: str = ""
    required: bool = True
    kind: str = "text"
    follows: int | None = None
    when: str = ""


@dataclass(frozen=True)
class Template:
    """A check-in as a team can start it: name, questions and hours. Wall times are each member's own.

    `own_hour`: it keeps its hour where a team chooses one for its mornings.
    """

    slug: str
    name: str
    questions: tuple[Words, ...]
    about: str = ""
    ask_wall: time = time(9, 15)
    close_wall: time = time(14)
    weekdays: str = "12345"
    reminder_minutes: int = 90
    own_hour: bool = False


STANDUP = Template(
    slug="standup",
    name="Daily standup",
    about="What came of it, the one thing today, what is in the way.",
    questions=(
        Words(
            "What came of it since last time?",
            "The outcome, not the to-do list: a meeting booked, a no, a contract back.",
            topic="outcome",
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

COMMITMENTS = Template(
    slug="commitments",
    name="Monday commitments",
    about="What will be done by Friday, and how sure everybody is.",
    weekdays="1",
    questions=(
        Words("What will you have done by Friday?", "One to three things, small enough to call done."),
        Words("How sure are you?", "5: it is as good as done. 1: it would take some luck.", kind="scale"),
        Words("What would make you surer?", "An hour, a name, an answer from somebody.", follows=1, when="<= 3"),
        Words(
            "Whom do you need for it?",
            "Finance, marketing, your manager: say who, and for what.",
            required=False,
        ),
    ),
)

WINS = Template(
    slug="wins",
    name="Friday wins and lessons",
    about="What was won or lost and why, what we learned, who helped.",
    weekdays="5",
    ask_wall=time(15),
    close_wall=time(18),
    reminder_minutes=60,
    own_hour=True,
    questions=(
        Words(
            "What did you win or lose this week, and why?",
            "The real reason, not the one in the pipeline report.",
            topic="outcome",
        ),
        Words(
            "What did you learn that others can use?",
            "One sentence that saves a colleague a bad call.",
            topic="learned",
            required=False,
        ),
        Words("Who helped you?", "A name, and what they did.", topic="helped", required=False),
    ),
)

TEMPLATES = {template.slug: template for template in (STANDUP, COMMITMENTS, WINS)}
OWN = "own"  # in the place of a template: a check-in made from nothing


def sketched(template: Template, *, anchor: date, wall: time | None = None) -> Sketch:
    """Return the check-in that a template makes; `wall` is the hour that the team asked for, if it did."""
    ask_wall = template.ask_wall if wall is None or template.own_hour else wall
    return Sketch(
        name=template.name,
        template=template.slug,
        wall=ask_wall,
        close=close_wall(ask_wall, usual_ask=template.ask_wall, usual_close=template.close_wall),
        anchor=anchor,
        weekdays=template.weekdays,
        reminder_minutes=template.reminder_minutes,
        items=tuple(_item(one, place) for place, one in enumerate(template.questions)),
    )


def _item(one: Words, place: int) -> Item:
    return Item(
        id=place + 1, words=one.words, hint=one.hint, topic=one.topic, required=one.required, kind=one.kind,
        follows=None if one.follows is None else one.follows + 1, when=one.when,
    )  # fmt: skip


def empty(name: str, *, anchor: date) -> Sketch:
    """Return a check-in of one's own, with no question yet."""
    return Sketch(name=name, template=OWN, wall=time(9, 15), close=time(14), anchor=anchor)
