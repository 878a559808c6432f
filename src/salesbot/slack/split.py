"""Long messages in pages that Slack takes: by serialized size and number of blocks, with nothing cut away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from salesbot.room import Block

# Slack refuses about 13,200 characters of serialized blocks with msg_blocks_too_long (undocumented; slack.md).
LARGEST = 12_000
MOST = 50


def pages(*blocks: Block) -> list[list[Block]]:
    """Return the blocks in order, in as few pages as hold them: under 12,000 characters and 50 blocks each.

    Raises ValueError for a single block that no page could hold: whoever made it splits it (`kit.paragraphs`).
    """
    return groups([block] for block in blocks)


def groups(parts: Iterable[Sequence[Block]]) -> list[list[Block]]:
    """Return pages as `pages` does, but break inside a part (one person's answers, say) only where it is too long."""
    done: list[list[Block]] = [[]]
    for part in parts:
        if done[-1] and not _fits([*done[-1], *part]):
            done.append([])
        _add(done, part)
    return [page for page in done if page]


def _add(done: list[list[Block]], part: Sequence[Block]) -> None:
    if _fits([*done[-1], *part]):
        done[-1].extend(part)
        return
    for block in part:
        if not _fits([block]):
            raise ValueError(f"one {block['type']} of {size([block])} characters is more than a message takes")
        if not _fits([*done[-1], block]):
            done.append([])
        done[-1].append(block)


def _fits(blocks: Sequence[Block]) -> bool:
    return len(blocks) <= MOST and size(blocks) < LARGEST


def size(blocks: Sequence[Block]) -> int:
    """Return how long the blocks are when serialized, in characters."""
    return len(json.dumps(list(blocks), ensure_ascii=False))
