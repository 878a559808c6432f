"""What the playground saw: every call of the Web API and every delivery, with secrets masked."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import asdict, dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT_WHOLE = 500  # exchanges: an afternoon at the page, and some megabytes at most


@dataclass(frozen=True, slots=True)
class Seen:
    """One call: `at` is seconds since 1970, `status` 0 when the connection was cut, `fault` what spoiled it."""

    method: str
    at: float
    status: int
    error: str
    team: str
    args: dict[str, Any]
    fault: str = ""
    done: bool = True  # whether it was carried out, whatever the caller was told

    @property
    def ok(self) -> bool:
        """Whether the caller was told yes."""
        return self.status == 200 and not self.error  # noqa: PLR2004  HTTP's OK

    def json(self) -> dict[str, Any]:
        """For the control door."""
        return asdict(self) | {"ok": self.ok}


@dataclass(frozen=True, slots=True)
class Delivered:
    """One payload to an app and its fate: `kind` as in envelopes, `what` the event, interaction or command."""

    kind: str
    what: str
    at: float
    took: float
    ok: bool
    failure: str = ""
    attempt: int = 0
    event_id: str = ""
    via: str = "socket"

    def json(self) -> dict[str, Any]:
        """For the control door."""
        return asdict(self)


@dataclass(slots=True)
class Exchange:
    """One request between Slack and an app, whole, as it went over the wire: whoever shows it masks its secrets.

    `at` is seconds since 1970, `took` seconds; `status` is HTTP's, 0 where the connection was cut, None where a socket
    carried it; `failure` is why there was no good answer. A body is bytes, text or what JSON can hold.
    """

    direction: Literal["to Slack", "to app"]
    method: str
    at: float
    request: Any = None
    response: Any = None
    status: int | None = None
    took: float = 0.0
    failure: str = ""
    fault: str = ""
    id: int = 0


class Log:
    """The last so many calls and deliveries, counters over all of them, and the last few exchanges whole."""

    def __init__(self, size: int) -> None:
        self.calls: deque[Seen] = deque(maxlen=size)
        self.deliveries: deque[Delivered] = deque(maxlen=size)
        self.counters: Counter[str] = Counter()
        self.exchanges: deque[Exchange] = deque(maxlen=KEPT_WHOLE)
        self._ids = count(1)

    def exchange(self, seen: Exchange) -> None:
        """Keep one exchange whole, for a while."""
        seen.id = next(self._ids)
        self.exchanges.append(seen)

    def call(self, seen: Seen) -> None:
        """Keep one call and count it: by method, and by method and error."""
        self.calls.append(seen)
        self.counters[seen.method] += 1
        if seen.error or seen.status != 200:  # noqa: PLR2004  HTTP's OK
            self.counters[f"{seen.method} {seen.error or seen.status}"] += 1

    def delivery(self, delivered: Delivered) -> None:
        """Keep one delivery and count it: by kind, and by kind and failure."""
        self.deliveries.append(delivered)
        self.counters[delivered.kind] += 1
        if delivered.failure:
            self.counters[f"{delivered.kind} {delivered.failure}"] += 1

    def of(self, method: str) -> Iterator[Seen]:
        """The calls of one method."""
        return (seen for seen in self.calls if seen.method == method)
