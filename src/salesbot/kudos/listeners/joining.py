"""Saying so too: by the button on a post, or by its reaction, where Slack tells of those."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.kudos import service
from salesbot.kudos.blocks.post import ME_TOO, SIGN
from salesbot.kudos.looking import meet_all, unknown
from salesbot.outbox import queries as outbox
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.action(ME_TOO)(doors.pressed)
    app.event("reaction_added")(doors.reacted)
    app.event("reaction_removed")(doors.reacted)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def pressed(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Me too was pressed: it counts, and pressed again no more."""
        kudos_id = id_of(body)
        await self._refuse_unseen(body, kudos_id)
        at = reading.sent_at(str(body["actions"][0]["action_ts"]))
        await self._count(body, client, kudos_id, counts=None, at=at)
        await ack()

    async def _refuse_unseen(self, body: Body, kudos_id: int) -> None:
        """Whoever sees the post may join: Slack says that they do, by the message that they pressed on."""
        workspace_id = reading.workspace_of(body)
        async with self._house.store.read() as db:
            if await self._post_at(db, workspace_id, *reading.message_of(body)) != kudos_id:
                await service.refuse_unplaced(db, kudos_id, workspace_id=workspace_id, member_id=reading.user_of(body))

    async def _post_at(self, db: Any, workspace_id: str, channel_id: str, ts: str) -> int | None:
        """Which act stands in this message, if it is a post of kudos."""
        key = await outbox.key_at(db, workspace_id, channel_id, ts) or ""
        kind, _, number = key.rpartition(".")
        return int(number) if kind == service.POST else None

    async def _count(self, body: Body, client: AsyncWebClient, kudos_id: int, *, counts: bool | None, at: Any) -> None:
        """Count somebody, whom salesbot may not know yet; they take part, so that it does from now on."""
        workspace_id, me = reading.workspace_of(body), reading.user_of(body)
        async with self._house.store.read() as db:
            new = await unknown(db, workspace_id, [me], joining=counts is None)
        users = await meet_all(client, new, workspace_id=workspace_id)
        async with self._house.store.begin(once=identity(body)) as db:
            await service.meet(db, users, workspace_id=workspace_id, now=clock.now())
            await service.me_too(db, kudos_id, workspace_id=workspace_id, member_id=me, counts=counts, at=at)

    async def reacted(self, body: Body, event: Body, client: AsyncWebClient) -> None:
        """Somebody put a reaction on a message, or took it off: of all of these only the sign on a post counts."""
        if str(event.get("reaction", "")).partition("::")[0] != SIGN.strip(":"):
            return
        item = event.get("item") or {}
        workspace_id = reading.workspace_of(body)
        async with self._house.store.read() as db:
            kudos_id = await self._post_at(db, workspace_id, str(item.get("channel")), str(item.get("ts")))
        if kudos_id is not None:
            counts, at = event["type"] == "reaction_added", reading.sent_at(str(event["event_ts"]))
            await self._count(body, client, kudos_id, counts=counts, at=at)
