"""What kudos tell the gatherers: a team's week, a manager's brief, one's own week, and one's home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.kudos import rules
from salesbot.kudos.blocks.board import broad, first_line, left_out_line, values_line
from salesbot.kudos.blocks.form import FORM
from salesbot.kudos.blocks.mine import received_line, times
from salesbot.kudos.blocks.post import called
from salesbot.room import Card, Section
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from salesbot.kudos.queries import Act, Tally
    from salesbot.kudos.service import LeftOut
    from salesbot.people.model import Team
    from salesbot.room import Block

ORDER = 40
SHOWN = 160  # characters of a reason
MOST_BARS = 10


def digest(
    tally: Tally, lived: Sequence[tuple[str, int]], first: Sequence[tuple[str, str]], last: Sequence[Act]
) -> Section:
    """A team's week: how broad, which values, who for the first time, and some of the words."""
    if not tally.acts:
        return Section(order=ORDER, title="Kudos", lines=["Nobody was thanked this week."], quiet=True)
    lines = [f"{broad(tally)}."]
    lines += [f"Values lived: {values_line(lived)}"] if lived else []
    told = {(one.giver, name) for one in last for _, name in one.receivers}
    rest = [pair for pair in first if pair not in told]
    lines += [_line(one) for one in last]
    lines += [f"Also, and for the first time: {first_line(rest)}"] if rest else []
    return Section(order=ORDER, title="Kudos", lines=lines, charts=_chart(lived))


def _line(act: Act) -> str:
    who = rules.all_of([f"*{called(name)}*" for _, name in act.receivers])
    said = f": {kit.escape(kit.shorten(act.kudos.reason, SHOWN))}" if act.kudos.reason else ""
    return f":raised_hands: {rules.thankers(called(act.giver), act.others)} {who}{said}"


def _chart(lived: Sequence[tuple[str, int]]) -> list[Block]:
    """Bars of the values ("data visualization block": labels of 20 characters); none where all were named once."""
    bars = {kit.shorten(tag, 20): number for tag, number in lived[:MOST_BARS]}
    if len(set(bars.values())) < 2:  # noqa: PLR2004  bars of one height compare nothing
        return []
    data = [{"label": label, "value": number} for label, number in bars.items()]
    chart = {"type": "bar", "series": [{"name": "Kudos", "data": data}], "axis_config": {"categories": list(bars)}}
    return [{"type": "data_visualization", "title": "Values lived this week", "chart": chart}]


def brief(
    team: Team, names: Mapping[str, str], given: Mapping[str, int], received: Mapping[str, int],
    left_out: Sequence[LeftOut],
) -> Section:  # fmt: skip
    """For a manager: who gave and received praise, and whom nobody has thanked for a month."""
    lines = [*_counted("Thanked somebody", names, given), *_counted("Were thanked", names, received)]
    lines += [left_out_line(left_out, team)] if left_out else []
    return Section(order=ORDER, title="Praise", lines=lines or ["Nobody thanked anybody."], quiet=not lines)


def _counted(what: str, names: Mapping[str, str], counts: Mapping[str, int]) -> list[str]:
    """A line of names, those who did it more than once with how often: `Were thanked: Ana, Ben (twice)`."""
    who = [(called(name), counts[one]) for one, name in names.items() if counts.get(one)]
    said = [name if number == 1 else f"{name} ({times(number)})" for name, number in who]
    return [f"{what}: {', '.join(said)}"] if said else []


def own_week(given: int, received: Sequence[Act], *, zone: str) -> Section:
    """One's own week: what one was thanked for, and how often one thanked."""
    if not given and not received:
        return Section(order=ORDER, title="Kudos", lines=["You gave and received none this week."], quiet=True)
    told = [f"thanked others {times(given)}"] if given else []
    told += [f"were thanked {times(len(received))}"] if received else []
    lines = [f"You {', and '.join(told)}."]
    return Section(order=ORDER, title="Kudos", lines=[*lines, *(received_line(one, zone) for one in received)])


def card(received: Sequence[Act], *, zone: str) -> Card:
    """What one was thanked for lately, and a button to thank somebody."""
    lines = [kit.context(received_line(one, zone)) for one in received]
    if not lines:
        lines = [kit.context("When somebody thanks you, you read it here.")]
    return Card(order=ORDER, title="Kudos", blocks=[*lines, kit.actions(kit.button("Give kudos", FORM))])
