"""What the doctor looks at beside a salesbot that runs: whether it beats, what waits, what died, backups and room."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp

from salesbot import clock
from salesbot.config import Transport
from salesbot.outbox import queries as outbox
from salesbot.people import queries as people
from salesbot.store import Store, files, lock, nightly, processes
from salesbot.store.backup import Finding

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from datetime import datetime

    from salesbot.config import Settings
    from salesbot.outbox.model import PausedTarget
    from salesbot.people.model import Workspace
    from salesbot.store.nightly import Kept

LATE = 120.0  # seconds after which a message that is due says that something holds it up
OLD = 36.0  # hours after which a backup a day is none
LEAST_FREE = 500_000_000  # bytes
SKEW = 5.0  # seconds between this machine's clock and the database's
PATIENCE = 5.0  # seconds for a page of a salesbot that runs


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Look at a database whose tables are there, and at whoever runs on it, without keeping anybody waiting."""
    store = await Store.open(settings.database_url)
    try:
        running, findings = await _running(settings, store)
        for finding in findings:
            yield finding
        for finding in await _waiting(store, running=running):
            yield finding
        for finding in await _stopped(store, many=settings.many):
            yield finding
        yield await _clocks(store)
    finally:
        await store.close()
    for finding in await asyncio.to_thread(_backups, settings):
        yield finding


# ---- whether one runs ----


async def _running(settings: Settings, store: Store) -> tuple[bool, list[Finding]]:
    async with store.read() as db:
        alive = await processes.alive(db, now=await store.machine_now(db))
    holder = lock.holder(settings.database_url)
    address = _address(settings)
    healthy = await _page(address, "/healthz")
    if holder is None and not alive and healthy is None:
        words = "Note: no salesbot runs here just now. `salesbot run` starts one."
        return False, [Finding(well=True, words=words)]
    up = Finding(well=True, words=_up(holder, len(alive), address))
    if healthy is None:
        return True, [up, _silent(address, here=holder is not None)]
    return True, [up, *[one async for one in _pages(address, healthy)]]


def _up(holder: str | None, alive: int, address: str) -> str:
    if holder is not None:
        return f"A salesbot runs on this database{f' (process {holder})' if holder else ''}."
    if alive:
        return f"{alive} salesbot process{'es run' if alive > 1 else ' runs'} on this database."
    return f"A salesbot runs on this machine ({address})."


def _silent(address: str, *, here: bool) -> Finding:
    """Say that the health page does not answer: of one on this machine that is bad, one elsewhere has its own."""
    if here:
        words = f"Nobody answers on {address}/healthz. Does it run with this SALESBOT_PORT? If so, restart it."
        return Finding(well=False, words=words)
    words = f"Note: nobody answers on {address}/healthz; it runs on another machine, or with another port."
    return Finding(well=True, words=words)


async def _pages(address: str, healthy: dict[str, Any]) -> AsyncIterator[Finding]:
    age = healthy.get("tick_age")
    if age is not None:
        yield tick_line(float(age), well=bool(healthy.get("ok")))
    ready = await _page(address, "/readyz") or {}
    for name, advice in (("slack", "Its log says why, at socket_not_connected."), ("database", "Is it up?")):
        if name in ready:
            yield _ready(name, well=bool(ready[name]), advice=advice)


def _address(settings: Settings) -> str:
    host = "127.0.0.1" if settings.transport is Transport.SOCKET else settings.host
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, and not listened on
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


async def _page(address: str, path: str) -> dict[str, Any] | None:
    wait = aiohttp.ClientTimeout(total=PATIENCE)
    try:
        async with aiohttp.ClientSession(timeout=wait) as session, session.get(f"{address}{path}") as answer:
            said = json.loads(await answer.text())
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return None
    return said if isinstance(said, dict) and "ok" in said else None


def tick_line(age: float, *, well: bool) -> Finding:
    """Say how long ago the last beat came through."""
    advice = "" if well else " Nothing is sent any more: restart it, and look into its log at beat.failed."
    return Finding(well=well, words=f"Its last beat came through {age:.0f} s ago.{advice}")


def _ready(name: str, *, well: bool, advice: str) -> Finding:
    what = {"slack": "Slack", "database": "the database"}[name]
    return Finding(well=well, words=f"It reaches {what}." if well else f"It does not reach {what}. {advice}")


# ---- what waits, and what a person has to decide ----


async def _waiting(store: Store, *, running: bool) -> list[Finding]:
    now = clock.now()
    async with store.read() as db:
        counts = await outbox.counted(db)
        oldest = await outbox.oldest_due(db, now=now)
        paused = await outbox.paused(db)
    late = (now - oldest).total_seconds() if oldest is not None else 0.0
    return [
        late_line(late, counts["waiting"], running=running),
        *_undecided(counts),
        *_paused(paused),
    ]


