"""Knocking at a door of the real app with a request that Slack could have signed, and what came of it."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import sqlite3
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy import text as sql

from salesbot import clock
from salesbot.playground.acts import payloads
from salesbot.slack.health import Health
from salesbot.slack.http import PATH, site
from salesbot.store import Base

if TYPE_CHECKING:
    from sqlalchemy import Table

    from salesbot.app.house import House
    from salesbot.store import Store

# Not what a door stores: who has been answered already, and which processes are up.
ASIDE = {"receipts", "processes"}
OPENING = {"views.open", "views.push", "views.update"}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Seen:
    """What a knock did: the ack, what salesbot asked of Slack meanwhile, and whether the database is another."""

    status: int
    ack: dict[str, Any]
    calls: tuple[tuple[str, dict[str, Any]], ...]
    changed: bool

    @property
    def words(self) -> str:
        """Everything that anybody could read of it."""
        return json.dumps([self.ack, *(args for _, args in self.calls)], ensure_ascii=False)

    @property
    def opened(self) -> set[str]:
        """The forms that came up, but for one that only says a sentence."""
        views = [args.get("view") for method, args in self.calls if method in OPENING]
        views = [json.loads(one) if isinstance(one, str) else one for one in [*views, self.ack.get("view")]]
        return {one["callback_id"] for one in views if isinstance(one, dict)} - {"slack.words"}

    @property
    def spoke(self) -> bool:
        """Whether the person was told anything."""
        return bool(self.ack) or bool(self.calls)


@dataclass
class Knocker:
    """Signs requests and hands them to the guarded doors, in this process."""

    slack: Any
    bot: Any
    house: House
    _site: Any = field(init=False)
    _file: sqlite3.Connection | None = None

    def __post_init__(self) -> None:
        """Put the guard before the doors, as the web does."""
        health = Health(tick_age=lambda: 0.0)
        if self.house.store.dialect == "sqlite":
            self._file = sqlite3.connect(self.house.settings.database_url.removeprefix("sqlite:///"))
        self._site = site(self.house.doors, secret=self.bot.signing_secret, health=health)

    async def knock(self, body: dict[str, Any], *, before: str) -> Seen:
        """Send one request; `before` is the database's digest as it was."""
        self.slack.log.calls.clear()
        mark = await self._written()
        status, raw = await self._send(body)
        await self.house.doors.drain(5)
        ack = json.loads(raw) if raw.startswith(b"{") else {}
        calls = tuple((one.method, one.args) for one in self.slack.log.calls)
        untouched = mark == await self._written()
        return Seen(status, ack, calls, changed=not untouched and await digest(self.house.store) != before)

    async def _written(self) -> str:
        """A mark that is another after every commit that wrote anything: what spares a look at every row."""
        if self._file is not None:
            return str(self._file.execute("PRAGMA data_version").fetchone())
        async with self.house.store.read() as db:
            return str(await db.scalar(sql("SELECT pg_current_wal_insert_lsn()")))

    async def _send(self, body: dict[str, Any]) -> tuple[int, bytes]:
        raw = _encoded(body)
        kind = b"application/json" if body.get("type") == "event_callback" else b"application/x-www-form-urlencoded"
        stamp = str(int(clock.real().timestamp())).encode()
        mac = hmac.new(self.bot.signing_secret.encode(), b"v0:" + stamp + b":" + raw, hashlib.sha256)
        headers = [
            (b"content-type", kind), (b"content-length", str(len(raw)).encode()),
            (b"x-slack-request-timestamp", stamp), (b"x-slack-signature", b"v0=" + mac.hexdigest().encode()),
        ]  # fmt: skip
        scope = {"type": "http", "method": "POST", "path": PATH, "query_string": b"", "headers": headers}
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": raw, "more_body": False}

        async def send(event: Any) -> None:
            sent.append(event)

        await self._site(scope, receive, send)
        return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:])

    def close(self) -> None:
        """Let go of the database."""
        if self._file is not None:
            self._file.close()

    # ---- the payloads ----

    def frame(self, user: Any, kind: str) -> dict[str, Any]:
        """What all interactions share."""
        return payloads.frame(self.slack.stage, self.bot, user, kind)

    def command(self, user: Any, typed: str, channel: Any) -> dict[str, Any]:
        """A slash command as typed."""
        name, _, text = typed.partition(" ")
        return payloads.command(self.slack.stage, self.bot, user, channel, name=name, text=text)

    def click(self, user: Any, action: dict[str, Any], *, view: dict[str, Any] | None = None) -> dict[str, Any]:
        """A click on a message in the direct message with salesbot, or in a form."""
        body = self.frame(user, "block_actions")
        body["actions"] = [{"action_ts": f"1772524800.{next(_numbers):06}", "block_id": "b", "type": "button"} | action]
        if view is not None:
            return body | {"view": view, "container": {"type": "view", "view_id": view["id"]}}
        im = self.slack.world.im(self.bot.workspace, self.bot.bot.id, user.id)
        where = self.slack.world.responder(self.bot, user, im)
        container = {"type": "message", "message_ts": "1772524800.000001", "channel_id": im.id, "is_ephemeral": True}
        return body | {
            "container": container, "channel": {"id": im.id, "name": "directmessage"},
            "response_url": self.slack.stage.response_url(where),
        }  # fmt: skip

    def form(self, user: Any, view: dict[str, Any]) -> dict[str, Any]:
        """A form that was sent."""
        return self.frame(user, "view_submission") | {"view": view, "response_urls": []}

    def shortcut(self, user: Any, callback_id: str, channel: Any, *, author: str) -> dict[str, Any]:
        """A shortcut on somebody's message in a channel."""
        ts = f"1772524802.{next(_numbers):06}"
        where = self.slack.world.responder(self.bot, user, channel)
        return self.frame(user, "message_action") | {
            "callback_id": callback_id, "action_ts": ts, "channel": {"id": channel.id, "name": channel.name},
            "message": {"type": "message", "user": author, "text": "Done", "ts": ts}, "message_ts": ts,
            "response_url": self.slack.stage.response_url(where),
        }  # fmt: skip

    def menu(self, user: Any, action: str, typed: str, view: dict[str, Any]) -> dict[str, Any]:
        """Somebody types into a menu."""
        body = self.frame(user, "block_suggestion") | {"action_id": action, "block_id": "b", "value": typed}
        body.pop("trigger_id")
        return body | {"view": view, "container": {"type": "view", "view_id": view["id"]}}

    def message(self, user: Any, text: str) -> dict[str, Any]:
        """Somebody types to salesbot."""
        im = self.slack.world.im(self.bot.workspace, self.bot.bot.id, user.id)
        ts = f"1772524801.{next(_numbers):06}"
        event = {"type": "message", "channel_type": "im", "channel": im.id, "user": user.id, "text": text, "ts": ts}
        return {
            "type": "event_callback", "team_id": self.bot.workspace.id, "api_app_id": self.bot.app.id, "event": event,
            "event_id": f"Ev{next(_numbers)}", "event_time": 1772524801, "authorizations": [],
        }  # fmt: skip


