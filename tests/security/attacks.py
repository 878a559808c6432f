"""One attack: a request of the right shape, and what is done to it, how it is signed and where it is sent."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from openings import Opening

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass
class Attack:
    """One request: what is sent, and how it is signed."""

    kind: str
    opening: Opening
    who: str
    payload: dict[str, Any]
    body: bytes = b""
    content_type: str = FORM
    headers: list[tuple[str, str]] = field(default_factory=list)  # instead of the right ones, or beside them
    signature: str = "right"  # or: none, wrong, another, twice
    age: int = 0  # seconds that its stamp is old
    method: str = "POST"
    path: str = "/slack/events"
    repeats: bool = False  # it is sent twice, and counts as it was answered the second time

    @property
    def told(self) -> str:
        """How one finds it again."""
        return f"{self.kind} at {self.opening.name} by {self.who}"

    @property
    def comes_through(self) -> bool:
        """Whether the guard lets it pass: Slack itself could have signed it."""
        return self.signature == "right" and abs(self.age) <= 300 and (self.method, self.path) == _DOOR


_DOOR = ("POST", "/slack/events")


def encoded(payload: Any) -> bytes:
    """As Slack sends it."""
    if isinstance(payload, dict) and "event" in payload:
        return json.dumps(payload).encode()
    if isinstance(payload, dict) and "command" in payload:
        return urlencode(payload, errors="surrogatepass").encode()
    return urlencode({"payload": json.dumps(payload)}).encode()


# ---- finding a place in a payload ----


def places(thing: Any) -> Iterator[tuple[Any, Any]]:
    """Each place of it: what holds it, and by which key."""
    pairs = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for key, inner in list(pairs):
        yield thing, key
        yield from places(inner)


def put(payload: Any, rng: random.Random, what: Any) -> Any:
    holder, key = rng.choice(list(places(payload)))
    holder[key] = copy.deepcopy(what)
    return payload


def into_a_text(payload: Any, rng: random.Random, what: str) -> None:
    texts = [(holder, key) for holder, key in places(payload) if isinstance(holder[key], str)]
    for holder, key in rng.sample(texts, min(len(texts), rng.randint(1, 3))):
        cut = rng.randint(0, len(holder[key]))
        holder[key] = holder[key][:cut] + what + holder[key][cut:]
