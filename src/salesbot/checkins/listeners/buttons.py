"""The buttons of a question: same as last time, take it back, skip, away, early, and what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.checkins import service
from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.doors import identity

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

    from salesbot.room import House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the buttons' doors."""

    @app.action("checkin.again")
    async def again(ack: AsyncAck, body: Body) -> None:
        now = clock.now()
        async with house.store.begin(once=identity(body)) as db:
            await service.again(db, id_of(body), say=house.offers("say_blockers"), now=now, **who(body))
        await ack()

    @app.action("checkin.retract")
    async def retract(ack: AsyncAck, body: Body) -> None:
        now = clock.now()
        async with house.store.begin(once=identity(body)) as db:
            await service.take_back(db, id_of(body), say=house.offers("say_blockers"), now=now, **who(body))
        await ack()

    @app.action("checkin.skip")
    async def skip(ack: AsyncAck, body: Body) -> None:
        now = clock.now()
        async with house.store.begin(once=identity(body)) as db:
            await service.skip(db, id_of(body), now=now, **who(body))
        await ack()

    @app.action("checkin.away")
    async def away(ack: AsyncAck, body: Body) -> None:
        now = clock.now()
        async with house.store.begin(once=identity(body)) as db:
            await service.away(db, id_of(body), now=now, **who(body))
        await ack()

    @app.action("checkin.use")
    async def use(ack: AsyncAck, body: Body) -> None:
        now = clock.now()
        async with house.store.begin(once=identity(body)) as db:
            await service.use(db, id_of(body), say=house.offers("say_blockers"), now=now, **who(body))
        await ack()


def id_of(body: Body) -> int:
    """The id that a button carries: it names a thing, never a right."""
    value = reading.value(body)
    if not (value.isascii() and value.isdecimal() and len(value) < 19):  # noqa: PLR2004  what a database's integer takes
        raise Refusal("That button is from an older message. Type `/checkin` to go on.")
    return int(value)


def who(body: Body) -> dict[str, str]:
    """Whose click it is."""
    return {"workspace_id": reading.workspace_of(body), "member_id": reading.user_of(body)}
