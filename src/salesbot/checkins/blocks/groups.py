"""Who has not answered, and why: still to come, missing, skipped, away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from salesbot.checkins.blocks.entries import lines as joined
from salesbot.schedule.rules import PAUSED
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from salesbot.checkins.queries import Line
    from salesbot.room import Block

MOST_LETTERS = 2_400  # of one group of names, so that it fits a context with room to spare

# Whoever has nothing to answer on a day, or left, stands in no group and is not counted.
_REASONS = {
    "away": "Away",
    "paused": "Away",
    "holiday": "Holiday",
    "day off": "Day off",
    "missed": "Not asked",
    "moved": "Not asked",
    PAUSED: "Not asked",
}


def answered(lines: Sequence[Line]) -> list[Line]:
    """Who has answered in a round that has opened where they are."""
    return [line for line in lines if line.ask and line.ask.state == "answered" and line.ask.asked_at is not None]


def to_come(lines: Sequence[Line]) -> list[Line]:
    """Who is still to come: not asked yet, or asked and not closed."""
    return [line for line in lines if not line.reason and _waited_for(line)]


def _waited_for(line: Line) -> bool:
    ask = line.ask
    if ask is None:
        return True
    if ask.state in {"left", "away"}:
        return False
    return ask.asked_at is None or (ask.state == "open" and ask.closed_at is None)


def missing(lines: Sequence[Line]) -> list[Line]:
    """Whose round closed without a word."""
    asked = [line for line in lines if line.ask and line.ask.asked_at and not line.reason]
    return [line for line in asked if line.ask and line.ask.state == "open" and line.ask.closed_at]


def skipped(lines: Sequence[Line]) -> list[Line]:
    """Who skipped; that counts apart from missing."""
    return [line for line in lines if line.ask and line.ask.state == "skipped" and line.ask.asked_at]


def expected(lines: Sequence[Line]) -> int:
    """How many answers a round could have."""
    return sum(len(group) for group in (answered(lines), to_come(lines), missing(lines), skipped(lines)))


def groups(lines: Sequence[Line], *, room: int, with_answered: bool = False) -> list[Block]:
    """Who belongs where; of a very large team as many names as there is room for (serialized characters)."""
    people = {
        **({"Answered": answered(lines)} if with_answered else {}),
        "Still to come": to_come(lines),
        "Missing": missing(lines),
        "Skipped": skipped(lines),
        **_absent(lines),
    }
    named = {title: [line.name for line in group] for title, group in people.items() if group}
    texts = [f"*{title}:* {_names(names, room=room // len(named) - 80)}" for title, names in named.items()]
    return [kit.context(text) for text in joined(texts)]


def _absent(lines: Sequence[Line]) -> Mapping[str, list[Line]]:
    absent: dict[str, list[Line]] = {}
    for line in lines:
        reason = "away" if line.ask is not None and line.ask.state == "away" else line.reason
        if reason in _REASONS:
            absent.setdefault(_REASONS[reason], []).append(line)
    return absent


def _names(names: Iterable[str], *, room: int) -> str:
    known = [kit.name(name) for name in names]
    shown = as_many(known, room=min(room, MOST_LETTERS))
    more = len(known) - len(shown)
    return ", ".join(shown) + (f"{' and ' if shown else ''}{more} more" if more else "")


def as_many(texts: Sequence[str], *, room: int) -> list[str]:
    """As many of these as fit into so many serialized characters, each with its share of what is around it."""
    taken: list[str] = []
    for text in texts:
        room -= len(json.dumps(text, ensure_ascii=False)) + 4
        if room < 0:
            break
        taken.append(text)
    return taken
