"""A tip as its team's channel reads it, and beside a blocker that it may help with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import Aid, Message
from salesbot.slack import kit, split
from salesbot.tips.blocks import said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from salesbot.room import Block
    from salesbot.tips.model import Use
    from salesbot.tips.queries import Shown

_SPARE = 4_000  # serialized characters kept for the head, the outcomes and the buttons
_GLIMPSE = 140  # characters of a tip beside a blocker


def post(one: Shown, uses: Sequence[Use], names: Mapping[str, str]) -> Message:
    """The one message of a tip, with what came of it so far; of a long one what fits, and a button for the rest."""
    words, cut = _fitting(said.parts(one.tip))
    facts = said.facts(one.tip)
    told = said.outcomes(uses, names)
    more = [kit.button("Read it all", "tips.show", value=str(one.tip.id))] if cut else []
    return Message(
        text=f"{said.author(one)} shared: {said.short(one.tip, 200)}",
        blocks=[
            kit.section(said.head(one)),
            *words,
            *([kit.context(facts)] if facts else []),
            *([kit.context(*told)] if told else []),
            kit.actions(*said.confirming(one.tip), *more),
        ],
    )


def _fitting(words: Sequence[Block]) -> tuple[list[Block], bool]:
    """As much as one message takes, and whether something is left."""
    shown: list[Block] = []
    for block in words:
        if split.size([*shown, block]) > split.LARGEST - _SPARE:
            return shown, True
        shown.append(block)
    return shown, False


def beside(one: Shown) -> Aid:
    """What may help with a blocker."""
    used = f", used by {one.tip.uses}" if one.tip.uses else ""
    words = f":bulb: This may help, from {said.author(one)}{used}: {said.short(one.tip, _GLIMPSE)}"
    return Aid(words, "Read the tip", "tips.show", str(one.tip.id))
