"""Lists of tips that only their reader sees: turned, and changed, by their own buttons."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import OLD, number
from salesbot.tips import blocks, queries, service
from salesbot.tips.service.finding import A_PAGE, MINE, SEARCH, TOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from salesbot.room import House, Message

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors of the lists' buttons."""

    @app.action(re.compile(rf"^{re.escape(blocks.LISTED)}\.\w+$"))
    async def listed(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        workspace_id, me = reading.workspace_of(body), reading.user_of(body)
        verb = reading.action_of(body).rpartition(".")[2]
        if verb == "random":
            chance = random.random()  # noqa: S311  which tip comes is no secret
            message = await any_one(house, workspace_id, me, chance=chance)
        else:
            place = _place(reading.value(body))
            await _do(house, body, verb, place.tip_id)
            same = place.same if verb == "useful" else ()
            message = await shown(house, workspace_id, me, place.of, typed=place.typed, page=place.page, same=same)
        await respond(text=message.text, blocks=list(message.blocks), replace_original=True)
        await ack()


@dataclass(frozen=True)
class _Place:
    """Which list a button stands in, which page it turns to, which tip it is about, and which stood there."""

    of: str
    typed: str
    page: int
    tip_id: int
    same: Sequence[int]


def _place(value: str) -> _Place:
    try:
        said = json.loads(value)
        same = [number(one) for one in list(said["same"])[:A_PAGE]]
        place = _Place(str(said["of"]), str(said["typed"]), number(said["page"]), number(said["tip"]), same)
    except (ValueError, TypeError, KeyError):
        raise Refusal(OLD) from None
    if place.of not in {SEARCH, TOP, MINE}:
        raise Refusal(OLD)
    return place


async def _do(house: House, body: Body, verb: str, tip_id: int) -> None:
    done = {"useful": service.toggle, "delete": service.withdraw}.get(verb)
    if done is not None:
        async with house.store.begin(once=identity(body)) as db:
            await done(db, tip_id, workspace_id=reading.workspace_of(body), by=reading.user_of(body), now=clock.now())


async def shown(
    house: House, workspace_id: str, me: str, of: str, *, typed: str = "", page: int = 0, same: Sequence[int] = ()
) -> Message:
    """Return a page of a list, for one reader."""
    async with house.store.read() as db:
        found = await service.page(
            db, of, workspace_id=workspace_id, to=me, typed=typed, number=page, same=same, setup=setup_of(house)
        )
    return blocks.listing(found, typed=house.command("tip"))


async def any_one(house: House, workspace_id: str, me: str, *, chance: float) -> Message:
    """Return any tip, by chance."""
    async with house.store.read() as db:
        drawn = await queries.any_tip(db, workspace_id, chance=chance)
        whole = await service.whole(db, drawn, workspace_id=workspace_id, to=me, setup=setup_of(house))
    return blocks.drawn(whole)


def setup_of(house: House) -> str:
    """The command with which a team begins."""
    return f"{house.command('salesbot')} setup"
