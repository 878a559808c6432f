"""`salesbot simulate`: what would be sent to whom and when, from the real database; nothing is sent or changed."""

from __future__ import annotations

import asyncio
import json
from difflib import get_close_matches
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import typer

from salesbot import clock, config, features
from salesbot.cli.ready import refuse_unready
from salesbot.cli.simulate.data import data
from salesbot.cli.simulate.page import page
from salesbot.desk.ahead import Window, look_ahead
from salesbot.errors import SalesbotError
from salesbot.people import queries as people
from salesbot.schedule.foresee import Scope
from salesbot.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.desk.ahead import Ahead
    from salesbot.people.model import Team


def simulate(*, days: int, team: str, member: str, first: date | None, as_json: bool) -> None:
    """Print what lies ahead of every workspace, or of one team or member. Raises SalesbotError in words."""
    found = asyncio.run(_look(days, team=team, member=member, first=first))
    if as_json:
        typer.echo(json.dumps([data(one) for one in found], indent=2, ensure_ascii=False))
        return
    for one in found:
        for line in page(one, width=get_terminal_size().columns):
            typer.echo(line)


async def _look(days: int, *, team: str, member: str, first: date | None) -> list[Ahead]:
    url = config.load().database_url
    await refuse_unready(url)
    features.load_tables()
    window = Window.of(days, now=clock.now(), first=first)
    foretell = [room.foretell for room in features.rooms() if room.foretell is not None]
    called = [room.called for room in features.rooms() if room.called is not None]
    store = await Store.open(url)
    try:
        async with store.read() as db:
            scopes = await _scopes(db, team=team, member=member)
            return [await look_ahead(db, scope, window, foretell=foretell, called=called) for scope in scopes]
    finally:
        await store.close()


async def _scopes(db: AsyncSession, *, team: str, member: str) -> list[Scope]:
    """Whose future is asked for: of every workspace, or of what was named."""
    workspaces = [one.id for one in await people.workspaces(db)]
    if member:
        return [Scope(at, member_id=one) for at, one in await _named_members(db, workspaces, member)]
    if team:
        return [Scope(at, team_id=one) for at, one in await _named_teams(db, workspaces, team)]
    if not workspaces:
        raise SalesbotError("salesbot has not been in a Slack workspace yet. Start it once with salesbot run.")
    return [Scope(at) for at in workspaces]


async def _named_teams(db: AsyncSession, workspaces: Iterable[str], typed: str) -> list[tuple[str, int]]:
    teams = [one for at in workspaces for one in await people.teams(db, at)]
    found = [(one.workspace_id, one.id) for one in teams if typed.casefold().lstrip("#") in _names_of(one)]
    if not found:
        raise SalesbotError(_nobody("team", typed, [one.name for one in teams]))
    return found


def _names_of(team: Team) -> set[str]:
    return {team.name.casefold(), team.channel_name.casefold(), str(team.id)}


async def _named_members(db: AsyncSession, workspaces: Iterable[str], typed: str) -> list[tuple[str, str]]:
    known = [
        (at, one)
        for at in workspaces
        for one in (await people.members(db, at, await people.known_ids(db, at))).values()
    ]
    wanted = typed.casefold().lstrip("@")
    found = [(at, one.id) for at, one in known if wanted in {one.id.casefold(), one.name.casefold()}]
    if not found:
        raise SalesbotError(_nobody("person", typed, [one.name for _, one in known]))
    return found


def _nobody(kind: str, typed: str, names: Iterable[str]) -> str:
    """Say that nothing is called so, and what might have been meant."""
    known = {name.casefold(): name for name in names}
    near = get_close_matches(typed.casefold(), known, n=1)
    meant = f" Did you mean {known[near[0]]}?" if near else ""
    return f"There is no {kind} called {typed} in the database.{meant}"
