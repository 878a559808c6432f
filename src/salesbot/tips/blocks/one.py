"""One tip for one reader: all of it in a form that only shows, by itself as the answer to a command, or just shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import Message
from salesbot.slack import kit
from salesbot.tips.blocks import said

if TYPE_CHECKING:
    from salesbot.room import Block
    from salesbot.tips.model import Tip
    from salesbot.tips.service.finding import Whole
    from salesbot.tips.service.sharing import Shared

SHOWN = "tips.shown"  # the form that shows one


def whole(what: Whole) -> Block:
    """All of a tip, with what this reader may do about it."""
    return kit.modal(
        said.NAMES[what.shown.tip.kind], _all(what), callback_id=SHOWN, close="Close",
        private_metadata=str(what.shown.tip.id),
    )  # fmt: skip


def drawn(what: Whole) -> Message:
    """Any tip, as the answer to `/tip random`."""
    one = what.shown
    more = [kit.button("Another one", "tips.listed.random", value="random")]
    return Message(
        text=f"{said.author(one)}: {said.short(one.tip, 200)}",
        blocks=[
            kit.section(f"{said.head(one)}\n{said.short(one.tip, 400)}"),
            *([kit.context(facts)] if (facts := said.facts(one.tip)) else []),
            kit.actions(kit.button("Open", "tips.show", value=str(one.tip.id)), *more),
        ],
    )


def _all(what: Whole) -> list[Block]:
    one, facts = what.shown, said.facts(what.shown.tip)
    told = said.outcomes(what.uses, what.names)
    return [
        kit.section(said.head(one)),
        *said.parts(one.tip),
        *([kit.context(facts)] if facts else []),
        *([kit.context(*told)] if told else []),
        *([kit.actions(*buttons)] if (buttons := _buttons(what)) else []),
    ]


def _buttons(what: Whole) -> list[Block]:
    tip, buttons = what.shown.tip, []
    if tip.member_id != what.viewer.member_id:
        buttons += said.confirming(tip)
    if what.viewer.may_change(author=tip.member_id, team_id=tip.team_id):
        buttons += changing(tip)
    return buttons


def changing(tip: Tip) -> list[Block]:
    """The buttons for its author and the managers."""
    return [
        kit.button("Edit", "tips.edit", value=str(tip.id)),
        kit.button("Delete", "tips.delete", value=str(tip.id), style="danger", confirm=said.sure()),
    ]


def shared(done: Shared) -> Message:
    """What somebody reads who has just shared."""
    words = f"Thanks, that is shared with {kit.name(done.team.name)}."
    if not done.tip.posted:
        words = (
            f"Thanks, that is kept for {kit.name(done.team.name)}. I did not post it: people of another company read "
            "the team's channel, and no manager has confirmed it by name. Colleagues find it all the same."
        )
    return Message(text=words, blocks=[kit.section(words), kit.actions(*changing(done.tip))])
