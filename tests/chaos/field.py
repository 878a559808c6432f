"""A storm of one kind: blow after blow, and afterwards all is as it was."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import figures
from lateness import AFTERMATH, late
from measured import Held, held
from roads import Roads
from storm import LEASE, Plan, storm
from verdict import rest

from salesbot import clock
from salesbot.config import Transport

if TYPE_CHECKING:
    import random
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from kinds import Kind
    from lateness import Spell
    from lives import Bot
    from proxy import Mood, Proxy
    from storm import Storm

    from salesbot.playground import Remote

WARM = 4.0  # seconds of ordinary work before anything is measured
BETWEEN = (0.5, 4.0)  # seconds between two blows
CALM = AFTERMATH + 6.0  # the same after every tenth: what is late then has no reason any more
REST = 180.0  # seconds within which all comes to rest by itself


@dataclass
class Field:
    """What blows may touch, and what they did."""

    raging: Storm
    roads: Roads
    home: str
    restart: Callable[[], None] | None = None  # of the database server
    disk: Path | None = None  # on which the database is
    spells: list[Spell] = field(default_factory=list)
    before: Held | None = None
    grown: dict[str, str] = field(default_factory=dict)  # what the processes hold more than before, for the table

    @property
    def slack(self) -> Remote:
        """The local Slack."""
        return self.raging.town.slack

    @property
    def app(self) -> str:
        """The app in it that is ours."""
        return str(self.raging.town.bot["app"])

    @property
    def random(self) -> random.Random:
        """The chance of the run."""
        return self.raging.random

    def all_bad(self, roads: Sequence[Proxy], mood: Mood) -> AbstractContextManager[None]:
        """Let these roads be like that for a while."""
        bad = ExitStack()
        for road in roads:
            bad.enter_context(road.bad(mood))
        return bad

    async def strike(self, kinds: Sequence[Kind], blows: int) -> None:
        """Let each of these kinds strike so many times while everybody works."""
        begun = clock.real().timestamp()

        async def trouble(bot: Bot) -> None:
            await bot.start()
            assert await bot.up(60), f"{bot.name} does not come up; seed {self.raging.seed}"
            await self.raging.all_up.wait()
            if bot is self.raging.bots[0]:
                self.spells.append((begun, clock.real().timestamp()))  # nobody was there yet
                await self._strike_all(kinds, blows)

        await self.raging.rage(trouble)

    async def _strike_all(self, kinds: Sequence[Kind], blows: int) -> None:
        await asyncio.sleep(WARM)
        self.before = self.held()
        for number, kind in enumerate([kind for kind in kinds for _ in range(blows)], 1):
            await asyncio.sleep(self.random.uniform(*BETWEEN))
            await self._strike(kind)
            await asyncio.sleep(0 if number % 10 else CALM)

    async def _strike(self, kind: Kind) -> None:
        begun = clock.real().timestamp()
        async with kind.blow(self):
            await asyncio.sleep(self.random.uniform(*kind.lasts))
        self.spells.append((begun, clock.real().timestamp()))
        self.raging.ends[kind.name] += 1
        dead = [bot.name for bot in self.raging.bots if not bot.alive]
        assert not dead, f"{dead} did not survive {kind.name}; seed {self.raging.seed}"

    def held(self) -> Held:
        """What the processes hold now."""
        return held(self.raging.bots, self.roads, self.raging.database_url.removeprefix("sqlite:///"))

    async def judged(self, name: str) -> figures.Row:
        """Let it come to rest without any help, then judge as after every storm; fails where anything is wrong."""
        rested = await rest(self.raging.town, within=REST, lease=LEASE)
        back = await self._back()
        verdict = await self.raging.calm()
        verdict.restless += [] if rested else [f"no rest by itself within {REST:g} s"]
        verdict.late = await late(self.raging.town, self.spells)
        verdict.not_back = back
        row = figures.of(name, self.raging, verdict) | self.grown
        figures.show(figures.FAULTS, row, self.raging)
        assert not verdict.wrong(), f"seed {self.raging.seed}: {verdict.wrong()}"
        assert verdict.questions
        return row

    async def _back(self, within: float = 30.0) -> list[str]:
        """Wait until memory, descriptors and connections are back; what is not, in words."""
        assert self.before is not None
        until, wrong = clock.monotonic() + within, ["never looked"]
        while wrong and clock.monotonic() < until:
            now = self.held()
            wrong = now.back(self.before, processes=len(self.raging.bots), home=self.home)
            self.grown = {
                "memory": f"{now.memory - self.before.memory:+.0f}",
                "descriptors": f"{now.descriptors - self.before.descriptors:+d}",
                "connections": f"{self.before.connections} → {now.connections}",
            }
            await asyncio.sleep(1.0)
        return wrong


def plan(home: str, *, long: bool, puppets: bool) -> Plan:
    """The storm in which a kind strikes: nothing else goes wrong in it, so that it alone is the reason."""
    size = {"members": 20, "every": 8.0} if long else {}
    web = {"transport": Transport.HTTP} if home == "sqlite" else {"transport": Transport.SOCKET, "processes": 2}
    return Plan(**web, **size, faulty=False, puppets=puppets)


@asynccontextmanager
async def a_field(
    plan: Plan, *, home: str, database_url: str, folder: Path, seed: int, **more: Any
) -> AsyncIterator[Field]:
    """A town with its processes, and roads around them."""
    async with (
        Roads(seed=seed) as roads,
        storm(plan, database_url=database_url, folder=folder, seed=seed, roads=roads) as raging,
    ):
        yield Field(raging, roads, home, **more)
