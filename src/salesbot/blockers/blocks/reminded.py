"""The message about blockers of which nobody has said a word for a working day, as things stand now."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from salesbot.blockers.model import Blocker, Told
    from salesbot.blockers.service.shown import Reminder
    from salesbot.people.model import Member
    from salesbot.room import Block

MOST = 12  # two blocks each, of the fifty that a message takes ("Block Kit", Slack's reference of blocks)
SPARE = 400  # serialized characters kept for the head and for how many more there are
SHOWN = 280  # characters of each; the list shows the whole


def reminded(what: Reminder, *, typed: str) -> Message | None:
    """Ask the owner how it is, tell the managers; `typed` is the command that lists what is open."""
    if not what.told:
        return None
    head = _head(what)
    shown = _fitting(_entry(told, one, owner, what) for told, one, owner in what.told[:MOST])
    more = len(what.told) - len(shown)
    rest = [kit.context(f"… and {'one more' if more == 1 else f'{more} more'}: `{typed}`")] if more > 0 else []
    return Message(text=head, blocks=[kit.section(head), *chain.from_iterable(shown), *rest])


def _fitting(entries: Iterable[list[Block]]) -> list[list[Block]]:
    """As many as one message takes: what must be escaped is up to five times as long as it reads."""
    shown: list[list[Block]] = []
    room = split.LARGEST - SPARE
    for entry in entries:
        room -= split.size(entry)
        if room < 0:
            break
        shown.append(entry)
    return shown


def _head(what: Reminder) -> str:
    asked = [one for _, one, _ in what.told if one.resolved_at is None]
    team = kit.name(what.team.name)
    if not asked:
        return f"Nothing of this stands in the way any more. ({team})"
    many = len(asked) > 1
    if all(one.member_id == what.reader.id for one in asked):
        still, it = ("Are these", "them") if many else ("Is this", "it")
        return f"{still} still in your way? I have not heard a word about {it} for a working day. ({team})"
    if all(told.why == "left" for told, _, _ in what.told):
        left, ask = ("These were", "Are they") if many else ("This was", "Is it")
        return f"{left} left open in {team}. {ask} out of the way?"
    these = "these" if many else "this"
    return f"In {team} there has been no word about {these} for a working day. Perhaps you can help."


def _entry(told: Told, one: Blocker, owner: Member, what: Reminder) -> list[Block]:
    whose = "" if owner.id == what.reader.id else f"*{kit.name(owner.name)}*, "
    words = kit.escape(kit.shorten(one.text, SHOWN))
    if one.resolved_at is not None:
        by = "" if one.resolved_by == owner.id else f" by {kit.mention(str(one.resolved_by))}"
        return [kit.section(f":white_check_mark: Resolved{by}. {words}")]
    section = kit.section(f":construction: {whose}{_standing(told, one, owner)}\n{words}")
    return [section, kit.actions(*_buttons(told, one, what))]


def _standing(told: Told, one: Blocker, owner: Member) -> str:
    """How it stands, by the days on its owner's wall: those of the lists and of the reports."""
    if told.why == "left":
        return f"who has left, was blocked since {_day(one.raised_at, owner)}"
    if one.said_at > told.since_at:
        return f"still blocked; last word on {_day(one.said_at, owner)}"
    return f"no word since {_day(told.since_at, owner)}"


def _day(at: datetime, of: Member) -> str:
    return f"{at.astimezone(zone_or(of.zone)):%A %-d %B}"


def _buttons(told: Told, one: Blocker, what: Reminder) -> list[Block]:
    resolved = kit.button("Resolved", "blocker.resolve", value=str(one.id))
    if one.member_id != what.reader.id:
        return [resolved]
    still = [] if one.said_at > told.since_at else [kit.button("Still blocked", "blocker.still", value=str(one.id))]
    return [resolved, *still, kit.button("Changed", "blocker.change", value=str(one.id))]
