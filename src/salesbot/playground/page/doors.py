"""The doors behind the page: what a person does there becomes an act, and what changed comes back."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from salesbot.playground.acts import Person
from salesbot.playground.page import canvas, looks, news, shelf
from salesbot.playground.page.canvas import Look
from salesbot.playground.page.deeds import ACTS, Deed
from salesbot.playground.page.seats import Seat, people
from salesbot.playground.page.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesbot.playground.acts import Stage
    from salesbot.playground.page.calendar import Clock
    from salesbot.playground.page.inspector import Inspector
    from salesbot.playground.page.typed import Options
    from salesbot.playground.page.weather import Weather


class Page:
    """The page of one playground. `clock` and `inspector` may be set at any time; without them they are hidden."""

    def __init__(self, stage: Stage, *, clock: Clock | None = None) -> None:
        self.stage = stage
        self.clock = clock
        self.inspector: Inspector | None = None
        self.weather: Weather | None = None
        self.hints = True  # until somebody has put them away
        self.unread = Unread()
        self._found: dict[str, dict[str, Options]] = defaultdict(dict)
        self._closing = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        """/, /page/parts, /page/static/… and a door for each act."""
        return [
            web.get("/", self._page),
            web.get("/page/parts", self._parts),
            web.get("/page/static/{name}", shelf.serve),
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
            look = self._arrived(request)
        except LookupError as nobody:
            return web.Response(text=str(nobody), status=404, headers=shelf.HEADERS)
        await self._opened(look)
        return web.Response(text=canvas.page(look), content_type="text/html", headers=shelf.HEADERS)

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
        """The pieces of the page that this browser does not have, as soon as there are any, or none after a while."""
        try:
            told = await self._changes(request)
        except LookupError as nobody:
            return web.json_response({"words": str(nobody)}, status=404, headers=shelf.HEADERS)
        return web.json_response(told, headers=shelf.HEADERS)

    async def _changes(self, request: web.Request) -> dict[str, Any]:
        arriving = "arriving" in request.query
        look = self._arrived(request) if arriving else self._look(request)
        if arriving:
            await self._opened(look)
        told = await news.wait(
            self.stage.world, lambda: self._drawn(request, look), since=request.query.get("since", ""),
            have=news.marks(request.query.get("have", "")), closing=self._closing, watched=bool(look.panel),
        )  # fmt: skip
        return told | {"read": look.read, "troubles": news.troubles(self.inspector, request.query.get("told", ""))}

    def _drawn(self, request: web.Request, before: Look) -> dict[str, str]:
        look = self._look(request, read=before.read)
        if look.here.channel:
            self.unread.mark(look.seat.user, look.here.channel)
        return canvas.parts(look)

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
        return web.json_response(told, headers=shelf.HEADERS)

    def _deed(self, told: dict[str, Any]) -> Deed:
        seat = self.seat(str(told.get("team", "")), str(told.get("as", "")))
        if seat.user.id != told.get("as"):
            raise LookupError("Whoever did that is not here any more. Choose somebody to act as.")
        return Deed(self, seat, told, found=self._found[seat.user.id])

    def _arrived(self, request: web.Request) -> Look:
        """The look of somebody who has just come: what they had read before is kept for them, and all is read now."""
        look = self._look(request)
        user, channel = look.seat.user, look.here.channel
        if channel is None:
            return look
        read = self.unread.up_to(user, channel) if self.unread.count(user, channel) else ""
        self.unread.mark(user, channel)
        return self._look(request, read=read)

    def _look(self, request: web.Request, *, read: str = "") -> Look:
        asked = request.query
        seat = self.seat(asked.get("team", ""), asked.get("as", ""))
        here = looks.place(seat, asked.get("in", ""))
        return Look(
            seat, here, self.unread, self.clock, self.inspector, self.weather, thread_ts=asked.get("thread", ""),
            panel=asked.get("panel", "") if self.inspector else "", count=_count(asked),
            read=read or asked.get("read", ""), hints=self.hints and self.clock is not None,
        )  # fmt: skip


def _count(asked: Mapping[str, str]) -> int:
    wanted = asked.get("count", "")
    return max(looks.SHOWN, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else looks.SHOWN  # noqa: PLR2004  digits of a number that no person asks for


async def _json(request: web.Request) -> dict[str, Any]:
    told = await request.json()
    if not isinstance(told, dict):
        raise ValueError("The page sent something that is no act.")  # noqa: TRY004  the sentence is for a person
    return told


def _sentence(refused: Exception) -> str:
    """A refusal's own words; a KeyError would show them in quotes."""
    return str(refused.args[0]) if refused.args else "That cannot be done."
