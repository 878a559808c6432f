"""A team's values, as its people read them and as its managers edit them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.kudos import rules
from salesbot.kudos.blocks.post import lived
from salesbot.kudos.rules.values import FIELD
from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.people.model import Team
    from salesbot.room import Block

FORM = "kudos.values"


def values_list(team: Team, values: Sequence[rules.Value]) -> Message:
    """The values for somebody who may not change them."""
    head = f"What {kit.name(team.name)} thanks each other for. The managers can change it."
    first, *_ = split.pages(kit.section(head), *map(kit.section, lived(values)))
    return Message(text=head, blocks=first)


def values_form(team: Team, values: Sequence[rules.Value], *, version: int) -> Block:
    """The form of the managers: one line a value."""
    words = (
        f"What *{kit.name(team.name)}* thanks each other for: a name and one sentence of what somebody does, "
        "one value a line."
    )
    box = kit.text_input(
        "Values", FIELD, multiline=True, initial=rules.listed(values),
        hint="teamwork: Makes a colleague's deal as important as their own.",
    )  # fmt: skip
    note = kit.context("What was given before stays as it was.")
    return kit.modal(
        "Values", [kit.section(words), box, note], callback_id=FORM, submit="Save",
        private_metadata=f"{team.id}/{version}",
    )  # fmt: skip


def kept(team: Team, values: Sequence[rules.Value]) -> Block:
    """They stand."""
    head = f"From now on these are the values of {kit.name(team.name)}:"
    blocks = [kit.section(head), *map(kit.section, lived(values))]
    return kit.modal("Values", blocks, callback_id="kudos.values_kept", close="Close")
