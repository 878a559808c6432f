"""The modal in which a member answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from salesbot.checkins import rules
from salesbot.checkins.blocks.fields import answer_field
from salesbot.checkins.blocks.readers import shared_in
from salesbot.letters import letters
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesbot.checkins.model import Question
    from salesbot.checkins.service import Form
    from salesbot.room import Block, OpenBlocker

MOST_BLOCKERS = 20  # three blocks each, of the hundred that a modal takes ("modal" in Slack's view reference)
SHOWN = 300  # characters of an earlier answer or a blocker; the whole stands where it was said
HELD = 2_900  # characters of what is kept in a form; "private_metadata" in Slack's view reference takes 3,000


def answer_form(form: Form) -> Block:
    """Who sees it, the open blockers, then the questions with what was said before."""
    part = form.part
    return kit.modal(
        part.checkin.name,
        [
            kit.context(f"{part.round.day:%A %-d %B} · {shared_in(part, form.readers)}"),
            *_to_do(form),
            *(block for blocker in form.blockers[:MOST_BLOCKERS] for block in _blocker(blocker)),
            *(block for question in form.questions for block in _question(question, form)),
        ],
        callback_id="checkin.answer",
        submit="Send",
        private_metadata=_kept(form.part.ask.id, form.held),
    )


def _kept(ask_id: int, held: Mapping[int, str]) -> str:
    """What the form itself keeps: whose part it is, and what was typed into follow-ups that vanished."""
    kept = dict(held)
    while letters(text := json.dumps({"ask": ask_id, "held": kept}, ensure_ascii=False)) > HELD:
        del kept[max(kept, key=lambda one: len(kept[one]))]
    return text if kept else str(ask_id)


def _to_do(form: Form) -> list[Block]:
    if form.more:
        return [
            kit.section(
                "Your answer is kept. One more thing:"
                if len(form.questions) == 1
                else "Your answer is kept. There is a little more:"
            )
        ]
    if form.open:
        return [kit.section(f"*Still open:* {kit.escape(kit.shorten(form.open[0].words, SHOWN))}")]
    return []


def _blocker(blocker: OpenBlocker) -> list[Block]:
    options = [
        kit.option("Still blocked", "still"),
        kit.option("Resolved", "resolved"),
        kit.option("Changed", "changed"),
    ]
    words = kit.shorten(" ".join(blocker.text.split()), SHOWN)
    return [
        kit.section(f"*In your way {blocker.since or f'since {blocker.raised_at:%-d %B}'}:* {kit.escape(words)}"),
        kit.input_block(
            "How is it now?",
            kit.radio("checkin.blocker", options, initial="still"),
            block_id=rules.blocker_field(blocker.id),
        ),
        kit.text_input(
            "If it changed, what is it now?",
            rules.changed_field(blocker.id),
            optional=True,
            longest=rules.LONGEST_ANSWER,
        ),
    ]


def _question(question: Question, form: Form) -> list[Block]:
    blocks = [answer_field(question, form.texts.get(question.id, ""), leading=question.id in form.leading)]
    last = form.last.get(question.id)
    if last:
        said = rules.spoken(last, kind=question.kind, unit=question.unit, options=question.options)
        words = kit.shorten(" ".join(said.split()), SHOWN)
        blocks.append(kit.context(f"Last time: {kit.escape(words)}"))
    return blocks
