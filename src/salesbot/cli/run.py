"""`salesbot run`: the real thing."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import typer

from salesbot import config

if TYPE_CHECKING:
    from collections.abc import Coroutine


def run(*, role: str | None = None) -> None:
    """Serve until stopped, in this role or the one that is set. Raises WrongSetting where a setting is wrong."""
    settings = config.load(**({} if role is None else {"role": role})).ready()
    for sentence in config.strange():
        typer.echo(f"Note: {sentence}", err=True)
    from salesbot.app import serve

    in_loop(serve(settings))


def in_loop(work: Coroutine[None, None, None]) -> None:
    """Run a coroutine in uvloop, or in the standard loop where there is no uvloop (Windows)."""
    if sys.platform == "win32":
        asyncio.run(work)
        return
    import uvloop

    uvloop.run(work)
