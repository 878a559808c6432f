"""What check-ins say in a manager's brief: who answered, who did not, and who has gone silent."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from salesbot.checkins.gathering import words
from salesbot.checkins.gathering.counting import counted
from salesbot.checkins.rules.weeks import ASKED, Verdict
from salesbot.checkins.silence import noticed
from salesbot.people import queries as people
from salesbot.room import Section
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.gathering.counting import Counted
    from salesbot.room import House, Span

ANSWERED, SILENT = 10, 30
_GROUPS = {
    Verdict.ANSWERED: words.ANSWERED, Verdict.LATE: "answered late", Verdict.SKIPPED: "skipped",
    Verdict.MISSING: "missing",
}  # fmt: skip
_FEW = 2  # days; of more than these each person's share says more than the names of each day


async def brief(_house: House, db: AsyncSession, span: Span, member_id: str) -> Sequence[Section]:  # noqa: ARG001  the offer's shape
    """Who answered since the last brief, and whose reminders have stopped."""
    found = await counted(db, span)
    silent = await noticed(db, span.workspace_id, span.team_id)
    who = {one.member_id for one, _ in found.week.parts} | set(silent)
    names = {one.id: one.name for one in (await people.members(db, span.workspace_id, who)).values()}
    lines = _answered(found, names)
    quiet = [f"• {kit.name(names[one])}: {kit.name(said)}" for one, said in sorted(silent.items()) if one in names]
    return [
        Section(order=ANSWERED, title="Who answered", lines=lines, quiet=not lines),
        Section(order=SILENT, title="Gone silent", lines=quiet, quiet=not quiet),
    ]


def _answered(found: Counted, names: Mapping[str, str]) -> list[str]:
    days = len({one.day for one, what in found.week.parts if what in ASKED})
    if not found.week.whole.asked:
        return []
    return _by_name(found, names) if days <= _FEW else _by_share(found, names)


def _by_name(found: Counted, names: Mapping[str, str]) -> list[str]:
    """A line for each round, with who did what in it."""
    rounds: dict[tuple[object, int], dict[Verdict, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one, what in found.week.parts:
        if what in ASKED:
            rounds[one.day, one.checkin_id][what].append(names.get(one.member_id, ""))
    lines = []
    for (day, number), groups in sorted(rounds.items(), key=lambda item: (str(item[0][0]), item[0][1])):
        asked = sum(map(len, groups.values()))
        said = [words.group(title, groups[what], asked=asked) for what, title in _GROUPS.items() if groups[what]]
        lines.append(f"• *{kit.name(found.checkins[number].name)}*, {day:%A}: {'; '.join(said)}")
    return lines


def _by_share(found: Counted, names: Mapping[str, str]) -> list[str]:
    """All together, then who let how many go by: no shares a person, for nobody is scored here."""
    missed: dict[int, list[str]] = defaultdict(list)
    for who, one in found.week.by_member.items():
        missed[one.counts[Verdict.MISSING]].append(names.get(who, ""))
    rows = [f"• Missing {_often(number)}: {words.names(missed[number])}" for number in sorted(missed, reverse=True)
            if number]  # fmt: skip
    return [f"{words.share(found.week.whole)}.", *rows]


def _often(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
