"""A company's year: teams of many sizes in many zones, each in its rhythm, with bad days, all from one seed."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any

from little_slack import FAULTS
from rhythm import Plan
from sales_team import SalesTeam
from sqlalchemy import func, select
from truths import (
    Truths,
    answers_are_there,
    boards_are_true,
    messages_are_right,
    new_rows,
    occurrences_are_right,
    skips_are_explained,
)
from virtual_time import utc
from year_changes import CHANGES, WALLS, ZONES, grace_of

from salesbot.checkins.model import Ask, Round
from salesbot.schedule import queries as standing
from salesbot.schedule.model import Occurrence

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from company import Company

SLOT = timedelta(hours=2)  # what comes within it happens together, late: each look costs as much as ten questions
FAULTY, DEADLY = 0.02, 1 / 4000  # of calls to Slack, and of named points passed


@dataclass(frozen=True)
class Size:
    """How many members, by rhythm, and how many days."""

    daily: int
    twice_a_week: int
    weekly: int
    fortnightly: int
    monthly: int
    days: int

    @property
    def members(self) -> int:
        """All of them."""
        return self.daily + self.twice_a_week + self.weekly + self.fortnightly + self.monthly


@dataclass
class Figures:
    """What a year brought."""

    questions: int = 0
    answers: int = 0
    messages: int = 0
    calls: int = 0
    faults: int = 0
    deaths: int = 0
    edits: int = 0
    settled: Counter[str] = field(default_factory=Counter)
    digest: str = ""


class Year:
    """One year of one company, from one seed."""

    def __init__(self, company: Company, seed: int, size: Size) -> None:
        self.company = company
        self.size = size
        self.chance = Random(seed)
        self.figures = Figures()
        self.teams: list[SalesTeam] = []
        self._truths: dict[int, Truths] = {}
        self._by_checkin: dict[int, SalesTeam] = {}
        self._plans: list[tuple[datetime, int, Callable[[], Coroutine[Any, Any, Any]]]] = []
        self._answers: list[tuple[datetime, int, SalesTeam, str, int]] = []
        self._order = count()
        self._last_row = self._last_ask = 0

    # ---- the story ----

    async def live(self) -> Figures:
        """Live through it, and look whether all is true."""
        await self.company.forget()
        await self._found_teams()
        self.company.slack.fault = self._fault
        self.company.dies = self._dies
        ends = self.company.clocks.true() + timedelta(days=self.size.days)
        samples = [ends - timedelta(days=self.size.days * n // 4) for n in (3, 2, 1)]
        self.later(timedelta(hours=5), self._something_changes)
        while self.company.clocks.true() < ends:
            await self._next_slot(ends)
            if samples and self.company.clocks.true() >= samples[0]:
                samples.pop(0)
                await self._look(boards=40)
        await self._look(boards=400)
        return await self._counted()

    async def _found_teams(self) -> None:
        numbers = count(1)
        rhythms = (
            (self.size.daily, "daily"), (self.size.twice_a_week, "twice"), (self.size.weekly, "weekly"),
            (self.size.fortnightly, "fortnightly"), (self.size.monthly, "monthly"),
        )  # fmt: skip
        for members, rhythm in rhythms:
            left = members
            while left:
                most = self.chance.choice((5, 12, 30, 80))
                number, some = next(numbers), min(left, most) if left - min(left, most) > 2 else left
                left -= some
                await self._found(f"C{number}", [f"U{number}X{n}" for n in range(some)], self._plan(rhythm))

    def _plan(self, rhythm: str) -> Plan:
        wall, anchor = self.chance.choice(WALLS), self.company.clocks.now().date()
        plan = Plan(wall, anchor=anchor, grace=grace_of(wall))
        if rhythm == "daily":
            return plan
        if rhythm == "monthly":
            weekday, nth = self.chance.choice((("1", 1), ("3", 2), ("5", -1)))
            return replace(plan, weekdays=weekday, nth=nth)
        return replace(
            plan, weekdays="15" if rhythm == "twice" else "1", every_weeks=2 if rhythm == "fortnightly" else 1
        )

    async def _found(self, channel: str, members: list[str], plan: Plan) -> None:
        homes = self.chance.sample(ZONES, 2)
        cast = {one: self.chance.choice(homes) for one in members}
        team = SalesTeam(self.company, channel=channel, manager=members[0], cast=cast, outside=(), plan=plan)
        await team.begin()
        self.teams.append(team)
        self._truths[team.appointment_id] = Truths(team)
        self._by_checkin[team.checkin_id] = team

    # ---- two hours ----

    async def _next_slot(self, ends: datetime) -> None:
        async with self.company.store.read() as db:
            due = await standing.next_at(db)
        coming = [at - self.company.clocks.skew for at in (due,) if at is not None]
        coming += [queue[0][0] for queue in (self._plans, self._answers) if queue]
        at = min([*coming, ends])
        await self.company.wait(max(_slot_of(at) - self.company.clocks.true(), timedelta(0)))
        if self._plans and self._plans[0][0] <= self.company.clocks.true():
            await heapq.heappop(self._plans)[2]()
        while not await self._beat():
            await self._check()
        await self._check()
        await self._people_act()
        await self._watch_new_questions()
        while not await self.company.deliver(SLOT.total_seconds() / 2):
            self.figures.deaths += 1
        if self.chance.random() < 0.02:
            await self.company.chores()

    async def _beat(self) -> bool:
        alive = await self.company.beat()
        self.figures.deaths += not alive
        return alive

    async def _check(self) -> None:
        """Look at what the ledger says anew."""
        assert not self.company.mistakes, self.company.mistakes
        for row in await new_rows(self.company, after=self._last_row):
            self._last_row = max(self._last_row, row.id)
            if row.slot == "":
                self._truths[row.appointment_id].right(row)
        for truths in self._truths.values():
            truths.looked()

    def _fault(self, _method: str) -> str:
        return self.chance.choice(FAULTS) if self.chance.random() < FAULTY else ""

    def _dies(self, _where: str) -> bool:
        return self.chance.random() < DEADLY

    # ---- people ----

    async def _watch_new_questions(self) -> None:
        """Whoever was asked will answer sooner or later, or not at all."""
        async with self.company.store.read() as db:
            new = (await db.execute(_NEW.where(Ask.id > self._last_ask))).all()
        for ask_id, who, checkin_id in new:
            self._last_ask = max(self._last_ask, ask_id)
            team, luck = self._by_checkin[checkin_id], self.chance.random()
            if luck < 0.62:
                self._will_answer(team, who, ask_id, hours=self.chance.choice((0.5, 1, 2, 4)))
            elif luck < 0.70:
                self._will_answer(team, who, ask_id, hours=self.chance.choice((8, 20, 50)))
            elif luck < 0.78:
                button = self.chance.choice(("skip", "again", "away"))
                self.later(timedelta(hours=1), _click(team, who, ask_id, button))
            if luck < 0.04:
                self._will_answer(team, who, ask_id, hours=6)

    def _will_answer(self, team: SalesTeam, who: str, ask_id: int, *, hours: float) -> None:
        at = self.company.clocks.true() + timedelta(hours=hours)
        heapq.heappush(self._answers, (at, next(self._order), team, who, ask_id))

    async def _people_act(self) -> None:
        """All whose moment has come send the form; the door stores them together."""
        now, batch = self.company.clocks.true(), []
        while self._answers and self._answers[0][0] <= now:
            batch.append(heapq.heappop(self._answers)[2:])
        for some in (batch[n : n + 40] for n in range(0, len(batch), 40)):
            await some[0][0].do_many(some)

    # ---- changes ----

    def later(self, span: timedelta, deed: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """Let this happen a while from now."""
        heapq.heappush(self._plans, (self.company.clocks.true() + span, next(self._order), deed))

    async def _something_changes(self) -> None:
        """Somebody changes something, about once a day."""
        self.figures.edits += 1
        team = self.chance.choice(self.teams)
        who = self.chance.choice(sorted(team.people))
        await self.chance.choice(CHANGES)(self, team, who)
        self.later(timedelta(hours=self.chance.choice((11, 23, 41))), self._something_changes)

    # ---- truths ----

    async def _look(self, *, boards: int) -> None:
        """Let everything come to rest, and look at all of it."""
        while True:
            while not await self._beat():
                await self._check()
            await self._check()
            if await self.company.deliver():
                break
        kept = self.company.slack.fault, self.company.dies
        await self.company.rest(self._check)
        sent = await messages_are_right(self.company)
        await occurrences_are_right(self.company, sent)
        await answers_are_there(self.company, {key: said for team in self.teams for key, said in team.said.items()})
        some = self.chance.sample(sorted(sent), min(boards, len(sent)))
        first = min(team.today(who) for team in self.teams for who in team.people)
        await boards_are_true(self.company, {key: sent[key] for key in some}, before=first - timedelta(days=1))
        for team in self.chance.sample(self.teams, min(3, len(self.teams))):
            await skips_are_explained(self.company, self.chance.choice(sorted(team.people)))
        for truths in self._truths.values():
            await truths.nothing_forgotten()
        self.company.slack.fault, self.company.dies = kept

    async def _counted(self) -> Figures:
        figures, slack = self.figures, self.company.slack
        async with self.company.store.read() as db:
            figures.questions = await db.scalar(select(func.count()).where(Ask.asked_at.is_not(None))) or 0
            rows = await db.execute(
                select(Occurrence.key, Occurrence.state, Occurrence.reason, Occurrence.due_at).order_by(Occurrence.key)
            )
            ledger = [tuple(map(str, row)) for row in rows]
        figures.answers = sum(len(team.said) for team in self.teams)
        figures.messages, figures.calls = len(slack.standing), sum(slack.calls.values())
        figures.faults = sum(slack.faults.values())
        for truths in self._truths.values():
            figures.settled += truths.seen
        stands = sorted((channel, ts, one.text) for (channel, ts), one in slack.standing.items())
        figures.digest = hashlib.sha256(repr([ledger, stands]).encode()).hexdigest()[:16]
        return figures


_NEW = select(Ask.id, Ask.member_id, Round.checkin_id).join(Round, Round.id == Ask.round_id).order_by(Ask.id)


def _slot_of(at: datetime) -> datetime:
    """The end of the slot in which this lies."""
    since = at - utc("2026-01-01T00:00")
    return utc("2026-01-01T00:00") + -(-since // SLOT) * SLOT


def _click(team: SalesTeam, who: str, ask_id: int, button: str) -> Callable[[], Coroutine[Any, Any, Any]]:
    return lambda: team.click(who, ask_id, button)
