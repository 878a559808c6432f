"""The live report of a round, page by page: blockers first, then who said what, at the end who is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from salesbot.checkins.blocks.question import clock, said
from salesbot.checkins.rules import letters
from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from salesbot.checkins.queries import Line, Report
    from salesbot.room import Block, OpenBlocker

MOST_BLOCKERS = 12
BLOCKER_SHOWN = 160  # characters; the whole answer stands below
MOST_LETTERS = 2_400  # of one group of names, so that it fits a context with room to spare
SPARE = 400  # serialized characters kept for what holds the names together

_REASONS = {
    "away": "Away",
    "paused": "Away",
    "holiday": "Holiday",
    "day off": "Day off",
    "missed": "Not asked",
    "moved": "Not asked",
}


def report(found: Report, blockers: Sequence[OpenBlocker], *, page: int) -> Message | None:
    """One page of the report; None for a page on which nobody stands any more."""
    return _first(found, blockers) if page == 0 else _later(found, page)


def _first(found: Report, blockers: Sequence[OpenBlocker]) -> Message:
    answered = [line for line in found.lines if _answered(line)]
    title, summary = _title(found), _summary(found, answered)
    entries = [block for line in answered if line.ask and line.ask.page == 0 for block in _entry(found, line, page=0)]
    body = entries or ([] if answered else [kit.section(_nobody(found))])
    body += [kit.context("Continued in the thread.")] if found.last_page else []
    head, foot = kit.header(title), kit.context(summary)
    room = split.LARGEST - split.size([head, *body, foot]) - SPARE
    top = _blockers(found, blockers, room=room // 2)
    return Message(
        text=f"{kit.name(found.team.name)}: {kit.name(title)}. {summary}",
        blocks=[head, *top, *body, *_rest(found, room=room - split.size(top)), foot],
    )


def _title(found: Report) -> str:
    return f"{found.checkin.name} · {found.round.day:%A %-d %B}"


def _answered(line: Line) -> bool:
    return line.ask is not None and line.ask.state == "answered" and line.ask.asked_at is not None


def _summary(found: Report, answered: Sequence[Line]) -> str:
    expected = len(answered) + len(_open(found.lines)) + len(_missing(found.lines)) + len(_skipped(found.lines))
    late = sum(1 for line in answered if line.ask and line.ask.late)
    return f"{len(answered)} of {expected} answered" + (f", {late} of them late" if late else "") + "."


def _nobody(found: Report) -> str:
    if _open(found.lines):
        return "Nobody has answered yet."
    return "Nobody answered this time."


def _open(lines: Sequence[Line]) -> list[Line]:
    """Still to come: not asked yet, or asked and not closed."""
    return [
        line
        for line in lines
        if not line.reason
        and (line.ask is None or line.ask.asked_at is None or (line.ask.state == "open" and line.ask.closed_at is None))
        and not _is_away(line)
    ]


def _missing(lines: Sequence[Line]) -> list[Line]:
    asked = [line for line in lines if line.ask and line.ask.asked_at and not line.reason]
    return [line for line in asked if line.ask and line.ask.state == "open" and line.ask.closed_at]


def _skipped(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.ask and line.ask.state == "skipped" and line.ask.asked_at]


def _blockers(found: Report, blockers: Sequence[OpenBlocker], *, room: int) -> list[Block]:
    """The open blockers, as many as there is room for, and how many more there are."""
    if not blockers:
        return []
    names = {line.member_id: line.name for line in found.lines}
    lines = [
        f":construction: *{kit.name(names.get(one.member_id, ''))}* {kit.escape(_short(one.text))}"
        for one in blockers[:MOST_BLOCKERS]
    ]
    shown = _as_many(lines, room=room)
    more = len(blockers) - len(shown)
    last = [f"… and {'one more' if more == 1 else f'{more} more'}."] if more else []
    return [kit.section(text) for text in _lines([*shown, *last])] + [kit.divider()]


def _as_many(texts: Sequence[str], *, room: int) -> list[str]:
    """As many of these as fit into so many serialized characters, each with its share of what is around it."""
    taken: list[str] = []
    for text in texts:
        room -= len(json.dumps(text, ensure_ascii=False)) + 4
        if room < 0:
            break
        taken.append(text)
    return taken


def _short(text: str) -> str:
    return kit.shorten(" ".join(text.split()), BLOCKER_SHOWN)


def _lines(lines: Iterable[str]) -> list[str]:
    """Join lines into texts that fit a section."""
    texts = [""]
    for line in lines:
        if letters(texts[-1]) + letters(line) + 1 > 2_900:  # noqa: PLR2004  under the 3,000 of "section" in Slack's block reference
            texts.append("")
        texts[-1] += line + "\n"
    return [text.strip() for text in texts if text.strip()]


def _entry(found: Report, line: Line, *, page: int) -> list[Block]:
    """What one person said, or the piece of it that stands on this page."""
    ask = line.ask
    if ask is None or ask.page is None:
        return []
    marks = [clock(ask.answered_at, ask.zone)] if ask.answered_at else []
    marks += ["late"] if ask.late else []
    marks += ["edited"] if ask.edited_at else []
    whole = [
        kit.section(f"*{kit.name(line.name)}* · {', '.join(marks)}"),
        *said(found.questions, found.texts.get(ask.id, {})),
    ]
    if ask.report_pages == 1:
        return _together(whole)
    pieces = split.pages(*whole)
    return pieces[page - ask.page] if page - ask.page < len(pieces) else []


def _together(blocks: Sequence[Block]) -> list[Block]:
    """Put sections that are short enough into one, so that a person reads as one paragraph."""
    texts = _lines(block["text"]["text"] for block in blocks)
    return [kit.section(text) for text in texts]


def _rest(found: Report, *, room: int) -> list[Block]:
    """Who is still to come, missing, skipped or away; of a very large team as many names as there is room for."""
    groups = {
        "Still to come": [line.name for line in _open(found.lines)],
        "Missing": [line.name for line in _missing(found.lines)],
        "Skipped": [line.name for line in _skipped(found.lines)],
        **_absent(found.lines),
    }
    named = {title: names for title, names in groups.items() if names}
    texts = [f"*{title}:* {_names(names, room=room // len(named) - 80)}" for title, names in named.items()]
    return [kit.context(text) for text in _lines(texts)]


def _absent(lines: Sequence[Line]) -> dict[str, list[str]]:
    absent: dict[str, list[str]] = {}
    for line in lines:
        reason = "away" if _is_away(line) else line.reason
        if reason in _REASONS:
            absent.setdefault(_REASONS[reason], []).append(line.name)
    return absent


def _is_away(line: Line) -> bool:
    return line.ask is not None and line.ask.state == "away"


def _names(names: Iterable[str], *, room: int) -> str:
    known = [kit.name(name) for name in names]
    shown = _as_many(known, room=min(room, MOST_LETTERS))
    more = len(known) - len(shown)
    return ", ".join(shown) + (f"{' and ' if shown else ''}{more} more" if more else "")


def _later(found: Report, page: int) -> Message | None:
    entries = [block for line in found.lines if _answered(line) for block in _entry(found, line, page=page)]
    if not entries:
        return None
    title = f"{kit.name(_title(found))} · page {page + 1}"
    return Message(text=title, blocks=[kit.context(title), *entries])
