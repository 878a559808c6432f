"""The buttons of a prompt that take one tap: not useful and why, later, and taking either back."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.coaching.blocks.prompt import SNOOZE, SNOOZE_WEEK, TAKE_UP, USELESS, USELESS_WHY
from salesbot.coaching.listeners.standing import page
from salesbot.coaching.rules.rhythm import NEXT_WEEK, TOMORROW
from salesbot.coaching.service import heeding
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of

if TYPE_CHECKING:
    from datetime import datetime

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House

Body = dict[str, Any]
Verb = Callable[["AsyncSession", Body, "datetime"], Awaitable[object]]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    _open(app, house, USELESS, _useless)
    _open(app, house, re.compile(rf"^{re.escape(USELESS_WHY)}\.\w+$"), _useless)
    _open(app, house, SNOOZE, _tomorrow)
    _open(app, house, SNOOZE_WEEK, _next_week)
    _open(app, house, TAKE_UP, _take_up)


def _open(app: AsyncApp, house: House, action: str | re.Pattern[str], verb: Verb) -> None:
    @app.action(action)
    async def pressed(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        now = clock.now()
        async with house.store.begin(once=identity(body)) as db:
            await verb(db, body, now)
        await show_anew(house, body, respond)
        await ack()


async def show_anew(house: House, body: Body, respond: AsyncRespond) -> None:
    """What they alone see of their coaching changes at once; every other message does by itself."""
    if not reading.is_ephemeral(body):
        return
    message = await page(house, reading.workspace_of(body), reading.user_of(body), anew=True)
    await respond(text=message.text, blocks=list(message.blocks), replace_original=True)


async def _useless(db: AsyncSession, body: Body, now: datetime) -> None:
    why = reading.action_of(body).removeprefix(USELESS).removeprefix("_why").lstrip(".")
    await heeding.useless(db, reading.workspace_of(body), id_of(body), by=reading.user_of(body), why=why, now=now)


async def _tomorrow(db: AsyncSession, body: Body, now: datetime) -> None:
    await heeding.snooze(db, reading.workspace_of(body), id_of(body), by=reading.user_of(body), until=TOMORROW, now=now)


async def _next_week(db: AsyncSession, body: Body, now: datetime) -> None:
    await heeding.snooze(
        db, reading.workspace_of(body), id_of(body), by=reading.user_of(body), until=NEXT_WEEK, now=now
    )


async def _take_up(db: AsyncSession, body: Body, now: datetime) -> None:
    del now
    await heeding.take_up(db, reading.workspace_of(body), id_of(body), by=reading.user_of(body))
