"""Erasures are done again where a backup undid them: the file beside the database remembers what the backup cannot."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select

from salesbot import clock
from salesbot.app import noting
from salesbot.app.house import House
from salesbot.audit.rules import SALESBOT, Verb
from salesbot.desk.service import forget
from salesbot.people import queries as people
from salesbot.people import rights
from salesbot.people.model import Forgotten
from salesbot.store import backup, erasures, migrate, urls
from salesbot.store.erasures import Noted
from salesbot.store.giving_way import giving_way
from salesbot.store.scrub import scrub

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.config import Settings

_log = structlog.get_logger(__name__)


async def do_again(house: House, *, now: datetime) -> int:
    """Let the file and the table know the same, and forget again whom the table no longer knew of; says how many.

    Raises StoreError where the file cannot be read: better not to start than to bring somebody back.
    """
    path = erasures.place(house.settings.database_url, house.settings.forgotten_file)
    known = await _in_table(house)
    await forget.keep(house.settings, known)
    names = {one.id for one in known}
    lost = [one for one in await asyncio.to_thread(erasures.read, path) if one.id not in names]
    again = sum([await _again(house, one, now=now) for one in lost])
    if again:
        _log.warning("forgotten.done_again", people=again)
        await scrub(house.settings.database_url)
    return again


async def restore(settings: Settings, from_: Path) -> tuple[Path | None, int]:
    """Put a backup in the place of the database, and forget again whom it brought back.

    Returns where the old one now is, and how many were forgotten again. Raises StoreError as `backup.restore` does.
    """
    file = urls.file_of(urls.parse(settings.database_url))
    notes = erasures.place(settings.database_url, settings.forgotten_file)
    if file is not None:
        await asyncio.to_thread(erasures.add, notes, erasures.inside(file))
    old = await backup.restore(settings.database_url, from_)
    await migrate.upgrade(settings.database_url)
    house = await House.open(settings)
    try:
        async with house.store.begin() as db:
            await noting.everywhere(db, Verb.DATABASE_RESTORED, now=clock.now())
        return old, await do_again(house, now=clock.now()) if erasures.read(notes) else 0
    finally:
        await house.close()


async def _in_table(house: House) -> list[Noted]:
    async with house.store.read() as db:
        rows = (await db.scalars(select(Forgotten))).all()
    return [Noted(one.id, one.workspace_id, one.member_id, one.forgotten_at.isoformat()) for one in rows]


async def _again(house: House, noted: Noted, *, now: datetime) -> bool:
    """Forget somebody whom a backup brought back; whoever came anew after they were forgotten stays."""

    async def do(db: AsyncSession) -> bool:
        member = await people.hold(db, noted.workspace, noted.member)
        if await db.get(Forgotten, noted.id) is not None:
            return False  # another process was at it as well
        if member is not None and member.created_at <= noted.instant:
            await forget.forget(db, house, noted.workspace, noted.member, by=SALESBOT, now=now, name=noted.id)
            return True
        await rights.note(db, noted.workspace, noted.member, now=noted.instant, name=noted.id)
        return False

    return await giving_way(house.store, do)
