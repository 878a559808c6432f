"""The one message about a new blocker: in the report's thread, or to a manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.blockers.model import Blocker
    from salesbot.people.model import Member, Team
    from salesbot.room import Block


def announced(blocker: Blocker, owner: Member, managers: Sequence[Member]) -> Message:
    """The one message about a blocker in the report's thread."""
    if blocker.resolved_at:
        return _resolved(blocker, owner)
    asked = " ".join(kit.mention(one.id) for one in managers if one.id != owner.id)
    return _open(blocker, f"{asked} {kit.name(owner.name)} is blocked:\n".lstrip())


def to_manager(blocker: Blocker, owner: Member, team: Team) -> Message:
    """The one message about a blocker to somebody who manages the team; nobody else reads it."""
    if blocker.resolved_at:
        return _resolved(blocker, owner)
    return _open(blocker, f"{kit.name(owner.name)} is blocked in {kit.name(team.name)}:\n")


def _open(blocker: Blocker, lead: str) -> Message:
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
