"""Which doors the real app has: every listener that bolt knows, and every word behind the slash commands."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from salesbot.checkins.listeners.commands import DOORS
from salesbot.coaching.listeners.commands import WORDS as COACH
from salesbot.desk.rules import WORDS
from salesbot.kudos.listeners.commands import DOORS as KUDOS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_bolt.async_app import AsyncApp

# The words behind each command. A command that is missing here has no door in the matrix, and the test says so.
BEHIND = {
    "/checkin": ["/checkin", *(f"/checkin {word}" for word in DOORS if word)],
    "/standup": ["/standup"],  # the same door as /checkin
    "/kudos": ["/kudos", *(f"/kudos {word}" for word in KUDOS if word)],
    "/tip": ["/tip", *(f"/tip {word}" for word in ("search", "random", "top", "mine", "help"))],
    "/coach": [
        "/coach",
        *(f"/coach {word}" for word in COACH if word),
        *(f"/coach library {word}" for word in ("new", "own", "words")),
    ],
    "/digest": ["/digest", "/digest last", "/digest settings"],
    "/salesbot": ["/salesbot", *(f"/salesbot {word}" for word in (*WORDS, "me export", "me erase"))],
}
_KINDS = {"command": "command", "action": "click", "view": "form", "view_submission": "form", "options": "menu",
          "block_suggestion": "menu", "block_action": "click", "shortcut": "shortcut", "global_shortcut": "shortcut",
          "message_shortcut": "shortcut", "view_closed": "closing", "event": "event"}  # fmt: skip


def doors_of(app: AsyncApp) -> set[tuple[str, str]]:
    """Every door as (kind, name); a command's words are doors of their own, a pattern's name is its pattern."""
    found: set[tuple[str, str]] = set()
    for listener in app._async_listeners:
        (kind, name), *_ = [_read(matcher.func) for matcher in listener.matchers]
        found |= {(kind, word) for word in BEHIND[name]} if kind == "command" else {(kind, name)}
    return found


def _read(func: Any) -> tuple[str, str]:
    """What a matcher of bolt listens to, found in what its function closed over."""
    for inner in _inside(func):
        said = inspect.getclosurevars(inner).nonlocals
        kind = inner.__qualname__.partition(".")[0]
        for name in ("command", "constraints", "callback_id", "action_id", "event_type"):
            if name in said:
                return _KINDS[kind], _name(said[name])
        if kind == "message_event":
            return "event", "message"
    raise LookupError(f"nobody knows what {func!r} listens to")


def _inside(func: Any) -> Iterator[Any]:
    said = inspect.getclosurevars(func).nonlocals
    inner = said.get("func")
    yield from ([inner] if inner is not None else [])
    yield func


def _name(constraint: Any) -> str:
    if isinstance(constraint, dict):
        constraint = next(constraint[key] for key in ("callback_id", "action_id", "type") if key in constraint)
    return str(getattr(constraint, "pattern", constraint))
