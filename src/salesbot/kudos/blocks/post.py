"""The post that a whole team reads, and the note to whoever is thanked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.kudos import rules
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.kudos.queries import Act
    from salesbot.kudos.rules import Value
    from salesbot.people.model import Team
    from salesbot.room import Block

ME_TOO = "kudos.me_too"
SIGN = ":raised_hands:"  # also the reaction that says "me too"
LONGEST_NAME = 40


def post(act: Act) -> Message:
    """The post: who thanks whom for what, which values that lived, and a button for whoever would say so too."""
    receivers = [f"*{called(name)}*" for _, name in act.receivers]
    head = f"{SIGN} {rules.thankers(called(act.giver), act.others)} {rules.all_of(receivers)}"
    return Message(
        text=_text(f"{called(act.giver)} thanks {rules.all_of([called(name) for _, name in act.receivers])}", act),
        blocks=[
            kit.section(head),
            *kit.paragraphs(act.kudos.reason),
            *_below(act),
            kit.actions(kit.button("Me too", ME_TOO, value=str(act.kudos.id))),
        ],
    )


def note(act: Act, receiver_id: str, team: Team) -> Message:
    """The note to one receiver."""
    others = [called(name) for member_id, name in act.receivers if member_id != receiver_id]
    head = f"{SIGN} *{called(act.giver)}* thanked {rules.all_of(['you', *others])}"
    where = kit.context(f"All of {kit.name(team.name)} can read it in {kit.channel(team.channel_id)}.")
    return Message(
        text=_text(f"{called(act.giver)} thanked you", act),
        blocks=[kit.section(head), *kit.paragraphs(act.kudos.reason), *_below(act), where],
    )


def called(name: str) -> str:
    """A name as it stands in a sentence: ten of the longest must fit into one block."""
    return kit.name(kit.shorten(name, LONGEST_NAME))


def _text(head: str, act: Act) -> str:
    return f"{head}: {kit.escape(kit.shorten(act.kudos.reason, 200))}" if act.kudos.reason else head


def _below(act: Act) -> list[Block]:
    said = [*lived(act.values), *([kit.link(act.kudos.link, "The message it is about")] if act.kudos.link else [])]
    return [kit.context(*said)] if said else []


def lived(values: Sequence[Value]) -> list[str]:
    """Each value with what it means."""
    return [f"*#{kit.name(one.tag)}* {kit.name(one.meaning)}" for one in values]
