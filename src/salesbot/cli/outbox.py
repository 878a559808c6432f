"""`salesbot outbox`: what waits, what nobody knows, what died and why; and the word of a person who looked."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from salesbot.audit.rules import Verb
from salesbot.errors import SalesbotError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.outbox.model import Delivery, PausedTarget
    from salesbot.people.model import Workspace
    from salesbot.store import Store

app = typer.Typer(help="The outbox: what waits, what is unknown, what died, and why.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(help="The key, as `salesbot outbox list` shows it.")]
InWorkspace = Annotated[str | None, typer.Option(help="The workspace (T…), where a key is in several.")]
_NOT_SETTLED = {"unknown", "dead"}


class Which(StrEnum):
    """What to list."""

    ALL = "all"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    DEAD = "dead"
    PAUSED = "paused"


_STATES = {
    Which.ALL: ["unknown", "dead", "paused", "claimed", "waiting"],
    Which.WAITING: ["waiting", "claimed"],
    Which.UNKNOWN: ["unknown"],
    Which.DEAD: ["dead"],
    Which.PAUSED: ["paused"],
}


@app.command("list")
def list_(
    which: Annotated[Which, typer.Argument(help="Only these.")] = Which.ALL,
    limit: Annotated[int, typer.Option(min=1, help="At most so many of each kind.")] = 50,
) -> None:
    """Show what is not settled: first what needs a person, then what goes on by itself."""
    for line in asyncio.run(_listed(which, limit)):
        typer.echo(line)


async def _listed(which: Which, limit: int) -> list[str]:
    from salesbot import clock
    from salesbot.outbox import queries
    from salesbot.people import queries as people

    async with _store() as store, store.read() as db:
        lines = [_stopped(workspace) for workspace in await people.stopped(db)]
        for state in _STATES[which]:
            rows = await queries.listed(db, states=[state], limit=limit)
            lines += [_line(row, now=clock.now()) for row in rows]
        paused = await queries.paused(db) if which in {Which.ALL, Which.PAUSED} else []
    lines += [_paused(target) for target in paused]
    return lines or ["Nothing waits, nothing is unknown, nothing died."]


def _stopped(workspace: Workspace) -> str:
    return (
        f"{workspace.id} is stopped since {workspace.stopped_at:%d %b %H:%M} UTC: {workspace.stopped_why}. "
        "Nothing is sent there and nothing is lost; it goes on by itself when the token works again."
    )


def _line(row: Delivery, *, now: datetime) -> str:
    why = f", {row.error}" if row.error else ""
    tries = f", tried {row.attempts} times" if row.attempts > 1 else ""
    story = f", of {row.trace}" if row.trace else ""  # what the log calls it
    return f"{row.state:8} {row.key}  to {row.target}, due {_age(now - row.due_at)}{tries}{why}{story}{_advice(row)}"


def _age(age: object) -> str:
    from datetime import timedelta

    assert isinstance(age, timedelta)  # noqa: S101  told to mypy; the import is late so that --help is quick
    minutes = round(age.total_seconds() / 60)
    return f"{minutes} min ago" if minutes >= 0 else f"in {-minutes} min"


def _advice(row: Delivery) -> str:
    if row.state == "unknown":
        there, not_there = f"salesbot outbox drop --arrived {row.key}", f"salesbot outbox retry {row.key}"
        return f"\n         Look in Slack.\n         There:      {there}\n         Not there:  {not_there}"
    if row.state == "dead":
        retry_, drop_ = f"salesbot outbox retry {row.key}", f"salesbot outbox drop {row.key}"
        return f"\n         Mend the cause, then:  {retry_}\n         Or give it up:         {drop_}"
    return ""


def _paused(target: PausedTarget) -> str:
    since = f"{target.since_at:%d %b %H:%M} UTC"
    return f"{target.target} cannot be reached since {since}: {target.error}. It is tried hourly."


@app.command()
def retry(key: Key, workspace: InWorkspace = None) -> None:
    """Try it again: you looked and it is not in Slack, or what was wrong is mended."""
    from salesbot.outbox import service

    asyncio.run(_change(key, workspace, service.send_again, Verb.MESSAGE_RETRIED, states={*_NOT_SETTLED, "paused"}))
    typer.echo(f"{key} is tried again within half a minute, if salesbot runs.")


@app.command()
def drop(
    key: Key,
    workspace: InWorkspace = None,
    arrived: Annotated[bool, typer.Option("--arrived", help="It is in Slack: count it as sent.")] = False,
) -> None:
    """Give it up: it is never sent. With --arrived it counts as sent, because you saw it in Slack."""
    from salesbot.outbox import service

    if arrived:
        asyncio.run(_change(key, workspace, service.arrived, Verb.MESSAGE_ARRIVED, states=_NOT_SETTLED))
        typer.echo(f"{key} counts as sent.")
    else:
        states = {*_NOT_SETTLED, "paused", "waiting"}
        asyncio.run(_change(key, workspace, service.drop, Verb.MESSAGE_DROPPED, states=states))
        typer.echo(f"{key} is given up.")


async def _change(
    key: str, workspace: str | None, verb: Callable[[AsyncSession, Delivery], Awaitable[None]], noted: Verb, *,
    states: set[str],
) -> None:  # fmt: skip
    from salesbot import clock
    from salesbot.audit.rules import HOST
    from salesbot.audit.service import Deed, note
    from salesbot.outbox import queries

    async with _store() as store, store.begin() as db:
        found = [row for row in await queries.named(db, key) if workspace in {None, row.workspace_id}]
        row = _only(key, found, states)
        await verb(db, row)
        await note(db, Deed(workspace_id=row.workspace_id, verb=noted, by=HOST, at=clock.now(), object_id=row.id))


def _only(key: str, found: Sequence[Delivery], states: set[str]) -> Delivery:
    if not found:
        raise SalesbotError(f"Nothing in the outbox is called {key}. `salesbot outbox list` shows what there is.")
    if len(found) > 1:
        named = ", ".join(row.workspace_id for row in found)
        raise SalesbotError(f"{key} is in several workspaces ({named}). Say which with --workspace.")
    if found[0].state not in states:
        raise SalesbotError(f"{key} is {found[0].state}; this is for what is {' or '.join(sorted(states))}.")
    return found[0]


@asynccontextmanager
async def _store() -> AsyncIterator[Store]:
    """The database of the settings, beside a salesbot that may run."""
    import salesbot.people.model  # noqa: F401  the tables that deliveries refer to
    from salesbot import config
    from salesbot.cli.ready import refuse_unready
    from salesbot.store import Store

    url = config.load().database_url
    await refuse_unready(url)
    store = await Store.open(url)
    try:
        yield store
    finally:
        await store.close()
