"""Pausing, resuming and ending a check-in; and which one is meant, where there are several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.rules.rhythm import rhythm
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.checkins.queries import Standing
    from salesbot.room import Block

EDIT = "checkin.edit"
PAUSE, RESUME, END = "checkin.pause", "checkin.resume", "checkin.end"
MOST = 20  # two blocks each, of the fifty of a message


def choose_checkin(standing: Sequence[Standing]) -> Message:
    """Which one is to be changed: a button each."""
    words = "Which check-in do you want to change?"
    return Message(text=words, blocks=[kit.section(words), *_rows(standing, edit=True), *_more(standing)])


def choose_turn(standing: Sequence[Standing]) -> Message:
    """Each check-in with what it may do next: pause or resume, or end."""
    words = "Pause a check-in, let it go on, or end it for good."
    return Message(text=words, blocks=[kit.section(words), *_rows(standing, edit=False), *_more(standing)])


def _rows(standing: Sequence[Standing], *, edit: bool) -> list[Block]:
    rows: list[Block] = []
    for one in standing[:MOST]:
        said = f"*{kit.name(one.checkin.name)}* of {kit.name(one.team.name)} · {when(one)}"
        rows += [kit.section(said, edit_button(one))] if edit else [kit.section(said), kit.actions(*_turns(one))]
    return rows


def when(one: Standing) -> str:
    """A check-in's true rhythm: `every second Monday at 09:15 your time`, and whether it is paused.

    A day of its plan on which nothing in it is for anybody is none of them.
    """
    paused = ", *paused*" if one.appointment.paused_at is not None else ""
    if one.asks is None:
        return f"asks nobody as it is now{paused}"
    return f"{rhythm(one.asks)} at {one.plan.wall:%H:%M} your time{paused}"


def edit_button(one: Standing) -> Block:
    """The button that opens a check-in's editor."""
    return kit.button("Edit", f"{EDIT}.{one.checkin.id}", value=str(one.checkin.id))


def turn_button(one: Standing) -> Block:
    """The button that pauses a check-in, or lets a paused one go on."""
    number = str(one.checkin.id)
    if one.appointment.paused_at is not None:
        return kit.button("Resume", f"{RESUME}.{number}", value=number)
    return kit.button("Pause", f"{PAUSE}.{number}", value=number)


def _turns(one: Standing) -> list[Block]:
    sure = kit.confirm(
        f"End {one.checkin.name}?", "Nobody is asked any more. What was answered stays, and can be read.", yes="End it"
    )
    number = str(one.checkin.id)
    return [turn_button(one), kit.button("End it", f"{END}.{number}", value=number, style="danger", confirm=sure)]


def _more(standing: Sequence[Standing]) -> list[Block]:
    more = len(standing) - MOST
    return [kit.context(f"And {more} more: type its name behind the command.")] if more > 0 else []


def turned(one: Standing) -> Message:
    """What came of it, with the way back where there is one."""
    name = f"*{kit.name(one.checkin.name)}* of {kit.name(one.team.name)}"
    if one.appointment.ended_at is not None:
        words = f"{name} has ended. Nobody is asked any more; what was answered stays."
        return Message(text=words, blocks=[kit.section(words)])
    if one.appointment.paused_at is not None:
        words = f"{name} is paused. Nobody is asked until it goes on; a round that is open closes as usual."
    else:
        words = f"{name} goes on: {when(one)}. What would have come meanwhile is not asked."
    return Message(text=words, blocks=[kit.section(words, turn_button(one))])
