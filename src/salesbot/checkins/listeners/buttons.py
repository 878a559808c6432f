"""The buttons of a question: same as last time, take it back, skip, away, early, and what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.checkins import service
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp

    from salesbot.checkins.queries import Part
    from salesbot.room import House

    Verb = Callable[..., Awaitable[Part]]
    Door = Callable[["AsyncAck", "Body"], Awaitable[None]]

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the buttons' doors."""
    on_away = {"on_away": house.offers("on_away")}
    say = {"say": house.offers("say_blockers")}
    for name, verb, more in (
        ("checkin.again", service.again, say | on_away),
        ("checkin.retract", service.take_back, say),
        ("checkin.use", service.use, say | on_away),
        ("checkin.skip", service.skip, {}),
        ("checkin.away", service.away, on_away),
    ):
        app.action(name)(_door(house, verb, more))


def _door(house: House, verb: Verb, more: Mapping[str, Any]) -> Door:
    """Return the door of a button that does one thing to somebody's part, once."""

    async def pressed(ack: AsyncAck, body: Body) -> None:
        now = clock.now()
        async with house.store.begin(once=identity(body)) as db:
            part = await verb(db, id_of(body), now=now, **who(body), **more)
            if verb is service.take_back:  # what it takes away may have been quoted
                await service.tell_rewritten(db, house, [(part, part.ask.opens_at)])
        await ack()

    return pressed


def who(body: Body) -> dict[str, str]:
    """Whose click it is."""
    return {"workspace_id": reading.workspace_of(body), "member_id": reading.user_of(body)}
