"""The doors of the library: a word that finds, pages that turn, and one prompt to read."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.coaching.blocks import library as blocks
from salesbot.coaching.listeners import own, phrases
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.service import library as service
from salesbot.coaching.service.library import Place
from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import OLD, number

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House, Message

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.action(re.compile(rf"^{re.escape(blocks.TURN)}\.\w+$"))(doors.turn)
    app.action(blocks.SKILL)(doors.choose)
    app.action(blocks.READ)(doors.read)


async def typed(house: House, command: Body, rest: str, client: AsyncWebClient) -> Message | None:
    """`/coach library`: its front, what the words find, or a manager's form."""
    form = {"new": own.new, "own": own.listed, "words": phrases.listed}.get(rest.casefold())
    if form is not None:
        await form(house, command, client)
        return None
    return await _shown(house, command["team_id"], command["user_id"], Place(typed=rest))


async def _shown(house: House, workspace_id: str, me: str, place: Place) -> Message:
    """A page of the library, or its front."""
    async with house.store.read() as db:
        page = await service.look(house, db, workspace_id, me, place=place)
    if not place.typed and place.skill is None:
        return blocks.front(page.reader, typed=house.command("coach"))
    return blocks.listing(page)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def turn(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """Another page, the list again, or the front."""
        place, _ = _place(reading.value(body))
        await self._draw(respond, body, place)
        await ack()

    async def choose(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """A skill was chosen."""
        await self._draw(respond, body, Place(skill=_skill(reading.value(body))))
        await ack()

    async def _draw(self, respond: AsyncRespond, body: Body, place: Place) -> None:
        me = reading.workspace_of(body), reading.user_of(body)
        await _replace(respond, await _shown(self._house, *me, place))

    async def read(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """Read was pressed: the whole prompt, in the place of the list."""
        place, prompt_id = _place(reading.value(body))
        workspace_id, me = reading.workspace_of(body), reading.user_of(body)
        async with self._house.store.begin(once=identity(body)) as db:
            opened = await service.open_one(
                self._house, db, prompt_id, workspace_id=workspace_id, by=me, now=clock.now()
            )  # fmt: skip
        await _replace(respond, blocks.one(opened, place=place))
        await ack()


def _place(value: str) -> tuple[Place, str]:
    """What a button carries. Raises Refusal for what none of ours does."""
    try:
        said = json.loads(value)
        page = number(said.get("page", 0))
        skill = _skill(said["skill"]) if said.get("skill") else None
        return Place(str(said.get("typed", "")), skill, page), str(said.get("prompt", ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refusal(OLD) from None


def _skill(slug: object) -> Skill:
    try:
        return Skill(str(slug))
    except ValueError:
        raise Refusal(OLD) from None


async def _replace(respond: AsyncRespond, message: Message) -> None:
    await respond(text=message.text, blocks=list(message.blocks), replace_original=True)
