"""`/salesbot me export` and `/salesbot me erase`: a copy of what is held of somebody, and being forgotten."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from salesbot import clock
from salesbot.desk.blocks import rights as blocks
from salesbot.desk.blocks.setup import updated
from salesbot.desk.service import export, forget
from salesbot.errors import AlreadyDone, Refusal
from salesbot.people import queries as people
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.store.giving_way import giving_way
from salesbot.store.scrub import scrub

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Block, House, Message
    from salesbot.store.erasures import Noted

Body = dict[str, Any]
T = TypeVar("T")
_log = structlog.get_logger(__name__)
PATIENCE = 1.2  # seconds that the person's window waits; a door has 2.2
IN_TIME = timedelta(minutes=15)
_NOBODY = "I hold nothing about you."
_LATE = "That was a while ago, and so I did nothing. Type the command again to go on."


def register(app: AsyncApp, house: House) -> None:
    """Listen to the two steps of being forgotten."""
    forgetting = _Forgetting(house)

    @app.action(blocks.ERASE)
    async def go_on(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        in_time(reading.value(body), reading.user_of(body))
        await _known(house, reading.workspace_of(body), reading.user_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.form(metadata=reading.value(body)))
        await ack()

    @app.view(blocks.FORM)
    async def forgotten(
        ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> None:
        in_time(str(view.get("private_metadata") or ""), reading.user_of(body))
        if reading.values(view).get(blocks.FIELD, "").strip().casefold() != blocks.WORD:
            raise Refusal(f"Please type “{blocks.WORD}”, or close this window to stay.", field=blocks.FIELD)
        who = context.authorize_result
        shown = await forgetting.begin(body, client, url=str(who.url or "") if who is not None else "")
        await ack(**updated(shown))


class _Forgetting:
    """Forgets people behind their doors: of somebody who wrote for years it takes longer than Slack waits."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._tasks: set[asyncio.Task[Any]] = set()

    async def begin(self, body: Body, client: AsyncWebClient, *, url: str) -> Block:
        """Return what the window says: that it is done, or that it will say so in a moment."""
        work = self._started(self._forget(body, url=url))
        await asyncio.wait({work}, timeout=PATIENCE)
        self._started(self._clear_home(work, client, reading.user_of(body)))
        if work.done():
            return work.result()
        self._started(self._tell(work, client, view_id=str(body["view"]["id"])))
        return blocks.at_it()

    async def _forget(self, body: Body, *, url: str) -> Block:
        house, workspace_id, member_id = self._house, reading.workspace_of(body), reading.user_of(body)

        async def do(db: AsyncSession) -> tuple[Block, Noted]:
            gone = await forget.forget(db, house, workspace_id, member_id, now=clock.now())
            shown = blocks.done(gone.removed, gone.theirs, url=url)
            house.store.remember(db, updated(shown))
            return shown, gone.noted

        shown, noted = await giving_way(house.store, do, once=identity(body))
        await forget.keep(house.settings, [noted])
        self._started(scrub(house.settings.database_url))
        return shown

    async def _tell(self, work: asyncio.Task[Block], client: AsyncWebClient, *, view_id: str) -> None:
        """Let the window say how it went; whoever has closed it sees that salesbot's messages are gone."""
        try:
            shown = await work
        except AlreadyDone:
            return  # pressed twice: the first press says how it went
        except Refusal as no:
            shown = blocks.refused(no.words)
        except Exception as error:  # noqa: BLE001  whatever it is, nothing was changed, and the person is to know
            _log.exception("forgetting.failed", error=type(error).__name__)
            shown = blocks.not_done()
        with suppress(SlackApiError, ClientError, TimeoutError):
            await client.views_update(view_id=view_id, view=shown)

    async def _clear_home(self, work: asyncio.Task[Block], client: AsyncWebClient, member_id: str) -> None:
        """Leave nothing of them on their home tab; it is drawn anew when they open it."""
        await asyncio.wait({work})
        if work.cancelled() or work.exception() is not None:
            return
        with suppress(SlackApiError, ClientError, TimeoutError):
            await client.views_publish(user_id=member_id, view=blocks.empty_home())

    def _started(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def wanted_export(house: House, command: Body) -> Message:
    """Answer `/salesbot me export`: the file is on its way, or whoever hosts salesbot can write it."""
    workspace_id, member_id = command["team_id"], command["user_id"]
    await _known(house, workspace_id, member_id)
    async with house.store.begin() as db:
        if not await export.can_send(db, workspace_id):
            return blocks.by_the_host(member_id)
        await export.promise(db, workspace_id, member_id, now=clock.now())
    return blocks.on_its_way()


async def wanted_erasure(house: House, command: Body) -> Message:
    """Answer `/salesbot me erase`: what would happen, and the button that goes on."""
    workspace_id, member_id = command["team_id"], command["user_id"]
    await _known(house, workspace_id, member_id)
    async with house.store.read() as db:
        held = await export.gather(db, house, workspace_id, member_id, now=clock.now())
        teams = [team.name for team, _ in await people.teams_of(db, workspace_id, member_id)]
    value = f"{member_id}.{int(clock.real().timestamp())}"
    return blocks.before(held, teams, value=value, export=f"{house.command('salesbot')} me export")


async def _known(house: House, workspace_id: str, member_id: str) -> None:
    async with house.store.read() as db:
        if await people.member(db, workspace_id, member_id) is None:
            raise Refusal(_NOBODY)


def in_time(value: str, member_id: str) -> None:
    """Raise Refusal unless this person was told what happens, and not long ago. What it names gives no right."""
    whose, _, said_at = value.partition(".")
    ok = whose == member_id and said_at.isascii() and said_at.isdecimal() and len(said_at) <= 10  # noqa: PLR2004  seconds, until the year 2286
    if not ok or not timedelta(0) <= clock.real() - datetime.fromtimestamp(int(said_at), UTC) + _SLACK <= IN_TIME:
        raise Refusal(_LATE)


_SLACK = timedelta(seconds=5)  # clocks of several machines are not quite the same
