"""Beginning: `/checkin new` and `/checkin edit`, which team and check-in are meant, and the first page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.checkins.blocks import editor as blocks
from salesbot.checkins.listeners.buttons import who
from salesbot.checkins.listeners.editor.desk import drawn, updated
from salesbot.checkins.rules.editing import read_name
from salesbot.checkins.service import managing
from salesbot.checkins.service import proposal as proposals
from salesbot.checkins.templates import OWN, TEMPLATES, empty, sketched
from salesbot.errors import Refusal
from salesbot.people import teamless
from salesbot.slack import reading
from salesbot.slack.answers import only_you
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of, id_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Standing
    from salesbot.checkins.rules.sketch import Sketch
    from salesbot.people.model import Team
    from salesbot.room import Block, House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the first page's doors, and those of the buttons that lead to it."""
    doors = _Doors(house)
    app.action(re.compile(rf"^{re.escape(blocks.NEW)}\.\d+$"))(doors.chosen_team)
    app.action(re.compile(rf"^{re.escape(blocks.EDIT)}\.\d+$"))(doors.chosen_checkin)
    app.view(blocks.FIRST)(doors.first)


async def new(house: House, ack: AsyncAck, command: Body, client: AsyncWebClient, _rest: str) -> None:
    """Open the first page of a new check-in; ask for the team where several may be meant."""
    async with house.store.read() as db:
        teams = await _teams(house, db, command)
        view = await _first(db, teams[0], command) if len(teams) == 1 else None
    if view is None:
        await ack(only_you(blocks.choose_team(teams)))
        return
    await client.views_open(trigger_id=command["trigger_id"], view=view)
    await ack()


async def _first(db: AsyncSession, team: Team, body: Body) -> Block:
    """The first page of a new check-in; or the editor, where its maker lost the page of one."""
    begun = await proposals.unfinished(db, team, checkin_id=None, member_id=reading.user_of(body), now=clock.now())
    return blocks.first_page(team) if begun is None else await drawn(db, begun)


async def edit(house: House, ack: AsyncAck, command: Body, client: AsyncWebClient, rest: str) -> None:
    """Open the editor; ask for the check-in where several may be meant."""
    async with house.store.read() as db:
        standing = await meant(house, db, command, named=rest)
    if len(standing) > 1:
        await ack(only_you(blocks.choose_checkin(standing)))
        return
    view = await _editor(house, command, standing[0].checkin.id)
    await client.views_open(trigger_id=command["trigger_id"], view=view)
    await ack()


async def _editor(house: House, body: Body, checkin_id: int) -> Block:
    async with house.store.begin() as db:
        return await drawn(db, await proposals.propose_change(db, checkin_id, now=clock.now(), **who(body)))


async def meant(house: House, db: AsyncSession, command: Body, *, named: str) -> list[Standing]:
    """Return which check-ins somebody may mean here. Raises Refusal where there is none."""
    teams = await _teams(house, db, command)
    standing = await managing.checkins_meant(db, teams, named=reading.typed(named))
    if not standing:
        raise Refusal(f"{teams[0].name} has no check-in yet. `{house.command('checkin')} new` makes one.")
    return standing


async def _teams(house: House, db: AsyncSession, command: Body) -> Sequence[Team]:
    teams = await managing.teams_meant(db, channel_id=command["channel_id"], **who(command))
    if not teams:
        raise await teamless.alone(db, command["team_id"], setup=f"{house.command('salesbot')} setup")
    return teams


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def chosen_team(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """One of several teams was meant."""
        async with self._house.store.read() as db:
            view = await _first(db, await managing.managed(db, id_of(body), **who(body)), body)
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def chosen_checkin(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Edit was pressed beside a check-in."""
        view = await _editor(self._house, body, id_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def first(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The first page was sent: from now on what is made is kept."""
        now = clock.now()
        async with self._house.store.begin(once=identity(body)) as db:
            team = await managing.managed(db, id_on(view), **who(body))
            sketch = _chosen(reading.chosen(view), anchor=managing.today_of(team, now=now))
            making = await proposals.propose(db, sketch, team_id=team.id, now=now, **who(body))
            answer = updated(await drawn(db, making))
            self._house.store.remember(db, answer)
        await ack(**answer)


def _chosen(said: Mapping[str, Sequence[str]], *, anchor: date) -> Sketch:
    slug = next(iter(said.get("template", ())), OWN)
    typed = next(iter(said.get("name", ())), "").strip()
    if slug not in TEMPLATES:
        return empty(read_name(said), anchor=anchor)
    sketch = sketched(TEMPLATES[slug], anchor=anchor)
    return replace(sketch, name=read_name(said)) if typed else sketch
