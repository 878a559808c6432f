"""How a command that runs until it is told to stop ends in order."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine


async def until_told(work: Coroutine[None, None, None]) -> None:
    """Run `work`; ctrl-C and SIGTERM cancel it, and it may tidy up. A second ctrl-C cancels the tidying too."""
    task = asyncio.ensure_future(work)
    for sign in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows has no signal handlers on the loop
            asyncio.get_running_loop().add_signal_handler(sign, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


async def forever() -> None:
    """Wait until cancelled."""
    await asyncio.Event().wait()
