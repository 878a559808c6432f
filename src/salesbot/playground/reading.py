"""Reads what clients send: JSON bodies, forms and query parameters, and the token wherever it stands."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from salesbot.playground.api.call import ApiError

if TYPE_CHECKING:
    from aiohttp import web


async def arguments(request: web.Request) -> tuple[dict[str, Any], str, bool]:
    """A call's arguments, its token ("" without one) and whether the token came in the header.

    slack_sdk sends most calls as JSON or forms and some (chat.delete, reads) as query parameters; the body wins.
    """
    args: dict[str, Any] = dict(request.query)
    if request.body_exists:
        args |= await body(request)
    header = request.headers.get("Authorization", "")
    token = header[7:].strip() if header.lower().startswith("bearer ") else ""
    if header.lower().startswith("basic "):
        args |= _client(header[6:])
    in_body = str(args.pop("token", "") or "")
    return {key: value for key, value in args.items() if value is not None}, token or in_body, bool(token)


def _client(encoded: str) -> dict[str, str]:
    """An app's client id and secret, as HTTP carries a name and a password."""
    try:
        name, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": name, "client_secret": secret}


async def raw(request: web.Request) -> bytes:
    """The body as it came, and still to be read by others; a query where there is no body, nothing of a file."""
    if request.content_type == "multipart/form-data":
        return b""
    return await request.read() or request.query_string.encode()


async def body(request: web.Request) -> dict[str, Any]:
    """The body's fields, from JSON or from a form."""
    kind = request.content_type
    if kind == "application/json":
        raw = await request.read()
        return _json(raw) if raw.strip() else {}
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return dict(await request.post())
    return {}


def _json(raw: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(raw)
    except ValueError:
        raise ApiError("invalid_json") from None
    if not isinstance(parsed, dict):
        raise ApiError("json_not_object")
    return parsed
