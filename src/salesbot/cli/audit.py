"""`salesbot audit`: who changed what, for whoever hosts salesbot; one line each, the oldest first."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC
from itertools import groupby
from typing import TYPE_CHECKING, Any

import typer

from salesbot.audit import queries
from salesbot.audit.rules import HOST, SALESBOT, SLACK
from salesbot.cli.rights import opened
from salesbot.desk.blocks.audited import sentence
from salesbot.desk.service.audit import name
from salesbot.errors import SalesbotError
from salesbot.people import queries as people

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.app import House
    from salesbot.audit.model import Line
    from salesbot.desk.service.audit import Naming

_AT_ONCE = 500
_TIMES = "Times are UTC."


def audit(*, since: datetime | None, who: str, as_json: bool) -> None:
    """Print the lines since an instant (UTC), or of somebody."""
    asyncio.run(_print(since.replace(tzinfo=UTC) if since is not None else None, who, as_json=as_json))


async def _print(since: datetime | None, who: str, *, as_json: bool) -> None:
    async with opened() as house, house.store.read() as db:
        about = await _named(db, who) if who else ()
        several = len(await people.workspaces(db)) > 1
        printed = 0
        async for some in _lines(db, since=since, about=about):
            said = [_json(one) for one in some] if as_json else await _said(db, house, some, several=several)
            if not printed and not as_json:
                typer.echo(_TIMES)
            typer.echo("\n".join(said))
            printed += len(some)
    if not printed and not as_json:
        typer.echo("Nobody changed anything" + (" since then." if since else ", as far as I noted."))


async def _lines(db: AsyncSession, *, since: datetime | None, about: Sequence[str]) -> AsyncIterator[Sequence[Line]]:
    after = 0
    while some := await queries.everywhere(db, since=since, about=about, after=after, limit=_AT_ONCE):
        yield some
        after = some[-1].id


async def _named(db: AsyncSession, who: str) -> list[str]:
    """The ids of whoever is meant: by Slack id, by name, or one of `host`, `slack` and `salesbot`."""
    wanted = who.lstrip("@")
    found = {wanted} if wanted in {HOST, SLACK, SALESBOT} else set[str]()
    for one in await people.workspaces(db):
        known = await people.members(db, one.id, await people.known_ids(db, one.id))
        found |= {each.id for each in known.values() if each.id == wanted or each.name.casefold() == wanted.casefold()}
    if not found:
        raise SalesbotError(f"There is nobody called {who} in the database. The Slack id (U…) finds them for certain.")
    return sorted(found)


def _json(one: Line) -> str:
    said: dict[str, Any] = {
        "id": one.id, "at": one.at.isoformat(), "workspace": one.workspace_id, "by": one.done_by, "verb": one.verb,
        "kind": one.object_kind, "object": one.object_id, "team": one.team_id, "how": one.how, "many": one.many,
    }  # fmt: skip
    return json.dumps(said)


async def _said(db: AsyncSession, house: House, lines: Sequence[Line], *, several: bool) -> list[str]:
    said: list[str] = []
    for workspace_id, some in groupby(lines, key=lambda one: one.workspace_id):
        here = list(some)
        voice = _Plain(await name(db, house, workspace_id, here))
        where = f"{workspace_id}  " if several else ""
        said += [f"{one.at:%Y-%m-%d %H:%M}  {where}{sentence([one], voice.named, voice)}" for one in here]
    return said


class _Plain:
    """Names as a terminal shows them: people with their id, as two may have one name."""

    def __init__(self, named: Naming) -> None:
        self.named = named

    def person(self, member_id: str) -> str:
        return f"{_clean(self.named.people.get(member_id, 'somebody'))} ({member_id})"

    def title(self, name: str) -> str:
        return _clean(name)


def _clean(name: str) -> str:
    """A name that cannot move a terminal's cursor."""
    return "".join(one for one in name if one.isprintable())
