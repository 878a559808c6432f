"""Looking back: `/checkin history [@ben] [words]`, its pages, one day in full; and the list of blockers, next door."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.checkins.blocks import history as blocks
from salesbot.checkins.service import past
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.rules import zone_or
from salesbot.slack import reading
from salesbot.slack.answers import only_you
from salesbot.slack.ids import OLD, id_of

if TYPE_CHECKING:
    from datetime import date

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Message

Body = dict[str, Any]
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


def register(app: AsyncApp, house: House) -> None:
    """Open the doors of the buttons."""

    @app.action(re.compile(rf"^{re.escape(blocks.TURN)}\.\w+$"))
    async def turn(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        of, typed, page = _place(reading.value(body))
        message = await _page(house, reading.workspace_of(body), reading.user_of(body), of, typed, page)
        await respond(text=message.text, blocks=list(message.blocks), replace_original=True)
        await ack()

    @app.action(blocks.READ)
    async def read(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        workspace_id, me = reading.workspace_of(body), reading.user_of(body)
        async with house.store.read() as db:
            found = await past.whole(db, workspace_id, id_of(body), to=me)
            today = await _today(db, workspace_id, me)
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.whole(found, today=today))
        await ack()


async def looked_back(house: House, ack: AsyncAck, command: Body, _client: AsyncWebClient, rest: str) -> None:
    """Answer `/checkin history`: one's own days, or those of whoever is mentioned, narrowed down by words."""
    me = command["user_id"]
    of, typed = _meant(rest)
    await ack(only_you(await _page(house, command["team_id"], me, of or me, typed, 0)))


async def blockers(house: House, ack: AsyncAck, command: Body, _client: AsyncWebClient, rest: str) -> None:
    """Answer `/checkin blockers`: the room that keeps them says what is open."""
    for offer in house.offers("list_blockers"):
        await ack(only_you(await offer(house, command, rest)))


def _meant(rest: str) -> tuple[str, str]:
    """Take the mentioned person out of what was typed ("" for nobody), and return the words beside it."""
    people_ = _PERSON.findall(rest)
    if len(set(people_)) > 1:
        raise Refusal("One person at a time: `history @ben`.")
    words = reading.typed(_PERSON.sub(" ", rest)).strip()
    if words.startswith("@"):
        raise Refusal(f"I don't know whom {words.split()[0]} means. Start with @ and choose a name from Slack's list.")
    return (people_[0] if people_ else ""), " ".join(words.split())


def _place(value: str) -> tuple[str, str, int]:
    """Read which page a button turns to."""
    try:
        found = json.loads(value)
        return str(found["of"]), str(found["typed"]), int(found["page"])
    except (ValueError, TypeError, KeyError):
        raise Refusal(OLD) from None


async def _page(house: House, workspace_id: str, me: str, of: str, typed: str, page: int) -> Message:
    async with house.store.read() as db:
        found = await past.history(db, workspace_id, of=of, to=me, typed=typed, page=page)
        today = await _today(db, workspace_id, me)
    return blocks.history(found, today=today)


async def _today(db: AsyncSession, workspace_id: str, member_id: str) -> date:
    """The date on this person's wall."""
    member = await people.member(db, workspace_id, member_id)
    return clock.now().astimezone(zone_or(member.zone if member else None)).date()
