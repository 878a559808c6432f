"""The keys that seal what people keep to themselves: where they are, whether they fit, and a new one in front."""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from cryptography.fernet import InvalidToken
from sqlalchemy import select, text, update

from salesbot import sealing
from salesbot.errors import SalesbotError, WrongSetting
from salesbot.sealing import Seals
from salesbot.store import Base, KeyProbe, insert, probes, urls
from salesbot.store.lock import locked_patiently
from salesbot.store.rows import is_postgresql

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.app.house import House
    from salesbot.config import Settings
    from salesbot.room import Room
    from salesbot.store import Store

_log = structlog.get_logger(__name__)
_WAIT_SECONDS = 30.0


# ---- where they are ----


def seals(settings: Settings) -> Seals:
    """Return what seals and opens by these settings; nothing is read or made yet."""
    return Seals(place(settings), given=settings.keys.get_secret_value() if settings.keys else "")


def place(settings: Settings) -> Path:
    """Return the key file: as named in the settings, beside a SQLite file, or in this user's data folder."""
    if settings.key_file:
        return Path(settings.key_file).expanduser().absolute()
    address = urls.parse(settings.database_url)
    file = urls.file_of(address)
    if file is None:
        return urls.in_data_folder(address, ".key")
    return file.with_suffix(".key") if file.suffix != ".key" else file.with_name(f"{file.name}.key")


def where(given: Seals) -> str:
    """Say where these keys are."""
    return "SALESBOT_KEYS" if given.given else str(given.file)


# ---- whether they fit ----


@dataclass(frozen=True)
class Column:
    """A column in which things stand sealed; an empty one held something once that nobody may read any more."""

    table: Table
    name: str

    @property
    def words(self) -> Any:
        """The column itself."""
        return self.table.c[self.name]

    @property
    def is_of_people(self) -> bool:
        """Whether it holds what somebody wrote, and not the probe: that is counted nowhere."""
        return self.table is not Base.metadata.tables[KeyProbe.__tablename__]


def columns(rooms: Sequence[Room]) -> list[Column]:
    """Return every sealed column: the probe's, and those of these rooms."""
    tables = Base.metadata.tables
    probe = Column(tables[KeyProbe.__tablename__], "sealed")
    return [probe, *(Column(tables[table], name) for room in rooms for table, name in room.sealed)]


async def any_sealed(store: Store, rooms: Sequence[Room]) -> bool:
    """Whether the database holds anything sealed."""
    async with store.read() as db:
        for one in columns(rooms):
            if await db.scalar(select(one.table.c.id).where(one.words != "").limit(1)) is not None:
                return True
    return False


async def ready(house: House) -> None:
    """See to it that there is a key and that it fits, as at every start. Raises WrongSetting where it does not.

    A key file is made where nothing was sealed yet, and never in the place of one that is lost. The first start seals
    a probe: of several hosts on one database, only those that have its key get further.
    """
    samples, mine = await _samples(house), house.seals
    if samples and not mine.given and not mine.file.exists():
        raise WrongSetting(sealing.missing(mine.file))
    held = mine.keys()
    opened = [_opens(held, one) for one in samples]
    if opened and not any(opened):
        raise WrongSetting(sealing.wrong(where(mine)))
    if not all(opened):
        _log.warning("keys.some_are_lost", advice="salesbot keys check")
    if not _opens(held, await _probed(house)):
        raise WrongSetting(sealing.wrong(where(mine)))


async def _probed(house: House) -> str:
    """Return the probe, sealed now where nobody sealed it before; of several that start together, one does."""
    sealed = house.seals.seal(probes.WORD)
    async with house.store.begin() as db:
        await insert(db, KeyProbe, [{"id": 1, "sealed": sealed}], ignore=["id"])
        await db.execute(update(KeyProbe).where(KeyProbe.sealed == "").values(sealed=sealed))
        return str(await db.scalar(select(KeyProbe.sealed)))


async def _samples(house: House) -> list[str]:
    """The oldest and the newest of what is sealed in each column."""
    found: list[str] = []
    async with house.store.read() as db:
        for one in columns(house.rooms):
            for order in (one.table.c.id, one.table.c.id.desc()):
                found += await db.scalars(select(one.words).where(one.words != "").order_by(order).limit(1))
    return found


def _opens(keys: Sequence[str], sealed: str) -> bool:
    try:
        sealing.fernet(keys).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


class Fits(StrEnum):
    """By which key something is sealed."""

    NEWEST = "newest"
    OLDER = "older"
    NONE = "none"  # that is here


def fits(keys: Sequence[str], sealed: str) -> Fits:
    """Say which of these keys, newest first, opens it."""
    if _opens(keys[:1], sealed):
        return Fits.NEWEST
    return Fits.OLDER if len(keys) > 1 and _opens(keys[1:], sealed) else Fits.NONE


