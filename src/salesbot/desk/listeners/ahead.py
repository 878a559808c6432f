"""The buttons under what lies ahead: which team, and the weeks before and after."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.desk import rules
from salesbot.desk.blocks import ahead as blocks
from salesbot.desk.service import ahead as verbs
from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.ids import ids_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from salesbot.room import House, Message

_BUTTON = re.compile(rf"^({re.escape(blocks.CHOSEN)}\.\d+|{re.escape(blocks.PAGE)}\.(on|back))$")


def register(app: AsyncApp, house: House) -> None:
    """Listen to the buttons; each shows another week in the place of the one before."""

    @app.action(_BUTTON)
    async def turned(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        team_id, page = (*ids_of(body), 0)[:2]
        week = min(page, blocks.PAGES - 1)
        message = await _week(house, reading.workspace_of(body), team_id, by=reading.user_of(body), page=week)
        await respond(text=message.text, blocks=list(message.blocks), replace_original=True)
        await ack()


async def asked(house: House, command: dict[str, Any], rest: str) -> Message:
    """Answer `/salesbot simulate`: the coming week of the team that is meant, for its managers.

    A number of days may stand behind it, as on the command line: the buttons lead to all of them.
    """
    most, days = 7 * blocks.PAGES, rules.days(rest)
    if rest and (days is None or not 1 <= days <= most):
        typed = f"{house.command('salesbot')} simulate"
        raise Refusal(f"I look up to {most} days ahead, a week at a time: `{typed}`, and its buttons lead on.")
    async with house.store.read() as db:
        team = await verbs.team_ahead(
            db, command["team_id"], command["user_id"], command["channel_id"], typed=house.command("salesbot")
        )
        if isinstance(team, list):
            return blocks.choose(team)
        return blocks.week(await verbs.week_ahead(db, house, team, page=0, now=clock.now()), team, page=0)


async def _week(house: House, workspace_id: str, team_id: int, *, by: str, page: int) -> Message:
    async with house.store.read() as db:
        team = await verbs.managed(db, workspace_id, team_id, by=by, typed=house.command("salesbot"))
        return blocks.week(await verbs.week_ahead(db, house, team, page=page, now=clock.now()), team, page=page)
