"""`/digest`: this week so far, the last one, or the settings; and the buttons that say which team."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.digest import blocks, rules, service
from salesbot.digest.blocks import SETTINGS, SHOW
from salesbot.slack import reading
from salesbot.slack.answers import only_you
from salesbot.slack.ids import number

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.digest.rules import Wanted
    from salesbot.people.model import Team
    from salesbot.room import House, Message

Body = dict[str, Any]
_BUTTON = re.compile(rf"^{re.escape(SHOW)}\.\d+$")


def register(app: AsyncApp, house: House) -> None:
    """Open the doors through which a week is asked for."""
    doors = _Doors(house)
    app.command(house.command("digest"))(doors.typed)
    app.action(_BUTTON)(doors.shown)


class _Doors:
    """A week is told to whoever asks for it alone, in words: in an ack nobody could mend a chart that is refused."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def typed(self, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
        """`/digest` with whatever stands behind it."""
        wanted = rules.read(reading.typed(command.get("text") or ""))
        if wanted.which == SETTINGS:
            view = await self._form(command, wanted)
            if isinstance(view, dict):
                await client.views_open(trigger_id=command["trigger_id"], view=view)
                await ack()
            else:
                await ack(only_you(view))
            return
        await ack(only_you(await self._week(command, wanted)))

    async def _week(self, command: Body, wanted: Wanted) -> Message:
        workspace_id, member_id, now = command["team_id"], command["user_id"], clock.now()
        async with self._house.store.read() as db:
            team = await service.readable(
                db, wanted, workspace_id=workspace_id, member_id=member_id, channel_id=command["channel_id"],
                setup=f"{self._house.command('salesbot')} setup",
            )  # fmt: skip
            if isinstance(team, list):
                return blocks.choose(team, which=wanted.which)
            found = await service.week_of(
                self._house, db, team.id, which=wanted.which, workspace_id=workspace_id, member_id=member_id, now=now
            )
        return blocks.week(found, charts=False)

    async def _form(self, command: Body, wanted: Wanted) -> Message | dict[str, Any]:
        workspace_id, member_id = command["team_id"], command["user_id"]
        async with self._house.store.read() as db:
            team: Team | list[Team] = await service.settable(
                db, wanted, workspace_id=workspace_id, member_id=member_id, channel_id=command["channel_id"],
                setup=f"{self._house.command('salesbot')} setup",
            )  # fmt: skip
            if isinstance(team, list):
                return blocks.choose(team, which=wanted.which)
            return blocks.form(await service.standing(db, workspace_id, team.id, member_id))

    async def shown(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """Somebody said which team."""
        team_id, _, which = reading.value(body).partition("/")
        async with self._house.store.read() as db:
            found = await service.week_of(
                self._house, db, number(team_id), which=which, workspace_id=reading.workspace_of(body),
                member_id=reading.user_of(body), now=clock.now(),
            )  # fmt: skip
        message = blocks.week(found, charts=False)
        await respond(text=message.text, blocks=list(message.blocks), replace_original=True)
        await ack()
