"""A long quiet load: what a process takes of the machine stays as it was."""

from __future__ import annotations

import asyncio
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pytest
from measured import MORE_DESCRIPTORS
from storm import Plan, Storm, storm

from salesbot import clock
from salesbot.config import Transport

if TYPE_CHECKING:
    from lives import Bot

PAGE = 4096  # bytes; proc(5), statm
WARM = 0.2  # of the time, in which caches fill
MORE_MEMORY = 1.15  # times as much as after a fifth; for descriptors see measured.py: one kept a round would be 288


@pytest.mark.chaos
@pytest.mark.timeout(0)
async def test_memory_and_descriptors_stay_flat(empty_url, tmp_path, seed, soak_minutes):
    """Rounds, answers and faults for `--soak-minutes` (30): memory and descriptors end as they were after a fifth."""
    on_sqlite = empty_url.startswith("sqlite")
    plan = Plan(members=20, every=5.0) if on_sqlite else Plan(Transport.SOCKET, processes=2, members=20, every=5.0)
    async with storm(plan, database_url=empty_url, folder=tmp_path, seed=seed) as raging:
        for bot in raging.bots:
            await bot.start()
        assert all([await bot.up(120) for bot in raging.bots])
        seen: dict[str, list[tuple[int, int]]] = {bot.name: [] for bot in raging.bots}
        await raging.rage(lambda bot: _look(raging, bot, seen[bot.name], seconds=60 * soak_minutes))
        for name, looks in seen.items():
            _judge(name, looks)
        verdict = await raging.calm()
        assert not verdict.wrong(), f"seed {seed}: {verdict.wrong()}"


async def _look(raging: Storm, bot: Bot, looks: list[tuple[int, int]], *, seconds: float) -> None:
    until = clock.monotonic() + seconds
    while clock.monotonic() < until:
        await asyncio.sleep(max(1.0, seconds / 200))
        assert bot.alive, f"{bot.name} died; seed {raging.seed}"
        looks.append(taken(bot.process.pid))
    raging.ends["a look"] += len(looks)


def taken(pid: int) -> tuple[int, int]:
    """Return the resident memory (bytes) and the open descriptors of a process."""
    resident = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE
    return resident, len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _judge(name: str, looks: list[tuple[int, int]]) -> None:
    tenth = max(1, len(looks) // 10)
    tenths = [looks[at] for at in range(0, len(looks), tenth)]
    print(f"{name}, by tenths:", *(f"{size / 2**20:.0f} MB/{files}" for size, files in tenths))  # noqa: T201  -s shows it
    warm = looks[int(WARM * len(looks)) :][:tenth]
    for which, unit in ((0, "bytes"), (1, "descriptors")):
        first, last = (median(one[which] for one in some) for some in (warm, looks[-tenth:]))
        print(f"{name}: {first:.0f} {unit} then, {last:.0f} at the end")  # noqa: T201  -s shows it
        most = first * MORE_MEMORY if which == 0 else first + MORE_DESCRIPTORS
        assert last <= most, f"{name}: {unit} grew from {first:.0f} to {last:.0f}"
