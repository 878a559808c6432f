"""Looking for somebody's words: in every file of the database, in every row, and in all that salesbot posted."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.engine import make_url

from salesbot.store import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from office import Office


async def in_database(office: Office, *words: str) -> list[str]:
    """Where these words stand: files of SQLite by their bytes, tables of PostgreSQL by their rows."""
    url = make_url(office.house.settings.database_url)
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database))
        files = [file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}.forgotten")]
        there = {one.name: one.read_bytes() for one in files if one.exists()}
        return [f"{word} in {name}" for name, content in there.items() for word in words if word.encode() in content]
    return await _in_rows(office, words)


async def _in_rows(office: Office, words: tuple[str, ...]) -> list[str]:
    """Every table and every column, the generated ones too: a row as text holds them all."""
    found = []
    async with office.house.store.read() as db:
        tables = await db.scalars(sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        for name in tables.all():
            rows = await db.scalars(sql(f'SELECT one::text FROM "{name}" AS one'))  # noqa: S608  a name from the catalogue
            found += [f"{word} in {name}: {row}" for row in rows for word in words if word in row]
    return found


async def naming(office: Office, member_id: str) -> set[str]:
    """The tables in which a row still holds this id, whatever the column."""
    whole = re.compile(rf"(?<![A-Z0-9]){member_id}(?![A-Z0-9])")
    async with office.house.store.read() as db:
        rows = {table.name: (await db.execute(select(table))).all() for table in Base.metadata.sorted_tables}
    return {name for name, some in rows.items() if any(whole.search(repr(row)) for row in some)}


def posted(office: Office, *words: str) -> list[str]:
    """Where these words stand in what salesbot posted: texts, blocks, and what its files hold.

    What only one person saw, as the answer to a command, Slack keeps nowhere.
    """
    said = [(channel, one) for channel in _channels(office) for one in channel.said.values() if one.bot_id]
    found = [(f"{channel.name}: {one.text[:60]}", part) for channel, one in said for part in _parts(one)]
    found += [(f"home of {view.user}", json.dumps(view.body)) for view in _homes(office)]
    return [f"{word} in {where}" for where, part in found for word in words if word in part]


def _homes(office: Office) -> list[Any]:
    """The home tab of whoever was forgotten; the others' are drawn anew when they open them."""
    world = office.slack.world
    return [world.views[number] for (_, user, _), number in world.homes.items() if user in str(world.views[number])]


def _channels(office: Office) -> list[Any]:
    return [channel for home in office.slack.world.workspaces.values() for channel in home.channels.values()]


def _parts(message: Any) -> Iterator[str]:
    yield json.dumps([message.text, message.blocks, message.attachments], ensure_ascii=False)
    for file in message.files:
        yield from (f"{name}\n{content}" for name, content in unpacked(file.content).items())


def unpacked(content: bytes) -> dict[str, str]:
    """What a ZIP holds, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
