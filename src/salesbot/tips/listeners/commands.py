"""What people type after `/tip`: a word that finds, or the tip itself; nothing opens the form."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.answers import only_you
from salesbot.slack.doors import identity
from salesbot.tips import blocks, rules, service
from salesbot.tips.listeners.listing import any_one, shown
from salesbot.tips.service.finding import MINE, SEARCH, TOP

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House, Message
    from salesbot.tips.service import Places

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Listen to `/tip`."""
    door = _Tip(house)
    app.command(house.command("tip"))(door.typed)


class _Tip:
    def __init__(self, house: House) -> None:
        self._house = house
        self._typed = house.command("tip")

    async def typed(self, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
        """Find, or share."""
        text = reading.typed(command.get("text") or "").strip()
        answer = await self._found(command, text)
        if answer is None:
            answer = await self._shared(command, text, client)
        await (ack(only_you(answer)) if answer else ack())

    async def _found(self, command: Body, text: str) -> Message | None:
        """The answer to a word that finds; None where it is a tip. `top` in a tip is a word of it."""
        word, rest = (*text.split(maxsplit=1), "", "")[:2]
        if text.casefold() in {TOP, MINE}:
            return await shown(self._house, command["team_id"], command["user_id"], text.casefold())
        if text.casefold() == "random":
            chance = random.random()  # noqa: S311  which tip comes is no secret
            return await any_one(self._house, command["team_id"], command["user_id"], chance=chance)
        if word.casefold() == SEARCH:
            return await shown(self._house, command["team_id"], command["user_id"], SEARCH, typed=rest.strip())
        if text.casefold() == "help":
            raise Refusal(
                f"`{self._typed} Ask for the plan before pricing #negotiation` shares a tip, `{self._typed}` alone "
                f"opens a form. `{self._typed} search pricing` finds, `random`, `top` and `mine` show some."
            )
        return None

    async def _shared(self, command: Body, text: str, client: AsyncWebClient) -> Message | None:
        """Share it where that is clear; else open the form, with what was typed."""
        draft = rules.read(text, command=self._typed) if text else rules.Draft()
        there = await self._places(command)
        if not text or there.here is None:
            team_id = there.here.id if there.here else None
            view = blocks.share_form(draft, teams=there.teams, team_id=team_id)
            await client.views_open(trigger_id=command["trigger_id"], view=view)
            return None
        async with self._house.store.begin(once=identity(command)) as db:
            done = await service.share(
                db, draft, workspace_id=command["team_id"], team_id=there.here.id, by=command["user_id"],
                now=clock.now(),
            )  # fmt: skip
        return blocks.shared(done)

    async def _places(self, command: Body) -> Places:
        setup = f"{self._house.command('salesbot')} setup"
        async with self._house.store.read() as db:
            return await service.places(db, command["team_id"], command["user_id"], command["channel_id"], setup=setup)
