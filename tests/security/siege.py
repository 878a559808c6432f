"""Sending attacks over real sockets, and judging each: was it answered, and did it touch only what is theirs."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import random
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from attacks import places
from keeping import kept
from knocking import rows
from openings import ELSEWHERE, NOBODIES, openings_of
from waves import attacks
from world import ACME, FAR, world_of

from logged import SHORTEST, typed
from salesbot import clock, log
from salesbot.slack.health import Health
from salesbot.slack.http import WebDoor
from salesbot.slack.socket import SocketDoor
from salesbot.store import Base

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from attacks import Attack
    from keeping import Kept
    from world import World

# All teams of a workspace say whether a tip helped; who did is not the author's team.
SHARED = {"tips"}
TABLES: list[str] = []  # what is told at the end of the run
GOOD_HEADERS = {"x-slack-signature", "x-slack-request-timestamp"}


@dataclass
class Outcome:
    """What came of one attack."""

    status: int
    body: str
    calls: list[str]
    lines: list[dict[str, Any]]
    changed: bool

    @property
    def name(self) -> str:
        """Its kind, for the table."""
        if self.status == 0:
            return "cut off"
        if self.status != 200:
            return str(self.status)
        if "options" in self.body and len(self.body) < 30:
            return "200, nothing offered"
        return "200, in words" if self.body or self.calls else "200"

    @property
    def seen(self) -> bool:
        """Whether anybody can tell that it came: an answer in words, a line in the log, or what it did."""
        return self.status == 404 or bool(self.body or self.calls or self.lines or self.changed)


@dataclass
class Siege:
    """The app with both its doors open, under attack."""

    world: World
    port: int
    kept: Kept
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    doors: set[str] = field(default_factory=set)  # that were attacked
    _lines: list[dict[str, Any]] = field(default_factory=list)
    _connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def lay(self, *, seed: int, number: int, by_socket: int) -> None:
        """Attack so many times over HTTP, and so many over Socket Mode."""
        rng = random.Random(seed)
        openings = openings_of(self.world.house.doors)
        async for one in attacks(self.world, openings, rng, number=number):
            await self._judge(one, await self._watched(self._over_http, one))
        async for one in attacks(self.world, openings, rng, number=by_socket, only_signed=True):
            await self._judge(one, await self._watched(self._over_socket, one), way="socket")

    async def _watched(self, send: Any, one: Attack) -> Outcome:
        self.world.slack.log.calls.clear()
        self._lines.clear()
        before = await self.world.knocker._written()
        status, body = await send(one)
        await self.world.house.doors.drain(10)
        calls = [call.method for call in self.world.slack.log.calls]
        changed = before != await self.world.knocker._written() and bool(await self.world.changed())
        self.world.slack.world.modals.clear()
        return Outcome(status, body, calls, list(self._lines), changed)

    async def _judge(self, one: Attack, came: Outcome, *, way: str = "HTTP") -> None:
        self.outcomes[one.kind, came.name] += 1
        self.doors.add(one.opening.name)
        self.wrong += [f"{one.told}, by {way}: {what}\n    {_short(one)}" async for what in self._faults(one, came)]
        if came.changed:
            await self._restore()

    async def _restore(self) -> None:
        """Put the database back as it was: what is refused must be refused the next time for the same reason."""
        await self.kept.put_back(await self.world.changed())

    async def _faults(self, one: Attack, came: Outcome) -> AsyncIterator[str]:
        if came.status >= 500:
            yield f"answered {came.status}"
        for line in came.lines:
            if line["level"] in {"error", "critical", "exception"} or isinstance(line.get("error"), list):
                yield f"logged {line}"
        if any(text[:40] in str(line) for text in _words_of(one) for line in came.lines):
            yield "logged what was typed"
        if "Something broke" in came.body or "Traceback" in came.body:
            yield f"said {came.body[:200]}"
        if not came.seen:
            yield "was dropped unseen"
        if came.changed:
            for what in await self._damage(one):
                yield what

    async def _damage(self, one: Attack) -> list[str]:
        """What it changed that it must not; what somebody may do to their own is no damage."""
        changed = await self.world.changed()
        if not one.comes_through or (one.who in NOBODIES and not one.opening.is_told_by_slack):
            return [f"changed {sorted(changed)}"]
        now = await rows(self.world.house.store, changed)
        return [
            f"changed {name} of {whose}"
            for name in changed
            for whose in self._others(one)
            if self._of(name, now[name], whose) != self._of(name, self.world.kept[name], whose)
        ]

    def _others(self, one: Attack) -> list[Any]:
        """Whose rows this person has no business with: a workspace's id, or a team's."""
        if one.who == ELSEWHERE:
            return [ACME]
        bravo = self.world.places["bravo"].team.id
        return [FAR] if one.who == "admin" or one.opening.is_told_by_slack else [FAR, bravo]

    def _of(self, table: str, found: list[tuple[Any, ...]], whose: Any) -> list[str]:
        names = [one.name for one in Base.metadata.tables[table].columns]
        column = "workspace_id" if isinstance(whose, str) else "team_id"
        if column not in names or (column == "team_id" and table in SHARED):
            return []
        return sorted(repr(row) for row in found if row[names.index(column)] == whose)

    # ---- over HTTP ----

    async def _over_http(self, one: Attack) -> tuple[int, str]:
        raw = self._request(one)
        if one.repeats:
            await self._exchange(raw)
            await self.world.house.doors.drain(10)
            if await self.world.changed():
                await self._restore()
            self.world.slack.log.calls.clear()
            self._lines.clear()
        return await self._exchange(raw)

    def _request(self, one: Attack) -> bytes:
        head = [f"{one.method} {one.path} HTTP/1.1", "host: localhost", f"content-length: {len(one.body)}"]
        head += [f"content-type: {one.content_type}"] if one.content_type else []
        replaced = {name.lower() for name, _ in one.headers} & GOOD_HEADERS
        head += [f"{name}: {value}" for name, value in self._signed(one) if name not in replaced]
        head += [f"{name}: {value}" for name, value in one.headers]
        return "\r\n".join(head).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + one.body

    def _signed(self, one: Attack) -> Iterator[tuple[str, str]]:
        stamp = str(int(clock.real().timestamp()) - one.age)
        secret = "another" if one.signature == "another" else self.world.bot.signing_secret
        mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + one.body, hashlib.sha256).hexdigest()
        if one.signature == "wrong":
            mac = mac[::-1]
        yield "x-slack-request-timestamp", stamp
        if one.signature != "none":
            yield "x-slack-signature", "" if one.signature == "empty" else f"v0={mac}"

    async def _exchange(self, raw: bytes) -> tuple[int, str]:
        """Send it as it is, and read the answer; a connection that was closed is opened again."""
        for _ in range(2):
            reader, writer = await self._open()
            try:
                writer.write(raw)
                async with asyncio.timeout(30):
                    await writer.drain()
                    return await self._read(reader, raw[:4].decode().strip())
            except (ConnectionError, asyncio.IncompleteReadError):
                await self.let_go()
        return 0, ""

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._connection is None:
            self._connection = await asyncio.open_connection("127.0.0.1", self.port)
        return self._connection

    async def _read(self, reader: asyncio.StreamReader, method: str) -> tuple[int, str]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next((int(line.split(":")[1]) for line in head.splitlines() if line.startswith("content-length:")), 0)
        status = int(head.split()[1])
        body = await reader.readexactly(length) if method != "HEAD" else b""
        if "connection: close" in head:
            await self.let_go()
        return status, body.decode("utf-8", "replace")

    async def let_go(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection[1].close()
            self._connection = None

    # ---- over Socket Mode ----

    async def _over_socket(self, one: Attack) -> tuple[int, str]:
        """Bring it as Slack's socket would; what is no JSON comes as it is, and cannot be answered."""
        kind = (
            "events_api" if "event" in one.payload else "slash_commands" if "command" in one.payload else "interactive"
        )
        envelope = {"envelope_id": str(id(one)), "payload": one.payload, "type": kind, "accepts_response_payload": True}
        asked = asyncio.ensure_future(self.world.slack.courier.links.send(self.world.bot.app, envelope))
        while not asked.done() and not self._refused_without_an_ack():
            await asyncio.wait({asked}, timeout=0.02)
        if asked.done():
            return 200, json.dumps(asked.result().body) if asked.result().body else ""
        asked.cancel()
        await asyncio.wait({asked})
        return 400, ""

    def _refused_without_an_ack(self) -> bool:
        """Whether no ack will come: the log says so, and Slack tells the person that the app did not answer."""
        said = {line["event"] for line in self._lines}
        return "payload_misshapen" in said or ("door.answered" in said and self._lines[-1].get("outcome") != "ok")


