"""Where the bytes of files come in, and where the page gets them; Slack's page "Working with files"."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from salesbot.playground.page.shelf import HEADERS

if TYPE_CHECKING:
    from salesbot.playground.state import World


class Uploads:
    """The bytes of the world's files."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def take(self, request: web.Request) -> web.Response:
        """Take the bytes of a file that was announced: the body as it is, or the first part of a form."""
        ticket = request.match_info["ticket"]
        found = next((one for one in self._world.files.values() if one.ticket == ticket), None)
        if found is None or found.content is not None:
            return web.Response(status=404, text="no such upload")
        content = await _body(request)
        if len(content) != found.length:
            return web.Response(status=400, text=f"{found.length} bytes were announced, {len(content)} came")
        found.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def give(self, request: web.Request) -> web.Response:
        """Give a file to whoever looks at the page, to be saved and never shown."""
        found = self._world.files.get(request.match_info["id"])
        if found is None or found.content is None:
            raise web.HTTPNotFound
        named = f"attachment; filename*=UTF-8''{quote(found.name)}"
        headers = {**HEADERS, "Content-Disposition": named}
        return web.Response(body=found.content, content_type="application/octet-stream", headers=headers)


async def _body(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""
