"""`salesbot run`: the real thing."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from salesbot import config
from salesbot.allowed import Role

if TYPE_CHECKING:
    from collections.abc import Coroutine

_BEHIND = 10  # of a scheduler's nineteen steps: about a tenth of a door's share, where both want the processor


def run(*, role: str | None = None) -> None:
    """Serve until stopped, in this role or the one that is set. Raises WrongSetting where a setting is wrong."""
    settings = config.load(**({} if role is None else {"role": role}))
    for sentence in config.strange():  # first: what is missing may stand there under another name
        typer.echo(f"Note: {sentence}", err=True)
    settings.ready()
    from salesbot.app import serve

    step_back(settings.role)
    in_loop(serve(settings))


def step_back(role: Role) -> None:
    """Let doors on the same machine go first: a worker's minute is nobody's wait, an answer is somebody's.

    Where each has a machine of its own, and on Windows, this changes nothing. Where the machine does not let it, as
    under our own systemd unit, which keeps `setpriority` from it, it works in line with all others.
    """
    if role is Role.WORKER and sys.platform != "win32":
        with suppress(OSError):
            os.nice(_BEHIND)


def in_loop(work: Coroutine[None, None, None]) -> None:
    """Run a coroutine in uvloop, or in the standard loop where there is no uvloop (Windows)."""
    if sys.platform == "win32":
        asyncio.run(work)
        return
    import uvloop

    uvloop.run(work)
