"""What `/checkin` says where there is nothing, or more than one thing, to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.blocks.question import clock
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.checkins.model import Checkin
    from salesbot.checkins.queries import Part
    from salesbot.people.model import Team
    from salesbot.schedule.model import Seat


def nothing_open(seats: Sequence[tuple[Seat, Checkin, Team]], *, zone: str, early: bool, answered: bool) -> Message:
    """Nothing is open: say what comes next, with a button where it can be answered already."""
    done = "You have answered what was open." if answered else "Nothing is open right now."
    if not seats:
        words = f"{done} Nothing else is planned for you."
        return Message(text=words, blocks=[kit.section(words)])
    seat, checkin, _ = seats[0]
    words = f"{done} {kit.name(checkin.name)} comes next, {_when(seat, zone)}."
    button = kit.button("Answer it now", "checkin.early", value=str(seat.id)) if early else None
    return Message(text=words, blocks=[kit.section(words, button)])


def _when(seat: Seat, zone: str) -> str:
    return f"{seat.next_at.astimezone(zone_or(zone)):%A at %H:%M}" if seat.next_at else "some day"


def choose(parts: Sequence[Part]) -> Message:
    """Several are open: one line and one button each."""
    words = "More than one check-in is open. Which one?"
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
        return part.ask.state
    return f"open until {clock(part.ask.closes_at, part.ask.zone)}"


def listing(checkins: Sequence[tuple[Checkin, Team, str]], parts: Sequence[Part]) -> Message:
    """A member's check-ins: when each is asked (third of the triple), and what is open now."""
    if not checkins:
        words = "You have no check-ins yet."
        return Message(text=words, blocks=[kit.section(words)])
    open_now = {part.checkin.id: part for part in reversed(parts)}
    lines = []
    for checkin, team, when in checkins:
        standing = f" · {_standing(open_now[checkin.id])}" if checkin.id in open_now else ""
        lines.append(f"•  *{kit.name(checkin.name)}* of {kit.name(team.name)}: {when}{standing}")
    return Message(text="Your check-ins", blocks=[kit.section("\n".join(lines[:20]))])
