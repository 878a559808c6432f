"""What is open between somebody and their managers, for the page of where they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from salesbot.coaching.blocks import agreed
from salesbot.coaching.blocks.asking import waiting
from salesbot.slack import kit

if TYPE_CHECKING:
    from salesbot.coaching.service.pending import Pending
    from salesbot.room import Block, Message

HOME = "home"  # where these buttons stand


def pending(what: Pending) -> list[Block]:
    """Questions first, then what was agreed; nothing where nothing is open."""
    rows = agreed.rows(what.agreed, me=what.me, names=what.names, where=HOME)
    return [*waiting(what.asked, what.names), *([kit.section("*Agreed in one-to-ones*"), *rows] if rows else [])]


def beside(message: Message, what: Pending) -> Message:
    """The page of where somebody stands, with what is open above its last line."""
    return replace(message, blocks=[*message.blocks[:-1], *pending(what), *message.blocks[-1:]])
