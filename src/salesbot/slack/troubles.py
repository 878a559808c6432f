"""What went wrong at a door, read into words for the person and a line for the log."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from salesbot.errors import Refusal
from salesbot.slack import words
from salesbot.slack.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.room import Block
    from salesbot.slack.reading import Body

log = structlog.get_logger(__name__)

# docs.slack.dev, views.open: the moment in which a form may be opened is over.
_TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"})


@dataclass(frozen=True)
class Trouble:
    """What the person reads, beside which field or with which buttons, and whether Slack should send an event again."""

    words: str
    field: str | None = None
    again: bool = True
    blocks: Sequence[Block] = ()


def read(error: Exception, body: Body) -> Trouble:
    """Log an error of a door without anybody's words, and return what to say about it."""
    kind = kind_of(body)
    if isinstance(error, Refusal):
        log.info("refused", kind=kind)
        return Trouble(error.words, field=error.field, again=False, blocks=error.blocks)
    if is_database_away(error):
        log.error("database_away", kind=kind, exc_info=error)
        return Trouble(words.unsaved(kind))
    if is_slack_slow(error):
        log.warning("slack_slow", kind=kind, error=type(error).__name__)
        return Trouble(words.slow_slack(kind))
    trouble = secrets.token_hex(2)
    log.error("door_broken", id=trouble, kind=kind, exc_info=error)
    return Trouble(words.broken(kind, trouble))


def is_database_away(error: BaseException) -> bool:
    """Whether the database was locked, full, or not there: the same may work in a minute."""
    if isinstance(error, OperationalError | InterfaceError) and not _is_our_statement(error):
        return True
    if isinstance(error, NoFreeConnection):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _is_unable(getattr(error.orig, "sqlstate", None))
    if type(error).__module__.startswith("asyncpg"):
        return True
    # asyncpg lets a refused connection through as it is; so does aiohttp, but in a class of its own
    return isinstance(error, ConnectionError) and not isinstance(error, aiohttp.ClientError)


def _is_our_statement(error: DBAPIError) -> bool:
    """SQLite calls a statement that it does not understand an OperationalError too; that is a bug and no bad day."""
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR


def _is_unable(sqlstate: str | None) -> bool:
    """PostgreSQL, "Error Codes": 08 connection, 40 deadlock, 53 full disk, memory or slots, 57 shut down, 58 disk.

    25P03 is a transaction in which nothing happened for too long; 55000 a database that lets nobody in just now.
    """
    return sqlstate is not None and (sqlstate[:2] in {"08", "40", "53", "57", "58"} or sqlstate in {"25P03", "55000"})


def is_slack_slow(error: BaseException) -> bool:
    """Whether Slack did not answer in time, or says that the time for a form is over."""
    if isinstance(error, SlackApiError):
        data = error.response.data
        return isinstance(data, dict) and data.get("error") in _TOO_LATE
    return isinstance(error, TimeoutError | aiohttp.ClientConnectionError)
