"""The settings of digests: opened by a button, kept when sent."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.digest import blocks, service
from salesbot.digest.blocks import CHOSEN, FORM, OPEN
from salesbot.digest.blocks.choosing import ON
from salesbot.digest.rules import Rhythm
from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of, id_on

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House

Body = dict[str, Any]
_BUTTON = re.compile(rf"^({re.escape(OPEN)}|{re.escape(CHOSEN)}\.\d+)$")


def register(app: AsyncApp, house: House) -> None:
    """Open the doors of the settings."""

    @app.action(_BUTTON)
    async def opened(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        async with house.store.read() as db:
            now_is = await service.standing(db, reading.workspace_of(body), id_of(body), reading.user_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.form(now_is))
        await ack()

    @app.view(FORM)
    async def saved(ack: AsyncAck, body: Body, view: Body) -> None:
        choice = chosen(view)
        async with house.store.begin(once=identity(body)) as db:
            kept = await service.choose(
                db, choice, workspace_id=reading.workspace_of(body), team_id=id_on(view),
                member_id=reading.user_of(body), now=clock.now(),
            )  # fmt: skip
            answer = {"response_action": "update", "view": blocks.saved(kept)}
            house.store.remember(db, answer)
        await ack(answer)


def chosen(view: Body) -> service.Choice:
    """Read the form. Raises Refusal beside the field that needs another look."""
    every = reading.chosen(view)
    one = {key: (values or [""])[0] for key, values in every.items()}
    asks_team = "weekday" in every or "wall" in every
    return service.Choice(
        weekday=_weekday(one.get("weekday", "")) if asks_team else None,
        wall=_wall(one.get("wall", "")) if asks_team else None,
        on=ON in every["on"] if "on" in every else None,
        brief=_rhythm(one["brief"]) if "brief" in every else None,
        own_week=ON in every["own_week"] if "own_week" in every else None,
    )


def _weekday(said: str) -> str:
    if said not in set("1234567"):
        raise Refusal("Please choose a day of the week.", field="weekday")
    return said


def _wall(said: str) -> time:
    try:
        return time.fromisoformat(said)
    except ValueError:
        raise Refusal("Please choose a time of day, such as 16:00.", field="wall") from None


def _rhythm(said: str) -> Rhythm:
    try:
        return Rhythm(said)
    except ValueError:
        raise Refusal("Please choose how often your brief comes.", field="brief") from None
