"""What a manager does to the check-ins of the team: when they ask, what they ask, where that is read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from choices import EDITS, MODES, WALLS
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sales_team import grace_of
from story import Story

if TYPE_CHECKING:
    from datetime import time

    from sales_team import SalesTeam


class CheckinSteps(Story):
    """The steps of a manager."""

    @rule(wall=st.sampled_from(WALLS))
    def asks_at(self, wall: time) -> None:
        """The check-in asks at another hour; it always may be late until one hour before it closes."""
        self.step(self.team.change(replace(self.team.plan, wall=wall, grace=grace_of(wall))))

    @rule(weekdays=st.sampled_from(("12345", "1", "135", "1234567", "67")), every=st.sampled_from((1, 1, 2, 3)))
    def asks_on(self, weekdays: str, every: int) -> None:
        """The check-in asks on other days, every so many weeks."""
        anchor = self.team.now.date()
        self.step(
            self.team.change(replace(self.team.plan, weekdays=weekdays, every_weeks=every, anchor=anchor, nth=None))
        )

    @rule(weekday=st.sampled_from("1357"), nth=st.sampled_from((1, 2, 4, 5, -1)))
    def asks_monthly(self, weekday: str, nth: int) -> None:
        """The check-in asks on the nth such weekday of each month."""
        self.step(self.team.change(replace(self.team.plan, weekdays=weekday, every_weeks=1, nth=nth)))

    @rule(on=st.booleans())
    def is_paused(self, on: bool) -> None:
        """The check-in is paused, or goes on."""
        if on != self.team.paused:
            self.step(self.team.pause(on=on))

    @rule()
    def asks_everyone_now(self) -> None:
        """A manager asks everybody now."""
        if not self.team.paused:
            self.step(self.team.ask_everyone())

    # ---- what is asked, and where it is read ----

    @rule(which=st.integers(0, 1), edit=st.sampled_from(EDITS))
    def questions_change(self, which: int, edit: str) -> None:
        """A manager changes the questions; a round that runs keeps its own."""
        self.step(self._checkin(which).edit_questions(edit))

    @rule(which=st.integers(0, 1), mode=st.sampled_from(MODES))
    def is_published(self, which: int, mode: str) -> None:
        """A manager changes how answers are read, from the next round on."""
        self.step(self._checkin(which).publish(mode))

    def _checkin(self, which: int) -> SalesTeam:
        return self.team.every[min(which, len(self.team.every) - 1)]

    # ---- another check-in, minutes away from the first ----

    @rule(minutes=st.sampled_from((0, 0, 5, 15, 25)))
    def another_asks(self, minutes: int) -> None:
        """The team gets a second check-in, or asks it at another time: so many minutes after the first."""
        self.step(self.team.ask_another(minutes))

    @precondition(lambda self: self.team.another)
    @rule(on=st.booleans())
    def another_is_paused(self, on: bool) -> None:
        """The second one is paused, or goes on."""
        if on != self.team.another.paused:
            self.step(self.team.another.pause(on=on))

    @precondition(lambda self: self.team.another)
    @rule()
    def another_asks_everyone_now(self) -> None:
        """A manager asks everybody the second one now."""
        if not self.team.another.paused:
            self.step(self.team.another.ask_everyone())
