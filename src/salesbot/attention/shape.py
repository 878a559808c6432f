"""The shape of an offer: its blocks are marked as its own, by itself and below another message's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.outbox.promises import Board
from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.outbox.promises import Promise
    from salesbot.room import Block

_MARK = "offer/"
_LONGEST_KEY = 240  # a block id takes 255 characters, with its mark and its place
_LARGEST_RIDER, _MOST_BLOCKS = 3_000, 8  # so that it finds a place below a question with many words


def marked(message: Message, key: str) -> Message:
    """The message with block ids by which a press of one of its buttons is known to be about this offer."""
    blocks, fallback = _marked(message.blocks, key), message.fallback
    return Message(message.text, blocks, None if fallback is None else _marked(fallback, key), message.file)


def _marked(blocks: Sequence[Block], key: str) -> list[Block]:
    if len(key) > _LONGEST_KEY:
        raise ValueError(f"{key} is too long for a block id")
    return [{**block, "block_id": f"{_MARK}{key}/{at}"} for at, block in enumerate(blocks)]


def offer_of(block_id: str) -> str:
    """The key of the offer in whose block a button was pressed; empty for any other block."""
    return block_id.removeprefix(_MARK).rpartition("/")[0] if block_id.startswith(_MARK) else ""


def is_small(item: Promise) -> bool:
    """Whether an offer may ride in another message; of a board that is seen when it is drawn."""
    return isinstance(item, Board) or _is_small(item.message)


def _is_small(message: Message) -> bool:
    short = split.size(message.blocks) < _LARGEST_RIDER and len(message.text) < _LARGEST_RIDER
    return short and len(message.blocks) <= _MOST_BLOCKS and message.file is None


def joined(host: Message, key: str, rider: Message) -> Message | None:
    """The host's message with an offer below a line; None where that is more than a message takes."""
    said = marked(rider, key)
    below = [kit.divider(), *(said.blocks or _marked([kit.section(kit.escape(rider.text))], key))]
    blocks = [*(host.blocks or [kit.section(host.text)]), *below]
    if not _is_small(rider) or host.file is not None or len(split.pages(*blocks)) > 1:
        return None
    fallback = None
    if host.fallback is not None or said.fallback is not None:
        plain = below if said.fallback is None else [kit.divider(), *said.fallback]
        fallback = [*(host.blocks if host.fallback is None else host.fallback), *plain]
    return Message(f"{host.text}\n\n{rider.text}", blocks, fallback)
