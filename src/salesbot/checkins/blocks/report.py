"""The live report of a round, page by page: blockers first, then who said what, at the end who is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.blocks.question import clock, said
from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from salesbot.checkins.queries import Line, Report
    from salesbot.room import Block, OpenBlocker

MOST_BLOCKERS = 12
BLOCKER_SHOWN = 160  # characters; the whole answer stands below
MOST_NAMES = 80

_REASONS = {
    "away": "away",
    "paused": "away",
    "holiday": "holiday",
    "day off": "day off",
    "missed": "not asked",
    "moved": "not asked",
}


def report(found: Report, blockers: Sequence[OpenBlocker], *, page: int) -> Message | None:
    """One page of the report; None for a page on which nobody stands any more."""
    return _first(found, blockers) if page == 0 else _later(found, page)


def _first(found: Report, blockers: Sequence[OpenBlocker]) -> Message:
    answered = [line for line in found.lines if _answered(line)]
    title = f"{found.checkin.name} · {found.round.day:%A %-d %B}"
    summary = _summary(found, answered)
    entries = [block for line in answered if line.ask and line.ask.page == 0 for block in _entry(found, line, page=0)]
    return Message(
        text=f"{found.team.name}: {title}. {summary}",
        blocks=[
            kit.header(title),
            *_blockers(found, blockers),
            *(entries or ([] if answered else [kit.section(_nobody(found))])),
            *([kit.context(f"Continued in the thread, {_pages(found.last_page)}.")] if found.last_page else []),
            *_rest(found),
            kit.context(summary),
        ],
    )


def _pages(count: int) -> str:
    return "one more page" if count == 1 else f"{count} more pages"


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
        if (line.ask is None and not line.reason)
        or (line.ask is not None and line.ask.asked_at is None)
        or (line.ask is not None and line.ask.state == "open" and line.ask.closed_at is None)
    ]


def _missing(lines: Sequence[Line]) -> list[Line]:
    return [
        line for line in lines if line.ask and line.ask.state == "open" and line.ask.closed_at and line.ask.asked_at
    ]


def _skipped(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.ask and line.ask.state == "skipped" and line.ask.asked_at]


def _blockers(found: Report, blockers: Sequence[OpenBlocker]) -> list[Block]:
    if not blockers:
        return []
    names = {line.member_id: line.name for line in found.lines}
    shown = [
        f":construction: *{kit.name(names.get(one.member_id, ''))}* {kit.escape(_short(one.text))}"
        for one in blockers[:MOST_BLOCKERS]
    ]
    more = len(blockers) - MOST_BLOCKERS
    if more > 0:
        shown.append(f"… and {more} more open blockers.")
    return [kit.section(text) for text in _lines(shown)] + [kit.divider()]


def _short(text: str) -> str:
    return kit.shorten(" ".join(text.split()), BLOCKER_SHOWN)


def _lines(lines: Iterable[str]) -> list[str]:
    """Join lines into texts that fit a section."""
    texts = [""]
    for line in lines:
        if len(texts[-1]) + len(line) + 1 > 2_900:  # noqa: PLR2004  under the 3,000 of "section" in Slack's block reference
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


def _rest(found: Report) -> list[Block]:
    """Who is still to come, missing, skipped or away."""
    groups = [
        ("Still to come", _open(found.lines)),
        ("Missing", _missing(found.lines)),
        ("Skipped", _skipped(found.lines)),
    ]
    texts = [f"*{title}:* {_names(line.name for line in lines)}" for title, lines in groups if lines]
    texts += [f"*{title.capitalize()}:* {_names(names)}" for title, names in _absent(found.lines).items()]
    return [kit.context(text) for text in _lines(texts)] if texts else []


def _absent(lines: Sequence[Line]) -> dict[str, list[str]]:
    absent: dict[str, list[str]] = {}
    for line in lines:
        reason = (
            "away"
            if line.ask and line.ask.state == "away"
            else _REASONS.get(line.reason, "")
            if line.ask is None
            else ""
        )
        if reason:
            absent.setdefault(reason, []).append(line.name)
    return absent


def _names(names: Iterable[str]) -> str:
    known = [kit.name(name) for name in names]
    more = len(known) - MOST_NAMES
    return ", ".join(known[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _later(found: Report, page: int) -> Message | None:
    entries = [block for line in found.lines if _answered(line) for block in _entry(found, line, page=page)]
    if not entries:
        return None
    title = f"{found.checkin.name} · {found.round.day:%A %-d %B} · page {page + 1}"
    return Message(text=title, blocks=[kit.context(title), *entries])