def _words_of(one: Attack) -> set[str]:
    """What was typed; not what stands where an id does as well, since ids are logged."""
    ids = {str(holder[key]) for holder, key in places(one.payload) if str(key).endswith("id")}
    return {text for text in typed(one.payload) if len(text) >= SHORTEST} - ids


def _short(one: Attack) -> str:
    return (one.body or json.dumps(one.payload).encode())[:700].decode("utf-8", "replace")


@asynccontextmanager
async def siege_of(url: str) -> AsyncIterator[Siege]:
    """The three teams of the matrix, with both doors open."""
    before, root = structlog.get_config(), logging.getLogger()
    async with world_of(url) as world, kept(url, world.knocker._file) as as_it_was:
        house = world.house
        house.settings.__dict__["signing_secret"] = type(house.settings.bot_token)(world.bot.signing_secret)
        web = WebDoor(house.doors, house.settings, health=Health(tick_age=lambda: 0.0))
        socket = SocketDoor(house.doors, house.settings, clients=house.clients)
        siege = Siege(world, await web.start(), as_it_was)
        await socket.start()
        await world.slack.connected(world.bot, links=2)
        listening = _Listening(siege._lines)
        structlog.configure(processors=[_level, log.without_words, listening.take])
        root.addHandler(listening)
        try:
            yield siege
        finally:
            root.removeHandler(listening)
            structlog.configure(**before)
            await siege.let_go()
            await socket.stop(1)
            await web.stop(1)


def _level(_logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    return {"level": method, **event}


class _Listening(logging.Handler):
    """Keeps every line that is logged, ours and the libraries'."""

    def __init__(self, lines: list[dict[str, Any]]) -> None:
        super().__init__()
        self._lines = lines

    def take(self, _logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        """Take a line of ours."""
        self._lines.append(event)
        raise structlog.DropEvent

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line of a library."""
        line = {"level": record.levelname.lower(), "event": record.getMessage(), "of": record.name}
        self._lines.append(line | ({"error": repr(record.exc_info[1])} if record.exc_info else {}))
