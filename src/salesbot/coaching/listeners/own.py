"""The doors of a team's own prompts: write one, see it as it would arrive, keep it, edit it, withdraw it."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.coaching.blocks import library as places
from salesbot.coaching.blocks import own as blocks
from salesbot.coaching.listeners.reflecting import show, who
from salesbot.coaching.queries import own as queries
from salesbot.coaching.queries.shelf import prompt_of
from salesbot.coaching.rules.own import Draft, Unfit, draft
from salesbot.coaching.service import own as service
from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import OLD, id_of, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.room import Block, House

Body = dict[str, Any]
_PARTS = tuple(one.name for one in fields(Draft))


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.action(places.NEW)(doors.new)
    app.action(places.OWN)(doors.listed)
    app.action(blocks.TEAM)(doors.turn)
    app.action(blocks.EDIT)(doors.edit)
    app.action(blocks.WITHDRAW)(doors.withdraw)
    app.action(blocks.AGAIN)(doors.again)
    app.view(blocks.FORM)(doors.preview)
    app.view(blocks.SAVE)(doors.save)


async def new(house: House, body: Body, client: AsyncWebClient) -> None:
    """Open the form for a new one: `/coach library new`, or its button."""
    async with house.store.read() as db:
        teams = await teams_of(db, body)
    await show(client, body, blocks.form(Draft(), teams=teams))


async def listed(house: House, body: Body, client: AsyncWebClient) -> None:
    """Open the list: `/coach library own`, or its button."""
    async with house.store.read() as db:
        view = await _list(db, await teams_of(db, body))
    await show(client, body, view)


async def teams_of(db: AsyncSession, body: Body, first: int | None = None) -> list[Team]:
    """The teams of whoever does this, the one that is meant first."""
    me = reading.workspace_of(body), reading.user_of(body)
    teams = await service.managed(db, *me, reading.channel_of(body))
    return sorted(teams, key=lambda team: team.id != first) if first is not None else teams


async def _list(db: AsyncSession, teams: Sequence[Team]) -> Block:
    there = await queries.prompts(db, teams[0].workspace_id, teams[0].id)
    return blocks.listing([prompt_of(one) for one in there], teams=teams)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def new(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Write one was pressed."""
        await new(self._house, body, client)
        await ack()

    async def listed(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Your team's own was pressed."""
        await listed(self._house, body, client)
        await ack()

    async def turn(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Another team was chosen in the list."""
        async with self._house.store.read() as db:
            await service.may_change(db, reading.workspace_of(body), id_of(body), reading.user_of(body))
            view = await _list(db, await teams_of(db, body, id_of(body)))
        await show(client, body, view)
        await ack()

    async def edit(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Edit was pressed in the list."""
        async with self._house.store.read() as db:
            known = await service.changeable(db, id_of(body), **who(body))
            teams = [await service.may_change(db, known.workspace_id, known.team_id, reading.user_of(body))]
        await show(client, body, blocks.form(draft(prompt_of(known)), teams=teams, number=known.id))
        await ack()

    async def withdraw(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Withdraw was pressed and confirmed."""
        async with self._house.store.begin(once=identity(body)) as db:
            team_id = await service.withdraw(db, id_of(body), now=clock.now(), **who(body))
            await db.flush()
            view = await _list(db, await teams_of(db, body, team_id))
        await show(client, body, view)
        await ack()

    async def preview(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The form was sent: show it as it would arrive, or say what is wrong beside the fields."""
        written, (team_id, known) = _written(view), _carried(view)
        try:
            async with self._house.store.read() as db:
                what = await service.preview(
                    self._house, db, written, team_id=team_id, number=known, **who(body)
                )  # fmt: skip
        except Unfit as no:
            await ack({"response_action": "errors", "errors": dict(no.found)})
            return
        await ack({"response_action": "update", "view": blocks.preview(what)})

    async def again(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Edit was pressed in the preview: back to the form, with all that was typed."""
        view = body.get("view") or {}
        written, (team_id, known) = _kept(view), _carried(view)
        async with self._house.store.read() as db:
            team = await service.may_change(db, reading.workspace_of(body), team_id, reading.user_of(body))
            teams = [team] if known is not None else await teams_of(db, body, team_id)
        await show(client, body, blocks.form(written, teams=teams, number=known))
        await ack()

    async def save(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Save was pressed in the preview."""
        written, (team_id, known) = _kept(view), _carried(view)
        async with self._house.store.begin(once=identity(body)) as db:
            team = await service.save(db, written, team_id=team_id, number=known, now=clock.now(), **who(body))
            shown = blocks.saved(written.title, team, command=self._house.command("coach"))
            answer = {"response_action": "update", "view": shown}
            self._house.store.remember(db, answer)
        await ack(answer)


def _written(view: Body) -> Draft:
    """What stands in the form."""
    said = reading.values(view)
    return Draft(**{part: said.get(part, "") for part in _PARTS})


def _kept(view: Body) -> Draft:
    """What the preview carries."""
    said = _metadata(view)
    return Draft(**{part: str(said.get(part, "")) for part in _PARTS})


def _carried(view: Body) -> tuple[int, int | None]:
    """The team that was chosen, else the one that the form is for, and the prompt that is changed, if one is."""
    said = _metadata(view)
    known = said.get("number")
    return number(reading.values(view).get("team") or said.get("team")), None if known is None else number(known)


def _metadata(view: Body) -> dict[str, Any]:
    try:
        said = json.loads(view.get("private_metadata") or "")
    except ValueError:
        raise Refusal(OLD) from None
    if not isinstance(said, dict):
        raise Refusal(OLD)
    return said
