"""What people type after `/checkin`: a word opens a door, no word means answering."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.checkins import blocks, queries, service
from salesbot.checkins.listeners.answering import form_of
from salesbot.checkins.listeners.editor.beginning import edit, new
from salesbot.checkins.listeners.editor.turning import pause
from salesbot.checkins.listeners.history import blockers, looked_back
from salesbot.checkins.listeners.listing import listed
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people import teamless
from salesbot.slack.answers import only_you

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.service import Form
    from salesbot.room import House, Message

Body = dict[str, Any]
# (house, ack, command, client, what stands after the word)
Door = Callable[["House", "AsyncAck", Body, "AsyncWebClient", str], Awaitable[None]]


def register(app: AsyncApp, house: House) -> None:
    """Open `/checkin`, and `/standup`, the same door."""

    async def checkin(ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
        word, rest = (*command.get("text", "").split(maxsplit=1), "", "")[:2]
        door = DOORS.get(word.casefold())
        if door is None:
            raise _unknown(house)
        await door(house, ack, command, client, rest.strip())

    for name in ("checkin", "standup"):
        app.command(house.command(name))(checkin)


def _unknown(house: House) -> Refusal:
    typed = house.command("checkin")
    return Refusal(
        f"I know `{typed}` to answer, `{typed} list`, `blockers` and `history`; managers also have `{typed} new`, "
        "`edit` and `pause`."
    )


async def _answer(house: House, ack: AsyncAck, command: Body, client: AsyncWebClient, _rest: str) -> None:
    """Open the form of the one open check-in; say so where there is none or more than one."""
    async with house.store.read() as db:
        found = await _what_now(house, db, command)
    if isinstance(found, service.Form):
        await client.views_open(trigger_id=command["trigger_id"], view=blocks.answer_form(found))
        await ack()
    else:
        await ack(only_you(found))


async def _what_now(house: House, db: AsyncSession, command: Body) -> Form | Message:
    workspace_id, member_id = command["team_id"], command["user_id"]
    team = await people.team_in(db, workspace_id, command["channel_id"])
    parts = await service.current(db, member_id, workspace_id=workspace_id, team_id=team.id if team else None)
    parts = parts or await service.current(db, member_id, workspace_id=workspace_id)
    meant = [part for part in parts if service.at_hand(part, now=clock.now())]
    gaps = [part for part in meant if part.ask.state == "answered" and await service.left_open(db, part)]
    now_open = [part for part in meant if part.ask.closed_at is None and (part.ask.state == "open" or part in gaps)]
    lacking = [part for part in meant if part.ask.state != "answered"]
    pick = now_open or [part for part in lacking if part.ask.state == "open" or part.ask.closed_at is None] or gaps
    if len(pick) > 1:
        return blocks.choose(pick)
    if pick:
        return await form_of(house, db, pick[0].ask.id, workspace_id, member_id)
    answered = any(part.ask.state == "answered" for part in meant)
    return await _nothing(house, db, workspace_id, member_id, answered=answered)


async def _nothing(house: House, db: AsyncSession, workspace_id: str, member_id: str, *, answered: bool) -> Message:
    if not await people.teams_of(db, workspace_id, member_id):
        raise await teamless.alone(db, workspace_id, setup=f"{house.command('salesbot')} setup")
    member = await people.member(db, workspace_id, member_id)
    coming = await queries.coming(db, member_id, workspace_id=workspace_id)
    now, zone = clock.now(), member.zone if member else "UTC"
    early = bool(coming and coming[0].at - now <= service.EARLIEST)
    return blocks.nothing_open(coming, zone=zone, now=now, early=early, answered=answered)


DOORS: dict[str, Door] = {
    "": _answer,
    "list": listed,
    "new": new,
    "edit": edit,
    "pause": pause,
    "history": looked_back,
    "blockers": blockers,
}
