"""Setting up a team: the form, its questions about the channel, and Ask everyone now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.desk.blocks import setup as blocks
from salesbot.desk.following import Following
from salesbot.desk.looking import Found, Looking
from salesbot.desk.service import setup as verbs
from salesbot.desk.wish import unpack, wish
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.channels import Obstacle
from salesbot.people.rules import same_name
from salesbot.people.sync import hear
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.desk.wish import Wish
    from salesbot.room import Block, House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Listen to the form, its second pages and its buttons."""
    doors = _Doors(house)
    app.view(blocks.FORM)(doors.submitted)
    app.view(blocks.SHARED)(doors.confirmed)
    app.action(blocks.AGAIN)(doors.again)
    app.action(blocks.ASK_NOW)(doors.ask_now)


class _Doors:
    """The doors of a setup share what they learned about people, so that a second press is quick."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._looking = Looking()
        self._following = Following(house)

    async def submitted(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """The form was sent: found the team, or show what stands in the way."""
        await ack(**blocks.updated(await self._found(body, wish(view), client)))

    async def confirmed(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """A manager named a channel that is shared with another company."""
        asked = unpack(view)
        channel = (await client.conversations_info(channel=asked.channel))["channel"]
        typed = reading.values(view).get("confirm", "")
        if not same_name(typed, channel["name"]):
            raise Refusal(f"That is not its name: it is called {channel['name']}.", field="confirm")
        await ack(**blocks.updated(await self._found(body, asked, client, shared_ok=True)))

    async def again(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Salesbot may have been invited meanwhile."""
        view = await self._found(body, unpack(body["view"]), client)
        await client.views_update(view_id=body["view"]["id"], view=view)
        await ack()

    async def _found(self, body: Body, asked: Wish, client: AsyncWebClient, *, shared_ok: bool = False) -> Block:
        """Ask Slack first, then write: everything is committed when this returns, and a repeat gets the same page."""
        workspace_id, by = reading.workspace_of(body), reading.user_of(body)
        async with self._house.store.read() as db:
            known = await people.known_ids(db, workspace_id)
        seen = await self._looking.look(client, asked, by=by, known=known, shared_ok=shared_ok)
        if seen is Obstacle.UNSEEN:
            return blocks.unseen(asked)
        if isinstance(seen, Obstacle):
            channel = (await client.conversations_info(channel=asked.channel))["channel"]
            return blocks.shared(asked, channel_name=channel["name"])
        return await self._write(body, asked, seen, client)

    async def _write(self, body: Body, asked: Wish, seen: Found, client: AsyncWebClient) -> Block:
        now, workspace_id, by = clock.now(), reading.workspace_of(body), reading.user_of(body)
        await hear(self._house, list(seen.people.values()), workspace_id=workspace_id, now=now)
        async with self._house.store.begin(once=identity(body)) as db:
            founded = await verbs.found(db, self._house, asked, seen, workspace_id=workspace_id, by=by, now=now)
            view = blocks.ready(founded, commands=self._commands)
            self._house.store.remember(db, blocks.updated(view))
        if founded.followers:
            self._following.begin(client, founded.team)
        return view

    @property
    def _commands(self) -> dict[str, str]:
        return {"salesbot": self._house.command("salesbot")}

    async def ask_now(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Ask everyone at once; a second click asks nobody twice."""
        now, workspace_id, by = clock.now(), reading.workspace_of(body), reading.user_of(body)
        async with self._house.store.begin(once=identity(body)) as db:
            team = await verbs.managed(db, workspace_id, id_of(body), by=by)
            asked = await verbs.ask_now(db, self._house, team, now=now)
            size = len(await people.roster(db, workspace_id, team.id))
            founded = verbs.Founded(team, size, await verbs.preview(db, self._house, team, now=now))
        view = blocks.ready(founded, asked=asked, commands=self._commands)
        await client.views_update(view_id=body["view"]["id"], view=view)
        await ack()
