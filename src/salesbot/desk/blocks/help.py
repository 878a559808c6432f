"""What salesbot can do, told in the words of its rooms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from salesbot.room import Help

_COMMAND = re.compile(r"\{(\w+)\}")


def long(lines: Iterable[Help], *, command: Callable[[str], str], manages: bool) -> Message:
    """Everything; what only managers do is shown to managers."""
    shown = [one for one in lines if manages or not one.manager_only]
    told = [f"`{called(one.typed, command)}` {one.does}" for one in shown]
    parts = [told[start : start + 20] for start in range(0, len(told), 20)]
    blocks = [kit.section("*What I can do*\n" + "\n".join(parts[0] if parts else ["Nothing yet."]))]
    blocks += [kit.section("\n".join(part)) for part in parts[1:]]
    blocks.append(kit.context("Commands work in any channel. In a team's channel they mean that team."))
    return Message("What I can do", blocks)


def called(typed: str, command: Callable[[str], str]) -> str:
    """A help line's command as it is called here: `{checkin} list` becomes `/checkin list`."""
    return _COMMAND.sub(lambda match: command(match[1]), typed)


def short(*, typed: str, checkin: str) -> Message:
    """A bare `/salesbot`."""
    lines = [
        f"`{checkin}` answers what is open",
        f"`{typed} me` your time zone, days and pause",
        f"`{typed} away 3\N{EN DASH}14 Aug` days on which nothing is asked",
        f"`{typed} why` what I sent you, and why",
        f"`{typed} help` everything else",
    ]
    return Message("Hello! The short version", [kit.section("Hello! The short version:\n" + "\n".join(lines))])


def unknown(word: str, *, near: str | None, typed: str) -> Message:
    """A word that is none of ours, and the nearest that is."""
    meant = f"Did you mean `{typed} {near}`?" if near else f"`{typed} help` shows what I can do."
    shown = kit.name(kit.shorten(word, 40)).replace("`", "")
    return Message(f"I don't know “{shown}”. {meant}")


def spoken_to(*, typed: str, checkin: str) -> Message:
    """The answer to words that no room took."""
    return Message(
        f"I read that, but no question of mine is open. `{checkin}` answers early or late; "
        f"`{typed} help` shows the rest."
    )
