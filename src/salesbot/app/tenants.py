"""Whom this house serves: one workspace, whose token is a setting, or any number that installed it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from secrets import SystemRandom
from typing import TYPE_CHECKING, Protocol

import structlog
from slack_sdk.errors import SlackApiError

from salesbot import clock
from salesbot.app.shared_look import SharedLook
from salesbot.installing import queries as installs
from salesbot.installing.access import code_of
from salesbot.installing.authority import ManyAuthority, ManyClients
from salesbot.installing.tokens import OVER, NotInstalled, Tokens, signal
from salesbot.installing.web import InstallPages
from salesbot.people import queries as people
from salesbot.people import service as workspaces
from salesbot.slack import client
from salesbot.slack.authority import Authority
from salesbot.slack.passes import NOT_INSTALLED, NoTokenYet
from salesbot.store import wake

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    import aiohttp

    from salesbot.config import Settings
    from salesbot.people.model import Workspace
    from salesbot.sealing import Seals
    from salesbot.slack.authority import Bot
    from salesbot.slack.client import Clients
    from salesbot.slack.doors import Authorize
    from salesbot.slack.guard import Asgi
    from salesbot.store import Store

    Do = Callable[[str], Awaitable[object]]

_log = structlog.get_logger(__name__)
_TELL_AGAIN = 3_600.0  # seconds
_SYNCED = timedelta(minutes=50)
_AT_ONCE = 8  # workspaces looked after beside one another


class Tenants(Protocol):
    """The workspaces of a house."""

    pages: Mapping[str, Asgi]

    @property
    def authorize(self) -> Authorize:
        """What bolt asks who we are in a workspace."""

    @property
    def known(self) -> Bot | None:
        """Who we are, where there is one workspace and Slack has said so already."""

    def clients_of(self, workspace_id: str) -> Clients:
        """Return the clients of a workspace."""

    async def at_work(self) -> Sequence[str]:
        """Return the workspaces where salesbot works. Raises IntroductionError where the only one is not known yet."""

    async def each(self, do: Do) -> None:
        """Do something for each workspace at work; where there are many, trouble in one is no trouble of the others."""

    def look(self, workspace_id: str, *, now: datetime) -> AbstractAsyncContextManager[bool]:
        """While this process looks at everybody there: whether it shall, or another has just done it."""

    async def left(self) -> bool:
        """Whether a look is left by a process that died over it. Raises IntroductionError as `at_work` does."""

    def may_tell(self, workspace: Workspace) -> bool:
        """Whether it is time to look who there does not know yet which permissions are missing."""

    async def introduce(self, *, now: datetime, anew: bool = False) -> None:
        """Ask Slack who we are, where there is one workspace to ask for. Raises IntroductionError."""

    def serve(self) -> None:
        """Keep tokens alive from now on: this process runs for long."""

    async def close(self) -> None:
        """Finish what must not be broken off."""

    async def try_again(self, stopped: Sequence[Workspace], *, now: datetime) -> None:
        """Go on in those of the stopped workspaces whose token works again."""


class One:
    """One workspace, whose bot token is a setting."""

    def __init__(self, store: Store, clients: Clients) -> None:
        self.authority = self.authorize = Authority(clients)
        self.pages: Mapping[str, Asgi] = {}
        self._store = store
        self._clients = clients
        self._looks = SharedLook(store, share=_SYNCED)

    @property
    def known(self) -> Bot | None:
        """Who we are, where Slack has said so already."""
        return self.authority.known

    def clients_of(self, workspace_id: str) -> Clients:  # noqa: ARG002  there is only one
        """Return the clients of the workspace."""
        return self._clients

    async def at_work(self) -> Sequence[str]:
        """Return the only one. Raises IntroductionError."""
        return [(await self.authority.bot()).workspace_id]

    async def each(self, do: Do) -> None:
        """Do something for it. Raises IntroductionError, and what `do` raises."""
        for workspace_id in await self.at_work():
            await do(workspace_id)

    def look(self, workspace_id: str, *, now: datetime) -> AbstractAsyncContextManager[bool]:
        """Whether to look: see SharedLook."""
        return self._looks.at(workspace_id, now=now)

    async def left(self) -> bool:
        """Whether another process died while it looked at everybody. Raises IntroductionError."""
        return await self._looks.left(*await self.at_work())

    def may_tell(self, workspace: Workspace) -> bool:  # noqa: ARG002  there is only one
        """Always: one workspace is soon looked at."""
        return True

    async def introduce(self, *, now: datetime, anew: bool = False) -> None:
        """Ask Slack who we are, `anew` even if known, and know the workspace from now on. Raises IntroductionError."""
        bot = await self.authority.bot(anew=anew)
        async with self._store.begin() as db:
            await workspaces.install(
                db, bot.workspace_id, name=bot.workspace, bot_user_id=bot.user_id, enterprise_id=bot.enterprise_id,
                scopes=filter(None, map(str.strip, bot.scopes.split(","))), now=now,
                worked_at=clock.real(),
            )  # fmt: skip

    def serve(self) -> None:
        """Nothing to keep alive: a token from the settings never ends."""

    async def close(self) -> None:
        """Nothing is under way."""

    async def try_again(self, stopped: Sequence[Workspace], *, now: datetime) -> None:
        """Ask Slack anew whether it takes the token. Raises IntroductionError while it does not."""
        if stopped:
            await self.introduce(now=now, anew=True)


class Many:
    """Any number of workspaces, each with the token that it gave when it installed salesbot."""

    def __init__(
        self, store: Store, settings: Settings, session: aiohttp.ClientSession, seals: Seals, *, scopes: Sequence[str]
    ) -> None:
        nobody = client.clients(session, "", settings=settings)
        self.tokens = Tokens(store, seals, settings, nobody.posting)
        self.authorize = ManyAuthority(self.tokens)
        self._clients = ManyClients(self.tokens, session, settings)
        self._store = store
        self._client_id = settings.client_id
        self._told: dict[tuple[str, str], float] = {}
        self._since = clock.now()
        doors = InstallPages(
            store, self.tokens, settings, slack=nobody, scopes=scopes, command=f"/{settings.command_prefix}salesbot",
            clients=lambda token: client.clients(session, token, settings=settings),
        )  # fmt: skip
        self.pages: Mapping[str, Asgi] = dict.fromkeys(doors.paths, doors)

    @property
    def known(self) -> Bot | None:
        """Nobody in particular."""
        return None

    def clients_of(self, workspace_id: str) -> Clients:
        """Return the clients of a workspace; without a token there, their calls fail as Slack would refuse them."""
        return self._clients(workspace_id)

    async def at_work(self) -> Sequence[str]:
        """Return the workspaces that are not stopped and whose token is here."""
        async with self._store.read() as db:
            going = [one for one in await people.workspaces(db) if one.stopped_at is None]
            return [one.id for one in installs.reached(going, await installs.with_token(db, self._client_id))]

    async def each(self, do: Do) -> None:
        """Do something for each, several at a time; what fails in one is told in the log, and the others go on."""
        room = asyncio.Semaphore(_AT_ONCE)

        async def one(workspace_id: str) -> None:
            async with room:
                try:
                    await do(workspace_id)
                except Exception as error:  # noqa: BLE001  one workspace's trouble is not the others'
                    _log.warning("workspace.left_out", workspace_id=workspace_id, error=type(error).__name__)

        every = list(await self.at_work())
        SystemRandom().shuffle(every)  # several processes begin in different places
        await asyncio.gather(*(one(workspace_id) for workspace_id in every))

    @asynccontextmanager
    async def look(self, workspace_id: str, *, now: datetime) -> AsyncIterator[bool]:
        """Unless somebody did it since this process began, less than an hour ago: so processes share the work."""
        async with self._store.read() as db:
            there = await people.workspace(db, workspace_id)
        at = None if there is None else there.synced_at
        yield at is None or at <= max(self._since, now - _SYNCED)

    async def left(self) -> bool:
        """Never: what is noted there is done, and what is not done others do in their own hour."""
        return False

    def may_tell(self, workspace: Workspace) -> bool:
        """Once an hour each, and at once when its permissions change."""
        about, now = (workspace.id, workspace.scopes), clock.monotonic()
        self._told = {known: at for known, at in self._told.items() if now < at + _TELL_AGAIN}
        return about not in self._told and not self._told.update({about: now})

    async def introduce(self, *, now: datetime, anew: bool = False) -> None:
        """Nothing to ask: each workspace said who it is when it installed salesbot."""

    def serve(self) -> None:
        """Renew tokens before they end."""
        self.tokens.may_renew = True

    async def close(self) -> None:
        """Let what is being renewed come to its end."""
        await self.tokens.close()

    async def try_again(self, stopped: Sequence[Workspace], *, now: datetime) -> None:
        """Ask Slack of each stopped workspace whose token is here; forget a token that Slack takes no more."""
        async with self._store.read() as db:
            mine = installs.reached(stopped, await installs.with_token(db, self._client_id))
        for workspace in mine:
            await self._try(workspace, now=now)

    async def _try(self, workspace: Workspace, *, now: datetime) -> None:
        self.tokens.forget(workspace.id)
        try:
            works = await self._works(workspace.id)
        except SlackApiError as error:
            if code_of(error) in OVER:
                await self._let_go(workspace.id, code_of(error))
        except (NotInstalled, NoTokenYet, OSError, TimeoutError):
            return
        else:
            if works:
                async with self._store.begin() as db:
                    await workspaces.install(db, workspace.id, now=now, worked_at=clock.real())
                    wake(db, "outbox")

    async def _works(self, workspace_id: str) -> bool:
        """Whether the token opens this workspace: that of an organisation may open others only."""
        held = await self.tokens.of(workspace_id)
        reading = self.clients_of(workspace_id).reading
        if not held.bot.is_enterprise_install:
            await reading.auth_test()
            return True
        pages = await reading.auth_teams_list(limit=200)
        return workspace_id in {team["id"] async for page in pages for team in page["teams"]}

    async def _let_go(self, workspace_id: str, code: str) -> None:
        """Slack knows this token no more: forget it. The workspace stays as it is, until somebody installs again."""
        if code == NOT_INSTALLED:
            return
        held = await self.tokens.of(workspace_id)
        async with self._store.begin() as db:
            await installs.forget(db, held.id)
            wake(db, signal(held.place))
        self.tokens.forget_place(held.place)
        _log.info("install.over", place=held.place, error=code)
