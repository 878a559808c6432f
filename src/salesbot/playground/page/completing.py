"""What a composer offers while somebody types: commands, people, channels and emoji; and where one can jump to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.playground.page import emoji
from salesbot.playground.page.seats import city

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from salesbot.playground.page.seats import Seat
    from salesbot.playground.state import Channel, Command

MOST = 8


@dataclass(frozen=True)
class Offer:
    """One suggestion: `insert` takes the place of the word that was typed."""

    insert: str
    label: str
    detail: str = ""


def offers(seat: Seat, word: str, *, first: bool) -> list[Offer]:
    """What the word may become; a command only as the `first` word of a message."""
    mark, typed = word[:1], word[1:].casefold()
    if mark == "/" and first:
        return _commands(seat, typed)
    if mark == "@":
        return _people(seat, typed)
    if mark == "#":
        return [Offer(f"#{one.name} ", f"#{one.name}") for one in _best(seat.channels(), typed)]
    if mark == ":" and len(typed) > 1:
        return [Offer(f":{name}: ", f"{sign} :{name}:") for name, sign in emoji.like(typed, most=MOST)]
    return []


def _commands(seat: Seat, typed: str) -> list[Offer]:
    found = [one for one in commands(seat) if one.name[1:].startswith(typed)]
    return [Offer(f"{one.name} ", f"{one.name} {one.usage_hint}".strip(), one.description) for one in found[:MOST]]


def commands(seat: Seat) -> list[Command]:
    """The slash commands that the apps here declare."""
    declared = (command for install in seat.apps() for command in (install.app.commands or {}).values())
    return sorted(declared, key=lambda command: command.name)


def _people(seat: Seat, typed: str) -> list[Offer]:
    everybody = [*seat.people(), *(one.bot for one in seat.apps())]
    found = [one for one in everybody if _fits(one.real_name, typed) or _fits(one.name, typed)]
    people = [Offer(f"@{one.name} ", one.real_name, "app" if one.is_bot else city(one.tz)) for one in found]
    everyone = [Offer(f"@{one} ", f"@{one}", "everybody here") for one in ("here", "channel") if one.startswith(typed)]
    return [*people, *everyone][:MOST]


def _best(channels: Iterable[Channel], typed: str) -> list[Channel]:
    return [one for one in channels if typed in one.name.casefold()][:MOST]


def _fits(name: str, typed: str) -> bool:
    """Whether one of the name's words begins that way."""
    return any(part.startswith(typed) for part in (name.casefold(), *name.casefold().split()))


def places(seat: Seat, typed: str) -> Iterator[Offer]:
    """Conversations by name, for jumping there: `insert` is the place's key."""
    wanted = typed.casefold().lstrip("#@")
    for channel in seat.channels():
        if wanted in channel.name.casefold():
            yield Offer(channel.id, f"#{channel.name}")
    for one in [*(install.bot for install in seat.apps()), *seat.people()]:
        if _fits(one.real_name, wanted):
            yield Offer(one.id, one.real_name, "app" if one.is_bot else city(one.tz))
