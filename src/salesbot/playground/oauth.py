"""The page on which somebody lets an app into their workspace, or does not; page "Installing with OAuth"."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from salesbot.playground.state.tickets import Grant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesbot.playground.state import App, World

CODE_LIFE = 600  # seconds; page "Installing with OAuth"
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{app} asks to come in</title>
<h1>{app} asks to come into your workspace</h1><p>It may: {scopes}.</p>
<form method="post">{asked}<p>Where: {places}</p>
<button name="decision" value="allow">Allow</button> <button name="decision" value="cancel">Cancel</button></form>
"""


class OAuth:
    """Answers /oauth/v2/authorize: a page, and a way back to the app with a code or with somebody's no."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Its places in the application."""
        return [web.get("/oauth/v2/authorize", self._ask), web.post("/oauth/v2/authorize", self._decide)]

    async def _ask(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        app = self._checked(asked)
        hidden = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in asked.items()
        )
        places = "".join(
            f'<label><input type="radio" name="place" value="{id_}"> {escape(name)}</label> '
            for id_, name in self._places().items()
        )
        page = _PAGE.format(app=escape(app.name), scopes=escape(asked["scope"]), asked=hidden, places=places)
        return web.Response(text=page, content_type="text/html")

    async def _decide(self, request: web.Request) -> web.Response:
        """Say yes or no: fields of the page, `decision`, `place` (T… or E…) and, for tests, `user`."""
        said = {name: str(value) for name, value in (await request.post()).items()}
        app = self._checked(said)
        back = said.get("redirect_uri") or app.redirect_urls[0]
        if said.get("decision") != "allow":
            return _back(back, {"error": "access_denied", "state": said.get("state", "")})
        if said.get("place") not in self._places():
            raise web.HTTPBadRequest(text="Choose a workspace.")
        code = self._granted(app, said)
        return _back(back, {"code": code, "state": said.get("state", "")})

    def _granted(self, app: App, said: Mapping[str, str]) -> str:
        place, world = said["place"], self._world
        team = place if place in world.workspaces else ""
        grant = Grant(
            f"{world.ids.secret(8)}.{world.ids.secret(24)}", app, said.get("user", "UADMIN"), team,
            "" if team else place, frozenset(filter(None, said["scope"].split(","))),
            said.get("redirect_uri", ""), world.ids.seconds() + CODE_LIFE,
        )  # fmt: skip
        world.tickets.add(grant)
        return grant.id

    def _places(self) -> dict[str, str]:
        homes = list(self._world.workspaces.values())
        return {home.id: home.name for home in homes} | {home.org: f"all of {home.org}" for home in homes if home.org}

    def _checked(self, asked: Mapping[str, str]) -> App:
        app = next((one for one in self._world.apps.values() if one.client_id == asked.get("client_id")), None)
        if app is None:
            raise web.HTTPBadRequest(text="invalid_client_id")
        if not asked.get("scope"):
            raise web.HTTPBadRequest(text="invalid_scope_requested")
        wanted = asked.get("redirect_uri")
        if not app.redirect_urls or (wanted and not any(wanted.startswith(one) for one in app.redirect_urls)):
            raise web.HTTPBadRequest(text="bad_redirect_uri")
        return app


def _back(to: str, said: Mapping[str, str]) -> web.Response:
    sign = "&" if urlsplit(to).query else "?"
    return web.Response(status=302, headers={"Location": f"{to}{sign}{urlencode(said)}"})
