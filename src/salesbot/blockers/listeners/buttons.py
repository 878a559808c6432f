"""The buttons of a blocker wherever it is shown, and the forms behind them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.blockers import blocks, service
from salesbot.people import announce
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of, id_on
from salesbot.store.giving_way import giving_way

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
_TRIES = 3  # half a second each, while somebody waits for their click


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.action("blocker.resolve")(doors.resolve)
    app.action("blocker.still")(doors.still)
    app.action("blocker.change")(doors.ask)
    app.view("blocker.change")(doors.change)
    app.action("blocker.read")(doors.read)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def resolve(self, ack: AsyncAck, body: Body) -> None:
        """Resolved was pressed."""
        await settle(self._house, body, service.resolve, id_of(body), now=clock.now())
        await ack()

    async def still(self, ack: AsyncAck, body: Body) -> None:
        """Still blocked was pressed."""
        await settle(self._house, body, service.still, id_of(body), now=clock.now())
        await ack()

    async def ask(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Something is otherwise now: open the form that asks what."""
        who = _who(body)
        async with self._house.store.read() as db:
            mine = await service.mine(db, id_of(body), workspace_id=who["workspace_id"], member_id=who["member_id"])
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.change_form(mine))
        await ack()

    async def change(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The form that says what a blocker is now was sent."""
        now, text = clock.now(), reading.values(view).get("changed", "")
        answer = {"response_action": "update", "view": blocks.changed()}

        async def do(db: AsyncSession) -> None:
            await _do(self._house, db, body, partial(service.change, text=text), id_on(view), now=now)
            self._house.store.remember(db, answer)

        await giving_way(self._house.store, do, once=identity(body), tries=_TRIES)
        await ack(answer)

    async def read(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """All of a long one was asked for."""
        known, mine = self._house.offers("published_answers"), _who(body)
        async with self._house.store.read() as db:
            found, owner = await service.readable(
                db, id_of(body), workspace_id=mine["workspace_id"], to=mine["member_id"], published=known
            )
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.whole(found, owner=owner))
        await ack()


async def settle(house: House, body: Body, verb: Verb, blocker_id: int, *, now: datetime) -> None:
    """Do this to a blocker once, and let the reports that show it follow."""

    async def do(db: AsyncSession) -> None:
        await _do(house, db, body, verb, blocker_id, now=now)

    await giving_way(house.store, do, once=identity(body), tries=_TRIES)


async def _do(house: House, db: AsyncSession, body: Body, verb: Verb, blocker_id: int, *, now: datetime) -> None:
    """Let the other rooms show anew what is open in the team, do it, and let them quote what is said now.

    In this order, since an answer locks its report first, then what it says of blockers, and then what quotes it. What
    quotes may ride in somebody's question, which an answer locks before all that: whoever comes here gives way.
    """
    workspace_id = reading.workspace_of(body)
    one = await service.known(db, blocker_id, workspace_id=workspace_id)
    for tell in house.offers("on_blockers"):
        await tell(db, workspace_id, one.team_id, now)
    await verb(db, blocker_id, now=now, **_who(body))
    await announce.rewritten(db, house, [(workspace_id, one.team_id, one.member_id, one.raised_at)])


def _who(body: Body) -> dict[str, str]:
    """Whose click it is."""
    return {"workspace_id": reading.workspace_of(body), "member_id": reading.user_of(body)}
