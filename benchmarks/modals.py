"""Two hundred clicks at once that open a modal, beside a bare bolt handler that only calls views.open."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.office import WORKSPACE, free_port, office, running
from benchmarks.table import Row
from salesbot.slack import client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from benchmarks.office import Office
    from benchmarks.places import Place
    from salesbot.playground import Remote

Button = tuple[str, str, str]  # who, channel, ts
ANY = re.compile("")


async def modals(place: Place) -> list[Row]:
    """Measure how many are open within Slack's 3 s, and how long all take."""
    clicks = place.few(200, 60)
    async with office(place, limiter=False) as here:
        await here.hire(clicks, team_size=20)
        await here.ask()
        await here.deliver()
        ours = [await _newest(here, member) for member in here.members]
        async with bare(here) as port:
            theirs = await _bare_buttons(here, port)
            await here.slack.settings(latency=place.latency)
            async with running(here.house):
                await _click(here.slack, ours[:10], "checkin.answer")
                view = (await here.slack.calls(method="views.open", last=1))[0]["args"]["view"]
                VIEW.update(view if isinstance(view, dict) else {})
                await _click(here.slack, theirs[:10], "bare.open")
                pairs = [
                    (await _click(here.slack, theirs, "bare.open"), await _click(here.slack, ours, "checkin.answer"))
                    for _ in range(place.few(3, 1))
                ]
    return _rows(place, pairs, clicks)


def _rows(place: Place, pairs: list[tuple[tuple[float, int], tuple[float, int]]], clicks: int) -> list[Row]:
    (bare_seconds, _), (seconds, _) = min(a for a, _ in pairs), min(b for _, b in pairs)
    opened = min(opened for _, (_, opened) in pairs)
    ratio = seconds / bare_seconds
    return [
        Row(
            f"{clicks} clicks that open a modal", place.database, place.latency,
            f"{opened} open, {seconds:.2f} s", f"{bare_seconds:.2f} s", ratio, "all, <= 2.00",
            opened == clicks and ratio <= 2,
        )
    ]  # fmt: skip


async def _newest(here: Office, member: str) -> Button:
    heard = await here.slack.messages(user=member, by_bots=True)
    said = [one for one in heard if "checkin.answer" in str(one["blocks"])]
    return member, said[-1]["channel"], said[-1]["ts"]


async def _click(slack: Remote, buttons: list[Button], action: str) -> tuple[float, int]:
    """Press all at once; the seconds until the last was through, and how many have a modal now."""
    before = await slack.counters()
    began = perf_counter()
    outcomes = await asyncio.gather(
        *(slack.click(user=who, channel=channel, ts=ts, action=action) for who, channel, ts in buttons)
    )
    seconds = perf_counter() - began
    after = await slack.counters()
    opened = after.get("views.open", 0) - before.get("views.open", 0)
    refused = sum(1 for call in await slack.calls(method="views.open", last=opened) if call["error"])
    acked = sum(1 for one in outcomes if one["ok"])
    return seconds, min(acked, opened - refused)


# ---- the bare handler ----

VIEW: dict[str, Any] = {}  # the modal that salesbot opened: Slack has the same work with both


@asynccontextmanager
async def bare(here: Office) -> AsyncIterator[dict[str, Any]]:
    """Run a second app in the same process: bolt, a plain authorize, one handler; no database, no guard."""
    port = free_port()
    bot = await here.slack.install(
        workspace=WORKSPACE, name="bare", request_url=f"http://127.0.0.1:{port}/slack/events"
    )
    async with client.session(here.house.settings) as session:
        slack = AsyncWebClient(bot["bot_token"], base_url=here.house.settings.slack_api_url, session=session)
        async with _serving(_app(bot, slack), port):
            yield bot | {"client": slack, "url": f"http://127.0.0.1:{port}/slack/events"}


@asynccontextmanager
async def _serving(app: AsyncApp, port: int) -> AsyncIterator[None]:
    server = uvicorn.Server(_config(app, port))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield
    server.should_exit = True
    await task


def _app(bot: dict[str, Any], slack: AsyncWebClient) -> AsyncApp:
    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=WORKSPACE, bot_token=bot["bot_token"], bot_user_id=bot["bot"], bot_id="B1"
        )

    app = AsyncApp(
        client=slack, signing_secret=bot["signing_secret"], authorize=authorize, process_before_response=True
    )

    @app.action("bare.open")
    async def opened(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=VIEW or _plain())
        await ack()

    @app.view(ANY)
    async def submitted(ack: Any) -> None:
        await ack()

    return app


def _plain() -> dict[str, Any]:
    text = {"type": "section", "text": {"type": "plain_text", "text": "Hello."}}
    return {"type": "modal", "title": {"type": "plain_text", "text": "Bare"}, "blocks": [text]}


def _config(app: AsyncApp, port: int) -> uvicorn.Config:
    handler = AsyncSlackRequestHandler(app, path="/slack/events")
    return uvicorn.Config(handler, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off")


async def _bare_buttons(here: Office, bot: dict[str, Any]) -> list[Button]:
    button = {"type": "button", "action_id": "bare.open", "text": {"type": "plain_text", "text": "Open"}}
    blocks = [{"type": "actions", "elements": [button]}]
    found = []
    for member in here.members:
        said = await bot["client"].chat_postMessage(channel=member, text="Open", blocks=blocks)
        found.append((member, said["channel"], said["ts"]))
    return found
