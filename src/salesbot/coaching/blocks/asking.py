"""A question to one person: its form, what each of the two reads of it, and what the one who asked is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.attention.rules import Cause
from salesbot.coaching.blocks.briefing import ASK, WITHDRAW
from salesbot.coaching.blocks.paging import short
from salesbot.coaching.rules import asking as rules
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit
from salesbot.slack.kit.text import NOBODY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from salesbot.coaching.model import Asked
    from salesbot.coaching.service.asking import Put, Question
    from salesbot.room import Block

ANSWER = "coaching.answer"
SHOWN = 300  # characters of a question in a line


def form(to: str = "", words: str = "") -> Block:
    """The form in which a manager asks; `to` is whom, as far as that is known."""
    menu = kit.users("Choose somebody", "who", initial=to or None)
    box = kit.text_input(
        "What would you like to know?", "words", multiline=True, initial=words, longest=rules.LONGEST,
        placeholder="How did the call with Kessing go?", focus=bool(to),
    )  # fmt: skip
    intro = "It comes by direct message when they are at work, and their answer is for you alone."
    return kit.modal(
        "Ask one person", [kit.context(intro), kit.input_block("Whom?", menu, block_id="who"), box], callback_id=ASK,
        submit="Ask",
    )  # fmt: skip


def asked(what: Put) -> Message:
    """Said back to whoever asked, who alone sees it: when it arrives, and how to take it back."""
    words = f"{_when(what)} The answer comes to you alone."
    button = kit.button("Withdraw", WITHDRAW, value=str(what.asked.id))
    return Message(text=words, blocks=[kit.section(words, button)])


def _when(what: Put) -> str:
    name, wait = kit.name(what.member.name), what.wait
    if wait.cause is None:
        return f"Asked. {name} has it now."
    day = f"{wait.at.astimezone(zone_or(what.member.zone)):%A %-d %B, %H:%M} their time"
    waits = {
        Cause.QUIET: f"It is night for {name}, so your question waits until {day}.",
        Cause.PAUSED: f"{name} has paused me, so your question waits until {day}.",
        Cause.AWAY: f"{name} is away, so your question waits until {day}.",
    }.get(wait.cause, f"{name} is off, so your question waits until {day}.")
    return waits if wait.known else f"{name} is away and has not said until when. Your question waits for their return."


def _quote(words: str) -> str:
    return f"> {short(words, SHOWN)}"


def sent(what: Put) -> Block:
    """The same in the place of the form."""
    return _modal(asked(what))


def _modal(message: Message) -> Block:
    return kit.modal("Ask one person", message.blocks, callback_id="coaching.ask_sent", close="Close")


def gone(words: str) -> Block:
    """It is taken back, said in a form."""
    return _modal(withdrawn(words))


def withdrawn(words: str) -> Message:
    """It is taken back."""
    said = "Withdrawn. It is gone from their messages too."
    return Message(text=said, blocks=[kit.section(said), kit.context(_quote(words))])


# ---- whoever was asked ----


def question(what: Question) -> Message | None:
    """The direct message; None once nobody needs an answer any more."""
    one, who = what.asked, kit.name(what.manager.name)
    head = f"{who} asked you:"
    if one.answered_at is None:
        if what.lapsed:
            return None
        buttons = kit.actions(kit.button("Answer", ANSWER, value=str(one.id), style="primary"))
        return Message(text=f"{head} {kit.escape(one.words)}", blocks=[
            *kit.paragraphs(one.words, lead=f"{head}\n"), buttons, kit.context(f"Only {who} sees your answer."),
        ])  # fmt: skip
    change = [kit.actions(kit.button("Change my answer", ANSWER, value=str(one.id)))] if what.may_change else []
    blocks = [kit.context(_quote(one.words)), *kit.paragraphs(one.answer, lead=f"*You answered {who}*\n"), *change]
    return Message(text=f"You answered {who}.", blocks=[*blocks, kit.context(f"Only {who} sees your answer.")])


def answer_form(what: Question) -> Block:
    """The form of an answer, with what was answered before."""
    one, who = what.asked, kit.name(what.manager.name)
    box = kit.text_input(
        "Your answer", "answer", multiline=True, initial=one.answer, longest=rules.LONGEST_ANSWER, focus=True,
        hint="You can change it for a week, or until the next question.",
    )  # fmt: skip
    asks = kit.paragraphs(one.words, lead=f"*{who} asks*\n")
    return kit.modal(
        "Answer", [kit.context(f":lock: Only {who} sees this."), *asks, box], callback_id=ANSWER, submit="Send",
        private_metadata=str(one.id),
    )  # fmt: skip


def thanks(what: Question) -> Block:
    """It is on its way."""
    words = f"{kit.name(what.manager.name)} gets your answer, and nobody else does."
    return kit.modal("Answer", [kit.section(words)], callback_id="coaching.answer_kept", close="Close")


def waiting(found: Sequence[Asked], names: Mapping[str, str]) -> list[Block]:
    """The questions that wait for somebody's answer: for the page of where they stand."""
    return [
        kit.section(_waits(one, names.get(one.manager_id, "")), kit.button("Answer", ANSWER, value=str(one.id)))
        for one in found
    ]


def _waits(one: Asked, name: str) -> str:
    return f"{kit.name(name) or NOBODY} asked you: {short(one.words, SHOWN)}"


# ---- whoever asked ----


def answered(what: Question) -> Message | None:
    """The answer, as it reads now."""
    one, who = what.asked, kit.name(what.member.name)
    if one.answered_at is None:
        return None
    edited = " (edited)" if one.edited_at else ""
    head = f"{who} answered you{edited}:"
    blocks = [kit.context(_quote(one.words)), *kit.paragraphs(one.answer, lead=f"*{head}*\n")]
    return Message(text=head, blocks=[*blocks, kit.context("Only you see this.")])
