"""The list of a team's open blockers: asked for with a command, turned and changed by its own buttons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.blockers import blocks, service
from salesbot.blockers.listeners.buttons import settle
from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.ids import number

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from salesbot.room import House, Message

Body = dict[str, Any]
MINE = frozenset({"mine", "me", "my"})
_VERBS = {"resolved": service.resolve, "still": service.still}


def register(app: AsyncApp, house: House) -> None:
    """Open the doors of the list's buttons."""

    @app.action(re.compile(r"^blocker\.listed\.[\w.]+$"))
    async def listed(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        now = clock.now()
        blocker_id, team_id, only_mine, page = _read(reading.value(body))
        verb = _VERBS.get(reading.action_of(body).split(".")[2])
        if verb is not None:
            await settle(house, body, verb, blocker_id, now=now)
        message = await _shown(house, body, team_id, only_mine=only_mine, page=page)
        await respond(text=message.text, blocks=list(message.blocks), replace_original=True)
        await ack()


def _read(value: str) -> tuple[int, int, bool, int]:
    """Read what a button of the list names: a blocker, and the list to draw anew."""
    blocker_id, team_id, scope, page = (*value.split("/"), "", "", "", "")[:4]
    return number(blocker_id), number(team_id), scope == "mine", number(page)


async def _shown(house: House, body: Body, team_id: int, *, only_mine: bool, page: int) -> Message:
    workspace_id, me = reading.workspace_of(body), reading.user_of(body)
    async with house.store.read() as db:
        what = await service.listing(db, workspace_id, team_id, to=me, only_mine=only_mine, **_then(house))
    return blocks.listing(what, page=page)


def _then(house: House) -> dict[str, Any]:
    """Who knows what is published, and what time it is."""
    return {"published": house.offers("published_answers"), "now": clock.now()}


async def asked(house: House, command: Body, rest: str) -> Message:
    """Answer `/checkin blockers [mine]`: the list, or which team is meant. Raises Refusal for any other word."""
    workspace_id, me = command["team_id"], command["user_id"]
    if rest and rest.casefold() not in MINE:
        typed = house.command("checkin")
        raise Refusal(f"I know `{typed} blockers` for the team's and `{typed} blockers mine` for your own.")
    async with house.store.read() as db:
        setup = f"{house.command('salesbot')} setup"
        team = await service.meant(db, workspace_id, me, command["channel_id"], setup=setup)
        if isinstance(team, list):
            return blocks.choose(team, only_mine=bool(rest))
        what = await service.listing(db, workspace_id, team.id, to=me, only_mine=bool(rest), **_then(house))
    return blocks.listing(what, page=0)
