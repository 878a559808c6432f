"""A story of the state machine: its loop, its company, and what each of its steps goes through."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from choices import STARTS
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize
from sales_team import SalesTeam
from truths import Truths
from virtual_time import utc

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from datetime import datetime

    from company import Company

    from salesbot.room import Once


class Story(RuleBasedStateMachine):
    """One story. `company` is shared by all stories, which follow one another on it."""

    company: Company  # given by the test
    team: SalesTeam
    truths: Truths

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
