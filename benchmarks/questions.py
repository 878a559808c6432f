"""Five hundred questions with the limiter open, beside a bare loop of the same client with the same concurrency."""

from __future__ import annotations

import asyncio
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from benchmarks.local_slack import failures
from benchmarks.office import WORKSPACE, office
from benchmarks.table import Row
from salesbot.checkins.jobs import WELCOME
from salesbot.outbox import service as outbox
from salesbot.outbox.model import Delivery
from salesbot.slack import client

if TYPE_CHECKING:
    from benchmarks.office import Office
    from benchmarks.places import Place


async def questions(place: Place) -> list[Row]:
    """Measure from the promises' being there to the last question's being settled."""
    many = place.few(500, 120)
    async with office(place, limiter=False) as here:
        await here.hire(many, team_size=20)
        await here.ask()
        await _without_welcomes(here)
        blocks = await _blocks(here)
        await here.slack.settings(latency=place.latency)
        bare = [await _bare(here, blocks, many)]
        before = (await here.slack.counters()).get("chat.postMessage", 0)
        began = perf_counter()
        await here.deliver()
        ours = perf_counter() - began
        sent = (await here.slack.counters())["chat.postMessage"] - before
        bare.append(await _bare(here, blocks, many))
        assert sent == many, f"{sent} of {many}"
        assert not await failures(here.slack), await failures(here.slack)
    ratio = median(bare) / ours
    goal = ">= 0.70" if place.latency else ""
    return [
        Row(
            f"{many} questions, limiter open", place.database, place.latency, f"{ours:.2f} s",
            f"{median(bare):.2f} s", ratio, goal, ratio >= 0.7 if goal else None,
        )
    ]  # fmt: skip


async def _without_welcomes(here: Office) -> None:
    """Leave the questions alone in the outbox: a welcome before each would be a second call."""
    async with here.house.store.begin() as db:
        keys = list(await db.scalars(select(Delivery.key).where(Delivery.kind == WELCOME)))
        await outbox.withdraw(db, WORKSPACE, keys)


async def _blocks(here: Office) -> list[dict[str, object]]:
    """A question as salesbot draws it, so that Slack has the same work with the bare loop."""
    ask = (await here.asks())[0]
    async with here.house.store.read() as db:
        message = await here.house.boards["checkin.question"](db, WORKSPACE, str(ask.id))
    assert message is not None
    return list(message.blocks)


async def _bare(here: Office, blocks: list[dict[str, object]], many: int) -> float:
    """Post as often with the plain client; the seconds it took."""
    settings = here.house.settings
    left = iter(range(many))
    async with client.session(settings) as session:
        slack = AsyncWebClient(here.bot["bot_token"], base_url=settings.slack_api_url, session=session)

        async def post() -> None:
            for number in left:
                await slack.chat_postMessage(channel=here.members[number], text="What came of it?", blocks=blocks)

        began = perf_counter()
        await asyncio.gather(*(post() for _ in range(settings.send_concurrency)))
        return perf_counter() - began
