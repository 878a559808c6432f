"""The door of blockers from Slack: the button under an announcement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.blockers import service
from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.doors import identity

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

    from salesbot.room import House


def register(app: AsyncApp, house: House) -> None:
    """Open the door."""

    @app.action("blocker.resolve")
    async def resolve(ack: AsyncAck, body: dict[str, Any]) -> None:
        now = clock.now()
        value = reading.value(body)
        if not value.isdecimal():
            raise Refusal("That button is from an older message.")
        async with house.store.begin(once=identity(body)) as db:
            workspace_id, member_id = reading.workspace_of(body), reading.user_of(body)
            resolved = await service.resolve(db, int(value), workspace_id=workspace_id, member_id=member_id, now=now)
            for tell in house.offers("on_blockers"):
                await tell(db, workspace_id, resolved.team_id, now)
        await ack()
