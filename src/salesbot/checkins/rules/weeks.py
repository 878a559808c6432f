"""Counting a stretch of time: who answered, skipped or was missing, and for how many weeks in a row nobody waited."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime


class Verdict(StrEnum):
    """What a part counts as."""

    ANSWERED = "answered"
    LATE = "late"  # answered, after it had closed
    SKIPPED = "skipped"  # its member said so: that is not missing
    MISSING = "missing"
    OPEN = "open"  # it closes after this stretch, and counts in the next
    AFTERWARDS = "afterwards"  # it closed before this stretch, and the answer came in it


ASKED = (Verdict.ANSWERED, Verdict.LATE, Verdict.SKIPPED, Verdict.MISSING)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One member's part in a round. `was_asked`: the question came; `never_came`: it was to come and could not."""

    ask_id: int
    checkin_id: int
    member_id: str
    day: date
    state: str
    opens_at: datetime
    closes_at: datetime
    answered_at: datetime | None = None
    late: bool = False
    was_asked: bool = True
    never_came: bool = False


def verdict(part: Part, *, since: datetime, until: datetime) -> Verdict | None:
    """What a part counts as in `since` <= its close < `until`, as it stood at the end; None: it counts for nobody.

    A part closes at an instant that never changes, so consecutive stretches neither lose nor double one. Whoever was
    away, on holiday or left, and whose question never came, is not counted.
    """
    if not _counts(part) or part.opens_at > until:
        return None
    answered = part.state == "answered" and part.answered_at is not None and part.answered_at < until
    if part.closes_at >= until:
        return Verdict.OPEN
    if part.closes_at < since:
        came = part.answered_at is not None and part.answered_at >= since
        return Verdict.AFTERWARDS if answered and came else None
    if answered:
        return Verdict.LATE if part.late else Verdict.ANSWERED
    return Verdict.SKIPPED if part.state == "skipped" else Verdict.MISSING


def _counts(part: Part) -> bool:
    return part.was_asked and not part.never_came and part.state not in {"away", "left"}


@dataclass
class Tally:
    """How many parts count as what."""

    counts: Counter[Verdict] = field(default_factory=Counter)

    @property
    def asked(self) -> int:
        """How many answers there could have been."""
        return sum(self.counts[one] for one in ASKED)

    @property
    def answered(self) -> int:
        """How many there were, late ones included."""
        return self.counts[Verdict.ANSWERED] + self.counts[Verdict.LATE]

    @property
    def percent(self) -> int:
        """The share that answered, rounded down: a hundred means everybody."""
        return self.answered * 100 // self.asked if self.asked else 0


@dataclass
class Week:
    """A stretch of time counted whole, by check-in, by day and by member; `parts` are those that count.

    `said` are those whose answers came in it, closed by now or not: a Friday's wins are told on that Friday.
    """

    whole: Tally = field(default_factory=Tally)
    by_checkin: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_day: dict[date, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_member: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    parts: list[tuple[Part, Verdict]] = field(default_factory=list)
    said: list[Part] = field(default_factory=list)

    @property
    def working_days(self) -> int:
        """On how many days people were asked something, each person's days for themselves."""
        return len({(one.member_id, one.day) for one, what in self.parts if what in ASKED})

    @property
    def people(self) -> int:
        """How many were asked something."""
        return len({one.member_id for one, what in self.parts if what in ASKED})

    def still_open(self) -> dict[tuple[int, date], int]:
        """The rounds (check-in, day) that are still open, with how many parts of each."""
        return dict(Counter((one.checkin_id, one.day) for one, what in self.parts if what is Verdict.OPEN))


def count(parts: Iterable[Part], *, since: datetime, until: datetime) -> Week:
    """Count these parts."""
    week = Week()
    for one in parts:
        what = verdict(one, since=since, until=until)
        if what is None:
            continue
        week.parts.append((one, what))
        if _came(one, since=since, until=until):
            week.said.append(one)
        tallies = [week.whole, week.by_checkin[one.checkin_id], week.by_member[one.member_id]]
        tallies += [week.by_day[one.day]] if what in ASKED else []
        for tally in tallies:
            tally.counts[what] += 1
    return week


def _came(part: Part, *, since: datetime, until: datetime) -> bool:
    """Whether its answer came in this stretch; what was answered early comes when its round opens."""
    if part.state != "answered" or part.answered_at is None:
        return False
    return since <= max(part.answered_at, part.opens_at) < until


def streak(parts: Sequence[Part], *, today: date, now: datetime) -> int:
    """How many weeks in a row, Monday to Sunday, somebody let no round go by without a word; skipping is a word.

    Weeks in which nothing was asked neither count nor end it, nor does a week in which nothing has closed yet.
    """
    weeks: dict[date, list[bool]] = defaultdict(list)
    for one in parts:
        if _counts(one):
            spoke = one.state in {"answered", "skipped"}
            if spoke or one.closes_at <= now:
                weeks[one.day - one.day.weekday() * timedelta(days=1)].append(spoke)
    run = 0
    for monday in sorted((one for one in weeks if one <= today), reverse=True):
        if not all(weeks[monday]):
            break
        run += 1
    return run
