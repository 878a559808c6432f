"""The words of blockers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.blockers.model import Blocker
    from salesbot.people.model import Member
    from salesbot.room import Block


def announced(blocker: Blocker, owner: Member, managers: Sequence[Member]) -> Message:
    """The one message about a blocker in the report's thread."""
    return _resolved(blocker, owner) if blocker.resolved_at else _open(blocker, owner, managers)


def _open(blocker: Blocker, owner: Member, managers: Sequence[Member]) -> Message:
    asked = " ".join(kit.mention(one.id) for one in managers if one.id != owner.id)
    lead = f"{asked} {kit.name(owner.name)} is blocked:\n".lstrip()
    return Message(
        text=f"{lead}{kit.escape(kit.shorten(blocker.text, 200))}",
        blocks=[
            *_fitting(kit.paragraphs(blocker.text, lead=lead)),
            kit.actions(kit.button("Resolved", "blocker.resolve", value=str(blocker.id))),
        ],
    )


def _resolved(blocker: Blocker, owner: Member) -> Message:
    by = "" if blocker.resolved_by in {None, owner.id} else f" by {kit.mention(str(blocker.resolved_by))}"
    words = f":white_check_mark: Resolved{by}."
    lead = f"{words} {kit.name(owner.name)} was blocked:\n"
    return Message(text=words, blocks=_fitting(kit.paragraphs(blocker.text, lead=lead)))


def _fitting(words: Sequence[Block]) -> list[Block]:
    """As much as one message takes; the whole answer stands in the report."""
    first, *more = split.pages(*words)
    return [*first, kit.context("This is longer than one message. All of it is in the report.")] if more else first
