"""A message: what was said, where, by whom, and when on both clocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from salesbot.playground.state.files import File


@dataclass(frozen=True, slots=True)
class Message:
    """One version of a message.

    An update puts a new version in its place, so whoever holds the old one holds what a client saw before: that is
    how a
    test clicks a button that is no longer there.

    `ts` is machine time, `wall_at` calendar time; `edited_at` is the `ts` of the last edit.
    """

    ts: str
    channel: str
    user: str
    text: str
    wall_at: datetime
    blocks: tuple[dict[str, Any], ...] = ()
    attachments: tuple[dict[str, Any], ...] = ()
    metadata: Mapping[str, Any] | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    edited_at: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    subtype: str | None = None
    ephemeral_for: str | None = None
    client_msg_id: str | None = None
    reactions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    deleted: bool = False
    files: tuple[File, ...] = ()

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def words(self) -> str:
        """Every text a person can read in it, line by line: the blocks if it has any, else its text; and its files."""
        said = "\n".join(texts(self.blocks)) if self.blocks else self.text
        return "\n".join([*([said] if said else []), *(one.title for one in self.files)]) if self.files else said

    @property
    def buttons(self) -> dict[str, str]:
        """What can be pressed: label by action id."""
        return {
            element["action_id"]: element.get("text", {}).get("text", "")
            for element, _ in elements(self.blocks)
            if element.get("type") == "button"
        }


def texts(node: Any) -> Iterator[str]:
    """The readable texts inside blocks, in order."""
    if isinstance(node, (list, tuple)):
        for item in node:
            yield from texts(item)
    elif isinstance(node, dict):
        for key, item in node.items():
            if key in ("text", "alt_text") and isinstance(item, str):
                yield item
            elif isinstance(item, (dict, list)):
                yield from texts(item)


def elements(blocks: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Every element with an action id, with the id of the block that holds it."""
    for block in blocks:
        block_id = block.get("block_id", "")
        for element in _inside(block):
            if "action_id" in element:
                yield element, block_id


def _inside(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for value in node.values():
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, dict):
                yield item
                yield from _inside(item)
