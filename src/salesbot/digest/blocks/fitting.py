"""Sections in as many blocks as one message takes: what does not fit is cut with words, never silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from salesbot.room import Block, Section

TEXT = 2_900  # characters of one block of text; Slack takes 3,000
CHARTS = 2  # "data_visualization" in Slack's block reference: two a message
_LINE = 1_400  # characters of one line; a room that says more at once is cut
_SPARE = 60  # serialized characters that hold one block of text together


def fitted(sections: Sequence[Section], *, room: int) -> list[list[str]]:
    """Return each section's texts, as many lines of it as fit into so many serialized characters together.

    Where all fit, nothing is cut; else whoever needs less than their share leaves the rest to the others.
    """
    texts = [list(_texts(one, list(one.lines))) for one in sections]
    sizes = [_size(one) for one in texts]
    if sum(sizes) <= room:
        return texts
    shares = _shares(sizes, room)
    return [_cut(one, share) for one, share in zip(sections, shares, strict=True)]


def _shares(sizes: Sequence[int], room: int) -> list[int]:
    shares, left = [0] * len(sizes), room
    for rank, place in enumerate(sorted(range(len(sizes)), key=sizes.__getitem__)):
        shares[place] = min(sizes[place], left // (len(sizes) - rank))
        left -= shares[place]
    return shares


def _cut(section: Section, room: int) -> list[str]:
    """As many lines from the top as fit, and how many do not."""
    for kept in range(len(section.lines), 0, -1):
        more = len(section.lines) - kept
        texts = list(_texts(section, [*section.lines[:kept], *([f"… and {more} more."] if more else [])]))
        if _size(texts) <= room:
            return texts
    return [f"*{section.title}*\n… more than fits here."] if section.title else []


def _texts(section: Section, lines: Sequence[str]) -> Iterator[str]:
    text = f"*{section.title}*" if section.title else ""
    for line in (_short(one) for one in lines):
        if text and len(text) + len(line) > TEXT:
            yield text
            text = ""
        text += f"\n{line}" if text else line
    if text:
        yield text


def _short(line: str) -> str:
    """A line that no block takes whole is cut where no escaped character is cut in two."""
    return line if len(line) <= _LINE else line[:_LINE].rpartition(" ")[0] + " …"


def _size(texts: Sequence[str]) -> int:
    return sum(split.size([kit.section(text)]) + _SPARE for text in texts)


def without_charts(blocks: Sequence[Block]) -> list[Block]:
    """The same where charts cannot be drawn: the lines say what they show."""
    return [one for one in blocks if one["type"] != "data_visualization"]
