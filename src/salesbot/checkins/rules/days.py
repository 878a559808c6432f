"""On which days somebody is asked anything: those of the questions that are for them, and what running rounds keep."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from salesbot.checkins.rules.followups import EVERY_DAY, days_asked

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from salesbot.checkins.rules.followups import Meant


@dataclass(frozen=True)
class Days:
    """These ISO weekdays, but for days whose round has begun, as it keeps its questions, or that they answered early.

    Something in such a round is for them (`also`), or nothing is (`but`), whatever the weekdays say.
    """

    weekdays: str = EVERY_DAY
    also: frozenset[date] = frozenset()
    but: frozenset[date] = frozenset()

    def __contains__(self, day: object) -> bool:
        """Whether they are asked anything on this local day."""
        if day in self.also or day in self.but:
            return day in self.also
        return isinstance(day, date) and str(day.isoweekday()) in self.weekdays

    def without(self, days: Collection[date]) -> Days:
        """Return these without some days, on which nothing is asked any more."""
        return replace(self, also=self.also.difference(days), but=self.but.union(days)) if days else self


def days_for(questions: Sequence[Meant], *, role: str, running: Mapping[date, Sequence[Meant]]) -> Days:
    """Return the days of a member with this role; `running` are the questions of rounds that have begun, by day."""
    also = {day for day, some in running.items() if str(day.isoweekday()) in days_asked(some, role=role)}
    return Days(days_asked(questions, role=role), frozenset(also), frozenset(running.keys() - also))
