"""The demo's stage: the local Slack, the running house, and the calendar, opened together and closed together."""

from __future__ import annotations

import errno
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pydantic import SecretStr

from salesbot import clock, features
from salesbot.app import House
from salesbot.app.serving import Service
from salesbot.cli.demo import cast as people
from salesbot.cli.demo import story
from salesbot.cli.demo.calendar import Calendar
from salesbot.cli.manifest import manifest
from salesbot.config import Settings, Transport
from salesbot.errors import SalesbotError
from salesbot.playground import Playground
from salesbot.playground import Settings as Manners
from salesbot.store import migrate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from salesbot.cli.demo.cast import Cast
    from salesbot.playground import Channel, Install

WORKSPACE = "T0DEMO"
CHANNEL = "demo-sales"
SECOND = "demo-partners"  # no team has it yet: for trying `/salesbot setup`


class PortTakenError(SalesbotError):
    """Something else listens where the page should be."""


@dataclass(frozen=True)
class Demo:
    """What is on stage. `page` is the address for a browser, at the New York rep's seat."""

    slack: Playground
    house: House
    calendar: Calendar
    cast: Cast
    channel: Channel
    page: str


@asynccontextmanager
async def opened(port: int = 0, *, held: bool = False) -> AsyncIterator[Demo]:
    """Set the stage and tell the story up to Monday 09:10 in New York. Raises PortTakenError.

    `held`: the calendar does not tick, and moves only where somebody moves it.
    """
    slack = Playground(Manners(strict_rates=False))
    await start(slack, port)
    try:
        with TemporaryDirectory(prefix="salesbot-demo-", ignore_cleanup_errors=True) as folder:
            clock.set_calendar(story.FRIDAY_EVENING)
            if held:
                clock.hold_calendar()
            async with _on_stage(slack, Path(folder)) as demo:
                yield demo
    finally:
        clock.reset_calendar()
        await slack.stop()


async def start(slack: Playground, port: int) -> None:
    """Open the local Slack's doors. Raises PortTakenError."""
    try:
        await slack.start("127.0.0.1", port, 0)
    except OSError as taken:
        if taken.errno != errno.EADDRINUSE:
            raise
        raise PortTakenError(f"Port {port} is taken on this machine. Choose another one with --port.") from None


@asynccontextmanager
async def _on_stage(slack: Playground, folder: Path) -> AsyncIterator[Demo]:
    install = slack.install(slack.workspace(WORKSPACE, name="Demo"), manifest(features.rooms()))
    cast = people.arrive(slack)
    channel = slack.channel(CHANNEL, members=cast.everyone, creator=cast.ana)
    slack.channel(SECOND, members=cast.everyone, creator=cast.ana)
    settings = _settings(slack, install, folder)
    await migrate.upgrade(settings.database_url)
    house = await House.open(settings)
    service, calendar = Service(house), Calendar(house, slack)
    try:
        await house.introduce(now=clock.now())
        await service.start()
        await slack.connected(install)
        await story.tell(slack, calendar, cast, channel)
        slack.page.clock = calendar
        page = f"{slack.address}/?team={install.workspace.id}&as={cast.ben.id}"
        yield Demo(slack, house, calendar, cast, channel, page)
    finally:
        await calendar.close()
        await service.stop()
        await house.close()


def _settings(slack: Playground, install: Install, folder: Path) -> Settings:
    """The demo takes these and the defaults, and reads none of the host's own settings."""
    return Settings.model_construct(
        bot_token=SecretStr(install.bot_token),
        app_token=SecretStr(install.app.app_token),
        transport=Transport.SOCKET,
        slack_api_url=slack.url,
        database_url=f"sqlite:///{folder / 'salesbot.db'}",
        port=0,
        pump_seconds=1.0,
        board_seconds=0.1,
        limiter=False,
    )
