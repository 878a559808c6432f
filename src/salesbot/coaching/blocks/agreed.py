"""What was agreed in a one-to-one, wherever it is shown: the words, and the buttons of whoever may say it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching.blocks.paging import short
from salesbot.coaching.rules.talks import DONE, DROPPED, OPEN
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit
from salesbot.slack.kit.text import NOBODY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from salesbot.coaching.model import Action, OneToOne
    from salesbot.coaching.queries.talks import Agreed, Talk
    from salesbot.people.model import Member
    from salesbot.room import Block

SETTLE = "coaching.action"  # its buttons are `coaching.action.done` and `coaching.action.dropped`
SHOWN = 200
_MARKS = {DONE: ":white_check_mark: ", DROPPED: ""}


def row(action: Action, *, whose: str, where: str = "") -> list[Block]:
    """One action that is still open; `where` is the page that its buttons stand on, to be drawn anew."""
    value = f"{action.id}/{where}" if where else str(action.id)
    buttons = [
        kit.button("Done", f"{SETTLE}.{DONE}", value=value),
        kit.button("Drop", f"{SETTLE}.{DROPPED}", value=value),
    ]
    return [kit.section(f"• *{whose}:* {_said(action)}"), kit.actions(*buttons)]


def settled(action: Action, *, whose: str) -> str:
    """One action that is done or dropped, on a line."""
    return f"• {_MARKS.get(action.state, '')}{whose}: ~{_said(action)}~ · {action.state}"


def _said(action: Action) -> str:
    return short(action.words, SHOWN)


def rows(found: Sequence[Agreed], *, me: str, names: Mapping[str, str], where: str = "") -> list[Block]:
    """All that somebody agreed with others and is still open, their own first: for the page of where they stand."""
    mine = [one for one in found if one.action.owner_id == me and one.action.state == OPEN]
    others = [one for one in found if one.action.owner_id != me and one.action.state == OPEN]
    blocks = [
        block for one in mine for block in row(one.action, whose=f"You, with {_other(one, me, names)}", where=where)
    ]
    return blocks + [block for one in others for block in row(one.action, whose=_other(one, me, names), where=where)]


def _other(one: Agreed, me: str, names: Mapping[str, str]) -> str:
    other = one.talk.member_id if one.talk.manager_id == me else one.talk.manager_id
    return kit.name(names.get(other, "")) or NOBODY


def note(found: Talk, manager: Member, *, zone: str) -> Message | None:
    """What whoever has something to do reads of a talk; None where nothing is theirs (any more)."""
    mine = [one for one in found.actions if one.owner_id == found.talk.member_id]
    if not mine:
        return None
    head = f"{kit.name(manager.name)} noted what you two agreed on {held(found.talk, zone)}:"
    blocks = [kit.section(head)]
    for one in mine:
        blocks += row(one, whose="You") if one.state == OPEN else [kit.section(settled(one, whose="You"))]
    return Message(
        text=head,
        blocks=[*blocks, kit.context(f"You and {kit.name(manager.name)} see this; it comes back when you next talk.")],
    )


def held(talk: OneToOne, zone: str) -> str:
    """The day of a talk, on this wall."""
    return f"{talk.held_at.astimezone(zone_or(zone)):%A %-d %B}"


def said(found: Agreed) -> Message:
    """It is done, or dropped."""
    words = f"{'Done' if found.action.state == DONE else 'Dropped'}: {_said(found.action)}"
    return Message(text=words, blocks=[kit.section(words)])
