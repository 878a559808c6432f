"""The field of the answer modal for each kind of question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins import rules
from salesbot.letters import letters
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.checkins.model import Question
    from salesbot.room import Block

NONE = "checkin.none"  # the choice of whoever leaves an optional question open: Slack's radio buttons have no way back
_FEW = 9  # options that are shown all at once; "radio buttons" and "checkboxes" in Slack's reference take ten


def answer_field(question: Question, text: str, *, leading: bool) -> Block:
    """Return the field, with what stands in it. A `leading` one tells of each change: its answer brings follow-ups."""
    return kit.input_block(
        _label(question),
        _element(question, text, leading=leading),
        block_id=rules.field(question.id),
        optional=not question.required,
        hint=question.hint,
        dispatch=leading,
    )


def _label(question: Question) -> str:
    return f"{question.words} ({question.unit})" if question.kind == "number" and question.unit else question.words


def _element(question: Question, text: str, *, leading: bool) -> Block:
    action = rules.field(question.id)
    kept = rules.readable(question, text)
    if question.kind == "number":
        return kit.number_box(action, initial=kept, eager=leading)
    if question.kind == "scale":
        return kit.radio(action, [*_scale(question.options), *_none(question)], initial=kept or None)
    if question.kind in {"choice", "choices"}:
        return _choosing(question, kept, action)
    # Slack lets people type more until they submit; while the form changes around it, that stays in its box as it is.
    fits = letters(text) <= rules.LONGEST_ANSWER
    return kit.text_box(action, multiline=True, initial=text if fits else "", longest=rules.LONGEST_ANSWER)


def _choosing(question: Question, kept: str, action: str) -> Block:
    options = [kit.option(one, rules.value_of(one)) for one in question.options.split("\n") if one.strip()]
    taken = [rules.value_of(one) for one in kept.split("\n") if one]
    few = len(options) <= _FEW
    if question.kind == "choices":
        many = kit.checkboxes(action, options, initial=taken) if few else None
        return many or kit.multi_static("Choose any that fit", action, options=options, initial=taken)
    options = [*options, *_none(question)]
    first = next(iter(taken), None)
    return kit.radio(action, options, initial=first) if few else _menu(action, options, first)


def _menu(action: str, options: Sequence[Block], initial: str | None) -> Block:
    return kit.static("Choose one", action, options=options, initial=initial)


def _scale(options: str) -> list[Block]:
    low, high = rules.ends(options)
    words = {rules.SCALE[0]: f"1 ({low})", rules.SCALE[-1]: f"5 ({high})"}
    return [kit.option(words.get(one, one), one) for one in rules.SCALE]


def _none(question: Question) -> list[Block]:
    return [] if question.required else [kit.option("No answer", NONE)]
