"""What people type after `/kudos`: whom they thank and what for, or a word that opens another door."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.errors import Refusal
from salesbot.kudos import blocks, looking, queries, rules, service
from salesbot.kudos.listeners.giving import give
from salesbot.letters import letters
from salesbot.slack import reading
from salesbot.slack.answers import only_you
from salesbot.slack.doors import identity

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.kudos.service import Places
    from salesbot.room import House

Body = dict[str, Any]
# (house, ack, command, client)
Door = Callable[["House", "AsyncAck", Body, "AsyncWebClient"], Awaitable[None]]
_NAMED_IN_VAIN = re.compile(r"(?<!\w)@[\w.-]+")


def register(app: AsyncApp, house: House) -> None:
    """Open `/kudos`."""

    @app.command(house.command("kudos"))
    async def kudos(ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
        door = DOORS.get((command.get("text") or "").strip().casefold(), _given)
        await door(house, ack, command, client)


async def _given(house: House, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Somebody thanks: at once where all is clear, in a form where a group or the team must be confirmed."""
    typed = rules.read(command["text"], plain=reading.typed)
    if not typed.people and not typed.groups:
        raise _nobody(house, command["text"])
    there = await _places(house, command)
    if typed.groups or there.meant is None:
        await _confirm(house, command, client, typed, there)
        await ack()
        return
    praise = service.Praise(
        command["team_id"], there.meant.id, command["user_id"], typed.people, typed.words, channels=typed.channels
    )
    name = house.command("kudos")
    await ack(await give(house, command, client, praise, answer=lambda it: only_you(blocks.given(it, typed=name))))


def _nobody(house: House, text: str) -> Refusal:
    typed = house.command("kudos")
    how = f"Try {typed} @ana for the calm demo at Acme, or {typed} alone for a form."
    vain = _NAMED_IN_VAIN.search(reading.typed(text))
    if vain:
        return Refusal(
            f"I can't tell who {vain[0]} is. Pick the name from the list that Slack shows as you type. {how}"
        )
    return Refusal(f"Whom do you thank? {how} I also know mine, board, undo and values.")


async def _places(house: House, command: Body) -> Places:
    async with house.store.read() as db:
        return await service.places(
            db, command["team_id"], command["user_id"], command["channel_id"],
            setup=f"{house.command('salesbot')} setup",
        )  # fmt: skip


async def _confirm(house: House, command: Body, client: AsyncWebClient, typed: rules.Typed, there: Places) -> None:
    """Open the form with what was typed: nothing is given before Submit is pressed."""
    people = list(dict.fromkeys([*typed.people, *await looking.people_of(client, typed.groups)]))
    others = [one for one in people if one != command["user_id"]]
    if not 1 <= len(others) <= rules.MOST_RECEIVERS:
        raise _too_many(typed, len(others))
    what, known = await empty_form(house, command["team_id"], there), list[rules.Value]()
    async with house.store.read() as db:
        for team in what.teams:
            known += await queries.values_of(db, command["team_id"], team.id)
    words, lived = rules.praise(typed.words, known, channels=typed.channels)
    offered = {one.tag for one in what.values}
    elsewhere = [f"#{one.tag}" for one in lived if one.tag not in offered]  # of a team that may be chosen yet
    said = " ".join([words, *elsewhere])
    reason = said if letters(said) <= rules.LONGEST else words
    view = replace(
        what, receivers=others, reason=reason, tags=[one.tag for one in lived],
        groups=tuple(typed.groups.values()),
    )  # fmt: skip
    await client.views_open(trigger_id=command["trigger_id"], view=blocks.form(view))


def _too_many(typed: rules.Typed, number: int) -> Refusal:
    named = rules.all_of([f"@{one}" for one in typed.groups.values() if one]) or "This"
    if number == 0:
        return Refusal(f"{named} has nobody in it but you. Name the people themselves instead.")
    return Refusal(
        f"{named} makes {number} people; one kudos is for {rules.MOST_RECEIVERS} at most, so that each is really "
        "meant. Name those whom you mean."
    )


async def _form(house: House, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Bare: the form."""
    there = await _places(house, command)
    view = await empty_form(house, command["team_id"], there)
    await client.views_open(trigger_id=command["trigger_id"], view=blocks.form(view))
    await ack()


async def empty_form(house: House, workspace_id: str, there: Places) -> blocks.Form:
    """Return the form with nothing in it."""
    team = there.meant or there.teams[0]
    async with house.store.read() as db:
        values = await queries.values_of(db, workspace_id, team.id)
    return blocks.Form([team] if there.meant else there.teams, team, values)


async def _mine(house: House, ack: AsyncAck, command: Body, _client: AsyncWebClient) -> None:
    async with house.store.read() as db:
        what = await service.mine(db, command["team_id"], command["user_id"], now=clock.now())
    await ack(only_you(blocks.mine(what, typed=house.command("kudos"))))


async def _board(house: House, ack: AsyncAck, command: Body, _client: AsyncWebClient) -> None:
    there = await _places(house, command)
    if there.meant is None:
        await ack(only_you(blocks.choose(there.teams, action="kudos.board")))
        return
    async with house.store.read() as db:
        what = await service.board(db, command["team_id"], there.meant.id, to=command["user_id"], now=clock.now())
    await ack(only_you(blocks.board(what, typed=house.command("kudos"))))


async def _undo(house: House, ack: AsyncAck, command: Body, _client: AsyncWebClient) -> None:
    async with house.store.begin(once=identity(command)) as db:
        act = await service.undo_last(
            db, workspace_id=command["team_id"], member_id=command["user_id"], now=clock.now()
        )
        answer = only_you(blocks.taken_back(act))
        house.store.remember(db, answer)
    await ack(answer)


async def _values(house: House, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """For managers the form that edits them, for everybody else the list."""
    there = await _places(house, command)
    if there.meant is None:
        await ack(only_you(blocks.choose(there.teams, action="kudos.values")))
        return
    async with house.store.read() as db:
        team, values, version = await service.values_for(db, command["team_id"], there.meant.id, command["user_id"])
    if version is None:
        await ack(only_you(blocks.values_list(team, values)))
        return
    await client.views_open(trigger_id=command["trigger_id"], view=blocks.values_form(team, values, version=version))
    await ack()


DOORS: dict[str, Door] = {
    "": _form,
    "mine": _mine,
    "board": _board,
    "undo": _undo,
    "values": _values,
}
