"""The inspector: every request between Slack and its apps, to look into, with secrets masked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from salesbot.playground import masking

if TYPE_CHECKING:
    from salesbot.playground.log import Exchange, Log

_FINE = 400  # HTTP's errors begin here
_LONGEST = 100_000  # characters of one payload that a browser is given


@dataclass(frozen=True)
class Line:
    """One request in the list: `at` is machine time (aware UTC), `direction` "to Slack" or "to app", `ms` its time.

    `status` is what came of it: 200, 429, or in words: "200 channel_not_found", "cut", "acked", "timeout".
    """

    id: int
    at: datetime
    direction: str
    method: str
    status: int | str
    ms: float
    well: bool
    fault: str = ""


@dataclass(frozen=True)
class Opened:
    """One request whole: both payloads as pretty JSON, or as the text that they were."""

    line: Line
    request: str
    response: str


class Inspector:
    """Reads the playground's log; the log keeps the last few hundred exchanges whole."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def lines(self) -> list[Line]:
        """What the log still holds, the newest last."""
        return [_line(seen) for seen in self._log.exchanges]

    def open(self, number: int) -> Opened:
        """One of them with its payloads. Raises LookupError where the log has let go of it."""
        seen = next((one for one in self._log.exchanges if one.id == number), None)
        if seen is None:
            raise LookupError("That request is too long ago: the inspector keeps the last few hundred.")
        return Opened(_line(seen), _pretty(seen.request), _answer(seen))


def _line(seen: Exchange) -> Line:
    at = datetime.fromtimestamp(seen.at, UTC)
    status, well = _status(seen)
    return Line(seen.id, at, seen.direction, seen.method, status, round(seen.took * 1000, 1), well, seen.fault)


def _status(seen: Exchange) -> tuple[int | str, bool]:
    """What came of it, and whether that is well."""
    if seen.status == 0:
        return "cut", False
    if seen.status is None:
        return seen.failure or "acked", not seen.failure
    error = _error(seen.response) or seen.failure
    return f"{seen.status} {error}" if error else seen.status, seen.status < _FINE and not error


def _error(response: Any) -> str:
    """The Web API says no with status 200 and a word; page "Using the Web API: error responses"."""
    if not isinstance(response, bytes) or not response.startswith(b'{"ok": false'):
        return ""
    told = _parsed(response)
    return str(told.get("error", "")) if isinstance(told, dict) else ""


def _answer(seen: Exchange) -> str:
    if seen.status == 0:
        return "The connection was cut: whoever asked read nothing, or not all."
    return _pretty(seen.response) if seen.response not in (None, b"", "") else ""


def _pretty(payload: Any) -> str:
    told = _parsed(payload)
    if isinstance(told, str):
        return masking.words(told)[:_LONGEST]
    return json.dumps(masking.masked(told), indent=2, ensure_ascii=False)[:_LONGEST]


def _parsed(payload: Any) -> Any:
    """JSON where it is JSON, the fields of a form where it is one, else its text."""
    if not isinstance(payload, (bytes, str)):
        return payload
    text = payload.decode(errors="replace") if isinstance(payload, bytes) else payload
    try:
        return json.loads(text)
    except ValueError:
        return _form(text) or text


def _form(text: str) -> dict[str, Any]:
    """A form's fields; those that hold JSON (blocks, views, payloads) are opened as well."""
    try:
        fields = parse_qs(text, strict_parsing=True, keep_blank_values=True)
    except ValueError:
        return {}
    return {name: _opened(values[-1]) for name, values in fields.items()}


def _opened(value: str) -> Any:
    if value[:1] not in ("{", "["):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
