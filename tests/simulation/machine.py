"""The state machine: people change what they like, time passes, processes die, Slack has bad days, and truths hold."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from choices import DEATHS, GUEST, OFTEN, SKEW, STARTS, WALLS, WHO, ZONES
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from little_slack import FAULTS
from sales_team import CAST, CHANNEL, CLOSE, SalesTeam
from truths import Truths
from virtual_time import utc

from salesbot.room import Once

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from datetime import datetime

    from company import Company


class SalesMachine(RuleBasedStateMachine):
    """One story. `company` is shared by all stories, which follow one another on it."""

    company: Company  # given by the test

    def __init__(self) -> None:
        super().__init__()
        self.loop = self.company.clocks.loop
        self.troubles: deque[str] = deque()
        self.death: list[Any] = ["", 0]
        self.rested = 0
        self.sent: list[tuple[str, int, Once]] = []

    def run(self, deed: Coroutine[Any, Any, Any]) -> Any:
        """Do something in the story's loop."""
        return self.loop.run_until_complete(deed)

    def step(self, deed: Coroutine[Any, Any, Any]) -> Any:
        """Do something, and look whether the truths still hold."""

        async def both() -> Any:
            self.rested += 1
            done = await deed
            await self.truths.after_step()
            return done

        return self.run(both())

    @initialize(start=st.sampled_from(STARTS))
    def begins(self, start: datetime) -> None:
        """Another story begins."""
        self.company.clocks.begin_again(start)
        self.run(self.company.forget())
        self.company.slack.fault = lambda _method: self.troubles.popleft() if self.troubles else ""
        self.company.dies = self._dies
        self.team = SalesTeam(self.company)
        self.truths = Truths(self.team)
        self.run(self.team.begin())

    def starts_at(self, start: str) -> None:
        """Begin a story that failed once."""
        self.begins(start=utc(start))

    def _dies(self, where: str) -> bool:
        name, left = self.death
        if name == where:
            self.death[1] = left - 1
            if left == 1:
                self.death[0] = ""
                return True
        return False

    # ---- time ----

    @rule(hours=st.sampled_from((0.1, 1, 2, 5, 9, 14)))
    def hours_pass(self, hours: float) -> None:
        """Some hours go by, and nobody is at work."""
        self.run(self.company.wait(timedelta(hours=hours)))

    @rule(days=st.integers(1, 9))
    def days_pass(self, days: int) -> None:
        """A long downtime."""
        self.run(self.company.wait(timedelta(days=days, minutes=7)))

    @rule(minutes=st.sampled_from((-180, -61, -2, -1, 1, 2, 61, 180)))
    def clock_is_set(self, minutes: int) -> None:
        """Somebody sets the machine's clock."""
        if abs(minutes) > SKEW:
            self.company.clocks.jump += timedelta(minutes=minutes)
        else:
            self.company.clocks.skew = timedelta(minutes=minutes)

    @rule()
    def beats(self) -> None:
        """The pump beats."""
        self._beat()

    def _beat(self) -> bool:
        async def whole() -> bool:
            alive = await self.company.beat()
            await (self.truths.after_beat() if alive else self.truths.after_step())
            return alive

        return bool(self.run(whole()))

    @rule()
    def delivers(self) -> None:
        """The sender works for a while."""
        self.step(self.company.deliver())

    @rule(late=st.sampled_from((0, 1, 20, 130)))
    def next_comes(self, late: int) -> None:
        """The next thing is due, or was a while ago; it happens, and is delivered."""

        async def wait() -> None:
            async with self.company.store.read() as db:
                at = await self.team.next_at(db)
            if at is not None:
                span = at - self.team.now + timedelta(minutes=late)
                await self.company.wait(max(span, timedelta(0)))

        self.run(wait())
        if self._beat():
            self.step(self.company.deliver())

    @rule()
    def chores_are_done(self) -> None:
        """The janitor comes by."""
        self.step(self.company.chores())

    # ---- bad days ----

    @rule(where=st.sampled_from(DEATHS), times=st.integers(1, 5))
    def process_will_die(self, where: str, times: int) -> None:
        """The process will die at a named place, when it has been there so many times."""
        self.death = [where, times]

    @rule(faults=st.lists(st.sampled_from(("", *FAULTS)), min_size=1, max_size=6))
    def slack_will_fail(self, faults: list[str]) -> None:
        """The next calls go wrong."""
        self.troubles = deque(faults)

    @rule(place=st.sampled_from((CHANNEL, *sorted(CAST))))
    def goes(self, place: str) -> None:
        """A channel is archived, or a person cannot be written to."""
        self.company.slack.gone.add(place)

    @precondition(lambda self: self.company.slack.gone)
    @rule()
    def comes_back(self) -> None:
        """Everything can be reached again."""
        for target in sorted(self.company.slack.gone):
            self.step(self.company.live(self.company.reachable_again(target)))

    # ---- the team ----

    @rule(wall=st.sampled_from(WALLS))
    def asks_at(self, wall: time) -> None:
        """The check-in asks at another hour; it always may be late until one hour before it closes."""
        length = (CLOSE.hour * 60 - wall.hour * 60 - wall.minute) % (24 * 60)
        self.step(self.team.change(replace(self.team.plan, wall=wall, grace=timedelta(minutes=max(length - 60, 0)))))

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

    @rule(who=GUEST, role=st.sampled_from(("rep", "rep", "manager", "contributor", "observer")))
    def joins(self, who: str, role: str) -> None:
        """Somebody comes, or gets another role."""
        self.step(self.team.join(who, role))

    @rule(who=GUEST)
    def leaves(self, who: str) -> None:
        """Somebody leaves."""
        if self.team.people[who].role is not None:
            self.step(self.team.leave(who))

    @rule(who=WHO, zone=st.sampled_from(ZONES))
    def travels(self, who: str, zone: str) -> None:
        """Somebody is in another zone."""
        self.step(self.team.move(who, zone))

    @rule(who=WHO, begins=st.integers(-1, 2), days=st.integers(0, 6))
    def is_away(self, who: str, begins: int, days: int) -> None:
        """Somebody is away."""
        first = self.team.today(who) + timedelta(days=begins)
        self.step(self.team.away(who, first, first + timedelta(days=days)))

    @rule(who=WHO)
    def is_back(self, who: str) -> None:
        """Somebody is back."""
        self.step(self.team.back(who))

    @rule(who=WHO, hours=st.sampled_from((None, 3, 30)))
    def wants_silence(self, who: str, hours: int | None) -> None:
        """Somebody pauses salesbot, or lets it go on."""
        self.step(self.team.silence(who, None if hours is None else self.team.now + timedelta(hours=hours)))

    @rule(who=WHO, days=st.sampled_from(("12345", "1234567", "135", "67")))
    def works_on(self, who: str, days: str) -> None:
        """Somebody works on other days."""
        self.step(self.team.working_days(who, days))

    # ---- answers ----

    @rule(
        who=WHO, nth=st.sampled_from((0, 0, 0, 1)), blocker=st.sampled_from(("", "", "legal", "no")),
        word=st.sampled_from(("", "resolved", "changed", "still")),
    )  # fmt: skip
    def answers(self, who: str, nth: int, blocker: str, word: str) -> None:
        """Somebody answers, or changes their answer, or is late."""
        parts = self.run(self.team.parts(who))
        if nth < len(parts):
            once = Once("T1", f"form {len(self.sent)}")
            self.sent.append((who, parts[nth], once))
            self.step(self.team.answer(who, parts[nth], blocker=blocker, word=word, once=once))

    @precondition(lambda self: self.sent)
    @rule()
    def submits_again(self) -> None:
        """The same form comes in again: nothing is stored twice."""
        who, part, once = self.sent[-1]
        self.step(self.team.answer(who, part, once=once))

    @rule(who=WHO, button=st.sampled_from(("skip", "away", "again")))
    def clicks(self, who: str, button: str) -> None:
        """Somebody presses a button of their newest question."""
        parts = self.run(self.team.parts(who))
        if parts:
            self.step(self.team.click(who, parts[0], button))

    @rule(who=WHO)
    def answers_early(self, who: str) -> None:
        """Somebody answers before they are asked."""
        self.step(self.team.early(who))

    @rule(who=WHO, use=st.booleans())
    def types(self, who: str, use: bool) -> None:
        """Somebody types instead of opening the form."""
        self.step(self.team.type(who, use=use))

    # ---- the end ----

    @precondition(lambda self: self.rested >= OFTEN)
    @rule()
    def rests(self) -> None:
        """Every trouble ends, and all is said."""
        self._rest(boards=False)

    def teardown(self) -> None:
        """At the end all of it is looked at."""
        if hasattr(self, "truths"):
            self.run(self.company.wait(timedelta(hours=36)))
            self._rest(boards=True)
            self.run(self.truths.explained())

    def _rest(self, *, boards: bool) -> None:
        async def whole() -> None:
            self.troubles.clear()
            self.death = ["", 0]
            self.rested = 0
            await self.company.rest(self.truths.after_beat)
            await self.truths.at_rest(boards=boards)

        self.run(whole())
        self.company.slack.fault = lambda _method: self.troubles.popleft() if self.troubles else ""
        self.company.dies = self._dies
