"""A storm: salesbots are killed or frozen at work, Slack misbehaves, and at rest it is judged."""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from administrator import cut_sessions
from lives import AT_THE_END, PAUSED, POINTS, PUPPET, SALESBOT, WHILE_IT_RUNS, Bot, free_port
from town import Town, local_slack
from verdict import Verdict, judge, live, rest

from crowd import Crowd
from salesbot import clock
from salesbot.config import Transport
from salesbot.store import Store, migrate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from pathlib import Path

    from roads import Roads

SEND_TIMEOUT = 0.5  # seconds; the lease (6 of them) and the second look (1.5) keep the proportions of every salesbot
LEASE = 6 * SEND_TIMEOUT
FAULTY = 0.18  # of all posts
FAULTS = (
    {"kind": "reset"}, {"kind": "reset_after"},
    {"kind": "status", "status": 500}, {"kind": "status_after", "status": 500},
    {"kind": "slow_after", "seconds": 2 * SEND_TIMEOUT},
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """How big a storm is."""

    transport: Transport = Transport.HTTP
    processes: int = 1
    kills: int = 0  # at least; it goes on until so many questions are owed
    questions: int = 0
    freezes: int = 0
    cuts: int = 0
    restarts: int = 0  # of the whole database server
    members: int = 12
    every: float = 2.0  # seconds between two rounds
    reminder_minutes: int = 0
    thorough: bool = False  # wait for the janitor's second look too, a dozen leases later
    without: tuple[str, ...] = ()  # scopes
    faulty: bool = True  # a share of all posts goes wrong all the time
    puppets: bool = False  # their clocks and their SQLite file are moved from outside


@dataclass
class Storm:
    """A storm that goes on: the town, its crowd, the bots, and what has happened to them."""

    plan: Plan
    seed: int
    database_url: str
    town: Town
    crowd: Crowd
    bots: list[Bot]
    random: random.Random
    ends: Counter[str] = field(default_factory=Counter)  # where they died or froze
    seen_double: set[str] = field(default_factory=set)
    longest_double: float = 0.0  # seconds that a second copy was visible, at most
    all_up: asyncio.Barrier = field(init=False)
    took: dict[str, float] = field(default_factory=dict)  # seconds, by phase
    _since: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Bots that must be up before any of them has trouble meet here."""
        self.all_up = asyncio.Barrier(len(self.bots))

    async def rage(self, trouble: Callable[[Bot], Coroutine[None, None, None]]) -> None:
        """Feed rounds, let members act and Slack misbehave, and give every bot its trouble until all are through."""
        begun = clock.monotonic()
        if self.plan.faulty:
            await self._misbehave()
        around = [self._watch(), self.crowd.act(), self.town.feed(every=self.plan.every)]
        tasks = [asyncio.create_task(one) for one in around]
        troubles = [asyncio.create_task(trouble(bot)) for bot in self.bots]
        try:
            await _first_failure(troubles, beside=tasks)
        finally:
            self.crowd.pausing = True
            await asyncio.wait({tasks[1]})
            for task in [*tasks, *troubles]:
                task.cancel()
            await asyncio.gather(*tasks, *troubles, return_exceptions=True)
            self.took["raging"] = clock.monotonic() - begun

    async def calm(self, *, within: float = 400.0) -> Verdict:
        """Let Slack behave, everybody answer, and all come to rest; then judge."""
        begun = clock.monotonic()
        await self.town.slack.behave()
        for bot in self.bots:
            await bot.stop()  # in order: the next start catches up on what was typed meanwhile
            await bot.start()
            assert await bot.up(120), f"{bot.name} does not come up; seed {self.seed}"
        watching = asyncio.create_task(self._watch())
        await self._a_quiet_moment()
        await self.crowd.finish()
        rested = await rest(self.town, within=within, lease=None if self.plan.thorough else LEASE)
        watching.cancel()
        self.took["to rest"] = clock.monotonic() - begun
        for bot in self.bots:
            await bot.stop()
        verdict = await judge(self.town, self.crowd)
        if not rested:
            verdict.restless.append(f"no rest within {within:g} s")
        verdict.restless += [line for bot in self.bots for line in bot.strange]
        return verdict

    async def _a_quiet_moment(self, seconds: float = 2.0) -> None:
        """Members go on a little, so that even a storm in which nobody got through ends with answers."""
        acting = asyncio.create_task(self.crowd.act())
        await asyncio.sleep(seconds)
        self.crowd.pausing = True
        await acting

    async def _misbehave(self) -> None:
        chance = 1 - (1 - FAULTY) ** (1 / len(FAULTS))
        for fault in FAULTS:
            await self.town.slack.fault(method="chat.postMessage", times=None, chance=chance, **fault)
        for method in ("chat.update", "conversations.history"):
            await self.town.slack.fault(method=method, kind="reset_after", times=None, chance=0.05)

    async def _watch(self) -> None:
        """See who would have seen a message twice, and for how long."""
        while True:
            now = clock.monotonic()
            double = {one for one, count in (await live(self.town)).items() if count > 1}
            for one in double:
                self.longest_double = max(self.longest_double, now - self._since.setdefault(one, now))
            for one in self._since.keys() - double:
                del self._since[one]
            self.seen_double |= double
            await asyncio.sleep(0.5)

    # ---- kill -9 ----

    async def kill_again_and_again(self, bot: Bot) -> None:
        """Live after life, until all kills of the plan are done."""
        while self.ends.total() < self.plan.kills or self._owed() < self.plan.questions:
            where = self.random.choice(POINTS) if self.random.random() < 0.6 else ""
            times = 1 if where in AT_THE_END else self.random.randint(1, 4)
            await bot.start(f"{where}:{times}" if where else "")
            await self._die(bot, where)

    def _owed(self) -> int:
        return len(self.town.owed) * len(self.town.members)

    async def _die(self, bot: Bot, where: str) -> None:
        if not where and self.random.random() < 0.2:
            await asyncio.sleep(self.random.uniform(0.1, 1.5))  # while it starts
        elif await bot.up():
            await bot.dies_within(self.random.uniform(0.0, 1.5) if not where else 0.5 if where in AT_THE_END else 2.0)
        if where in AT_THE_END and bot.alive:
            bot.send_signal(signal.SIGTERM)
            await bot.dies_within(3.0)
        self.ends[where if not bot.alive else "a random moment"] += 1
        await bot.kill()

    async def pause_and_kill(self) -> None:
        """Archive the channel of the first round, let it die as it writes that down, and bring the channel back."""
        [bot] = self.bots
        channel = self.town.channels[0]
        await bot.start(PAUSED)
        assert await bot.up(), f"{bot.name} does not come up; seed {self.seed}"
        await self.town.slack.archive(channel=channel)
        await self.town.one_more()
        acting = asyncio.create_task(self.crowd.act())
        assert await bot.dies_within(60), f"{bot.name} never came to {PAUSED}; seed {self.seed}"
        self.crowd.pausing = True
        await acting
        self.ends[PAUSED] += 1
        await bot.kill()
        await bot.start()
        assert await bot.up(), f"{bot.name} does not come up; seed {self.seed}"
        await self.town.slack.archive(channel=channel, archived=False)

    # ---- SIGSTOP ----

    async def freeze_again_and_again(self, bot: Bot) -> None:
        """Frozen again and again past its lease, at random and (in a life of its own each) at named points."""
        while self.ends.total() < self.plan.freezes:
            where = self.random.choice(WHILE_IT_RUNS) if self.random.random() < 0.5 else ""
            if where or not bot.alive:
                await bot.stop()
                await bot.start(f"{where}:{self.random.randint(1, 4)}:freeze" if where else "")
            await self._freeze(bot, where)

    async def _freeze(self, bot: Bot, where: str) -> None:
        at_point = bool(where) and await self._freezes_by_itself(bot)
        if not at_point:
            assert await bot.up(), f"{bot.name} does not come up; seed {self.seed}"
            await asyncio.sleep(self.random.uniform(0.0, 1.0))
            bot.freeze()
        self.ends[where if at_point else "a random moment"] += 1
        await asyncio.sleep(LEASE * self.random.uniform(1.1, 2.5))
        bot.thaw()
        await asyncio.sleep(self.random.uniform(0.2, 1.0))

    async def _freezes_by_itself(self, bot: Bot) -> bool:
        """Wait for the point that it is armed with, a while after it is up at most: some come on bad days only."""
        patience = 50
        while patience and bot.alive and not bot.frozen:
            await asyncio.sleep(0.05)
            patience -= bot.is_up
        return bot.frozen

    # ---- the database ----

    async def cut_again_and_again(self, bot: Bot) -> None:
        """Every session of the database ends again and again, under salesbot's feet; nobody is restarted."""
        await bot.start()
        assert await bot.up(), f"{bot.name} does not come up; seed {self.seed}"
        await self.all_up.wait()
        while self.ends.total() < self.plan.cuts:
            await asyncio.sleep(self.random.uniform(0.2, 1.5))
            self.ends["all sessions ended"] += 1
            await cut_sessions(self.database_url)
        assert bot.alive, f"{bot.name} did not survive; seed {self.seed}"

    async def restart_again_and_again(self, bot: Bot, *, restart: Callable[[], None]) -> None:
        """The whole server crashes and comes back, again and again, under salesbot's feet; no salesbot is restarted."""
        await bot.start()
        assert await bot.up(), f"{bot.name} does not come up; seed {self.seed}"
        await self.all_up.wait()
        while bot is self.bots[0] and self.ends.total() < self.plan.restarts:
            await asyncio.sleep(self.random.uniform(0.5, 3.0))
            self.ends["the server restarted"] += 1
            await asyncio.to_thread(restart)
        assert bot.alive, f"{bot.name} did not survive; seed {self.seed}"


async def _first_failure(needed: list[asyncio.Task[None]], *, beside: list[asyncio.Task[None]]) -> None:
    """Wait for all that is needed; whatever fails first, also beside it, is raised."""
    left = set(needed)
    while left:
        done, _ = await asyncio.wait([*left, *beside], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        left -= done


@asynccontextmanager
async def storm(
    plan: Plan, *, database_url: str, folder: Path, seed: int, roads: Roads | None = None
) -> AsyncIterator[Storm]:
    """Prepare a town, its crowd and the bots that serve it; at the end all processes are gone.

    With `roads` salesbot reaches Slack and its database, and Slack reaches salesbot, along them.
    """
    await migrate.upgrade(database_url)
    store, database = await Store.open(database_url), database_url
    async with local_slack(folder) as (slack, api):
        chance = random.Random(seed)
        ports = [free_port() for _ in range(plan.processes)]
        town = Town(store, slack, reminder_minutes=plan.reminder_minutes)
        web = plan.transport is Transport.HTTP
        request_url, near = f"http://127.0.0.1:{ports[0]}/slack/events" if web else None, api
        if roads is not None:
            near, database, request_url = await roads.pave(api, database_url, request_url)
        await slack.settings(seed=seed)
        await town.settle_in(plan.members, request_url=request_url, without=list(plan.without))
        bots = [
            Bot(
                f"bot-{number}", _environment(town, plan, api=near, database_url=database, port=port), folder,
                command=PUPPET if plan.puppets else (str(SALESBOT),),
            )
            for number, port in enumerate(ports)
        ]  # fmt: skip
        raging = Storm(plan, seed, database_url, town, Crowd(slack, town.members, chance), bots, chance)
        try:
            yield raging
        finally:
            for bot in bots:
                if bot.alive:
                    await bot.kill()
            await store.close()


def _environment(town: Town, plan: Plan, *, api: str, database_url: str, port: int) -> dict[str, str]:
    settings = {
        "BOT_TOKEN": town.bot["bot_token"], "APP_TOKEN": town.bot["app_token"],
        "SIGNING_SECRET": town.bot["signing_secret"], "TRANSPORT": str(plan.transport), "SLACK_API_URL": api,
        "DATABASE_URL": database_url, "PORT": str(port), "PUMP_SECONDS": "0.3", "SEND_TIMEOUT": str(SEND_TIMEOUT),
        "LIMITER": "false",
        "SEND_CONCURRENCY": "8",  # the local Slack is one process: more at once would only time out there
        "BOARD_SECONDS": "0.3", "LOG_JSON": "true",
    }  # fmt: skip
    return {f"SALESBOT_{name}": value for name, value in settings.items()}
