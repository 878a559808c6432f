"""Somebody's own kudos: what they gave and received, the last of each with its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.kudos import rules
from salesbot.kudos.blocks.post import called
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.kudos.queries import Act
    from salesbot.kudos.service import Mine
    from salesbot.room import Block

SHOWN = 150  # characters of a reason in a list


def mine(what: Mine, *, typed: str) -> Message:
    """The counts, and the last five each way; `typed` is the command."""
    head = f"{_received(what)}, and {_given(what.given)}."
    if not what.received and not what.given:
        words = f"{head} Somebody deserves it: `{typed} @ana for the calm demo at Acme`"
        return Message(text=words, blocks=[kit.section(words)])
    received = [received_line(one, what.zone) for one in what.last_received]
    given = [_given_line(one, what.zone) for one in what.last_given]
    lists = [*_listed("*Received*", received), *_listed("*Given*", given)]
    first, *_ = split.pages(kit.section(head), *lists)  # ten times ten names of the longest would be too much
    return Message(text=head, blocks=first)


def _received(what: Mine) -> str:
    if not what.received:
        return "Nobody has thanked you yet"
    lately = f", {what.received_lately} of them in the last 30 days" if what.received_lately < what.received else ""
    return f"You were thanked {times(what.received)}{lately}"


def _given(number: int) -> str:
    return f"you thanked others {times(number)}" if number else "you have thanked nobody yet"


def times(number: int) -> str:
    """How often, as people say it: `once`, `twice`, `5 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _listed(title: str, lines: Sequence[str]) -> list[Block]:
    return [kit.section(title), *(kit.context(line) for line in lines)] if lines else []


def received_line(act: Act, zone: str) -> str:
    """One act as its receiver reads it in a list: `Tue 3 Mar · *Ana*: for the calm demo _#teamwork_`."""
    return f"{_day(act, zone)} · *{called(act.giver)}*{_said(act)}"


def _given_line(act: Act, zone: str) -> str:
    who = rules.all_of([f"*{called(name)}*" for _, name in act.receivers])
    return f"{_day(act, zone)} · {who}{_said(act)}"


def _day(act: Act, zone: str) -> str:
    return f"{act.kudos.given_at.astimezone(zone_or(zone)):%a %-d %b}"


def _said(act: Act) -> str:
    words = f": {kit.escape(kit.shorten(act.kudos.reason, SHOWN))}" if act.kudos.reason else ""
    return words + "".join(f" #{kit.name(one.tag)}" for one in act.values)
