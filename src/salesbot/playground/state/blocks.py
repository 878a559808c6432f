"""Blocks as Slack keeps them: every block has an id, every element that can be pressed has one too."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def with_ids(blocks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same blocks, each with a block id and each interactive element with an action id.

    The ids are random, as Slack's: an app that relies on ids it did not give loses what was typed at the next update.
    """
    kept = list(blocks)
    for block in kept:
        block.setdefault("block_id", _random())
        for key in ("element", "accessory"):
            if isinstance(block.get(key), dict) and block[key].get("type") != "image":
                block[key].setdefault("action_id", _random())
        if block.get("type") == "actions":
            for element in block.get("elements", ()):
                element.setdefault("action_id", _random())
    return kept


def _random() -> str:
    return secrets.token_urlsafe(5)[:5]
