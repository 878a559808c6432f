"""The home tab as its owner sees it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from salesbot.home.rules import SETTINGS, shares
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from salesbot.home.visits import Home
    from salesbot.room import Block, Card

MOST = 96  # blocks of cards; with head and foot they stay under the 100 of a home tab
BYTES = 200_000  # of the 250,000 of a view
_LONGEST = 40  # teams in the head


def home(what: Home, *, command: Callable[[str], str]) -> Block:
    """All of it."""
    if what.outside:
        return kit.home([kit.section(_OUTSIDE)])
    if what.visit is None:
        return kit.home(_in_no_team(what, command))
    return kit.home([*_head(what), *_cards(what.cards, command)])


_OUTSIDE = (
    "I work for the full members of this workspace only, not for guests or people of other companies. "
    "Please ask a colleague who is one."
)


def _in_no_team(what: Home, command: Callable[[str], str]) -> list[Block]:
    greeting = f"Hello{f', {kit.name(what.name)}' if what.name else ''}. You are in no team right now."
    setup = f"`{command('salesbot')} setup`"
    blocks = [kit.header("Welcome"), kit.section(greeting)]
    if what.others:
        lines = [f"• *{kit.name(name)}*: ask {kit.mention(manager)}" for name, manager in what.others]
        blocks.append(kit.section("\n".join(["Somebody who manages a team can add you:", *lines])))
        blocks.append(kit.section(f"Or type {setup} anywhere to make a team of your own."))
    else:
        blocks.append(kit.section(f"There is none here to join. Type {setup} anywhere to make one: it takes a minute."))
    typed = f"{command('salesbot')} help"
    return [*blocks, kit.context(f"`{typed}` tells what I can do.")]


def _head(what: Home) -> list[Block]:
    names = ", ".join(kit.name(kit.shorten(one.name, 60)) for one in what.teams[:_LONGEST])
    more = f" and {len(what.teams) - _LONGEST} more" if len(what.teams) > _LONGEST else ""
    return [kit.header(f"Hello, {what.name}"), kit.context(f"You are in {names}{more}.")]


def _cards(cards: Sequence[Card], command: Callable[[str], str]) -> Iterator[Block]:
    """Each card with its title; of a card that is too long as much as there is room for, and a line that says so."""
    every = [list(_card(one, before)) for one, before in zip(cards, [None, *cards], strict=False)]
    fair = shares([len(one) for one in every], MOST)
    sizes = shares([_size(one) for one in every], BYTES)
    for blocks, most, size in zip(every, fair, sizes, strict=True):
        yield from _cut(blocks, most, size, command)


def _card(one: Card, before: Card | None) -> Iterator[Block]:
    managed = one.managing and (before is None or not before.managing)
    settings = one.order >= SETTINGS and (before is None or before.order < SETTINGS)
    if (managed or settings) and before is not None:
        yield kit.divider()
    if one.title:
        yield kit.header(one.title)
    yield from one.blocks


def _cut(blocks: list[Block], most: int, size: int, command: Callable[[str], str]) -> list[Block]:
    if len(blocks) <= most and _size(blocks) <= size:
        return blocks
    kept = blocks[: max(most - 1, 0)]
    while kept and _size(kept) > size - 300:
        kept.pop()
    typed = f"{command('salesbot')} help"
    return [*kept, kit.context(f"There is more than fits here; `{typed}` says which command shows all of it.")]


def _size(blocks: Sequence[Block]) -> int:
    return len(json.dumps(list(blocks)))
