"""What salesbot says to something typed to it while a round is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins import rules
from salesbot.checkins.rules import LONGEST_ANSWER
from salesbot.letters import letters
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from salesbot.checkins.model import Draft, Question
    from salesbot.checkins.queries import Part


def draft(typed: Draft, part: Part, questions: Sequence[Question], texts: Mapping[int, str]) -> Message:
    """What salesbot says to something typed while a round is open; `texts`: what stands there, by question."""
    if typed.used_at is not None:
        words = f"Stored as your answer for {part.round.day:%A}{_named(_holder(typed, questions, texts), questions)}."
        return Message(text=words, blocks=[kit.section(words)])
    if part.ask.superseded_at is not None:
        words = f"{part.round.day:%A} is over, so I left that where you typed it."
        return Message(text=words, blocks=[kit.section(words)])
    form = kit.button("Open the form", "checkin.form", value=str(typed.id))
    to = rules.taker(questions, texts)
    if to is None:
        words = (
            f"{kit.name(part.checkin.name)} asks for numbers and choices, so words have no place there. The form has."
        )
        return Message(text=words, blocks=[kit.section(words), kit.actions(form)])
    if letters(typed.text) > LONGEST_ANSWER:
        return Message(text=_too_long(typed), blocks=[kit.section(_too_long(typed)), kit.actions(form)])
    words = _asking(part, to, questions, more=to.id in texts)
    use = kit.button("Use it", "checkin.use", value=str(typed.id), style="primary")
    return Message(text=words, blocks=[kit.section(words), kit.actions(use, form)])


def _asking(part: Part, to: Question, questions: Sequence[Question], *, more: bool) -> str:
    """Whether to use it, and for which question where there are several; `more`: that one has an answer already."""
    whole = f"{'Add this to' if more else 'Use this as'} your answer for {kit.name(part.checkin.name)}?"
    if len(questions) == 1:
        return whole
    return f"{whole} It {'goes below what you said to' if more else 'answers'} “{kit.escape(to.words)}”"


def _holder(typed: Draft, questions: Sequence[Question], texts: Mapping[int, str]) -> Question | None:
    """The question whose answer it became, as long as that is what stands there."""
    lines = f"\n{typed.text}"
    return next((one for one in questions if f"\n{texts.get(one.id, '')}".endswith(lines)), None)


def _named(to: Question | None, questions: Sequence[Question]) -> str:
    return f", to “{kit.escape(to.words)}”" if to is not None and len(questions) > 1 else ""


def _too_long(typed: Draft) -> str:
    return (
        f"That is {letters(typed.text):,} characters, and one answer takes {LONGEST_ANSWER:,}. Type it again a little "
        f"shorter, or open the form: it begins with the first {LONGEST_ANSWER:,} of them."
    )
