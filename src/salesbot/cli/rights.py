"""`salesbot export`, `erase-member` and `purge`: people's data given out, taken away, and let go when it is time."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import typer

from salesbot import clock, config
from salesbot.app import House, forgetting
from salesbot.app import noting as host
from salesbot.audit.rules import HOST, Verb
from salesbot.cli.ready import refuse_unready
from salesbot.desk import packing
from salesbot.desk.service import export as exports
from salesbot.desk.service import forget
from salesbot.errors import Refusal, SalesbotError
from salesbot.people import queries as people
from salesbot.people.service import noting as audit
from salesbot.room import Held
from salesbot.store.giving_way import giving_way
from salesbot.store.scrub import scrub

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.app.forgetting import Purged
    from salesbot.desk.service.forget import Gone
    from salesbot.people.model import Member, Team


# ---- export ----


def export(*, member: str, team: str, to: Path) -> None:
    """Write what is held of one person, of a team's people, or of everybody, as a ZIP or into a new folder."""
    if to.exists():
        raise SalesbotError(f"{to} is there already and is not overwritten. Give another name.")
    if (obstacle := _obstacle(to)) is not None:  # before the audit log says that it was given out
        raise SalesbotError(obstacle)
    files = asyncio.run(_files(member=member, team=team))
    if to.suffix == ".zip":
        _keep(to, packing.zipped(files, now=clock.now()))
    else:
        to.mkdir(mode=0o700, parents=True)
        for name, words in files.items():
            _keep(to / name, words.encode("utf-8", "replace"))
    typer.echo(f"Written to {to}: {', '.join(files)}. It holds what people wrote: keep it safe, and delete it in time.")


def _obstacle(to: Path) -> str | None:
    """Say why nothing can be written there, if so."""
    folder = next(one for one in to.absolute().parents if one.exists() or to.suffix == ".zip")
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return None
    return f"{to} cannot be written: {folder} is no folder that this user may write in."


def _keep(path: Path, content: bytes) -> None:
    """Write a file that only this user reads."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)


async def _files(*, member: str, team: str) -> dict[str, str]:
    now = clock.now()
    async with opened() as house:
        async with house.store.read() as db:
            one = await _named(db, member) if member else None
            chosen = await _team(db, team) if team and one is None else None
            if one is not None:
                about, held = one.name or one.id, await exports.gather(db, house, one.workspace_id, one.id, now=now)
            else:
                about = chosen.name if chosen is not None else "everybody"
                held = await _together(db, house, await _whom(db, chosen), now=now)
        async with house.store.begin() as db:
            await _note(db, one, chosen, now=now)
    return packing.contents(held, about=about, now=now)


async def _note(db: AsyncSession, one: Member | None, team: Team | None, *, now: datetime) -> None:
    """The audit log hears of it before the file is there."""
    if one is not None:
        await audit.of_export(db, one.workspace_id, one.id, by=HOST, now=now)
    elif team is not None:
        await audit.of_team(db, team, Verb.TEAM_EXPORTED, by=HOST, now=now)
    else:
        await host.everywhere(db, Verb.EVERYBODY_EXPORTED, now=now)


async def _whom(db: AsyncSession, team: Team | None) -> Sequence[Member]:
    """The people of a team, or everybody."""
    if team is not None:
        return [place.member for place in await people.roster(db, team.workspace_id, team.id)]
    known = await _everybody(db, [one.id for one in await people.workspaces(db)])
    return sorted(known, key=lambda one: (one.workspace_id, one.name.casefold(), one.id))


async def _team(db: AsyncSession, team: str) -> Team:
    """The team that is called so, or whose channel is."""
    wanted = team.casefold().lstrip("#")
    teams = [one for at in await people.workspaces(db) for one in await people.teams(db, at.id)]
    found = next((one for one in teams if wanted in {one.name.casefold(), one.channel_name.casefold()}), None)
    if found is None:
        there = ", ".join(one.name for one in teams) or "none"
        raise SalesbotError(f"There is no team called {team} in the database; there is {there}.")
    return found


async def _together(db: AsyncSession, house: House, whom: Sequence[Member], *, now: datetime) -> list[Held]:
    """Everybody's rows of one kind in one file, each with whose it is."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for one in whom:
        for held in await exports.gather(db, house, one.workspace_id, one.id, now=now):
            own = {"member_id": one.id, "member": one.name}
            rows.setdefault(held.name, []).extend(own | dict(row) for row in held.rows)
    return [Held(name, some) for name, some in rows.items()]


