"""The decisions of check-ins: when a round closes, what still counts, what is a blocker, which page an answer is on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import TYPE_CHECKING

from salesbot.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# A question may come late until one hour before its round closes; later, there is no time left to answer it.
LAST_CALL = timedelta(hours=1)
LONGEST_ANSWER = 3000  # characters; "plain_text_input" in Slack's block reference allows no more
QUIET_ROUNDS = 3  # rounds without an answer after which reminders stop
PAGE_SIZE = 9_500  # serialized characters to which a page is filled; an edit then rarely moves anybody
PAGE_LIMIT = 11_500  # and to which it may grow; Slack refuses about 13,200 (undocumented; see slack/split.py)
PAGE_BLOCKS = 46  # of the 50 blocks of a message
HEAD_SIZE, HEAD_BLOCKS = 4_500, 14  # kept free on the first page: title, blockers, who is missing

_NOTHING = frozenset(
    {
        "",
        "-",
        "\u2013",
        "—",
        "no",
        "none",
        "nope",
        "nothing",
        "n/a",
        "na",
        "nil",
        "no blockers",
        "no blocker",
        "nothing blocking",
        "all good",
        "all clear",
        "nein",
        "keine",
        "non",
        "rien",
        "nada",
    }
)


def closes_at(day: date, *, opens_at: datetime, ask_wall: time, close_wall: time, fire_at: datetime | None) -> datetime:
    """Return when a round closes: at the closing wall time (`fire_at`), or as long after the question as usual.

    The usual length holds where that time is past or too near: a round asked by hand in the evening. `ask_wall` is the
    check-in's own time, whenever it was really asked. All instants are aware UTC.
    """
    if fire_at is not None and long_enough(opens_at, fire_at):
        return fire_at
    usual = datetime.combine(day, close_wall, UTC) - datetime.combine(day, ask_wall, UTC)
    if usual <= timedelta(0):
        usual += timedelta(days=1)
    return opens_at + max(usual, LAST_CALL * 2)


def close_wall(ask_wall: time, *, usual_ask: time, usual_close: time) -> time:
    """Return the closing time of a check-in that asks at an hour of its own.

    It is the usual one where that leaves time enough to answer; else as long after the question as usual, past
    midnight if need be.
    """
    day = date(2026, 1, 6)
    asks, closes = datetime.combine(day, ask_wall, UTC), datetime.combine(day, usual_close, UTC)
    if long_enough(asks, closes):
        return usual_close
    return (asks + (closes - datetime.combine(day, usual_ask, UTC))).time()


def long_enough(opens_at: datetime, closes_at: datetime | None) -> bool:
    """Whether a round that opens and closes then leaves time enough to answer it."""
    return closes_at is not None and closes_at - opens_at >= LAST_CALL * 2


def usual_grace(*, ask_wall: time, close_wall: time) -> timedelta:
    """How late a question may come on a usual day: until one hour before its round closes."""
    day = date(2026, 1, 6)
    length = datetime.combine(day, close_wall) - datetime.combine(day, ask_wall)
    return max((length if length > timedelta(0) else length + timedelta(days=1)) - LAST_CALL, timedelta(0))


def is_blocker(text: str) -> bool:
    """Whether an answer to "what is in your way?" names something, rather than saying that nothing is."""
    return text.strip().strip(".!").lower() not in _NOTHING


@dataclass(frozen=True)
class Asked:
    """A question as the rules see it."""

    id: int
    required: bool


def clean(texts: Mapping[int, str], questions: Sequence[Asked]) -> dict[int, str]:
    """Return the answers worth keeping, by question id; raises Refusal beside the field that cannot stay as it is."""
    kept = {}
    for question in questions:
        text = texts.get(question.id, "").strip()
        if letters(text) > LONGEST_ANSWER:
            raise Refusal(
                f"That is {letters(text):,} characters; {LONGEST_ANSWER:,} fit. Could you shorten it?",
                field=field(question.id),
            )
        if not text and question.required:
            raise Refusal("A few words are enough, but this one needs an answer.", field=field(question.id))
        if text:
            kept[question.id] = text
    return kept


def letters(text: str) -> int:
    """Count characters as Slack's form does, in UTF-16: an emoji counts at least two."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def beginning(text: str) -> str:
    """Return as much of a text as one answer takes."""
    short = text[:LONGEST_ANSWER]
    while letters(short) > LONGEST_ANSWER:
        short = short[: -((letters(short) - LONGEST_ANSWER + 1) // 2)]
    return short


def field(question_id: int) -> str:
    """Return the block id of a question's field in the form."""
    return f"question.{question_id}"


def blocker_field(blocker_id: int) -> str:
    """Return the block id of the choice about an open blocker."""
    return f"blocker.{blocker_id}"


def changed_field(blocker_id: int) -> str:
    """Return the block id of the new words for a blocker that changed."""
    return f"changed.{blocker_id}"


@dataclass(frozen=True)
class Page:
    """How full a page of a report is. A page that a long entry fills alone is `whole`."""

    number: int
    size: int = 0
    blocks: int = 0
    whole: bool = False


@dataclass(frozen=True)
class Weight:
    """What an entry takes in a report: serialized characters, blocks, and the pages it needs where one is too small."""

    size: int
    blocks: int
    pages: int


def weigh(texts: Sequence[str]) -> Weight:
    """Estimate an entry's weight from its questions and answers, never too low.

    Escaping turns one `&` into five characters; bytes are counted, since nobody documents whether Slack counts those
    or characters. A section holds 3,000 characters ("section" in Slack's block reference), breaks where a reader pauses
    (after 1,500 at the earliest), and costs about 120 of its own.
    """
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for text in texts]
    blocks = 1 + sum(1 + len(text) // 1_400 for text in escaped)
    size = (
        100
        + sum(len(json.dumps(text, ensure_ascii=False).encode("utf-8", "replace")) + 20 for text in escaped)
        + 120 * blocks
    )
    return Weight(size, blocks, max(1, ceil(size / PAGE_SIZE)))


@dataclass(frozen=True)
class Entry:
    """One person's part of a report; `page` is the one it stands on, if it has one."""

    id: int
    page: int | None
    weight: Weight


def paginate(entries: Sequence[Entry]) -> dict[int, int]:
    """Return the page of each entry. Who has a page keeps it while it fits there; the others come after, in order.

    The first page keeps room for the head and for who is missing. An entry longer than a page has pages of its own.
    """
    pages: dict[int, Page] = {}
    given: dict[int, int] = {}
    for entry in sorted(entries, key=lambda one: one.weight.pages):  # the long ones find out last whether they can stay
        if entry.page is not None and _stays(entry, pages):
            _put(entry, entry.page, pages, given)
    for entry in entries:
        if entry.id not in given:
            _put(entry, _next_page(entry.weight, pages), pages, given)
    return given


def _stays(entry: Entry, pages: Mapping[int, Page]) -> bool:
    page = entry.page or 0
    if entry.weight.pages > 1:
        return page > 0 and not any(number in pages for number in range(page, page + entry.weight.pages))
    return _fits(pages.get(page, Page(page)), entry.weight, limit=PAGE_LIMIT)


def _next_page(weight: Weight, pages: Mapping[int, Page]) -> int:
    last = pages[max(pages)] if pages else Page(0)
    fits = weight.pages == 1 and _fits(last, weight, limit=PAGE_SIZE)
    return last.number if fits else last.number + 1


def _put(entry: Entry, number: int, pages: dict[int, Page], given: dict[int, int]) -> None:
    given[entry.id] = number
    whole = entry.weight.pages > 1
    for at in range(number, number + entry.weight.pages):
        before = pages.get(at, Page(at))
        pages[at] = Page(at, before.size + entry.weight.size, before.blocks + entry.weight.blocks, whole=whole)


def _fits(page: Page, weight: Weight, *, limit: int) -> bool:
    most, blocks = (limit - HEAD_SIZE, PAGE_BLOCKS - HEAD_BLOCKS) if page.number == 0 else (limit, PAGE_BLOCKS)
    return not page.whole and page.size + weight.size <= most and page.blocks + weight.blocks <= blocks


def reminding(rounds_answered: Sequence[bool]) -> bool:
    """Whether a reminder is worth its noise: not when the last three closed rounds (newest first) went unanswered."""
    recent = rounds_answered[:QUIET_ROUNDS]
    return len(recent) < QUIET_ROUNDS or any(recent)
