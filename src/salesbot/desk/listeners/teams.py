"""The buttons and forms around a team: choosing one, changing its people, and a shared channel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.audit.rules import Verb
from salesbot.desk.blocks import teams as blocks
from salesbot.desk.blocks.setup import updated
from salesbot.desk.looking import Looking
from salesbot.desk.rules import OUT
from salesbot.desk.service import setup as rights
from salesbot.desk.service import teams as verbs
from salesbot.errors import Refusal
from salesbot.people import announce
from salesbot.people import service as people
from salesbot.people.rules import Role, same_name
from salesbot.people.service import noting
from salesbot.people.sync import hear
from salesbot.room import ChannelChange
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of, id_on, ids_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Listen to everything around teams."""
    doors = _Doors(house)
    app.action(re.compile(rf"^{re.escape(blocks.CHOSEN)}\.\d+$"))(doors.chosen)
    app.action(blocks.EDIT)(doors.edit)
    app.view(blocks.FORM)(doors.edited)
    app.action(blocks.CONFIRM)(doors.confirm)
    app.view(blocks.CONFIRMED)(doors.confirmed)
    app.event("channel_shared")(doors.shared)
    app.event("channel_unshared")(doors.unshared)


class _Doors:
    """Rights are looked up anew at each door, by the verified payload's person; forms only say which team."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._looking = Looking()

    async def chosen(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """One of several teams was meant."""
        now, workspace_id, me = clock.now(), reading.workspace_of(body), reading.user_of(body)
        team_id, page = (*ids_of(body), 1)[:2]
        async with self._house.store.read() as db:
            team = await verbs.visible(db, workspace_id, team_id, to=me)
            shown = await verbs.shown(db, self._house, team, to=me, now=now)
        message = blocks.team(shown, page=page, typed=f"{self._house.command('salesbot')} team", now=now)
        await respond(text=message.text, blocks=list(message.blocks), replace_original=True)
        await ack()

    async def edit(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A manager wants to change who is in a team."""
        workspace_id, me = reading.workspace_of(body), reading.user_of(body)
        async with self._house.store.read() as db:
            team = await rights.managed(db, workspace_id, id_of(body), by=me)
            shown = await verbs.shown(db, self._house, team, to=me, now=clock.now())
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.form(shown))
        await ack()

    async def edited(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """The form with changes was sent."""
        wanted = change(view)
        users = await self._looking.people(client, wanted.add)
        now, workspace_id = clock.now(), reading.workspace_of(body)
        await hear(self._house, list(users.values()), workspace_id=workspace_id, now=now)
        async with self._house.store.begin(once=identity(body)) as db:
            done = await verbs.change(
                db, self._house, wanted, workspace_id=workspace_id, team_id=id_on(view), users=users,
                by=reading.user_of(body), now=now,
            )  # fmt: skip
            answer = updated(blocks.changed(done))
            self._house.store.remember(db, answer)
        await ack(**answer)

    async def confirm(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A manager wants to publish in a shared channel all the same."""
        async with self._house.store.read() as db:
            team = await rights.managed(db, reading.workspace_of(body), id_of(body), by=reading.user_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.confirm(team))
        await ack()

    async def confirmed(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The shared channel was named."""
        workspace_id, me = reading.workspace_of(body), reading.user_of(body)
        async with self._house.store.begin(once=identity(body)) as db:
            team = await rights.managed(db, workspace_id, id_on(view), by=me)
            if not same_name(reading.values(view).get("confirm", ""), team.channel_name):
                raise Refusal(f"That is not its name: it is called {team.channel_name}.", field="confirm")
            now = clock.now()
            await people.set_shared(db, workspace_id, team.channel_id, shared=team.shared, confirmed=True)
            await noting.of_team(db, team, Verb.TEAM_CONFIRMED, by=me, now=now)
            change = ChannelChange(workspace_id, team.channel_id, confirmed=True, now=now)
            await announce.channel(db, self._house, change)
            answer = updated(blocks.confirmed(team))
            self._house.store.remember(db, answer)
        await ack(**answer)

    async def shared(self, body: Body, event: Body) -> None:
        """A channel is now shared with another company."""
        await self._note(body, event, is_shared=True)

    async def unshared(self, body: Body, event: Body) -> None:
        """A company left a shared channel; others may still be in it."""
        await self._note(body, event, is_shared=bool(event.get("is_ext_shared")))

    async def _note(self, body: Body, event: Body, *, is_shared: bool) -> None:
        workspace_id = reading.workspace_of(body)
        async with self._house.store.begin(once=identity(body)) as db:
            await people.set_shared(db, workspace_id, event["channel"], shared=is_shared)
            change = ChannelChange(workspace_id, event["channel"], shared=is_shared, now=clock.now())
            await announce.channel(db, self._house, change)


def change(view: Body) -> verbs.Change:
    """Read the form that changes people. Raises Refusal beside the field that needs another look."""
    many, one = reading.chosen(view), reading.values(view)
    add = [member for member in many.get("add", []) if member]
    who = [member for member in many.get("who", []) if member]
    what = one.get("what", "")
    if not add and not who:
        raise Refusal("Please choose somebody to add or to change.", field="add")
    if who and not what:
        raise Refusal("What shall they be? Please choose a role, or take them out.", field="what")
    if what and not who:
        raise Refusal("Who? Please choose somebody.", field="who")
    return verbs.Change(
        add=add, add_role=_role(one["add_role"] or Role.REP, field="add_role"), who=who, what=_what(what)
    )


def _what(said: str) -> str:
    return said if said in {"", OUT} else _role(said, field="what")


def _role(said: str, *, field: str) -> Role:
    if said not in set(Role):
        raise Refusal("I do not know that role. Please choose one from the list.", field=field)
    return Role(said)
