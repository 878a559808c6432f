"""What salesbot writes down for its admin: a line an event, with ids and verbs, never a token or a person's words."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import TYPE_CHECKING, Any, TextIO

import structlog

from salesbot import metrics, trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from structlog.typing import EventDict, Processor, WrappedLogger

_SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|v0=[0-9a-f]{64}"
    r"|(?<=[?&]ticket=)[^&\s\"']+|(?<=/)(?:actions|commands|services)/[\w/-]+"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
)
# These write whole payloads or addresses with tickets when they are told to debug, or tell each step of a start.
_TALKATIVE = (
    "aiohttp", "aiosqlite", "alembic", "apscheduler", "asyncio", "slack_bolt", "slack_sdk", "sqlalchemy.engine",
    "uvicorn",
)  # fmt: skip
# Errors whose sentences are made of names in the code, never of what somebody wrote.
_HARMLESS = (AttributeError, TypeError, NameError, ImportError, ArithmeticError, RecursionError)


def configure(level: str = "INFO", *, as_json: bool = False, stream: TextIO | None = None) -> None:
    """Send all logs, ours and the libraries', through one shape to `stream` (standard error)."""
    least = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_formatter(as_json=as_json))
    logging.basicConfig(handlers=[handler], level=least, force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(least, logging.WARNING))


def _formatter(*, as_json: bool) -> logging.Formatter:
    last: Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )


def _shared() -> list[Processor]:
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        with_trace,
        counted,
        without_words,
        without_secrets,
    ]


def with_trace(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Name the story under way: the same id from a request, or a beat, to the messages that came of it."""
    if current := trace.current():
        event.setdefault("trace", current)
    return event


def counted(_logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Count what is an error, ours by its name and a library's by the library: its sentences are without number."""
    if event.get("level", method) in {"error", "critical"}:
        source = str(event.get("logger", ""))
        ours = source.startswith("salesbot")
        metrics.ERRORS.labels(str(event["event"]) if ours else source.partition(".")[0]).inc()
    return event


def without_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Write an error as its class and its frames: its sentence may hold what somebody wrote (a statement's values)."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    elif error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["error"] = [line for each in _chain(error) for line in _told(each)]
    return event


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Go from an error to what caused it; no more than ten steps."""
    current: BaseException | None = error
    for _ in range(10):
        if current is None:
            return
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _told(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [_name(error), *(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames[-12:])]


def _name(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, _HARMLESS):
        return f"{kind}: {error}"
    if isinstance(error, OSError) and error.strerror:
        return f"{kind}: {error.strerror}"
    code = _slack_code(error)
    return f"{kind}: {code}" if code else kind


def _slack_code(error: BaseException) -> str:
    """Return Slack's own code of a refused call (`channel_not_found`), without importing Slack's client here."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def without_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Blot out tokens, signatures, tickets, response addresses and passwords wherever they stand."""
    return {key: _blotted(value) for key, value in event.items()}


def _blotted(value: Any) -> Any:
    if isinstance(value, str):
        return _SECRETS.sub("[secret]", value)
    if isinstance(value, list | tuple):
        return [_blotted(each) for each in value]
    if isinstance(value, dict):
        return {key: _blotted(each) for key, each in value.items()}
    return value