def view_of(callback_id: str, metadata: str, values: dict[str, dict[str, Any]], *, view_id: str = "") -> dict[str, Any]:
    """A form as Slack sends it; `values` are elements by block id."""
    blocks = [
        {"type": "input", "block_id": one, "label": {"type": "plain_text", "text": one}, "element": {}}
        for one in values
    ]
    state = {one: {element.pop("action_id", one): element} for one, element in values.items()}
    number = next(_numbers)
    view_id = view_id or f"V{number:08}"
    return {
        "id": view_id, "hash": f"{number}.x", "type": "modal", "callback_id": callback_id,
        "private_metadata": metadata, "blocks": blocks, "state": {"values": state}, "team_id": "T_ACME",
        "title": {"type": "plain_text", "text": "A form"}, "root_view_id": view_id, "previous_view_id": None,
    }  # fmt: skip


def _encoded(body: dict[str, Any]) -> bytes:
    if body.get("type") == "event_callback":
        return json.dumps(body).encode()
    return urlencode(body if "command" in body else {"payload": json.dumps(body)}).encode()


async def rows(store: Store, only: set[str] | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that doors store in, or of these tables only."""
    async with store.read() as db:
        return {
            table.name: sorted((tuple(row) for row in await db.execute(select(table))), key=repr)
            for table in _tables()
            if only is None or table.name in only
        }


async def marks(store: Store) -> dict[str, str]:
    """All that stands in each table, as the database itself writes it down: one question for all of them."""
    async with store.read() as db:
        found = await db.execute(sql(_question(store.dialect)))
        return {str(name): str(words) for name, words in found}


async def digest(store: Store) -> str:
    """One number for all that stands in the database: counts and words."""
    return hashlib.sha256(repr(sorted((await marks(store)).items())).encode()).hexdigest()


def _tables() -> list[Table]:
    return [one for one in Base.metadata.sorted_tables if one.name not in ASIDE]


@cache
def _question(dialect: str) -> str:
    return " UNION ALL ".join(_written_down(one, dialect) for one in _tables())


def _written_down(table: Table, dialect: str) -> str:
    """Ask for a table's name and all its rows, in their own order."""
    if dialect == "postgresql":
        rows_of = f"SELECT md5(one::text) AS said FROM {table.name} AS one"  # noqa: S608  our own tables
        return f"SELECT '{table.name}', (SELECT string_agg(said, ' ' ORDER BY said) FROM ({rows_of}) AS those)"  # noqa: S608  our own tables
    said = " || ',' || ".join(f'quote("{one.name}")' for one in table.columns)
    ordered = f"SELECT {said} AS said FROM {table.name} ORDER BY said"  # noqa: S608  our own tables
    return f"SELECT '{table.name}', (SELECT group_concat(said, ';') FROM ({ordered}))"  # noqa: S608  our own tables
