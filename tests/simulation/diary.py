"""A diary of one sales team: how it was made, one door for all its people do, and what that should mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from company import ACME
from rhythm import Person, Plan

from salesbot.checkins import service
from salesbot.checkins.templates import STANDUP
from salesbot.errors import AlreadyDone, Refusal
from salesbot.people import service as people

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping
    from datetime import date, datetime

    from company import Company
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Once

CHANNEL = "C1"
MANAGER = "UANA"
CLOSE = time(14)
CAST = {"UANA": "Europe/Berlin", "UBEN": "America/New_York", "UCLEO": "Australia/Sydney", "UDEV": "Asia/Kolkata"}


class Diary:
    """One team with a check-in. Every verb is one transaction, as at the doors; the diary says what stands."""

    def __init__(
        self,
        company: Company,
        *,
        channel: str = CHANNEL,
        manager: str = MANAGER,
        cast: Mapping[str, str] = CAST,
        outside: Collection[str] = ("UDEV",),
        plan: Plan | None = None,
    ) -> None:
        """`cast`: people and their zones; who is `outside` is known, and in no team yet."""
        self.company = company
        self.channel, self.manager, self.cast, self.outside = channel, manager, cast, outside
        self.store = company.store
        self.people: dict[str, Person] = {}
        self.plan = plan or Plan(time(9, 15))
        self.paused = False
        self.pausing = {False}  # whether it was paused at any moment since the ledger was looked at, and whether not
        self.rhythms: dict[str, list[tuple[Plan, str]]] = {}  # that held since the last beat, by person
        self.since: dict[str, datetime] = {}  # when their seat began
        self.fresh_at: dict[str, datetime] = {}  # since when nothing changed for them
        self.said: dict[int, dict[int, str]] = {}  # acknowledged answers, by ask and question
        self.by_hand: set[tuple[str, date]] = set()
        self.early_days: set[tuple[str, date]] = set()  # that somebody opened before their time
        self.team_id = self.checkin_id = self.appointment_id = 0
        self._words = 0

    async def begin(self) -> None:
        """The manager makes the team and its check-in."""
        now, inside = self.now, [one for one in self.cast if one not in self.outside]
        for one, zone in self.cast.items():
            await self.company.meet(one, one[1:].title(), zone, now=now)
            self.people[one] = Person(one, zone)
        async with self.store.begin() as db:
            draft = people.TeamDraft(f"Team {self.channel}", self.channel, self.cast[self.manager], members=inside)
            team = await people.make_team(db, draft, workspace_id=ACME, by=self.manager, now=now)
            made = await service.begin(
                db, STANDUP, workspace_id=ACME, team_id=team.id, wall=self.plan.wall, by=self.manager, now=now
            )
        self.team_id, self.checkin_id, self.appointment_id = team.id, made.id, int(made.appointment_id or 0)
        for one in inside:
            self.people[one].role = "manager" if one == self.manager else "rep"
            self._anew(one, seated=True)
        await self.change(replace(self.plan, anchor=now.date()))

    @property
    def now(self) -> datetime:
        """The calendar of salesbot's machine."""
        return self.company.clocks.now()

    def today(self, who: str) -> date:
        """The date on somebody's wall."""
        return self.now.astimezone(ZoneInfo(self.people[who].zone)).date()

    # ---- one door ----

    async def _do(
        self,
        deed: Callable[[AsyncSession], Awaitable[Any]],
        note: Callable[[Any], object] = lambda _done: None,
        *,
        once: Once | None = None,
    ) -> bool:
        """Do it in one transaction, and write down what it means once that stands; False where it was refused."""
        done: list[Any] = []

        async def whole() -> None:
            async with self.store.begin(once=once) as db:
                done.append(await deed(db))

        try:
            alive = await self.company.live(whole())
        except Refusal:
            return False
        except AlreadyDone:
            return True
        if alive or self.company.last_death == "store.after_commit":
            note(done[-1])
        return True

    def _anew(self, who: str, *, seated: bool = False) -> None:
        """From now on other times hold for somebody; `seated`: and earlier ones are not due."""
        person = self.people[who]
        if seated:
            self.since[who] = self.now
        self.rhythms.setdefault(who, []).append((self.plan, person.zone))
        self.fresh_at[who] = self.now
