"""What went wrong at a door, read into words for the person and a line for the log."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from salesbot import trace
from salesbot.errors import Refusal
from salesbot.slack import words
from salesbot.slack.kinds import kind_of
from salesbot.slack.passes import NoTokenYet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from salesbot.room import Block
    from salesbot.slack.reading import Body

log = structlog.get_logger(__name__)

# docs.slack.dev, views.open and views.update: the moment in which a form may be opened is over, or it was closed.
_TOO_LATE = frozenset({
    "expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged", "invalid_trigger_id",
    "not_found",
})  # fmt: skip


@dataclass(frozen=True)
class Trouble:
    """What the person reads, beside which field or with which buttons, and whether Slack should send an event again."""

    words: str
    field: str | None = None
    again: bool = True
    blocks: Sequence[Block] = ()


def read(error: Exception, body: Body, *, is_away: Callable[[BaseException], bool]) -> Trouble:
    """Log an error of a door without anybody's words, and return what to say about it.

    `is_away` knows the errors of a database that is away.
    """
    kind = kind_of(body)
    if isinstance(error, Refusal):
        log.info("refused", kind=kind)
        trace.mark("refused")
        return Trouble(error.words, field=error.field, again=False, blocks=error.blocks)
    if is_slack_slow(error):  # first: a connection to Slack that broke is an OSError as well
        log.warning("slack_slow", kind=kind, error=type(error).__name__)
        trace.mark("slack_slow")
        return Trouble(words.slow_slack(kind))
    if is_away(error):
        log.error("database_away", kind=kind, exc_info=error)
        trace.mark("database_away")
        return Trouble(words.unsaved(kind))
    trouble = secrets.token_hex(2)
    log.error("door_broken", id=trouble, kind=kind, exc_info=error)
    trace.mark("broken")
    return Trouble(words.broken(kind, trouble))


def is_slack_slow(error: BaseException) -> bool:
    """Whether Slack did not answer in time, or says that the time for a form is over."""
    if isinstance(error, SlackApiError):
        data = error.response.data
        return isinstance(data, dict) and data.get("error") in _TOO_LATE
    return isinstance(error, TimeoutError | aiohttp.ClientConnectionError | NoTokenYet)
