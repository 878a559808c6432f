"""The question in a direct message, through all that can become of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from salesbot.checkins import rules
from salesbot.checkins.blocks.readers import fate, rest_of
from salesbot.checkins.rules.readers import Readers
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime, time

    from salesbot.checkins.model import Ask, Question
    from salesbot.checkins.queries import Part
    from salesbot.room import Aid, Block

_MOST_RESOLVED, _SHORT = 4, 120  # blockers in one line, and characters of each
_FRAME = 1_500  # serialized characters of a part besides what was answered


@dataclass(frozen=True)
class Shown:
    """A part as its message shows it: what is asked there, what was said by question, who reads it, and what helps."""

    part: Part
    questions: Sequence[Question]
    texts: Mapping[int, str] = field(default_factory=dict)
    readers: Readers = field(default_factory=Readers)
    aid: Aid | None = None  # what another room offers beside the blocker that was named
    beside: Sequence[str] = ()  # what other rooms would like to be remembered as they answer, as lines of mrkdwn
    resolved: Sequence[str] = ()  # blockers of theirs that are out of the way since they answered
    again: bool = False  # it can be answered as the last time
    moved: time | None = None  # when it came before, where it comes at another time from now on
    title: str = ""  # what it is called beside what stands in one message with it
    unread: str = ""  # why nobody reads what was answered early: its author has `left`, it was `paused`, or has `ended`


def clock(at: datetime, zone: str) -> str:
    """Return an instant as the wall shows it there: 14:00."""
    return f"{at.astimezone(zone_or(zone)):%H:%M}"


def answered(ask: Ask, day: date) -> str:
    """Return when somebody answered, on their own wall: 09:20, or Sun 29 Mar 20:00 if not on the round's day."""
    wall = (ask.answered_at or ask.opens_at).astimezone(zone_or(ask.zone))
    return f"{wall:%H:%M}" if wall.date() == day else f"{wall:%a %-d %b %H:%M}"


def closing(part: Part) -> str:
    """Return when a part closes on its member's wall: 14:00, or 09:00 on Wednesday if that is not the round's day.

    Whoever flew meanwhile reads the hour of where they are now.
    """
    closes = part.ask.closes_at.astimezone(zone_or(part.member.zone))
    return f"{closes:%H:%M}" if closes.date() == part.round.day else f"{closes:%H:%M on %A}"


def question(*parts: Shown) -> Message | None:
    """The one message of a member's part, or of parts that were due together, as things stand now."""
    if not parts:
        return None
    dated = any(_long_over(one.part) for one in parts)
    named = [replace(one, title=title) for one, title in zip(parts, titles([one.part for one in parts]), strict=True)]
    messages = [_one(one, first=one is named[0], share=len(parts), dated=dated) for one in named]
    blocks = [block for message in messages for block in (kit.divider(), *message.blocks)]
    return Message(text=" ".join(message.text for message in messages), blocks=blocks[1:])


def titles(parts: Sequence[Part]) -> list[str]:
    """Return what each of these is called among the others: of two with one name, each by its team too."""
    often = Counter(part.checkin.name for part in parts)
    names = [(part.checkin.name, part.team.name) for part in parts]
    return [f"{name} in {team}" if often[name] > 1 else name for name, team in names]


def _one(one: Shown, *, first: bool, share: int, dated: bool) -> Message:
    part = one.part
    if part.ask.state == "left":
        what = f"{kit.name(part.checkin.name)} in {kit.name(part.team.name)}"
        words = f"You are no longer asked for the {what}, so there is nothing left to answer."
        return Message(text=words, blocks=[kit.section(words)])
    if part.ask.superseded_at is not None:
        return _over(one, share=share, dated=dated)
    if one.unread:
        return _unread(one, share=share)
    if part.ask.state == "answered":
        return _answered(one, share=share)
    if part.ask.state in {"skipped", "away"}:
        return _left_out(one, share=share)
    return _closed(one) if part.ask.closed_at is not None else _open(one, first=first)


def _open(one: Shown, *, first: bool) -> Message:
    part, firsts = one.part, [each for each in one.questions if each.follows is None]
    what = f"{kit.name(part.checkin.name)} for {kit.name(part.team.name)}"
    hello = f"{_greeting(part.ask)}, {kit.name(_first(part))}. {what}:" if first else f"And {what}:"
    asked = "\n".join(f"•  {kit.escape(each.words)}" for each in firsts)
    typing = " You can also just type your answer here." if any(each.kind == "text" for each in firsts) else ""
    return Message(
        text=f"{hello} {kit.escape(firsts[0].words) if firsts else ''}".strip(),
        blocks=[
            kit.section(f"{hello}\n{asked}"),
            *([kit.context(*one.beside)] if one.beside and first else []),
            kit.actions(
                kit.button("Answer", "checkin.answer", value=str(part.ask.id), style="primary"),
                *([kit.button("Same as last time", "checkin.again", value=str(part.ask.id))] if one.again else []),
                kit.button("Skip today", "checkin.skip", value=str(part.ask.id)),
                kit.button("I'm away", "checkin.away", value=str(part.ask.id)),
            ),
            kit.context(f"{_moved(one)}Open until {closing(part)}.{typing}"),
        ],
    )


def _moved(one: Shown) -> str:
    if one.moved is None:
        return ""
    return f"This comes at {clock(one.part.ask.opens_at, one.part.ask.zone)} from now on, not at {one.moved:%H:%M}. "


def _greeting(ask: Ask) -> str:
    """A good word for the hour on their wall at which they were asked: after an outage a morning's question is late."""
    hour = max(ask.opens_at, ask.asked_at or ask.opens_at).astimezone(zone_or(ask.zone)).hour
    return "Morning" if hour < 12 else "Afternoon" if hour < 18 else "Evening"  # noqa: PLR2004  hours of a day


