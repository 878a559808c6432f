"""What a team writes itself: a prompt as it was typed into a form, and words that show a skill."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from salesbot.coaching.rules.prompt import Audience, Level, Prompt
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.rules.writing import Fault, faults, words
from salesbot.errors import Refusal
from salesbot.folding import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_PROMPTS, MOST_WORDS = 40, 80  # of a team: what a modal of a hundred blocks can show
PHRASE = 60  # characters
_TELLING = 3  # letters: shorter ones stand in every second sentence
_CHOICES: Mapping[str, tuple[frozenset[str], str]] = {
    "skill": (frozenset(Skill), "Choose a skill."),
    "audience": (frozenset(Audience), "Choose for whom it is."),
    "level": (frozenset(Level), "Choose how much practice it takes."),
}


class Unfit(Refusal):
    """A draft that is no prompt yet: what is wrong, beside the fields of its form."""

    def __init__(self, found: Mapping[str, str]) -> None:
        field, first = next(iter(found.items()))
        super().__init__(first, field=field)
        self.found = found


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A prompt as it was typed; `signals` one a line."""

    title: str = ""
    skill: str = ""
    audience: str = Audience.REP.value
    level: str = Level.STARTER.value
    minutes: str = "5"
    signals: str = ""
    lesson: str = ""
    question: str = ""
    action: str = ""

    def kept(self) -> dict[str, str]:
        """As a form carries it."""
        return asdict(self)


def prompt(draft: Draft, *, team_id: int) -> Prompt:
    """Return the prompt that a draft is. Raises Unfit, with a sentence beside each field that needs another look."""
    found = {part: said for part, (known, said) in _CHOICES.items() if getattr(draft, part) not in known}
    if not draft.minutes.strip().isdecimal() or len(draft.minutes.strip()) > 2:  # noqa: PLR2004  two digits
        found["minutes"] = "Write a whole number of minutes."
    if found:
        raise Unfit(found)
    made = Prompt(
        id="own.new", title=" ".join(draft.title.split()), skill=Skill(draft.skill), audience=Audience(draft.audience),
        level=Level(draft.level), minutes=int(draft.minutes), signals=_lines(draft.signals),
        lesson=_paragraphs(draft.lesson), question=" ".join(draft.question.split()),
        action=" ".join(draft.action.split()), team_id=team_id,
    )  # fmt: skip
    if wrong := faults(made):
        raise Unfit(_beside(wrong))
    return made


def _lines(text: str) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _paragraphs(text: str) -> str:
    """What was typed, its lines kept, at most one blank one between two."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return "\n".join(line for at, line in enumerate(lines) if line or lines[at - 1])


def _beside(wrong: list[Fault]) -> dict[str, str]:
    """The first sentence about each field."""
    return {one.part: one.words for one in reversed(wrong)}


def draft(made: Prompt) -> Draft:
    """Return a prompt as its form shows it."""
    return Draft(
        title=made.title, skill=made.skill.value, audience=made.audience.value, level=made.level.value,
        minutes=str(made.minutes), signals="\n".join(made.signals), lesson=made.lesson, question=made.question,
        action=made.action,
    )  # fmt: skip


def phrase(typed: str) -> str:
    """Return words by which an answer shows a skill, as they are kept. Raises Refusal where they would fit anything."""
    said = " ".join(typed.split())
    if len(said) > PHRASE:
        raise Refusal(f"That is {len(said)} characters; {PHRASE} are the most. A short phrase is met more often.")
    if not words(said):
        raise Refusal("Write the words that people type, such as: rate card.")
    if len(folded(said).replace(" ", "")) < _TELLING and said.isascii():
        raise Refusal("That is too short to mean one thing: write at least three letters.")
    return said
