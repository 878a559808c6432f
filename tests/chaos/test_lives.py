"""Whoever kills and starts processes in a storm is not mistaken about how they ended."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from lives import Bot

from salesbot import clock

if TYPE_CHECKING:
    from pathlib import Path


async def test_who_dies_as_it_is_killed_has_died_of_that(tmp_path: Path):
    """A salesbot often ends at its named point in the moment in which the storm kills it."""
    bot = Bot("bot", {"PATH": "/usr/bin:/bin"}, tmp_path, command=("sh", "-c", "exec sleep 60"))
    for _ in range(20):
        await bot.start()
        until = clock.monotonic() + 0.02
        while clock.monotonic() < until:
            bot.send_signal(signal.SIGKILL)
        await bot.kill()
    assert not bot.strange
