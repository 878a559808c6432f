"""Slack takes a message and the connection breaks: nobody knows, and still nothing is posted twice."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from salesbot import clock
from salesbot.app import House
from salesbot.config import Settings
from salesbot.outbox import Note, service
from salesbot.outbox.model import Delivery
from salesbot.playground import Playground
from salesbot.playground import Settings as SlackSettings
from salesbot.room import Message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from salesbot.store import Store

ACME = "T_ACME"
SCOPES_TO_LOOK = ["im:history", "channels:history", "groups:history", "mpim:history"]
PEOPLE = 25
SOME, MANY = 25, 500


@pytest.mark.parametrize("count", [SOME, pytest.param(MANY, marks=pytest.mark.chaos)])
async def test_with_the_right_to_look_nothing_is_posted_twice(store, database_url, count):
    """Each of these posts is taken and then cut off: each is found again, and every message stands there once."""
    async with office(database_url, without=[]) as (house, slack):
        await say(house, slack, count)
        assert await states(store) == {"sent": count}
        assert len(slack.log.calls) - posts(slack) >= 1, "nobody looked"
        assert (posts(slack), standing(slack)) == (count, count)


@pytest.mark.parametrize("count", [SOME, pytest.param(MANY, marks=pytest.mark.chaos)])
async def test_without_it_they_are_unknown_and_never_posted_again(store, database_url, count):
    """Nobody may look, so nobody can know: each is `unknown`, and nothing is ever posted twice."""
    async with office(database_url, without=SCOPES_TO_LOOK) as (house, slack):
        await say(house, slack, count, people=count)
        assert await states(store) == {"unknown": count}
        assert (posts(slack), standing(slack)) == (count, count)
        slack.behave()
        await house.sender.drain(2)
        assert (posts(slack), standing(slack)) == (count, count)


@asynccontextmanager
async def office(database_url: str, *, without: list[str]) -> AsyncIterator[tuple[House, Playground]]:
    """A house whose calls time out after two seconds, beside a Slack that takes every post and then breaks off."""
    async with Playground.serve(settings=SlackSettings(strict_rates=False, log_size=100_000)) as slack:
        bot = slack.install(slack.workspace(ACME, name="Acme"), without=without)
        settings = Settings(
            slack_api_url=slack.url, bot_token=bot.bot_token, app_token=bot.app_token, database_url=database_url,
            send_timeout=2.0, limiter=False, _env_file=None,  # no call may end before this busy Slack has heard it
        )  # fmt: skip
        house = await House.open(settings)
        try:
            await house.introduce(now=clock.now())
            yield house, slack
        finally:
            await house.close()


async def say(house: House, slack: Playground, count: int, *, people: int = PEOPLE) -> None:
    """Promise so many messages, let every first post break off after Slack took it, and deliver."""
    known = [slack.user(f"Rep {number}", id=f"UREP{number}") for number in range(people)]
    slack.fault("chat.postMessage", "reset_after", times=count)
    now = clock.now()
    notes = [
        Note(ACME, f"say.{number}", "kudos.received", known[number % people].id, Message(f"say {number}"), due_at=now)
        for number in range(count)
    ]
    async with house.store.begin() as db:
        await service.promise(db, *notes)
    assert await house.sender.drain(100)


async def states(store: Store) -> dict[str, int]:
    """How many deliveries are in which state."""
    async with store.read() as db:
        rows = await db.execute(select(Delivery.state, func.count()).group_by(Delivery.state))
        return {state: count for state, count in rows}  # noqa: C416  a Row is no pair


def posts(slack: Playground) -> int:
    """How many posts Slack was asked for."""
    return sum(seen.method == "chat.postMessage" for seen in slack.calls)


def standing(slack: Playground) -> int:
    """How many messages stand in Slack."""
    [home] = slack.world.workspaces.values()
    return sum(len(channel.said) for channel in home.channels.values())
