"""A team's board: how broad its thanks are, which values they lived, and who thanked whom for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.kudos import rules
from salesbot.kudos.blocks.post import called
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.kudos.queries import Tally
    from salesbot.kudos.service import Board, LeftOut
    from salesbot.people.model import Team
    from salesbot.room import Block

BOARD, VALUES, RANKING = "kudos.board", "kudos.values", "kudos.ranking"
MOST_LEFT_OUT = 12
MOST_VALUES = 10


def board(what: Board, *, typed: str) -> Message:
    """The board; what only managers see stands at its end, and says so. `typed` is the command."""
    head = f"*Kudos in {kit.name(what.team.name)}, {what.month:%B}*"
    words = [*_breadth(what), *_lived(what.lived), *_first(what.first), *_ranked(what)]
    if not what.tally.acts:
        words = [f"None yet this month. Somebody deserves some: `{typed} @ana for the calm demo at Acme`"]
    own = _for_managers(what) if what.left_out is not None else []
    buttons = [kit.actions(*_buttons(what))] if what.may_change else []
    return Message(text=head.strip("*"), blocks=[*map(kit.section, [head, *words]), *own, *buttons])


def _breadth(what: Board) -> list[str]:
    return [f"{broad(what.tally)}; the team has {what.people}."]


def broad(tally: Tally) -> str:
    """How broadly thanks were given: `7 kudos from 4 people to 5`."""
    if tally.acts == tally.receivers == 1:
        return "One kudos from one person to another"
    givers = "one person" if tally.givers == 1 else f"{tally.givers} people"
    return f"{tally.acts} kudos from {givers} to {'one person' if tally.receivers == 1 else tally.receivers}"


def _lived(lived: Sequence[tuple[str, int]]) -> list[str]:
    return [f"Values lived: {values_line(lived)}"] if lived else []


def values_line(lived: Sequence[tuple[str, int]]) -> str:
    """Which values were named how often: `#teamwork 4 · #honesty 2`."""
    return " · ".join(f"#{kit.name(tag)} {number}" for tag, number in lived[:MOST_VALUES])


def _first(first: Sequence[tuple[str, str]]) -> list[str]:
    return [f"For the first time: {first_line(first)}"] if first else []


def first_line(first: Sequence[tuple[str, str]]) -> str:
    """Who thanked whom for the first time: `Ana thanked Dev, Ben thanked Cleo`."""
    return ", ".join(f"{called(giver)} thanked {called(receiver)}" for giver, receiver in first)


def _ranked(what: Board) -> list[str]:
    if not what.ranked:
        return []
    return ["Thanked most: " + " · ".join(f"{called(name)} {number}" for name, number in what.ranked)]


def _for_managers(what: Board) -> list[Block]:
    if not what.left_out:
        return [kit.context("Only the team's managers read this: nobody has gone a month without thanks.")]
    return [kit.context(f"Only the team's managers read this. {left_out_line(what.left_out, what.team)}")]


def left_out_line(left_out: Sequence[LeftOut], team: Team) -> str:
    """Whom nobody has thanked for a month, and since when."""
    said = [f"{called(one.member.name)} ({_since(one, team)})" for one in left_out[:MOST_LEFT_OUT]]
    more = len(left_out) - MOST_LEFT_OUT
    return f"Not thanked for a month: {rules.all_of([*said, *([f'{more} more'] if more > 0 else [])])}."


def _since(one: LeftOut, team: Team) -> str:
    return f"last on {one.last.astimezone(zone_or(team.zone)):%-d %B}" if one.last else "not yet at all"


def _buttons(what: Board) -> list[Block]:
    turn = "off" if what.ranking else "on"
    words = "Hide who was thanked most" if what.ranking else "Show who was thanked most"
    return [
        kit.button("Edit values", f"{VALUES}.{what.team.id}", value=str(what.team.id)),
        kit.button(words, RANKING, value=f"{what.team.id}/{turn}"),
    ]


def choose(teams: Sequence[Team], *, action: str) -> Message:
    """Several teams could be meant: a button each."""
    words = "Which team do you mean?"
    buttons = [
        kit.button(team.name, f"{action}.{team.id}", value=str(team.id))
        for team in teams[:25]  # "actions" in Slack's block reference: 25 elements
    ]
    return Message(text=words, blocks=[kit.section(words), kit.actions(*buttons)])
