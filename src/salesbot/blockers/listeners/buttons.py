"""The buttons of a blocker wherever it is shown, and the forms behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.blockers import blocks, service
from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.doors import identity

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.blockers.model import Blocker
    from salesbot.room import House

    Verb = Callable[..., Awaitable[Blocker]]

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    _words(app, house)
    _forms(app, house)


def _words(app: AsyncApp, house: House) -> None:
    @app.action("blocker.resolve")
    async def resolve(ack: AsyncAck, body: Body) -> None:
        await settle(house, body, service.resolve, id_of(reading.value(body)), now=clock.now())
        await ack()

    @app.action("blocker.still")
    async def still(ack: AsyncAck, body: Body) -> None:
        await settle(house, body, service.still, id_of(reading.value(body)), now=clock.now())
        await ack()


async def settle(house: House, body: Body, verb: Verb, blocker_id: int, *, now: datetime) -> None:
    """Do this to a blocker once, and let the reports that show it follow."""
    async with house.store.begin(once=identity(body)) as db:
        await _follow(house, db, blocker_id, body, now=now)
        await verb(db, blocker_id, now=now, **_who(body))


async def _follow(house: House, db: AsyncSession, blocker_id: int, body: Body, *, now: datetime) -> None:
    """Let the other rooms show anew what is open in the team, once this transaction stands.

    Before the blocker itself is touched: an answer locks its report first and then what it says of blockers, and two
    who lock the same things in turn would wait for each other for ever (PostgreSQL).
    """
    workspace_id = reading.workspace_of(body)
    team_id = await service.team_of(db, blocker_id, workspace_id=workspace_id)
    for tell in house.offers("on_blockers"):
        await tell(db, workspace_id, team_id, now)


def _forms(app: AsyncApp, house: House) -> None:
    @app.action("blocker.change")
    async def ask(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        async with house.store.read() as db:
            who, number = _who(body), id_of(reading.value(body))
            mine = await service.mine(db, number, workspace_id=who["workspace_id"], member_id=who["member_id"])
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.change_form(mine))
        await ack()

    @app.view("blocker.change")
    async def change(ack: AsyncAck, body: Body, view: Body) -> None:
        now, text = clock.now(), reading.values(view).get("changed", "")
        answer = {"response_action": "update", "view": blocks.changed()}
        async with house.store.begin(once=identity(body)) as db:
            number = id_of(view["private_metadata"])
            await _follow(house, db, number, body, now=now)
            await service.change(db, number, text, now=now, **_who(body))
            house.store.remember(db, answer)
        await ack(answer)

    @app.action("blocker.read")
    async def read(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        number, mine = id_of(reading.value(body)), _who(body)
        async with house.store.read() as db:
            found, owner = await service.readable(
                db,
                number,
                workspace_id=mine["workspace_id"],
                to=mine["member_id"],
                published=house.offers("published_answers"),
            )
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.whole(found, owner=owner))
        await ack()


def id_of(value: str) -> int:
    """The id that a button or a form carries: it names a thing, never a right."""
    if not (value.isascii() and value.isdecimal() and len(value) < 19):  # noqa: PLR2004  what a database's integer takes
        raise Refusal("That button is from an older message.")
    return int(value)


def _who(body: Body) -> dict[str, str]:
    """Whose click it is."""
    return {"workspace_id": reading.workspace_of(body), "member_id": reading.user_of(body)}
