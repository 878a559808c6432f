"""Reads along with every log line of the suite: none may hold a secret, or words that somebody typed in that test."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import structlog
from pydantic.types import _SecretBase

from salesbot import log
from salesbot.playground.delivery.courier import Courier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SHORTEST = 12  # letters: a shorter text may be a name of ours by chance
_BEGINNING = 24  # letters by which a longer text is known, as it may be cut short
_TOKEN = re.compile(r"xox[a-z]-[\w-]{4}|xapp-[\w-]{4}|(?<=://)[^/\s:@]+:[^/\s@\[]+(?=@)|gAAAAA[\w-]{20}")
# Bolt's own app and socket client, as the local Slack is tried with them: they log whole payloads when told to debug.
# salesbot gives bolt a logger of its own, which never is, and has its own socket client.
_STOCK = ("slack_bolt.AsyncApp", "slack_bolt.App")
_NUMBERS = re.compile(r"\d+")
# As `salesbot run` logs at its most talkative, but onto standard output, where pytest shows it.
_AS_IT_RUNS = [
    structlog.processors.add_log_level, structlog.stdlib.PositionalArgumentsFormatter(), log.with_trace,
    log.without_words, log.without_secrets, structlog.dev.ConsoleRenderer(colors=False),
]  # fmt: skip


class Reader(logging.Handler):
    """Hears what is typed and which secrets are used, and reads what is logged until somebody asks what was wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(log._formatter(as_json=False))
        self.read = 0  # lines
        self._lines: set[str] = set()
        self._typed: set[str] = set()
        self._secrets: set[str] = set()
        self._told: list[str] = []

    def begin(self) -> None:
        """Let it be logged as it is in earnest, whatever an earlier test left."""
        root = logging.getLogger()
        if structlog.get_config()["processors"] is not _AS_IT_RUNS:
            structlog.reset_defaults()
            structlog.configure(processors=_AS_IT_RUNS)
        if self not in root.handlers:
            root.addHandler(self)
        levels = {logging.getLogger(name): logging.WARNING for name in log._TALKATIVE} | {root: logging.DEBUG}
        for logger, level in levels.items():
            if logger.level != level:  # to set one makes all loggers forget what they know of their levels
                logger.setLevel(level)

    def emit(self, record: logging.LogRecord) -> None:
        """Read a line of a library; the formatter hands it on to `take`."""
        self.format(record)

    def take(self, line: str) -> None:
        """Read a line as it stands in the log."""
        self.read += 1
        if _TOKEN.search(line) or any(secret in line for secret in self._secrets):
            self._told.append(f"a secret: {line}")
        self._lines.add(_NUMBERS.sub("0", line))

    def hear(self, payload: Mapping[str, Any]) -> None:
        """Hear what somebody typed into Slack."""
        self._typed |= {_NUMBERS.sub("0", text.strip())[:_BEGINNING] for text in typed(payload) if _is_long(text)}

    def keep(self, secret: object) -> None:
        """Hear of a secret that is used."""
        if isinstance(secret, str) and len(secret) >= SHORTEST:
            self._secrets.add(secret)

    def found(self) -> list[str]:
        """Return what no log may hold and this one did; begin anew."""
        whole = "\n".join(self._lines)
        words = [f"somebody's words: {text!r} in {_line(whole, text)}" for text in self._typed if text in whole]
        told, self._lines, self._typed, self._told = [*self._told, *words], set(), set(), []
        return told


def typed(payload: Mapping[str, Any]) -> Iterator[str]:
    """Return every text that a person wrote in this payload: after a command, in a form's boxes, in a message."""
    if "command" in payload:
        yield str(payload.get("text") or "")
    event = payload.get("event")
    if isinstance(event, dict) and event.get("type") == "message" and not event.get("bot_id"):
        yield str(event.get("text") or "")
    values = _dict(_dict(_dict(payload.get("view")).get("state")).get("values"))
    for element in (_dict(one) for row in values.values() for one in _dict(row).values()):
        if element.get("type") == "plain_text_input" and element.get("value"):
            yield str(element["value"])


def _dict(thing: object) -> dict[str, Any]:
    return thing if isinstance(thing, dict) else {}


def _is_long(text: str) -> bool:
    return len(text.strip()) >= SHORTEST


def _line(whole: str, text: str) -> str:
    return next(line for line in whole.split("\n") if text.split("\n", maxsplit=1)[0] in line)[:500]


def listen(reader: Reader) -> None:
    """Let the reader hear all that is typed into any local Slack, each secret that is used, and each line."""
    for stock in _STOCK:
        logging.getLogger(stock).addFilter(lambda record: record.levelno >= logging.WARNING)
    _before(Courier, "send", lambda _self, _app, _kind, payload, **_more: reader.hear(payload))
    _after(_SecretBase, "get_secret_value", reader.keep)
    _after(structlog.stdlib.ProcessorFormatter, "format", reader.take)
    print_line = structlog.PrintLogger.msg

    def msg(self: structlog.PrintLogger, message: str) -> None:
        reader.take(message)
        print_line(self, message)

    for name in [name for name, is_ in vars(structlog.PrintLogger).items() if is_ is print_line]:
        setattr(structlog.PrintLogger, name, msg)


def _before(of: type, name: str, hear: Callable[..., None]) -> None:
    as_it_was = getattr(of, name)

    def heard(*args: Any, **more: Any) -> Any:
        hear(*args, **more)
        return as_it_was(*args, **more)

    setattr(of, name, heard)


def _after(of: type, name: str, hear: Callable[[Any], None]) -> None:
    as_it_was = getattr(of, name)

    def heard(*args: Any, **more: Any) -> Any:
        said = as_it_was(*args, **more)
        hear(said)
        return said

    setattr(of, name, heard)


READER = Reader()
