"""The page's own files, and the headers under which everything of it goes out."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from aiohttp import web

# Nothing is loaded from anywhere but here, no script stands in the page, and no other page frames this one.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


async def serve(request: web.Request) -> web.Response:
    """One file of the folder `static`; no other name leads anywhere."""
    name = request.match_info["name"]
    if name not in names():
        raise web.HTTPNotFound
    body = files("salesbot.playground.page").joinpath("static", name).read_bytes()
    return web.Response(body=body, content_type=_TYPES[name.rpartition(".")[2]], charset="utf-8", headers=HEADERS)


@cache
def names() -> frozenset[str]:
    """What there is to serve."""
    there = (one.name for one in files("salesbot.playground.page").joinpath("static").iterdir())
    return frozenset(name for name in there if name.rpartition(".")[2] in _TYPES)
