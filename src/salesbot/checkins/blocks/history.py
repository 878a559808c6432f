"""What somebody answered in the past, page by page, newest first, and all of one day for those who want to read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from salesbot.checkins.blocks.entries import asked
from salesbot.checkins.blocks.question import answered, closing
from salesbot.checkins.rules import spoken
from salesbot.letters import letters
from salesbot.room import Message
from salesbot.schedule.rules import PAUSED
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from salesbot.checkins.queries.history import Past
    from salesbot.checkins.service.past import History
    from salesbot.room import Block

TURN = "checkin.history"  # the buttons that change the page they stand on
READ = "checkin.past"
GIST = 1_500  # characters of one day on a page, escaped: with five days to a page it stays under what a message takes
SHOWN = 160  # characters of one answer there; *Read it all* has the rest
_STATES = {"skipped": "skipped", "away": "away", "left": "no longer asked"}
_NOT_ASKED = {
    "away": "away",
    "paused": "paused",
    PAUSED: "not asked: it was paused for everybody",
    "holiday": "public holiday",
    "missed": "not asked: salesbot was not running in time",
    "never came": "not asked: the question could not be sent in time",
    "moved": "not asked: the hour had passed when it, or the time zone, changed",
}


def history(what: History, *, today: date) -> Message:
    """One page: a line of what it is, the days, and the buttons to turn it."""
    head = _head(what)
    days = [block for past in what.days for block in _day(past, what, today)]
    foot = [kit.context("Only you see this.")] if what.days else []
    return Message(text=head, blocks=[kit.section(head), *days, *_turning(what), *foot])


def _head(what: History) -> str:
    whose = "What you answered" if what.own else f"What {kit.name(what.name)} answered"
    looked_for = f" with “{kit.escape(kit.shorten(what.typed, 100))}”" if what.typed else ""
    if what.days:
        return f"*{whose}{looked_for}*" + (f" · page {what.page + 1}" if what.page else "")
    if what.page:
        return f"*{whose}{looked_for}* · there is nothing older."
    if what.typed:
        return f"{'You have' if what.own else f'{kit.name(what.name)} has'} no answer{looked_for} here."
    if not what.everything:
        return f"There is nothing of {kit.name(what.name)}'s here for you to read."
    return f"{'You have' if what.own else f'{kit.name(what.name)} has'} not been asked anything yet."


def _day(past: Past, what: History, today: date) -> list[Block]:
    lead = f"*{_date(past.day, today)}* · {kit.name(past.checkin.name)} of {kit.name(past.team.name)} · {_how(past)}"
    gist, whole = _gist(past)
    section = kit.section(f"{lead}\n{gist}" if gist else lead)
    buttons = [] if whole else [kit.button("Read it all", READ, value=str(_ask(past)))]
    if what.own and past.part and past.part.ask.id in what.to_change:
        words = "Change my answer" if past.part.ask.state == "answered" else "Answer"
        buttons.append(kit.button(words, "checkin.answer", value=str(_ask(past))))
    return [section, *([kit.actions(*buttons)] if buttons else [])]


def _date(day: date, today: date) -> str:
    return f"{day:%A %-d %B}" + ("" if day.year == today.year else f" {day.year}")


def _how(past: Past) -> str:
    """What became of that day: `answered 09:20, late`, `missing`, `away`."""
    if past.part is None:
        return _NOT_ASKED.get(past.reason, past.reason)
    ask = past.part.ask
    if ask.state == "answered":
        marks = ["late"] if ask.late else []
        marks += ["edited"] if ask.edited_at else []
        return ", ".join([f"answered {answered(ask, past.day)}", *marks])
    if ask.state == "open" and ask.closed_at:
        return _NOT_ASKED.get(past.reason, "missing")
    if ask.state == "open":
        return f"open until {closing(past.part)}"
    return "paused" if past.part.paused else _STATES.get(ask.state, ask.state)


def _gist(past: Past) -> tuple[str, bool]:
    """As much of the answers as a page has room for, and whether that is all."""
    text, whole = "", True
    for words, answer in _said(past):
        short = kit.shorten(answer, SHOWN)
        line = f"_{kit.escape(asked(kit.shorten(words, SHOWN)))}_ {kit.escape(short)}\n"
        if letters(text) + letters(line) > GIST:
            return text.strip(), False
        whole &= short == " ".join(answer.split()) and "\n" not in answer.strip()
        text += line
    return text.strip(), whole


def _said(past: Past) -> Iterator[tuple[str, str]]:
    for one in past.questions:
        text = (past.texts or {}).get(one.id, "")
        yield one.words, spoken(text, kind=one.kind, unit=one.unit or "", options=one.options or "")


def _ask(past: Past) -> int:
    return past.part.ask.id if past.part else 0


def _turning(what: History) -> list[Block]:
    buttons = []
    if what.page:
        buttons.append(kit.button("Newer", f"{TURN}.newer", value=_place(what, what.page - 1)))
    if what.more:
        buttons.append(kit.button("Older", f"{TURN}.older", value=_place(what, what.page + 1)))
    return [kit.actions(*buttons)] if buttons else []


def _place(what: History, page: int) -> str:
    """Which page a button turns to: whose, what was looked for. What may be read there is judged anew."""
    return json.dumps({"of": what.of, "typed": what.typed, "page": page}, ensure_ascii=False)


def whole(past: Past, *, today: date) -> Block:
    """All that was said on one day."""
    name = kit.name(past.part.member.name) if past.part else ""
    lead = f"*{name}* · {_date(past.day, today)} · {_how(past)}"
    said = [
        block
        for words, answer in _said(past)
        for block in kit.paragraphs(answer, lead=f"*{kit.escape(words)}*\n")
        if answer
    ]
    return kit.modal(
        kit.shorten(past.checkin.name, 24),
        [kit.section(lead), *said],
        callback_id="checkin.past",
        close="Close",
    )
