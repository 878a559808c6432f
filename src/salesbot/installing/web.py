"""The install pages on the web: the way to Slack and back, guarded by a state that is good once, in one browser."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from salesbot import clock
from salesbot.installing import pages, service
from salesbot.installing.access import NO_ANSWER, access, code_of
from salesbot.installing.shelf import STATE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from slack_sdk.oauth.installation_store.models.installation import Installation

    from salesbot.config import Settings
    from salesbot.installing.pages import Page
    from salesbot.installing.tokens import Tokens
    from salesbot.slack.client import Clients
    from salesbot.slack.guard import Receive, Scope, Send
    from salesbot.store import Store

_log = structlog.get_logger(__name__)

COOKIE = "__Host-salesbot-install"  # browsers keep such a one only over https, and for this very host
_CODE = re.compile(r"[a-z_]{1,60}")
_AWAY = (aiohttp.ClientError, OSError, TimeoutError)
_MOST = 4_000  # characters of what comes along; Slack's own are a tenth of it
_ONLY_OURS = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' https: http://127.0.0.1:*; base-uri 'none'; "
    "frame-ancestors 'none'"  # the form leads on to Slack, or to a local one
)
_HEADERS = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),  # the way back holds a code
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", _ONLY_OURS.encode()),
)


class _Failed(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class InstallPages:
    """Answers /slack/install and /slack/oauth_redirect; no door of a room, so no signature of Slack's."""

    paths = (pages.INSTALL, pages.BACK)

    def __init__(
        self, store: Store, tokens: Tokens, settings: Settings, *, slack: Clients, scopes: Sequence[str], command: str,
        clients: Callable[[str], Clients],
    ) -> None:  # fmt: skip
        """`slack` has no token, `clients` makes some for a token; `command` is /salesbot as it is called here."""
        self._store = store
        self._tokens = tokens
        self._settings = settings
        self._slack = slack
        self._scopes = scopes
        self._command = command
        self._clients = clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Whatever fails ends in a page that says what to do."""
        del receive  # the form has no fields
        method, path = scope["method"], scope["path"]
        if (path, method) == (pages.INSTALL, "POST"):
            await self._begin(send)
        elif method not in {"GET", "HEAD"}:
            await _answer(send, pages.stale(), status=405)
        elif path == pages.INSTALL:
            await _answer(send, pages.welcome())
        else:
            await _answer(send, await self._finish(_asked(scope), _cookie(scope)), cookie=_gone())

    # ---- there ----

    async def _begin(self, send: Send) -> None:
        try:
            async with self._store.begin() as db:
                state = await service.begin(db)
        except (SQLAlchemyError, *_AWAY) as error:
            _log.warning("install.database_away", error=type(error).__name__)
            await _answer(send, pages.failed("not_saved"))
            return
        if state is None:
            _log.warning("install.too_many_begun")
            await _answer(send, pages.busy())
            return
        kept = f"{COOKIE}={state}; Path=/; Max-Age={STATE_SECONDS}; Secure; HttpOnly; SameSite=Lax"
        await _answer(send, pages.welcome(), status=303, cookie=kept, to=self._way(state))

    def _way(self, state: str) -> str:
        """The address of Slack's own page."""
        parts = urlsplit(self._settings.slack_api_url)
        asked = {"client_id": self._settings.client_id, "scope": ",".join(self._scopes), "state": state}
        return f"{parts.scheme}://{parts.netloc}/oauth/v2/authorize?{urlencode(asked)}"

    # ---- and back ----

    async def _finish(self, said: Mapping[str, str], cookie: str) -> Page:
        try:
            return await self._finished(said, cookie)
        except _Failed as failed:
            _log.warning("install.failed", error=failed.code)
            return pages.failed(failed.code)
        except (SQLAlchemyError, *_AWAY) as error:
            _log.warning("install.failed", error=type(error).__name__)
            return pages.failed("not_saved")
        except Exception as error:  # noqa: BLE001  whoever stands before this page reads words
            _log.error("install.broken", exc_info=error)
            return pages.failed("broken")

    async def _finished(self, said: Mapping[str, str], cookie: str) -> Page:
        if not await self._was_begun(said.get("state", ""), cookie):
            return pages.stale()
        if said.get("error"):
            return _refused(said["error"])
        made, by = await self._exchanged(said.get("code", ""))
        async with self._store.begin() as db:
            await service.install(db, self._tokens.shelf(db), made, by=by, now=clock.now())
        self._tokens.forget_place(made.team_id or str(made.enterprise_id))
        _log.info("install.done", workspace_id=made.team_id, enterprise_id=made.enterprise_id)
        name = made.team_name or made.enterprise_name or ""
        return pages.installed(name, app_id=made.app_id or "", team_id=made.team_id or "", command=self._command)

    async def _was_begun(self, state: str, cookie: str) -> bool:
        """Whether this browser began it here, lately, and has not finished it; either way it is used up."""
        if not state or not hmac.compare_digest(state.encode(), cookie.encode()):
            return False
        async with self._store.begin() as db:
            return await service.take_up(db, state)

    async def _exchanged(self, code: str) -> tuple[Installation, str]:
        """Change Slack's code for a token, and learn who salesbot is there, and who let it in. Raises _Failed."""
        try:
            said = await access(self._slack.posting, self._settings, code=code)
            if said.get("token_type") != "bot" or not said.get("access_token"):
                raise _Failed("no_bot")
            bot = await self._clients(str(said["access_token"])).reading.auth_test()
        except SlackApiError as error:
            raise _Failed(code_of(error)) from None
        except _AWAY:
            raise _Failed(NO_ANSWER) from None
        return service.described(said, bot_id=str(bot.get("bot_id") or "")), service.installer(said)


def _refused(error: str) -> Page:
    if error == "access_denied":
        return pages.cancelled()
    _log.warning("install.refused", error=error if _CODE.fullmatch(error) else "something else")
    return pages.failed(error)


def _asked(scope: Scope) -> dict[str, str]:
    query = scope.get("query_string", b"")[:_MOST].decode("ascii", "replace")
    try:
        return {name: values[0] for name, values in parse_qs(query, max_num_fields=10).items()}
    except ValueError:
        return {}


def _cookie(scope: Scope) -> str:
    said = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")[:_MOST].decode("latin-1")
    pairs = (one.strip().partition("=") for one in said.split(";"))
    return next((value for name, _, value in pairs if name == COOKIE), "")


def _gone() -> str:
    return f"{COOKIE}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"


async def _answer(send: Send, page: Page, *, status: int | None = None, cookie: str = "", to: str = "") -> None:
    body = page.html.encode()
    headers = [*_HEADERS, (b"content-length", str(len(body)).encode())]
    headers += [(b"set-cookie", cookie.encode())] if cookie else []
    headers += [(b"location", to.encode())] if to else []
    await send({"type": "http.response.start", "status": status or page.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
