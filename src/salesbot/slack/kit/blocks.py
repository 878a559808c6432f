"""Blocks of messages, modals and homes. Limits: docs.slack.dev, Block Kit reference, and slack.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.letters import letters
from salesbot.slack.kit.text import escape, mrkdwn, plain, shorten, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesbot.room import Block

SECTION = 3000
FIELD = 2000
HEADER = 150


def section(text: str, accessory: Block | None = None, *, block_id: str | None = None) -> Block:
    """Return a section of mrkdwn, 3,000 characters at most (else ValueError; see `paragraphs`)."""
    block: Block = {"type": "section", "text": mrkdwn(within(text, SECTION, what="a section"))}
    if accessory is not None:
        block["accessory"] = accessory
    return _named(block, block_id)


def fields(*texts: str, block_id: str | None = None) -> Block:
    """Return a section of two columns: 1 to 10 fields of 2,000 characters."""
    if not 1 <= len(texts) <= 10:  # noqa: PLR2004  Slack's own number, named in the sentence below
        raise ValueError(f"a section has 1 to 10 fields, not {len(texts)}")
    block: Block = {"type": "section", "fields": [mrkdwn(within(text, FIELD, what="a field")) for text in texts]}
    return _named(block, block_id)


def header(text: str, *, block_id: str | None = None) -> Block:
    """Return a heading of plain text, shortened to Slack's 150 characters."""
    return _named({"type": "header", "text": plain(shorten(text, HEADER))}, block_id)


def context(*texts: str, block_id: str | None = None) -> Block:
    """Return small grey lines of mrkdwn: 1 to 10 of them."""
    if not 1 <= len(texts) <= 10:  # noqa: PLR2004  Slack's own number, named in the sentence below
        raise ValueError(f"a context has 1 to 10 elements, not {len(texts)}")
    block: Block = {"type": "context", "elements": [mrkdwn(within(text, SECTION, what="a context")) for text in texts]}
    return _named(block, block_id)


def divider() -> Block:
    """Return a line across."""
    return {"type": "divider"}


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """Return a row of 1 to 25 buttons or menus."""
    if not 1 <= len(elements) <= 25:  # noqa: PLR2004  Slack's own number, named in the sentence below
        raise ValueError(f"a row has 1 to 25 elements, not {len(elements)}")
    return _named({"type": "actions", "elements": list(elements)}, block_id)


def paragraphs(text: str, *, lead: str = "") -> list[Block]:
    """Return what a person wrote as sections, escaped, with as many as it needs and not a word lost.

    `lead` is mrkdwn of ours, put before the first words. Escaping makes text longer: 3,000 `<` need four sections.
    """
    whole = [section(lead + piece) for piece in _pieces(text, room=SECTION - letters(lead)) if (lead + piece).strip()]
    return whole or ([section(lead)] if lead.strip() else [])


def _pieces(text: str, *, room: int) -> Iterator[str]:
    rest = text
    while rest:
        end = _fits(rest, room)
        if end < len(rest):
            end = _gap(rest, end)
        yield escape(rest[:end])
        rest = rest[end:]


def _fits(text: str, room: int) -> int:
    """Return how many characters fit into `room` when escaped; at least one."""
    used = 0
    for index, character in enumerate(text):
        used += letters(escape(character))
        if used > room:
            return max(index, 1)
    return len(text)


def _gap(text: str, end: int) -> int:
    """Return the last place before `end` where a reader would pause, or `end` where there is none near."""
    for pause in ("\n", " "):
        found = text.rfind(pause, end // 2, end)
        if found > 0:
            return found + 1
    joined = end
    while (joined > 1 and text[joined] in "\u200d\ufe0f") or (joined > 1 and text[joined - 1] == "\u200d"):
        joined -= 1  # not inside an emoji that is joined of several
    return joined if joined > end // 2 else end


def _named(block: Block, block_id: str | None) -> Block:
    if block_id is not None:
        block["block_id"] = within(block_id, 255, what="a block id")
    return block
