"""Cursors; page "Pagination"."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, TypeVar

from salesbot.playground.api.call import ApiError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.playground.api.call import Call

T = TypeVar("T")


def cut(call: Call, items: Sequence[T], *, default: int, most: int = 1000) -> tuple[Sequence[T], str]:
    """The page that the call asks for and the cursor of the next one ("" at the end)."""
    start = int(read(call, "offset") or 0)
    limit = call.number("limit", default, most=most)
    following = start + limit
    return items[start:following], write("offset", following) if following < len(items) else ""


def read(call: Call, kind: str) -> str:
    """What the call's cursor holds, "" without one."""
    cursor = call.text("cursor")
    if not cursor:
        return ""
    try:
        name, _, value = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise ApiError("invalid_cursor") from None
    if name != kind or not value.replace(".", "").isdigit():
        raise ApiError("invalid_cursor")
    return value


def write(kind: str, value: Any) -> str:
    """A cursor that holds this."""
    return base64.b64encode(f"{kind}:{value}".encode()).decode()


def onward(cursor: str) -> dict[str, Any]:
    """The part of an answer that says how to go on."""
    return {"response_metadata": {"next_cursor": cursor}}
