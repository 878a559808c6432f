"""A page for one reader that may be longer than a message: its parts in pages, each with the same head and foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.room import Block

TEXT = 2_900  # characters of one block of text; Slack takes 3,000
_SPARE = 700  # serialized characters of the buttons that turn pages, and of commas


def short(words: str, most: int) -> str:
    """Somebody's words on one line, escaped, and never twice as long as `most`, whatever they are made of."""
    said = kit.escape(kit.shorten(words, most))
    return said if len(said) <= 2 * most else kit.escape(kit.shorten(words, most // 3))


def lined(title: str, lines: Sequence[str], *, most: int) -> list[Block]:
    """A few lines under their title, and how many more there are; nothing where there are none."""
    if not lines:
        return []
    more = [f"… and {len(lines) - most} more."] if len(lines) > most else []
    texts = [f"*{title}*"]
    for line in [*lines[:most], *more]:
        if len(texts[-1]) + len(line) < TEXT:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return [kit.section(text) for text in texts]


def paged(
    words: str, head: Sequence[Block], parts: Sequence[Sequence[Block]], foot: Sequence[Block], *, page: int, turn: str,
    of: str,
) -> Message:  # fmt: skip
    """One page; `turn` is the action of the buttons, `of` what they carry before the page's number."""
    pages = _pages(
        parts, room=split.LARGEST - split.size([*head, *foot]) - _SPARE, most=split.MOST - len(head) - len(foot) - 1
    )
    at = min(max(page, 0), len(pages) - 1)
    buttons = []
    if at:
        buttons.append(kit.button("Back", f"{turn}.back", value=f"{of}/{at - 1}"))
    if at + 1 < len(pages):
        buttons.append(kit.button("More", f"{turn}.more", value=f"{of}/{at + 1}"))
    turning = [kit.actions(*buttons)] if buttons else []
    return Message(text=words, blocks=[*head, *pages[at], *turning, *foot])


def _pages(parts: Sequence[Sequence[Block]], *, room: int, most: int) -> list[list[Block]]:
    """Parts that belong together stay together; none is cut."""
    pages: list[list[Block]] = [[]]
    for part in parts:
        whole = [*pages[-1], *part]
        if pages[-1] and (split.size(whole) > room or len(whole) > most):
            pages.append([])
        pages[-1].extend(part)
    return pages
