"""The report of a round, page by page: blockers first, then who said what, at the end who is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.blocks.entries import asked, lines, of_report
from salesbot.checkins.blocks.groups import answered, as_many, expected, groups, to_come
from salesbot.checkins.rules.places import MANAGERS, THREAD
from salesbot.checkins.rules.tallies import tally
from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from salesbot.checkins.queries import Line, Report
    from salesbot.room import Block, OpenBlocker, ResolvedBlocker

MOST_BLOCKERS = 12
MOST_RESOLVED = 6
BLOCKER_SHOWN = 160  # characters; the whole answer stands below
CHOICE = " " * 240  # serialized characters of one choice in the menu that ends blockers
MENU = 250  # and of the menu around them
IN_THREAD = "The answers are in the thread."
WAITS = "What is new waits until a manager has confirmed this channel."
SPARE = 400  # serialized characters kept for what holds the names together


def report(
    found: Report, blockers: Sequence[OpenBlocker], *, page: int, resolved: Sequence[ResolvedBlocker] = ()
) -> Message | None:
    """One page of the report; None for a page on which nobody stands any more."""
    return _first(found, blockers, resolved) if page == 0 else _later(found, page)


def kept(found: Report, *, page: int) -> Message | None:
    """What is left of a page in a channel where nothing new appears, once somebody took their words from it."""
    if page:
        return _later(found, page)
    title = _title(found)
    told = [block for line in answered(found.lines) for block in of_report(found, line, page=0)]
    more = [kit.context(IN_THREAD)] if _in_thread(found) else []
    more += [kit.context("Continued in the thread.")] if found.last_page else []
    return Message(
        text=f"{kit.name(found.team.name)}: {kit.name(title)}",
        blocks=[kit.header(title), *told, *more, kit.context(WAITS)],
    )


def _first(found: Report, blockers: Sequence[OpenBlocker], resolved: Sequence[ResolvedBlocker]) -> Message:
    told = answered(found.lines)
    title, summary = _title(found), _summary(found, told)
    body = _body(found, told)
    head, foot = kit.header(title), kit.context(summary)
    room = split.LARGEST - split.size([head, *body, foot]) - SPARE
    top = _blockers(found, blockers, room=room // 2)
    top += _resolved(found, resolved, room=(room - split.size(top)) // 2)
    sums = _tallies(found, room=(room - split.size(top)) // 2)
    room -= split.size(top) + split.size(sums)
    rest = groups(found.lines, room=room, with_answered=_in_thread(found))
    return Message(
        text=f"{kit.name(found.team.name)}: {kit.name(title)}. {summary}",
        blocks=[head, *top, *body, *sums, *rest, foot],
    )


def _in_thread(found: Report) -> bool:
    return found.round.publish == THREAD


def _title(found: Report) -> str:
    return f"{found.checkin.name} · {found.round.day:%A %-d %B}"


def _summary(found: Report, told: Sequence[Line]) -> str:
    late = sum(1 for line in told if line.ask and line.ask.late)
    words = f"{len(told)} of {expected(found.lines)} answered" + (f", {late} of them late" if late else "") + "."
    return f"{words} Only managers see this." if found.round.publish == MANAGERS else words


def _body(found: Report, told: Sequence[Line]) -> list[Block]:
    """What was said, as far as it stands on the first page."""
    if not told:
        return [kit.section("Nobody has answered yet." if to_come(found.lines) else "Nobody answered this time.")]
    if _in_thread(found):
        return [kit.context(IN_THREAD)]
    entries = [block for line in told if line.ask and line.ask.page == 0 for block in of_report(found, line, page=0)]
    return entries + ([kit.context("Continued in the thread.")] if found.last_page else [])


def _blockers(found: Report, blockers: Sequence[OpenBlocker], *, room: int) -> list[Block]:
    """The open blockers, the oldest first, as many as there is room for, and what ends them."""
    if not blockers:
        return []
    names = {line.member_id: line.name for line in found.lines}
    texts = [
        f":construction: *{kit.name(names.get(one.member_id, one.owner))}* {_told(one, found.round.day)}"
        for one in blockers[:MOST_BLOCKERS]
    ]
    shown = texts[: len(as_many([text + CHOICE for text in texts], room=room - MENU))]
    more = len(blockers) - len(shown)
    last = [f"… and {'one more' if more == 1 else f'{more} more'}."] if more else []
    return [
        *(kit.section(text) for text in lines([*shown, *last])),
        *_ending(blockers[: len(shown)], names),
        kit.divider(),
    ]


def _resolved(found: Report, resolved: Sequence[ResolvedBlocker], *, room: int) -> list[Block]:
    """What is out of the way since they answered, in small letters, as much as there is room for."""
    names = {line.member_id: line.name for line in found.lines}
    texts = [
        f":white_check_mark: *{kit.name(names[one.member_id])}* {kit.escape(_short(one.text))} · resolved"
        for one in resolved[:MOST_RESOLVED]
    ]
    shown = as_many(texts, room=room - SPARE)
    more = len(resolved) - len(shown)
    rest = f"… and {more} more resolved." if shown else f":white_check_mark: {more} resolved."
    return [kit.context(text) for text in lines([*shown, *([rest] if more else [])])]


def _told(one: OpenBlocker, day: date) -> str:
    return f"{kit.escape(_short(one.text))}{_age(one, day)}"


def _age(one: OpenBlocker, day: date) -> str:
    """How old a blocker is in a day's report, which is read later and elsewhere: no word in it depends on today."""
    if one.raised_on is None or one.raised_on >= day:
        return ""
    if (day - one.raised_on).days < 7:  # noqa: PLR2004  days
        return f" · since {one.raised_on:%A}"
    return f" · since {one.raised_on:%-d %B}" + ("" if one.raised_on.year == day.year else f" {one.raised_on.year}")


def _ending(shown: Sequence[OpenBlocker], names: Mapping[str, str]) -> list[Block]:
    """A button for the one, or one menu for all of them: a message takes fifty blocks, and this is a single one."""
    if not shown:
        return []
    if len(shown) == 1:
        return [kit.actions(kit.button("Resolved", "blocker.resolve", value=str(shown[0].id)))]
    options = [kit.option(f"{names.get(one.member_id, one.owner)}: {one.text}", str(one.id)) for one in shown]
    return [kit.actions(kit.static("Resolved: which one?", "blocker.resolve", options=options))]


def _short(text: str) -> str:
    return kit.shorten(" ".join(text.split()), BLOCKER_SHOWN)


def _tallies(found: Report, *, room: int) -> list[Block]:
    """What the numbers and choices come to, a line for each question."""
    known = [
        (one, tally(found.tallied.get(one.id, ()), kind=one.kind, unit=one.unit or "", options=one.options or ""))
        for one in found.questions
    ]
    texts = [f"*{asked(kit.escape(one.words))}* {kit.escape(said)}" for one, said in known if said]
    shown = as_many(texts, room=room)
    more = [f"… and {len(texts) - len(shown)} more."] if len(shown) < len(texts) else []
    return [kit.context(text) for text in lines([*shown, *more])]


def _later(found: Report, page: int) -> Message | None:
    entries = [block for line in answered(found.lines) for block in of_report(found, line, page=page)]
    if not entries:
        return None
    title = f"{kit.name(_title(found))} · page {page + 1}"
    return Message(text=title, blocks=[kit.context(title), *entries])
