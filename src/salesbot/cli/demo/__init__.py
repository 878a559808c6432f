"""`salesbot demo`: a local Slack, six demo people and salesbot in one process, and nothing is kept."""

from __future__ import annotations

import asyncio
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from salesbot import log
from salesbot.cli.demo.colleagues import Colleagues
from salesbot.cli.demo.stage import SECOND, opened
from salesbot.cli.ending import forever, until_told
from salesbot.cli.run import in_loop

if TYPE_CHECKING:
    from salesbot.cli.demo.stage import Demo

GUIDE = """
This is a demo: a Slack of its own on this machine, six made-up people, and salesbot. Nothing leaves this machine, and
nothing is kept.

  Open       {url}
  You are    {you}, a rep in New York. It is {now:%A %H:%M} there.
  First      press Next event: salesbot asks you at 09:15. Answer in the form, or just type.
  Watch      #{channel}: the live report. Berlin has answered, Sydney is asleep.
  Then try   /checkin   /standup   /salesbot setup|help|why|me|away|team
             be somebody else with Act as, and set up a team of your own in #{second}

ctrl-C ends it.
"""


def demo(*, port: int, browser: bool) -> None:
    """Run until ctrl-C; `port` 0 takes a free one, `browser` opens the page."""
    log.configure("ERROR")
    in_loop(until_told(_demo(port, browser=browser)))
    typer.echo("The demo is over.", err=True)


async def _demo(port: int, *, browser: bool) -> None:
    typer.echo("Setting the stage …", err=True)
    async with opened(port) as stage:
        stage.calendar.colleagues = Colleagues(stage.slack, stage.cast)
        typer.echo(guide(stage))
        if browser:
            await asyncio.to_thread(_open, stage.page)
        await forever()


def guide(stage: Demo) -> str:
    """Say where to look and what to do there."""
    ben = stage.cast.ben
    now = stage.calendar.now_in(ben.tz)
    return GUIDE.format(url=stage.page, you=ben.real_name, now=now, channel=stage.channel.name, second=SECOND)


def _open(url: str) -> None:
    """Open the page, unless the only browser is one that would take this terminal over."""
    with suppress(webbrowser.Error):
        found = webbrowser.get()
        if type(found) is not webbrowser.GenericBrowser:
            found.open(url)
