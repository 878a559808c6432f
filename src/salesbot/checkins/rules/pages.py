"""Which page of a report an answer stands on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from salesbot.letters import letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PAGE_SIZE = 9_500  # serialized characters to which a page is filled; an edit then rarely moves anybody
PAGE_LIMIT = 11_500  # and to which it may grow; Slack refuses about 13,200 (undocumented; see slack/split.py)
PAGE_BLOCKS = 46  # of the 50 blocks of a message
ONE_SECTION = 2_500  # letters that fit into one section beside a person's name (entries.together joins to 2,900)
HEAD_SIZE, HEAD_BLOCKS = 4_500, 14  # kept free on the first page: title, blockers, who is missing


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
    (after 1,500 at the earliest), and costs about 120 of its own. What fits into one section stands in one.
    """
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for text in texts]
    short = sum(letters(text) + 20 for text in escaped) < ONE_SECTION
    blocks = 1 if short else 1 + sum(1 + len(text) // 1_400 for text in escaped)
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

    The first page keeps room for the head and for who is missing. An entry longer than a page has pages of its own. Of
    a report that comes all at once, as at a close, the last two pages share what stands on them.
    """
    pages: dict[int, Page] = {}
    given: dict[int, int] = {}
    for entry in sorted(entries, key=lambda one: one.weight.pages):  # the long ones find out last whether they can stay
        if entry.page is not None and _stays(entry, pages):
            _put(entry, entry.page, pages, given)
    for entry in entries:
        if entry.id not in given:
            _put(entry, _next_page(entry.weight, pages), pages, given)
    if all(entry.page is None for entry in entries):
        _share(entries, pages, given)
    return given


def _share(entries: Sequence[Entry], pages: dict[int, Page], given: dict[int, int]) -> None:
    """Move whoever stands last on the page before the last one on, until both are about as full."""
    last = max(pages, default=0)
    for entry in reversed([one for one in entries if given[one.id] == last - 1]):
        before, after = pages[last - 1], pages[last]
        grown = Page(last, after.size + entry.weight.size, after.blocks + entry.weight.blocks)
        shrunk = Page(last - 1, before.size - entry.weight.size, before.blocks - entry.weight.blocks)
        if before.whole or after.whole or grown.size > shrunk.size or grown.blocks > PAGE_BLOCKS:
            return
        given[entry.id], pages[last], pages[last - 1] = last, grown, shrunk


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
