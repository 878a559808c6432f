"""The state machine: people change what they like, time passes, processes die, Slack has bad days, and truths hold."""

from __future__ import annotations

from collections import deque
from datetime import timedelta

from checkin_steps import CheckinSteps
from choices import DEATHS, GUEST, OFTEN, SKEW, WHO, ZONES
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from little_slack import FAULTS
from room_steps import RoomSteps
from sales_team import CAST, CHANNEL

from salesbot.room import Once


class SalesMachine(CheckinSteps, RoomSteps):
    """One story: time, bad days, people, answers, all rooms, and the end."""

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
        parts = self._parts(who)
        if nth < len(parts):
            self._answer(who, parts[nth], blocker=blocker, word=word)

    def _answer(self, who: str, ask_id: int, *, blocker: str = "", word: str = "") -> None:
        once = Once("T1", f"form {len(self.sent)}")
        self.sent.append((who, ask_id, once))
        self.step(self.team.answer(who, ask_id, blocker=blocker, word=word, once=once))

    def _parts(self, who: str) -> list[int]:
        """Somebody's parts, the newest first."""
        return list(self.run(self.team.parts(who)))

    @precondition(lambda self: self.sent)
    @rule()
    def submits_again(self) -> None:
        """The same form comes in again: nothing is stored twice."""
        who, part, once = self.sent[-1]
        self.step(self.team.answer(who, part, once=once))

    @rule(who=WHO, nth=st.sampled_from((0, 0, 1)))
    def takes_back(self, who: str, nth: int) -> None:
        """Somebody deletes their answer."""
        parts = self._parts(who)
        if nth < len(parts):
            self.step(self.team.take_back(who, parts[nth]))

    @rule(who=WHO, button=st.sampled_from(("skip", "away", "again")))
    def clicks(self, who: str, button: str) -> None:
        """Somebody presses a button of their newest question."""
        parts = self._parts(who)
        if parts:
            self.step(self.team.click(who, parts[0], button))

    @rule(who=WHO, nth=st.sampled_from((0, 0, 1)))
    def answers_early(self, who: str, nth: int) -> None:
        """Somebody answers before they are asked, in whichever of their check-ins."""
        self.step(self.team.early(who, nth=nth))

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


class BusyMachine(SalesMachine):
    """Stories in which whole days go by with answers; for the long runs only, as they take long.

    Open: RELIABILITY.md names the seeds that failed with these steps, and those that were not played through since.
    """

    @rule(
        late=st.sampled_from((0, 0, 1, 20)), times=st.integers(2, 6), answering=st.sets(WHO, min_size=1),
        blocker=st.sampled_from(("", "", "legal", "no")),
    )  # fmt: skip
    def day_goes_on(self, late: int, times: int, answering: set[str], blocker: str) -> None:
        """The next few things come one after another, and whoever feels like it answers."""
        for _ in range(times):
            self.next_comes(late)
            for who in sorted(answering):
                for ask_id in self.run(self.team.open_parts(who)):
                    self._answer(who, ask_id, blocker=blocker)

    @rule(days=st.integers(1, 2))
    def ordinary_days_go_by(self, days: int) -> None:
        """Everybody is asked on time, and answers; nobody changes anything."""
        self.day_goes_on(late=0, times=5 * days, answering=set(CAST), blocker="")

    def _parts(self, who: str) -> list[int]:
        """Somebody's parts, the newest first; where there is none yet, the next thing comes first."""
        parts = super()._parts(who)
        if not parts:
            self.next_comes(late=0)
            parts = super()._parts(who)
        return parts
