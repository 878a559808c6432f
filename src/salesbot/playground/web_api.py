"""The front door of the Web API: who calls, may they, is it too often, what goes wrong, and the answer."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from salesbot.playground import reading, strict
from salesbot.playground.api import METHODS, ApiError, Call
from salesbot.playground.api.call import allow, check
from salesbot.playground.log import Exchange, Log, Seen
from salesbot.playground.rates import Rates
from salesbot.playground.responses import respond
from salesbot.playground.spoiling import CUTS, instead, spoiled

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from salesbot.playground.delivery import Announcer
    from salesbot.playground.faults import Fault, Faults
    from salesbot.playground.state import Install, World

    Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]

_OK = 200
_SEEN = web.RequestKey("seen", Exchange)
_TOKENLESS = {"api.test", "oauth.v2.access"}
_ALWAYS = {"team_id"}  # slack_sdk adds its client's team_id to every call, and Slack takes it everywhere
_OF_ORG = {"auth.test", "auth.revoke", "auth.teams.list", "apps.uninstall"}
_IN_WORKSPACE = {"users.list", "conversations.list", "usergroups.list", "usergroups.users.list"}
_TO_THE_APP = {"app_uninstalled", "tokens_revoked"}  # which is installed no more, and hears of it all the same
_APP_LEVEL = {"apps.connections.open"}
_DEAD = {"revoked": "token_revoked", "uninstalled": "account_inactive"}
_REFUSED = {"invalid_url": 404, "expired_url": 404, "used_url": 404}


class WebApi:
    """Answers calls of /api/ and uses of /response/."""

    def __init__(self, world: World, faults: Faults, log: Log, announcer: Announcer) -> None:
        self._world = world
        self._faults = faults
        self._log = log
        self._announcer = announcer
        self.rates = Rates(world.settings)
        self.busy = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One call, from its first byte to its answer."""
        return await self._inspected(request, request.match_info["method"], self._answer)

    async def _inspected(self, request: web.Request, name: str, serve: Serve) -> web.StreamResponse:
        """Serve it, and keep the exchange: what came, what went, how long it took."""
        self.busy += 1
        request[_SEEN] = seen = Exchange("to Slack", name, self._world.ids.seconds())
        try:
            seen.request = await reading.raw(request)
            answer = await serve(request)
        finally:
            self.busy -= 1
        seen.took = self._world.ids.seconds() - seen.at
        seen.response = getattr(answer, "body", None)
        seen.status = 0 if seen.fault in CUTS else answer.status
        self._log.exchange(seen)
        if seen.fault or seen.status != _OK:  # what went well has changed the world already, or nothing at all
            self._world.changed("call", seen)
        return answer

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        if self._world.settings.latency:
            await asyncio.sleep(self._world.settings.latency)
        fault = self._spoils(request, name)
        if fault is not None and not fault.after:
            refused = await instead(request, fault)
            if refused is not None:
                self._note(name, status=0 if fault.kind in CUTS else refused.status, fault=fault, done=False)
                return refused
        try:
            args, token, in_header = await reading.arguments(request)
        except ApiError as error:
            return self._reply(Call(self._world, name, {}), error.answer())
        return await self._carry_out(request, self._call(request, name, args), fault, token=token, in_header=in_header)

    async def _carry_out(
        self, request: web.Request, call: Call, fault: Fault | None, *, token: str, in_header: bool
    ) -> web.StreamResponse:
        wait = self.rates.refuse(token, call.method, call.text("channel"), now=self._world.ids.seconds())
        if wait:
            self._note(call.method, status=429, error="ratelimited", call=call, done=False)
            return too_many(wait)
        told = self._run(call, token, in_header=in_header)
        response = self._reply(call, told)
        if fault is None or not fault.after:
            self._note(call.method, status=200, error=told.get("error", ""), call=call, done=bool(told["ok"]))
            return response
        answer = await spoiled(request, response, fault)
        status = 0 if fault.kind in CUTS else answer.status
        self._note(
            call.method, status=status, error=told.get("error", ""), call=call, fault=fault, done=bool(told["ok"])
        )
        return answer

    def _call(self, request: web.Request, name: str, args: dict[str, Any]) -> Call:
        return Call(self._world, name, args, base_url=f"{request.scheme}://{request.host}")

    def _run(self, call: Call, token: str, *, in_header: bool) -> dict[str, Any]:
        try:
            self._admit(call, token, in_header=in_header)
            check(strict.arguments(call.method, call.args.keys() - _ALWAYS))
            told = METHODS[call.method](call)
        except ApiError as error:
            return error.answer()
        self.tell(call)
        return told

    def tell(self, call: Call) -> None:
        """Send the events of a call on their way."""
        for name, event, channel in call.happened:
            if name in _TO_THE_APP:
                self._announcer.tell(call.me, event)
            else:
                self._announcer.announce(call.me.workspace, event, channel)

    def _admit(self, call: Call, token: str, *, in_header: bool) -> None:
        """Find out whose token it is; pages "Using the Web API: authentication" and "apps.connections.open"."""
        if call.method not in METHODS:
            raise ApiError("unknown_method", req_method=call.method)
        if call.method in _TOKENLESS:
            return
        if not token:
            raise ApiError("not_authed")
        if call.method in _APP_LEVEL:
            call.app = self._world.by_app_token.get(token)
            if call.app is None or not in_header:
                raise ApiError("not_allowed_token_type" if token in self._world.by_bot_token else "invalid_auth")
            return
        if token in self._world.by_app_token:
            raise ApiError("not_allowed_token_type")
        call.install = _within_org(self._world, call, self._alive(token))
        allow(call)

    def _alive(self, token: str) -> Install:
        """The install whose token this is; pages "Using the Web API: errors" and "Using token rotation"."""
        install = self._world.by_bot_token.get(token)
        if install is None:
            raise ApiError("invalid_auth")
        if install.status != "active":
            raise ApiError(_DEAD[install.status])
        if token in install.ends and install.ends[token] <= self._world.ids.seconds():
            raise ApiError("token_expired")
        if token != install.bot_token and token not in install.ends:
            raise ApiError("token_revoked")
        return install

    def _reply(self, call: Call, told: dict[str, Any]) -> web.Response:
        headers = {"X-Slack-Req-Id": self._world.ids.secret(8), "Cache-Control": "private, no-cache, no-store"}
        if call.install is not None:
            headers["X-OAuth-Scopes"] = ",".join(sorted(call.install.scopes))
            if needed := strict.scopes(call.method) if call.method in strict.METHODS else ():
                headers["X-Accepted-OAuth-Scopes"] = ",".join(sorted(needed))
        return web.Response(text=json.dumps(told), content_type="application/json", charset="utf-8", headers=headers)

    def _note(
        self, method: str, *, status: int, error: str = "", call: Call | None = None, fault: Fault | None = None,
        done: bool = True,
    ) -> None:  # fmt: skip
        team = call.install.workspace.id if call is not None and call.install is not None else ""
        args = call.args if call is not None else {}
        name = fault.kind if fault else ""
        self._log.call(Seen(method, self._world.ids.seconds(), status, error, team, args, name, done=done))

    def _spoils(self, request: web.Request, name: str) -> Fault | None:
        """What goes wrong with this request, if anything does."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        install = self._world.by_bot_token.get(token)
        fault = self._faults.take(name, team=install.workspace.id if install is not None else "")
        request[_SEEN].fault = fault.kind if fault else ""
        return fault

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """One use of a response_url."""
        return await self._inspected(request, "response_url", self._respond)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        fault = self._spoils(request, "response_url")
        if fault is not None and not fault.after:
            refused = await instead(request, fault)
            if refused is not None:
                self._note("response_url", status=refused.status, fault=fault, done=False)
                return refused
        response = await self._responded(request)
        return response if fault is None or not fault.after else await spoiled(request, response, fault)

    async def _responded(self, request: web.Request) -> web.Response:
        try:
            call = respond(self._world, request.match_info["ticket"], await reading.body(request))
        except ApiError as error:
            status = _REFUSED.get(error.error, 400)
            self._note("response_url", status=status, error=error.error, done=False)
            return web.json_response(error.answer(), status=status)
        self.tell(call)
        self._note("response_url", status=200, call=call)
        return web.Response(text="ok")


def too_many(wait: int) -> web.Response:
    """The answer to one call too many; page "Rate limits"."""
    told = json.dumps({"ok": False, "error": "ratelimited"})
    return web.Response(status=429, text=told, content_type="application/json", headers={"Retry-After": str(wait)})


def _within_org(world: World, call: Call, install: Install) -> Install:
    """The install in the workspace that a call names, where one token is good in all of an organisation.

    Page "Organization-ready apps": methods that need a workspace say so with missing_argument.
    """
    if not install.org or call.method in _OF_ORG:
        return install
    named = call.text("team_id")
    if not named and call.method in _IN_WORKSPACE:
        raise ApiError("missing_argument", "[ERROR] missing required field: team_id")
    for home in world.workspaces.values():
        here = home.id == named or (not named and call.text("channel") in home.channels)
        if here and install.app.id in home.installs:
            return home.installs[install.app.id]
    if named:
        raise ApiError("team_access_not_granted")
    return install