async def counted(house: House) -> dict[str, Counter[Fits]]:
    """Count, table by table, what is sealed by which key. Raises WrongSetting where there is none."""
    keys, found = house.seals.keys(), dict[str, Counter[Fits]]()
    async with house.store.read() as db:
        for one in columns(house.rooms):
            rows = await db.scalars(select(one.words).where(one.words != ""))
            if one.is_of_people:
                found.setdefault(one.table.name, Counter()).update(fits(keys, sealed) for sealed in rows)
    return found


# ---- a new one ----


@dataclass(frozen=True)
class Rotated:
    """What a rotation did: how many were sealed anew, how many no key opens, and whether it went on with an old one."""

    anew: int
    lost: int
    went_on: bool
    forgot: int  # keys


async def rotate(house: House, *, forget_old: bool = False) -> Rotated:
    """Put a new key in front and seal everything anew with it, a batch a transaction, while others go on.

    The new file is written first, with the old keys behind the new one: a crash loses nothing, and the next call goes
    on where it ended. Keys of the settings are changed there; then all is sealed anew with the first of them.
    """
    mine = house.seals
    async with _alone(mine):
        keys = list(mine.keys())
        went_on = not mine.given and await _unfinished(house, keys)
        if not mine.given and not went_on:
            keys.insert(0, sealing.new())
            mine.hold(keys)
        done = Counter[Fits]()
        for one in columns(house.rooms):
            sealed = await _seal_anew(house.store, one, keys)
            done += sealed if one.is_of_people else Counter()
        forgot = await _forget_old(house, keys) if forget_old and not mine.given else 0
    return Rotated(done[Fits.OLDER], done[Fits.NONE], went_on, forgot)


@asynccontextmanager
async def _alone(mine: Seals) -> AsyncIterator[None]:
    """One rotation at a time: of two new keys that replace one another, one would be lost."""
    if mine.given:
        yield
        return
    refusal = "another `salesbot keys` is at work{who}. Wait until it is done."
    async with locked_patiently(mine.file, "keys", wait_seconds=_WAIT_SECONDS, refusal=refusal):
        yield


async def _unfinished(house: House, keys: Sequence[str]) -> bool:
    """Whether an earlier rotation was cut short."""
    return len(keys) > 1 and any(found[Fits.OLDER] for found in (await counted(house)).values())


async def _seal_anew(store: Store, column: Column, keys: Sequence[str]) -> Counter[Fits]:
    done, after, more = Counter[Fits](), 0, True
    key, words = column.table.c.id, column.words
    while more:
        async with store.begin() as db:
            wanted = select(key, words).where(key > after, words != "").order_by(key).limit(store.batch)
            rows = (await db.execute(wanted)).all()
            for number, sealed in rows:
                after, which = number, fits(keys, sealed)
                done[which] += 1
                if which is Fits.OLDER:  # what somebody edits meanwhile is sealed with the new key already
                    anew = sealing.fernet(keys).rotate(sealed.encode()).decode()
                    same = key == number, words == sealed
                    await db.execute(update(column.table).where(*same).values({column.name: anew}))
        more = len(rows) == store.batch
    return done


async def _forget_old(house: House, keys: Sequence[str]) -> int:
    """Drop all keys but the newest, while nobody can seal anything. Raises SalesbotError where one is still needed."""
    async with house.store.begin() as db:
        await _hold_still(db, house.rooms)
        for one in columns(house.rooms):
            for sealed in await db.scalars(select(one.words).where(one.words != "")):
                if fits(keys, sealed) is Fits.OLDER:
                    raise SalesbotError("Something was sealed with an old key meanwhile. Run it once more.")
        house.seals.hold(keys[:1])
    return len(keys) - 1


async def _hold_still(db: AsyncSession, rooms: Sequence[Room]) -> None:
    """Let writers wait, those too who asked for a row to change it; on SQLite they do anyway."""
    if is_postgresql(db):
        for one in columns(rooms):
            await db.execute(text(f'LOCK TABLE "{one.table.name}" IN EXCLUSIVE MODE'))


async def give_up(house: House) -> int:
    """Let go of what no key here opens, and make a key file if there is none; returns how many that were."""
    mine, gone = house.seals, 0
    async with _alone(mine):
        keys = mine.keys() if mine.given or mine.file.exists() else ()
        async with house.store.begin() as db:
            for one in columns(house.rooms):
                for number, sealed in await db.execute(select(one.table.c.id, one.words).where(one.words != "")):
                    if not keys or fits(keys, sealed) is Fits.NONE:
                        await db.execute(update(one.table).where(one.table.c.id == number).values({one.name: ""}))
                        gone += one.is_of_people
        mine.may_make = True
        mine.make()
    return gone
