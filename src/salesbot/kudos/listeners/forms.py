"""The form of kudos: opened bare, from a message, from an answer or from one's home, and sent."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from salesbot.errors import Refusal
from salesbot.kudos import blocks, looking, queries, rules, service
from salesbot.kudos.blocks.form import TEAM
from salesbot.kudos.listeners.commands import empty_form
from salesbot.kudos.listeners.giving import give
from salesbot.letters import letters
from salesbot.people import queries as people
from salesbot.slack import reading
from salesbot.slack.ids import OLD, number
from salesbot.slack.kit import shorten
from salesbot.slack.redrawing import Redrawing

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.kudos.service import Places
    from salesbot.room import AnswerWords, House

Body = dict[str, Any]
THANK, FROM_ANSWER = "kudos.thank", "kudos.from_answer"
_ADDRESS = re.compile(r"https?://[^\s<>|]{1,2000}")
_PERSON = re.compile(r"[UW][A-Z0-9]+")


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.shortcut(THANK)(doors.thank)
    app.action(blocks.FORM)(doors.open)
    app.action(FROM_ANSWER)(doors.from_answer)
    app.action(TEAM)(doors.turn)
    app.view(blocks.FORM)(doors.sent)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house
        self._redrawing = Redrawing()

    async def open(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A button was pressed that opens the form; its value may be whom to thank."""
        what = await self._empty(body)
        whom = reading.value(body)
        receivers = [whom] if _PERSON.fullmatch(whom) and whom != reading.user_of(body) else []
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.form(replace(what, receivers=receivers)))
        await ack()

    async def _empty(self, body: Body, *, team_id: int | None = None) -> blocks.Form:
        there = await self._places(body, team_id=team_id)
        return await empty_form(self._house, reading.workspace_of(body), there)

    async def _places(self, body: Body, *, team_id: int | None = None) -> Places:
        """Where this person may give; `team_id` is what is meant if it is one of these."""
        workspace_id, me = reading.workspace_of(body), reading.user_of(body)
        async with self._house.store.read() as db:
            there = await service.places(
                db, workspace_id, me, reading.channel_of(body), setup=f"{self._house.command('salesbot')} setup"
            )
        meant = next((one for one in there.teams if one.id == team_id), None)
        return replace(there, meant=meant) if meant else there

    async def thank(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """`Thank for this` was chosen on a message: its author is whom to thank, and the post will link to it."""
        message = body.get("message") or {}
        author = str(message.get("user") or "")
        own = author == reading.user_of(body) or message.get("bot_id") or not _PERSON.fullmatch(author)
        ts = str(body.get("message_ts") or message.get("ts") or "")
        link, what = await asyncio.gather(looking.permalink(client, reading.channel_of(body), ts), self._empty(body))
        view = blocks.form(replace(what, receivers=[] if own else [author], link=_address(link)))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def from_answer(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Friday's check-in named a helper: the form begins with what was said there."""
        said = await self._said(body)
        workspace_id = reading.workspace_of(body)
        async with self._house.store.read() as db:
            roster = await people.roster(db, workspace_id, said.team_id)
        names = {place.member.id: place.member.name for place in roster if place.member.active}
        named = [one for one in rules.named_in(said.text, names) if one != said.member_id]
        what = await self._empty(body, team_id=said.team_id)
        reason = said.text if letters(said.text) <= rules.LONGEST else shorten(said.text, rules.LONGEST)
        view = blocks.form(replace(what, receivers=named, reason=reason))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def _said(self, body: Body) -> AnswerWords:
        workspace_id, me, value = reading.workspace_of(body), reading.user_of(body), reading.value(body)
        async with self._house.store.read() as db:
            for offer in self._house.offers("answer_said"):
                said: AnswerWords | None = await offer(self._house, db, workspace_id, me, value)
                if said is not None:
                    return said
        raise Refusal(OLD)

    async def turn(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Another team was chosen in the form: its values follow, and its channel."""
        self._redrawing.heard(body)
        team_id, (_, link) = number(reading.value(body)), _carried(body["view"])
        there = await self._places(body)
        async with self._house.store.read() as db:
            team = await service.placed(db, reading.workspace_of(body), team_id, reading.user_of(body))
            values = await queries.values_of(db, reading.workspace_of(body), team.id)
        said = reading.chosen(body["view"])
        what = blocks.Form(
            there.teams, team, values, said.get("receivers", []), "".join(said.get("reason", [])),
            said.get("values", []), link=link,
        )  # fmt: skip
        await self._redrawing.update(client, body, blocks.form(what))
        await ack()

    async def sent(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """The form was sent."""
        team_id, link = _carried(view)
        said = reading.chosen(view)
        praise = service.Praise(
            reading.workspace_of(body), number(said["team"][0]) if said.get("team") else team_id,
            reading.user_of(body), tuple(said.get("receivers", ())), "".join(said.get("reason", ())),
            tags=tuple(said.get("values", ())), link=link,
        )  # fmt: skip
        name = self._house.command("kudos")
        await ack(await give(
            self._house, body, client, praise,
            answer=lambda it: {
                "response_action": "update", "view": blocks.confirmed(blocks.given(it, typed=name))
            },
        ))  # fmt: skip


def _carried(view: Body) -> tuple[int, str]:
    """The team that a form is of, and the message that it is about. Neither is a right."""
    team_id, _, link = str(view.get("private_metadata") or "").partition(" ")
    return number(team_id), _address(link)


def _address(link: str) -> str:
    return link if _ADDRESS.fullmatch(link) else ""