# ---- erase ----


def erase_member(member: str, *, workspace: str, yes: bool) -> None:
    """Forget somebody, after a question where nobody said yes to it yet."""
    name, said = asyncio.run(_known(member, workspace))
    typer.echo(f"{name}: {said}. All of it goes, salesbot's own posts included; nothing brings it back.")
    if not yes:
        typer.confirm("Forget this person?", abort=True)
    gone = asyncio.run(_erase(member, workspace))
    told = ", ".join(f"{what} {number}" for what, number in gone.removed.items() if number)
    typer.echo(f"Forgotten ({told}). What stood in Slack disappears while salesbot runs, about fifty posts a minute.")
    if gone.theirs:
        typer.echo("What they typed in Slack themselves only they, or a Slack admin, can delete (channel and ts):")
        for place in gone.theirs:
            typer.echo(f"  {place.channel or 'direct message'} {place.ts}")


async def _known(member: str, workspace: str) -> tuple[str, str]:
    async with opened() as house, house.store.read() as db:
        one = await _named(db, member, workspace=workspace)
        held = await exports.gather(db, house, one.workspace_id, one.id, now=clock.now())
    counted = ", ".join(f"{part.name} {len(part.rows)}" for part in held if part.rows)
    return f"{one.name or one.id} ({one.id})", counted or "nothing but the name"


async def _erase(member: str, workspace: str) -> Gone:
    async with opened() as house:

        async def do(db: AsyncSession) -> Gone:
            one = await _named(db, member, workspace=workspace)
            return await forget.forget(db, house, one.workspace_id, one.id, by=HOST, now=clock.now())

        try:
            gone = await giving_way(house.store, do)
        except Refusal as no:
            raise SalesbotError(no.words) from no
        await forget.keep(house.settings, [gone.noted])
        await scrub(house.settings.database_url)
    return gone


# ---- purge ----


def purge() -> None:
    """Remove what is older than its kind of data is kept, and say how much that was."""
    for one in asyncio.run(_purge()):
        rows = f"{one.rows} removed" if one.rows else "nothing to remove"
        typer.echo(f"{one.kind.name:<12} {one.kind.what}, kept {one.days} days: {rows}")


async def _purge() -> Sequence[Purged]:
    async with opened() as house:
        done = await forgetting.purge(house.store, house.rooms, house.settings, by=HOST, now=clock.now())
        if any(one.rows for one in done):
            await scrub(house.settings.database_url)
    return done


# ---- what all need ----


@asynccontextmanager
async def opened() -> AsyncIterator[House]:
    """The house on the settings' database, beside a salesbot that may run; nothing is asked of Slack."""
    settings = config.load()
    await refuse_unready(settings.database_url)
    house = await House.open(settings)
    try:
        yield house
    finally:
        await house.close()


async def _everybody(db: AsyncSession, workspaces: Sequence[str]) -> list[Member]:
    known: list[Member] = []
    for at in workspaces:
        known += (await people.members(db, at, await people.known_ids(db, at))).values()
    return known


async def _named(db: AsyncSession, typed: str, *, workspace: str = "") -> Member:
    """The one person with this Slack id, or else this name. Raises SalesbotError where that is nobody, or several."""
    places = [one.id for one in await people.workspaces(db) if workspace in {"", one.id}]
    known = await _everybody(db, places)
    wanted = typed.lstrip("@")
    found = [one for one in known if one.id == wanted] or [
        one for one in known if one.name.casefold() == wanted.casefold()
    ]
    if not found:
        raise SalesbotError(
            f"There is nobody called {typed} in the database. The Slack id (U…) finds them for certain."
        )
    if len(found) > 1:
        told = ", ".join(f"{one.id} in {one.workspace_id}" for one in found)
        raise SalesbotError(f"Several are called {typed}: {told}. Give the Slack id, or --workspace.")
    return found[0]