def late_line(seconds: float, waiting: int, *, running: bool) -> Finding:
    """Say how long the longest due message has been waiting."""
    if seconds < LATE:
        return Finding(well=True, words=f"No message is late; {waiting} wait for their time or their turn.")
    words = f"The longest due message has waited for {_span(seconds)}"
    if not running:
        return Finding(well=True, words=f"Note: {words[0].lower()}{words[1:]}; it goes out when a salesbot runs.")
    advice = "`salesbot outbox list waiting` says what for, and the log at outbox.again says what Slack answers."
    return Finding(well=False, words=f"{words}. {advice}")


def _undecided(counts: dict[str, int]) -> Iterator[Finding]:
    if number := counts["dead"]:
        advice = "`salesbot outbox list dead` shows why; then `salesbot outbox retry` or `drop`."
        yield Finding(well=False, words=f"{_many(number, 'message')} could not be sent and died. {advice}")
    if number := counts["unknown"]:
        advice = "Look in Slack: `salesbot outbox list unknown` shows where; then `salesbot outbox retry` or `drop`."
        yield Finding(well=False, words=f"Of {_many(number, 'message')} nobody knows whether it arrived. {advice}")
    if not counts["dead"] and not counts["unknown"]:
        yield Finding(well=True, words="No message died, and of none it is unknown whether it arrived.")


async def _stopped(store: Store, *, many: bool) -> list[Finding]:
    """Tell the stopped workspace; where many installed salesbot, `installs.look` tells each."""
    async with store.read() as db:
        return [] if many else [_stop(one) for one in await people.stopped(db)]


def _stop(one: Workspace) -> Finding:
    since = f"{one.stopped_at:%d %b %H:%M} UTC"
    advice = "Reinstall the app there; it goes on by itself when its token works again."
    return Finding(well=False, words=f"{one.name or one.id} is stopped since {since}: {one.stopped_why}. {advice}")


def _paused(targets: Sequence[PausedTarget]) -> Iterator[Finding]:
    for one in targets[:10]:
        since = f"{one.since_at:%d %b %H:%M} UTC"
        advice = "Invite salesbot, unarchive it, or choose another channel; it is tried hourly."
        yield Finding(well=False, words=f"{one.target} cannot be reached since {since}: {one.error}. {advice}")
    if len(targets) > 10:  # noqa: PLR2004  more than anybody reads
        yield Finding(well=False, words=f"{len(targets) - 10} more cannot be reached: `salesbot outbox list paused`.")


# ---- the machine ----


async def _clocks(store: Store) -> Finding:
    """Compare this machine's clock with the database's; leases are told by the latter."""
    async with store.read() as db:
        off = abs((clock.real() - await store.machine_now(db)).total_seconds())
    if off < SKEW:
        return Finding(well=True, words="This machine's clock agrees with the database's.")
    words = f"The clocks of this machine and of the database are {off:.0f} s apart. Keep both with NTP."
    return Finding(well=False, words=words)


def _backups(settings: Settings) -> list[Finding]:
    kept = nightly.kept(settings.database_url)
    if kept is None:
        advice = "See that pg_dump runs every night: `salesbot db backup` tells its command."
        return [Finding(well=True, words=f"Note: the backups of a PostgreSQL are not salesbot's to see. {advice}")]
    return [backup_line(kept, now=clock.real()), room_line(kept)]


def backup_line(kept: Kept, *, now: datetime) -> Finding:
    """Say how old the newest backup is, and whether it could be restored."""
    if kept.newest is None:
        words = f"Note: there is no backup in {kept.folder} yet; a salesbot that runs makes one a day."
        return Finding(well=True, words=words)
    hours = (now - kept.newest.made_at).total_seconds() / 3600
    if faults := files.faults(kept.newest.file):
        advice = "Delete it; the next one is made within the hour."
        return Finding(well=False, words=f"The newest backup, {kept.newest.file}, is damaged: {faults[0]}. {advice}")
    if hours > OLD:
        advice = "A salesbot that runs makes one a day; its log says at backup.failed why not."
        return Finding(well=False, words=f"The newest backup is {hours / 24:.0f} days old. {advice}")
    words = f"The newest of {_many(len(kept.copies), 'backup')} is {hours:.0f} hours old and whole."
    return Finding(well=True, words=words)


def room_line(kept: Kept) -> Finding:
    """Say whether the disk has room for the database to grow, and for its next copy."""
    needed = max(LEAST_FREE, 2 * kept.size)
    there = f"{kept.folder.parent} has {kept.free / 1e9:.1f} GB left"
    if kept.free >= needed:
        return Finding(well=True, words=f"{there}.")
    return Finding(well=False, words=f"{there}; {needed / 1e9:.1f} GB would be safe. On a full disk nothing is saved.")


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' if number > 1 else ''}"


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} hours"  # noqa: PLR2004  two hours
