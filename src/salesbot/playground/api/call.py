"""One call of the Web API: its arguments, whoever makes it, and the table of methods it may name."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from salesbot.playground import strict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from salesbot.playground.state import App, Channel, Install, World

Answer = dict[str, Any]


class ApiError(Exception):
    """A refusal in Slack's own words; becomes `{"ok": false, "error": …}`. `more` is added to that answer."""

    def __init__(self, error: str, *messages: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages
        self.more = more

    def answer(self) -> Answer:
        """The body Slack would send."""
        told: Answer = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            told["response_metadata"] = {"messages": list(self.messages)}
        return told


@dataclass
class Call:
    """A call under way. `happened` collects events that leave after the answer is made: (type, event, channel)."""

    world: World
    method: str
    args: dict[str, Any]
    install: Install | None = None
    app: App | None = None
    base_url: str = ""
    happened: list[tuple[str, dict[str, Any], Channel | None]] = field(default_factory=list)

    @property
    def me(self) -> Install:
        """The install whose bot token makes the call."""
        if self.install is None:
            raise ApiError("not_allowed_token_type")
        return self.install

    def text(self, name: str, default: str = "") -> str:
        """An argument as text."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        """A required argument as text."""
        value = self.text(name)
        if not value:
            raise ApiError("invalid_arguments", f"[ERROR] missing required field: {name}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """An argument as yes or no: JSON's true, or `1`, `true`, `True` of forms."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in {"1", "true"}

    def number(self, name: str, default: int, *, most: int) -> int:
        """A whole number from 1 to `most`; more is cut, as Slack does; what is no number is refused."""
        value = self.args.get(name)
        if value in (None, ""):
            return default
        try:
            number = int(str(value))
        except ValueError:
            raise ApiError("invalid_limit") from None
        if number < 1:
            raise ApiError("invalid_limit")
        return min(number, most)

    def parsed(self, name: str, error: str, kind: type) -> Any:
        """A structured argument: forms carry it as JSON text, JSON bodies as itself."""
        value = self.args.get(name)
        if isinstance(value, str):
            try:
                value = json.loads(value) if value.strip() else None
            except ValueError:
                raise ApiError(error) from None
        if value is not None and not isinstance(value, kind):
            raise ApiError(error)
        return value


METHODS: dict[str, Callable[[Call], Answer]] = {}


def method(name: str) -> Callable[[Callable[[Call], Answer]], Callable[[Call], Answer]]:
    """Puts a function into the table under Slack's name for it."""

    def keep(function: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
        METHODS[name] = function
        return function

    return keep


def allow(call: Call, kind: str = "") -> None:
    """Refuse the call unless one of the scopes that suffice (for that kind of conversation) was granted."""
    needed = strict.scopes(call.method, kind)
    if needed and not needed & call.me.scopes:
        raise ApiError("missing_scope", needed=",".join(sorted(needed)), provided=",".join(sorted(call.me.scopes)))


def check(problem: strict.Problem | None) -> None:
    """Raise what the strict rules found wrong."""
    if problem is not None:
        raise ApiError(problem.error, *problem.messages)


def parts(call: Call) -> Mapping[str, Any]:
    """What a message call says, its blocks, attachments and metadata parsed."""
    said = {
        "text": call.args.get("text"),
        "markdown_text": call.args.get("markdown_text"),
        "blocks": call.parsed("blocks", "invalid_blocks_format", list),
        "attachments": call.parsed("attachments", "invalid_attachments", list),
        "metadata": call.parsed("metadata", "invalid_metadata_format", dict),
    }
    return {key: value for key, value in said.items() if value is not None}
