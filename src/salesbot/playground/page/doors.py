"""The doors behind the page: what a person does there becomes an act, and what changed comes back."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from aiohttp import web

from salesbot.playground.acts import Person
from salesbot.playground.page import canvas, looks
from salesbot.playground.page.canvas import Look
from salesbot.playground.page.deeds import ACTS, Deed
from salesbot.playground.page.seats import Seat, people

if TYPE_CHECKING:
    from salesbot.playground.acts import Stage
    from salesbot.playground.page.calendar import Clock
    from salesbot.playground.page.typed import Options

_PATIENCE = 15.0  # seconds that a browser's question for news stays open
_STATIC = {"page.js": "text/javascript", "page.css": "text/css", "icon.svg": "image/svg+xml"}
# Nothing is loaded from anywhere but here, no script stands in the page, and no other page frames this one.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Page:
    """The page of one playground. `clock` may be set at any time; without one the clock is hidden."""

    def __init__(self, stage: Stage, *, clock: Clock | None = None) -> None:
        self.stage = stage
        self.clock = clock
        self._found: dict[str, dict[str, Options]] = defaultdict(dict)
        self._closing = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """/, /page/parts, /page/static/… and a door for each act."""
        return [
            web.get("/", self._page),
            web.get("/page/parts", self._parts),
            web.get("/page/static/{name}", self._static),
            web.post("/page/{act}", self._act),
        ]

    def close(self) -> None:
        """Answer the browsers that wait for news, so that the server can stop at once."""
        self._closing.set()

    def seat(self, team: str, member: str) -> Seat:
        """That person's seat; the first one's where the address names nobody. Raises LookupError if all are empty."""
        world = self.stage.world
        workspace = world.workspaces.get(team) or next(iter(world.workspaces.values()), None)
        if workspace is None:
            raise LookupError("There is no workspace yet.")
        anybody = people(workspace)
        user = next((one for one in anybody if one.id == member), anybody[0] if anybody else None)
        if user is None:
            raise LookupError("Nobody is in this workspace yet.")
        return Seat(world, workspace, user)

    async def _page(self, request: web.Request) -> web.Response:
        try:
            look = self._look(request)
        except LookupError as nobody:
            return web.Response(text=str(nobody), status=404, headers=_HEADERS)
        await self._opened(look)
        return web.Response(text=canvas.page(look), content_type="text/html", headers=_HEADERS)

    async def _opened(self, look: Look) -> None:
        """Tell an app that somebody looks at its home tab or its messages; page "app_home_opened"."""
        person, here = Person(self.stage, look.seat.user), look.here
        members = here.channel.members if here.channel and here.channel.kind == "im" else (here.person,)
        spoken_to = [one.app for one in look.seat.apps() if one.bot.id in members]
        if here.home:
            await person.open_home(app=here.home)
        elif spoken_to:
            await person.open_home(app=spoken_to[0], tab="messages")

    async def _parts(self, request: web.Request) -> web.Response:
        """The pieces of the page as soon as anything changed, or after a while in any case."""
        if request.query.get("since") == str(self.stage.world.version):
            await self._news()
        try:
            look = self._look(request)
        except LookupError as nobody:
            return web.json_response({"words": str(nobody)}, status=404, headers=_HEADERS)
        told = {"version": self.stage.world.version, "parts": canvas.parts(look)}
        return web.json_response(told, headers=_HEADERS)

    async def _news(self) -> None:
        waiting = {asyncio.ensure_future(one) for one in (self.stage.world.bell(), self._closing.wait())}
        await asyncio.wait(waiting, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        for one in waiting:
            one.cancel()

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in _STATIC:
            raise web.HTTPNotFound
        body = files("salesbot.playground.page").joinpath("static", name).read_bytes()
        return web.Response(body=body, content_type=_STATIC[name], charset="utf-8", headers=_HEADERS)

    async def _act(self, request: web.Request) -> web.Response:
        """Do one act. Only JSON is taken: a form of another site in the same browser cannot send that."""
        act = ACTS.get(request.match_info["act"])
        if act is None:
            raise web.HTTPNotFound
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            told = await act(self._deed(await _json(request)))
        except (LookupError, PermissionError, ValueError) as refused:
            told = {"ok": False, "words": _sentence(refused)}
        return web.json_response(told, headers=_HEADERS)

    def _deed(self, told: dict[str, Any]) -> Deed:
        seat = self.seat(str(told.get("team", "")), str(told.get("as", "")))
        if seat.user.id != told.get("as"):
            raise LookupError("Whoever did that is not here any more. Choose somebody to act as.")
        return Deed(self.stage, seat, told, found=self._found[seat.user.id], clock=self.clock)

    def _look(self, request: web.Request) -> Look:
        asked = request.query
        seat = self.seat(asked.get("team", ""), asked.get("as", ""))
        here = looks.place(seat, asked.get("in", ""))
        return Look(seat, here, asked.get("thread", ""), self.clock.now() if self.clock else None)


async def _json(request: web.Request) -> dict[str, Any]:
    told = await request.json()
    if not isinstance(told, dict):
        raise ValueError("The page sent something that is no act.")  # noqa: TRY004  the sentence is for a person
    return told


def _sentence(refused: Exception) -> str:
    """A refusal's own words; a KeyError would show them in quotes."""
    return str(refused.args[0]) if refused.args else "That cannot be done."
