"""What `/checkin` says where there is nothing, or more than one thing, to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot import dates
from salesbot.checkins.blocks.editor.turning import edit_button, turn_button, when
from salesbot.checkins.blocks.question import closing
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from salesbot.checkins.queries import Next, Part, Standing
    from salesbot.room import Block


_AGAINST = {"away": "you are away then", "paused": "you paused me", "holiday": "it is a public holiday"}
_DAY_OFF = "you don't work then"


def nothing_open(coming: Sequence[Next], *, zone: str, now: datetime, early: bool, answered: bool) -> Message:
    """Nothing is open: say what comes next, with a button where it can be answered already."""
    done = "You have answered what was open." if answered else "Nothing is open right now."
    if not coming:
        words = f"{done} Nothing else is planned for you."
        return Message(text=words, blocks=[kit.section(words)])
    one = coming[0]
    words = f"{done} {kit.name(one.checkin.name)} comes next, {comes(one, zone=zone, now=now)}."
    button = kit.button("Answer it now", "checkin.early", value=str(one.seat.id)) if early else None
    return Message(text=words, blocks=[kit.section(words, button)])


def comes(one: Next, *, zone: str, now: datetime) -> str:
    """When it comes on a member's wall, and what stands against it: `Mon 6 Apr at 09:15, but you are away then`."""
    wall, today = one.at.astimezone(zone_or(zone)), now.astimezone(zone_or(zone)).date()
    said = f"{dates.say_day(wall.date(), today=today)} at {wall:%H:%M}"
    return said if one.off is None else f"{said}, but {_AGAINST.get(one.off, _DAY_OFF)}"


def choose(parts: Sequence[Part]) -> Message:
    """Several can be answered: one line and one button each."""
    is_open = any(part.ask.closed_at is None for part in parts)
    words = f"More than one check-in {'is open' if is_open else 'can still be answered'}. Which one?"
    return Message(
        text=words,
        blocks=[
            kit.section(words),
            *(
                kit.section(
                    f"*{kit.name(part.checkin.name)}*, {kit.name(part.team.name)} · {_standing(part)}",
                    kit.button(
                        "Answer" if part.ask.state == "open" else "Open", "checkin.answer", value=str(part.ask.id)
                    ),
                )
                for part in parts[:20]
            ),
        ],
    )


def _standing(part: Part) -> str:
    if part.ask.state != "open":
        state = "paused" if part.paused else part.ask.state
        return state if part.ask.asked_at else f"{state} for {part.round.day:%A}"
    if part.ask.closed_at is not None:
        return f"{part.round.day:%A}, closed at {closing(part)}; a late answer still counts"
    return f"open until {closing(part)}"


MOST_LISTED = 20  # two blocks each at most, of the fifty of a message


@dataclass(frozen=True)
class Listed:
    """A check-in in somebody's list: whether it asks them, whether they may change it, and what is open there now."""

    standing: Standing
    is_asked: bool
    may_change: bool
    part: Part | None = None


def listing(found: Sequence[Listed]) -> Message:
    """Each check-in with its true rhythm; for who may change it with the buttons that do."""
    if not found:
        words = "You have no check-ins yet."
        return Message(text=words, blocks=[kit.section(words)])
    more = len(found) - MOST_LISTED
    rest = [kit.context(f"And {more} more: type this in a team's channel to see its own.")] if more > 0 else []
    return Message(
        text="Your check-ins", blocks=[*(block for one in found[:MOST_LISTED] for block in _listed(one)), *rest]
    )


def _listed(one: Listed) -> list[Block]:
    checkin, team = one.standing.checkin, one.standing.team
    said = f"*{kit.name(checkin.name)}* of {kit.name(team.name)}: {when(one.standing)}"
    if one.part is not None:
        said += f" · {_standing(one.part)}"
    elif not one.is_asked:
        said += " · you are not asked"
    buttons = [edit_button(one.standing), turn_button(one.standing)] if one.may_change else []
    return [kit.section(said), *([kit.actions(*buttons)] if buttons else [])]
