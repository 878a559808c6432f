"""The modal in which a member answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins import rules
from salesbot.slack import kit

if TYPE_CHECKING:
    from salesbot.checkins.model import Question
    from salesbot.checkins.queries import Part
    from salesbot.checkins.service import Form
    from salesbot.room import Block, OpenBlocker

MOST_BLOCKERS = 20  # three blocks each, of the hundred that a modal takes ("modal" in Slack's view reference)
SHOWN = 300  # characters of an earlier answer or a blocker; the whole stands where it was said


def answer_form(form: Form) -> Block:
    """Who sees it, the open blockers, then the questions with what was said before."""
    part = form.part
    return kit.modal(
        part.checkin.name,
        [
            kit.context(f"{part.round.day:%A %-d %B} · {shared_in(part)}"),
            *(block for blocker in form.blockers[:MOST_BLOCKERS] for block in _blocker(blocker)),
            *(block for question in form.questions for block in _question(question, form)),
        ],
        callback_id="checkin.answer",
        submit="Send",
        private_metadata=str(part.ask.id),
    )


def shared_in(part: Part) -> str:
    """Say who will read the answer."""
    channel = kit.channel(part.team.channel_id)
    return f"Shared in {channel}" if part.team.may_publish else f"Kept; {channel} is shared with another company"


def _blocker(blocker: OpenBlocker) -> list[Block]:
    options = [
        kit.option("Still blocked", "still"),
        kit.option("Resolved", "resolved"),
        kit.option("Changed", "changed"),
    ]
    words = kit.shorten(" ".join(blocker.text.split()), SHOWN)
    return [
        kit.section(f"*In your way since {blocker.raised_at:%-d %B}:* {kit.escape(words)}"),
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
    blocks = [
        kit.text_input(
            question.words,
            rules.field(question.id),
            multiline=True,
            initial=_initial(question, form),
            optional=not question.required,
            hint=question.hint,
            longest=rules.LONGEST_ANSWER,
        )
    ]
    last = form.last.get(question.position)
    if last:
        words = kit.shorten(" ".join(last.split()), SHOWN)
        blocks.append(kit.context(f"Last time: {kit.escape(words)}"))
    return blocks


def _initial(question: Question, form: Form) -> str:
    if question.id in form.stored:
        return form.stored[question.id]
    empty = next((one for one in form.questions if one.id not in form.stored), None)
    return rules.beginning(form.draft) if form.draft and empty is question else ""