def _first(part: Part) -> str:
    return part.member.name.split(" ")[0] or "there"


def _answered(one: Shown, *, share: int) -> Message:
    part = one.part
    missing = [each for each in rules.shown(one.questions, one.texts) if each.required and each.id not in one.texts]
    thanks = f"{_named(one, share)}Thanks, {kit.name(_first(part))}. {fate(part, one.readers)}"
    if missing:
        thanks += f" Still open: {kit.escape(missing[0].words)}"
    number = str(part.ask.id)
    return Message(
        text=thanks,
        blocks=[
            kit.section(thanks),
            *_fitting(
                [*_resolved(one), *said(one.questions, one.texts)],
                rest="The button below shows all of it.",
                share=share,
            ),
            *_beside(one.aid),
            kit.actions(
                *_taps(one),
                kit.button("Add the rest" if missing else "Change my answer", "checkin.answer", value=number),
                kit.button("Take it back", "checkin.retract", value=number, confirm=_sure()),
            ),
        ],
    )


def _resolved(one: Shown) -> list[Block]:
    texts = [kit.escape(kit.shorten(" ".join(text.split()), _SHORT)) for text in one.resolved[:_MOST_RESOLVED]]
    return [kit.context(f":white_check_mark: Out of your way: {' · '.join(texts)}")] if texts else []


def _beside(aid: Aid | None) -> list[Block]:
    return [kit.section(aid.words, kit.button(aid.button, aid.action, value=aid.value))] if aid else []


def _taps(one: Shown) -> list[Block]:
    """One tap makes a lesson a tip, and a helper's name kudos: buttons of other rooms, which ask for the words."""
    said_ = [each for each in one.questions if rules.is_blocker(one.texts.get(each.id, ""))]
    return [
        kit.button(label, action, value=f"{one.part.ask.id}/{each.id}")
        for topic, (label, action) in _TAPS.items()
        for each in said_
        if each.topic == topic
    ][:_MOST_TAPS]


_TAPS = {"learned": ("Make it a tip", "tips.from_answer"), "helped": ("Thank them", "kudos.from_answer")}
_MOST_TAPS = 2  # beside the two buttons for the answer itself


def _sure() -> Block:
    words = "It leaves what your team reads, and so does a blocker that it raised. You can answer again."
    return kit.confirm("Take your answer back?", words, yes="Take it back", no="Keep it")


def said(questions: Sequence[Question], texts: Mapping[int, str]) -> list[Block]:
    """The answers, each under its question, with not a word lost."""
    return [
        block
        for one in questions
        if one.id in texts
        for block in kit.paragraphs(
            rules.spoken(texts[one.id], kind=one.kind, unit=one.unit, options=one.options or ""),
            lead=f"*{kit.escape(one.words)}*\n",
        )
    ]


def _fitting(answers: Sequence[Block], *, rest: str, share: int) -> list[Block]:
    """As much of the answers as this part's share of one message takes, and where the rest is."""
    room, most = (split.LARGEST - _FRAME * (share - 1)) // share, (split.MOST - 6 * share) // share
    sizes = accumulate(split.size([block]) for block in answers)
    fit = [
        block for number, (block, size) in enumerate(zip(answers, sizes, strict=True)) if size < room and number < most
    ]
    return [*fit, kit.context(f"This is longer than one message. {rest}")] if len(fit) < len(answers) else fit


def _left_out(one: Shown, *, share: int) -> Message:
    part = one.part
    away = "You are away or have paused me, so nobody waits for you."  # a pause may change after this was drawn
    words = "Skipped for today." if part.ask.state == "skipped" else away
    words = f"{_named(one, share)}{words}"
    button = kit.button("Answer after all", "checkin.answer", value=str(part.ask.id))
    return Message(text=words, blocks=[kit.section(words, button)])


def _closed(one: Shown) -> Message:
    part = one.part
    words = f"{kit.name(one.title)} closed at {closing(part)}."
    button = kit.button("Answer late", "checkin.answer", value=str(part.ask.id))
    return Message(text=words, blocks=[kit.section(f"{words} A late answer still helps.", button)])


def _named(one: Shown, share: int) -> str:
    """Which check-in this is about, where several share one message."""
    return f"*{kit.name(one.title)}:* " if share > 1 else ""


def _over(one: Shown, *, share: int, dated: bool) -> Message:
    part = one.part
    words = f"{_named(one, share)}{f'{part.round.day:%A %-d %B}' if dated else f'{part.round.day:%A}'} is over."
    answers = _fitting(said(one.questions, one.texts), rest=rest_of(one.part), share=share)
    return Message(text=words, blocks=[kit.section(words), *answers])


def _unread(one: Shown, *, share: int) -> Message:
    """What no round takes up stays its author's, here; the buttons would lead nowhere."""
    part = one.part
    name, day = kit.name(part.checkin.name), f"{part.round.day:%A}"
    words = {
        "left": f"You are no longer in {kit.name(part.team.name)}, so nobody there reads what you had kept for "
        f"{day}'s {name}.",
        "paused": f"{name} was paused for everybody, so nobody reads what you had kept for {day} unless it goes on "
        "before then.",
    }.get(one.unread, f"{name} has ended, so nobody reads what you had kept for {day}.")
    answers = _fitting(said(one.questions, one.texts), rest="`history` has all of it.", share=share)
    return Message(text=words, blocks=[kit.section(words), *answers])


def _long_over(part: Part) -> bool:
    """Whether a round ended a week later or more, as what is asked on Fridays does: a weekday alone says too little."""
    ended = (part.ask.superseded_at or part.ask.opens_at).astimezone(zone_or(part.ask.zone)).date()
    return (ended - part.round.day).days >= 7  # noqa: PLR2004  days
