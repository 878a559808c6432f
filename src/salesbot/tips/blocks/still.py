"""The message that asks whether old tips still hold, as things stand now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import Message
from salesbot.slack import kit
from salesbot.tips import rules
from salesbot.tips.blocks import said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from salesbot.room import Block
    from salesbot.tips.model import Tip
    from salesbot.tips.queries import Shown

_SHOWN = 280  # characters of each


def still(tips: Sequence[Tip], shown: Mapping[int, Shown]) -> Message:
    """Ask about each; what was answered says so. `shown` are those that stand, by id."""
    head = (
        f"Nobody has confirmed this for {rules.STALE.days} days. Is it still true?"
        if any(_waits(one) for one in tips)
        else "Thank you. Colleagues can rely on what they find."
    )
    entries = [block for one in tips for block in _entry(one, shown.get(one.id))]
    return Message(text=head, blocks=[kit.section(head), *entries])


def _waits(tip: Tip) -> bool:
    return tip.withdrawn_at is None and (tip.asked_at is None or tip.confirmed_at < tip.asked_at)


def _entry(tip: Tip, one: Shown | None) -> list[Block]:
    if one is None:
        return [kit.context(":wastebasket: Retired.")]
    words = f"{said.head(one)}\n{said.short(tip, _SHOWN)}"
    if not _waits(tip):
        return [kit.section(words), kit.context(":white_check_mark: Still true.")]
    number = str(tip.id)
    buttons = (
        kit.button("Still true", "tips.still", value=number, style="primary"),
        kit.button("Edit", "tips.edit", value=number),
        kit.button("Retire", "tips.delete", value=number, confirm=said.sure("Retire")),
    )
    return [kit.section(words), kit.actions(*buttons)]
