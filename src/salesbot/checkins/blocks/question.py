"""The question in a direct message, through all that can become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.rules import LONGEST_ANSWER, letters
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from salesbot.checkins.model import Ask, Draft, Question
    from salesbot.checkins.queries import Part
    from salesbot.room import Block


def clock(at: datetime, zone: str) -> str:
    """Return an instant as the wall shows it there: 14:00."""
    return f"{at.astimezone(zone_or(zone)):%H:%M}"


def question(part: Part, questions: Sequence[Question], texts: Mapping[int, str]) -> Message:
    """The one message of a member's part, as things stand now."""
    if part.ask.superseded_at is not None:
        return _over(part, questions, texts)
    if part.ask.state == "answered":
        return _answered(part, questions, texts)
    if part.ask.state in {"skipped", "away"}:
        return _left_out(part)
    if part.ask.state == "left":
        words = f"You are no longer in {kit.name(part.team.name)}, so there is nothing left to answer."
        return Message(text=words, blocks=[kit.section(words)])
    return _closed(part) if part.ask.closed_at is not None else _open(part, questions)


def _open(part: Part, questions: Sequence[Question]) -> Message:
    what = f"{kit.name(part.checkin.name)} for {kit.name(part.team.name)}"
    hello = f"{_greeting(part.ask)}, {kit.name(_first(part))}. {what}:"
    asked = "\n".join(f"•  {kit.escape(one.words)}" for one in questions)
    return Message(
        text=f"{hello} {kit.escape(questions[0].words) if questions else ''}".strip(),
        blocks=[
            kit.section(f"{hello}\n{asked}"),
            kit.actions(
                kit.button("Answer", "checkin.answer", value=str(part.ask.id), style="primary"),
                kit.button("Same as last time", "checkin.again", value=str(part.ask.id)),
                kit.button("Skip today", "checkin.skip", value=str(part.ask.id)),
                kit.button("I'm away", "checkin.away", value=str(part.ask.id)),
            ),
            kit.context(
                f"Open until {clock(part.ask.closes_at, part.ask.zone)}. You can also just type your answer here."
            ),
        ],
    )


def _greeting(ask: Ask) -> str:
    hour = ask.opens_at.astimezone(zone_or(ask.zone)).hour
    return "Morning" if hour < 12 else "Afternoon" if hour < 18 else "Evening"  # noqa: PLR2004  hours of a day


def _first(part: Part) -> str:
    return part.member.name.split(" ")[0] or "there"


def _answered(part: Part, questions: Sequence[Question], texts: Mapping[int, str]) -> Message:
    missing = [one for one in questions if one.required and one.id not in texts]
    thanks = f"Thanks, {kit.name(_first(part))}. {_fate(part)}"
    if missing:
        thanks += f" Still open: {kit.escape(missing[0].words)}"
    return Message(
        text=thanks,
        blocks=[
            kit.section(thanks),
            *_fitting(said(questions, texts), rest="The button below shows all of it."),
            kit.actions(
                kit.button("Add the rest" if missing else "Change my answer", "checkin.answer", value=str(part.ask.id))
            ),
        ],
    )


def _fate(part: Part) -> str:
    if part.ask.asked_at is None:
        opens = part.ask.opens_at.astimezone(zone_or(part.ask.zone))
        return f"Kept for {opens:%A}; {kit.channel(part.team.channel_id)} sees it from {opens:%H:%M}."
    if not part.team.may_publish:
        return f"It is kept, and not published: {kit.channel(part.team.channel_id)} is shared with another company."
    late = " It was late, and it still counts." if part.ask.late else ""
    return f"Your team reads it in {kit.channel(part.team.channel_id)}.{late}"


def said(questions: Sequence[Question], texts: Mapping[int, str]) -> list[Block]:
    """The answers, each under its question, with not a word lost."""
    return [
        block
        for one in questions
        if one.id in texts
        for block in kit.paragraphs(texts[one.id], lead=f"*{kit.escape(one.words)}*\n")
    ]


def _fitting(answers: Sequence[Block], *, rest: str) -> list[Block]:
    """As much of the answers as one message takes, and where the rest is."""
    if not answers:
        return []
    first, *more = split.pages(*answers)
    return [*first, kit.context(f"This is longer than one message. {rest}")] if more else first


def _left_out(part: Part) -> Message:
    words = "Skipped for today." if part.ask.state == "skipped" else "You are away today, so nobody waits for you."
    button = kit.button("Answer after all", "checkin.answer", value=str(part.ask.id))
    return Message(text=words, blocks=[kit.section(words, button)])


def _closed(part: Part) -> Message:
    words = f"{kit.name(part.checkin.name)} closed at {clock(part.ask.closes_at, part.ask.zone)}."
    button = kit.button("Answer late", "checkin.answer", value=str(part.ask.id))
    return Message(text=words, blocks=[kit.section(f"{words} A late answer still helps.", button)])


def _over(part: Part, questions: Sequence[Question], texts: Mapping[int, str]) -> Message:
    words = f"{part.round.day:%A} is over."
    rest = f"All of it is in the report in {kit.channel(part.team.channel_id)}."
    return Message(text=words, blocks=[kit.section(words), *_fitting(said(questions, texts), rest=rest)])


def reminder(part: Part) -> Message | None:
    """The one reminder; it goes when it has done its work."""
    if part.ask.state != "open" or part.ask.closed_at is not None or part.ask.superseded_at is not None:
        return Message(text="Done, thanks.") if part.ask.state == "answered" else None
    words = (
        f"Still time for {kit.name(part.checkin.name)}: it is open until {clock(part.ask.closes_at, part.ask.zone)}."
    )
    return Message(
        text=words,
        blocks=[
            kit.section(words),
            kit.actions(
                kit.button("Answer", "checkin.answer", value=str(part.ask.id), style="primary"),
                kit.button("Skip today", "checkin.skip", value=str(part.ask.id)),
            ),
        ],
    )


def draft(typed: Draft, part: Part) -> Message:
    """What salesbot says to something typed while a round is open."""
    if typed.used_at is not None:
        words = f"Stored as your answer for {part.round.day:%A}."
        return Message(text=words, blocks=[kit.section(words)])
    if part.ask.superseded_at is not None:
        words = f"{part.round.day:%A} is over, so I left that where you typed it."
        return Message(text=words, blocks=[kit.section(words)])
    form = kit.button("Open the form", "checkin.form", value=str(typed.id))
    if letters(typed.text) > LONGEST_ANSWER:
        return Message(text=_too_long(typed), blocks=[kit.section(_too_long(typed)), kit.actions(form)])
    words = f"Use this as your answer for {kit.name(part.checkin.name)}?"
    use = kit.button("Use it", "checkin.use", value=str(typed.id), style="primary")
    return Message(text=words, blocks=[kit.section(words), kit.actions(use, form)])


def _too_long(typed: Draft) -> str:
    return (
        f"That is {letters(typed.text):,} characters, and one answer takes {LONGEST_ANSWER:,}. Type it again a little "
        f"shorter, or open the form: it begins with the first {LONGEST_ANSWER:,} of them."
    )
