"""What is open between somebody and their managers, for the page of where they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from salesbot.coaching.blocks import agreed
from salesbot.coaching.blocks.asking import waiting
from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from salesbot.coaching.service.pending import Pending
    from salesbot.room import Block

HOME = "home"  # where these buttons stand
_SPARE = 200  # serialized characters of the line that says there is more
_MORE = "There is more; it shows here as you settle these."


def alone(what: Pending) -> Message:
    """The same for whoever is not coached: a contributor, or somebody who left."""
    head = "*Open between you and your managers*" if what else "Nothing is open between you and your managers."
    last = kit.context("Coaching prompts are for managers and reps of a team.")
    return beside(Message(text="What is open", blocks=[kit.section(head), last]), what)


def beside(message: Message, what: Pending) -> Message:
    """The page of where somebody stands, with what is open above its last line, as much of it as a message takes."""
    rows: list[Block] = []
    for part in _parts(what):
        if split.size([*message.blocks, *rows, *part]) > split.LARGEST - _SPARE:
            rows.append(kit.context(_MORE))
            break
        rows += part
    return replace(message, blocks=[*message.blocks[:-1], *rows, *message.blocks[-1:]])


def _parts(what: Pending) -> list[list[Block]]:
    """Questions first, then what was agreed, each with its buttons; nothing where nothing is open."""
    rows = agreed.rows(what.agreed, me=what.me, names=what.names, where=HOME)
    pairs = [rows[at : at + 2] for at in range(0, len(rows), 2)]
    head = [kit.section("*Agreed in one-to-ones*")]
    return [
        *([one] for one in waiting(what.asked, what.names)),
        *(head + one if place == 0 else one for place, one in enumerate(pairs)),
    ]
