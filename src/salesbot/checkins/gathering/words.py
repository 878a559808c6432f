"""How counted days are said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.checkins.rules.weeks import Verdict
from salesbot.letters import letters
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from salesbot.checkins.model import Checkin
    from salesbot.checkins.rules.weeks import Tally

MOST_NAMES, FEW_NAMES = 20, 5
_MOST_LETTERS = 2_400  # of names in a row, so that they and what stands before them fit one section
ANSWERED = "answered"
_MOST_BARS = 20  # "data_visualization" in Slack's block reference: 20 categories
_SERIES = (
    ("Answered", (Verdict.ANSWERED, Verdict.LATE)), ("Skipped", (Verdict.SKIPPED,)), ("Missing", (Verdict.MISSING,)),
)  # fmt: skip


def share(tally: Tally) -> str:
    """`38 of 42 answered (90 %), 2 of them late; 3 skipped, 1 missing`."""
    words = f"{tally.answered} of {tally.asked} answered ({tally.percent} %)"
    late = tally.counts[Verdict.LATE]
    words += f", {late} of them late" if late else ""
    rest = [f"{many} {name}" for name in ("skipped", "missing") if (many := tally.counts[Verdict(name)])]
    return f"{words}; {', '.join(rest)}" if rest else words


def by_day(days: Mapping[date, Tally]) -> list[dict[str, Any]]:
    """The days as a native chart; none where there is only one."""
    shown = sorted(days)[-_MOST_BARS:]
    if len(shown) < 2:  # noqa: PLR2004  one bar shows nothing that its line does not say
        return []
    labels = {day: f"{day:%a %-d}" for day in shown}
    if len(set(labels.values())) < len(shown):
        labels = {day: f"{day:%a %-d %b}" for day in shown}
    series = [
        {
            "name": name,
            "data": [{"label": labels[day], "value": sum(days[day].counts[one] for one in verdicts)} for day in shown],
        }
        for name, verdicts in _SERIES
    ]
    axes = {"categories": [labels[day] for day in shown]}
    chart = {"type": "bar", "series": series, "axis_config": axes}
    return [{"type": "data_visualization", "title": "Check-ins by day", "chart": chart}]


def bars(days: Mapping[date, Tally]) -> list[str]:
    """The days as lines of text, for where no chart can stand."""
    return [
        f"`{day:%a %-d %b}` {'▰' * (one.percent // 10)}{'▱' * (10 - one.percent // 10)} {one.answered} of {one.asked}"
        for day, one in sorted(days.items())
    ]


def names(who: Sequence[str]) -> str:
    """Names in a row, as many as one reads."""
    known = sorted((kit.name(one) for one in who), key=str.casefold)
    shown = known[:MOST_NAMES]
    while letters(", ".join(shown)) > _MOST_LETTERS:
        shown.pop()
    more = len(known) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def group(title: str, who: Sequence[str], *, asked: int) -> str:
    """`missing Ana, Tom`; of many who answered only how many, for whoever did not would be lost among their names."""
    if title != ANSWERED or len(who) <= FEW_NAMES:
        return f"{title} {names(who)}"
    return f"all {asked} answered" if len(who) == asked else f"{len(who)} of {asked} answered"


def round_name(checkin: Checkin, day: date) -> str:
    """`Friday's Daily standup`; `Friday wins` has its day in its name."""
    name = kit.name(checkin.name)
    return name if f"{day:%A}".casefold() in name.casefold() else f"{day:%A}'s {name}"


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def times(many: int, one: str, several: str) -> str:
    """`one person`, `5 people`."""
    return f"one {one}" if many == 1 else f"{many} {several}"
