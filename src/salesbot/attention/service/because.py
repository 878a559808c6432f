"""Why an offer was not simply sent on, in plain words that are kept with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.attention.rules import Cause

if TYPE_CHECKING:
    from salesbot.attention.rules import Person, Ruling

UNUSED = "the last three things that I offered you went by unused"
NEEDLESS = "it was no longer needed"
_BECAUSE = {
    Cause.LEFT: "you are in no team any more",
    Cause.PAUSED: "you had paused me",
    Cause.AWAY: "you were away",
    Cause.HOLIDAY: "it was a public holiday",
    Cause.DAY_OFF: "it was not one of your working days",
    Cause.QUIET: "it waits until your quiet hours end",
    Cause.TOO_LATE: "by the end of your quiet hours it would have been too late",
    Cause.BUDGET: "two messages from me are enough for a day, so it comes within the next one",
    Cause.NO_RIDE: "two messages from me are enough for a day, and no other was to come in time",
    Cause.FULL: "other things wait already to come with my next message",
}


def because(ruling: Ruling, person: Person) -> str:
    """Why an offer was not simply sent on, in plain words; empty where it was."""
    if ruling.cause is Cause.IGNORED and person.paused_until is not None:
        until = person.paused_until.astimezone(person.zone)
        return f"you had used none of the last three, so I offer nothing until {until:%a} {until.day} {until:%b}"
    return _BECAUSE.get(ruling.cause, "") if ruling.cause else ""
