"""The local Slack itself, and the Python door through which tests and demos use it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web

from salesbot.playground import happening, installing
from salesbot.playground.acts import Person, Stage
from salesbot.playground.delivery import Announcer, Courier
from salesbot.playground.faults import Fault, Faults, Kind
from salesbot.playground.log import Log
from salesbot.playground.oauth import OAuth
from salesbot.playground.page import Page
from salesbot.playground.page.inspector import Inspector
from salesbot.playground.page.weather import Weather
from salesbot.playground.server import Server, application
from salesbot.playground.settings import Settings
from salesbot.playground.state import Channel, Group, Install, Message, User, Workspace, World
from salesbot.playground.uploads import Uploads
from salesbot.playground.waiting import Patience
from salesbot.playground.web_api import WebApi

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

    from salesbot.playground.delivery import Link
    from salesbot.playground.log import Seen
    from salesbot.playground.state import App


class Playground(Patience):
    """A Slack on loopback. Make one with `async with Playground.serve() as slack:`."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.world = World(self.settings)
        self.log = Log(self.settings.log_size)
        self.faults = Faults(self.settings.seed)
        self.courier = Courier(self.world, self.faults, self.log)
        self.announcer = Announcer(self.world, self.courier)
        self.web_api = WebApi(self.world, self.faults, self.log, self.announcer)
        self.uploads = Uploads(self.world)
        self.stage = Stage(self.world, self.courier, self.announcer, lambda: self.address)
        self.extra_verbs: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {}
        self.page = Page(self.stage)
        self.page.inspector = Inspector(self.log)
        self.weather = self.page.weather = Weather(self.world, self.faults, self.courier.links)
        self._server = Server(application(self._routes()))

    def _routes(self) -> list[web.RouteDef]:
        from salesbot.playground.control import Control  # the control drives a playground, so it knows this class

        return [
            web.get("/api/{method}", self.web_api.answer),
            web.post("/api/{method}", self.web_api.answer),
            web.post("/response/{ticket:.+}", self.web_api.respond),
            web.post("/upload/{ticket}", self.uploads.take),
            web.get("/page/file/{id}", self.uploads.give),
            *OAuth(self.world).routes(),
            web.get("/link/", self.courier.links.serve),
            *Control(self).routes(),
            *self.page.routes(),
        ]

    # -- being there --------------------------------------------------------------------------------------------

    @classmethod
    @asynccontextmanager
    async def serve(
        cls, port: int = 0, *, control_port: int = 0, host: str = "127.0.0.1", settings: Settings | None = None
    ) -> AsyncIterator[Playground]:
        """A running playground; port 0 takes a free one."""
        slack = cls(settings)
        await slack.start(host, port, control_port)
        try:
            yield slack
        finally:
            await slack.stop()

    async def start(self, host: str, port: int, control_port: int) -> None:
        """Open the doors."""
        await self._server.start(host, port, control_port)

    async def stop(self) -> None:
        """Close the doors; retries that are still due never come."""
        self.page.close()
        self.weather.clear()
        await self.announcer.close()
        await self.courier.close()
        await self._server.stop()

    @property
    def address(self) -> str:
        """`http://127.0.0.1:PORT`."""
        return f"http://{self._server.host}:{self._server.port}"

    @property
    def url(self) -> str:
        """The Web API's base URL, for `AsyncWebClient(base_url=slack.url)`."""
        return f"{self.address}/api/"

    @property
    def control_url(self) -> str:
        """The control door, which stays open while Slack is down; for `Remote`."""
        return f"http://{self._server.host}:{self._server.control_port}"

    # -- who and what is there ----------------------------------------------------------------------------------

    def workspace(self, team_id: str = "", *, name: str = "Acme", org: str = "") -> Workspace:
        """The workspace with that id; a new one the first time, of that organisation (E…)."""
        found = self.world.workspaces.get(team_id)
        if found is None:
            found = Workspace(team_id or self.world.ids.new("T"), name, name.lower().replace(" ", "-"), org=org)
            self.world.workspaces[found.id] = found
        return found

    def install(
        self, workspace: Workspace, manifest: dict[str, Any] | None = None, *, scopes: Iterable[str] | None = None,
        without: Iterable[str] = (), bot_token: str | None = None, app: App | None = None, **more: Any,
    ) -> Install:  # fmt: skip
        """Create an app from its manifest (None: everything goes) and install it, or install an `app` that exists.

        One app may be in several workspaces. `more`: name, app_id, app_token, signing_secret, request_url (then HTTP).
        """
        app = app or installing.create(self.world, manifest, **more)
        return installing.install(self.world, workspace, app, scopes=scopes, bot_token=bot_token, without=without)

    def app(self, manifest: dict[str, Any] | None = None, **more: Any) -> App:
        """An app that nobody has installed yet; `more` as for install, and redirect_urls, rotates (its tokens end)."""
        return installing.create(self.world, manifest, **more)

    def user(
        self,
        name: str,
        *,
        id: str | None = None,  # noqa: A002  that is what Slack calls it
        workspace: Workspace | None = None,
        tz: str = "Europe/Berlin",
        **more: Any,
    ) -> User:
        """A person; `name` ("Ana") is the real name, its lower-case form the handle. `more`: any field of User."""
        home = workspace or self._only()
        handle = name.lower().replace(" ", ".")
        made = User(
            id or self.world.ids.new("U"), **{"team_id": home.id, "name": handle, "real_name": name, "tz": tz, **more}
        )
        made.updated = self.world.now_ts()
        home.users[made.id] = made
        self.world.changed("user", made)
        return made

    def stranger(self, name: str, *, team_id: str = "T_ELSEWHERE", **more: Any) -> User:
        """A person of another company, whom a shared channel brings in (Slack Connect)."""
        return self.user(name, team_id=team_id, is_stranger=True, **more)

    def channel(
        self, name: str, *, members: Iterable[User] = (), private: bool = False, ext_shared: bool = False,
        workspace: Workspace | None = None, creator: User | None = None,
    ) -> Channel:  # fmt: skip
        """A channel; nobody hears of people being in it from the start."""
        everyone = [member.id for member in members]
        by = creator.id if creator else (everyone or [""])[0]
        kind: Any = "group" if private else "channel"
        made = self.world.new_channel(workspace or self._only(), name, kind=kind, members=everyone, creator=by)
        made.ext_shared = ext_shared
        return made

    def group(self, handle: str, users: Iterable[User], *, name: str = "", workspace: Workspace | None = None) -> Group:
        """A user group."""
        home = workspace or self._only()
        made = Group(self.world.ids.new("S"), home.id, name or handle, handle, [user.id for user in users])
        home.groups[made.id] = made
        return made

    def _only(self) -> Workspace:
        return next(iter(self.world.workspaces.values())) if self.world.workspaces else self.workspace("T_ACME")

    # -- what people do and what happens ------------------------------------------------------------------------

    def act(self, user: User | str) -> Person:
        """Sit down at the Slack of that person (or of that id or handle)."""
        return Person(self.stage, user if isinstance(user, User) else self.world.person(user))

    def arrive(self, name: str, **more: Any) -> User:
        """Somebody new joins the workspace; apps hear team_join."""
        user = self.user(name, **more)
        happening.arrive(self.stage, user)
        return user

    def change(self, user: User, **changes: Any) -> None:
        """Change fields of a person (tz, status_text, deleted, is_restricted …); apps hear user_change."""
        happening.change(self.stage, user, **changes)

    def archive(self, channel: Channel, *, archived: bool = True) -> None:
        """Archive a channel, or bring it back; apps hear of it."""
        happening.archive(self.stage, channel, archived=archived)

    def rename(self, channel: Channel, name: str) -> None:
        """Give a channel another name; apps hear channel_rename."""
        happening.rename(self.stage, channel, name)

    def share(self, channel: Channel, *, shared: bool = True) -> None:
        """Let another company into a channel, or out of it; apps hear channel_shared or channel_unshared."""
        happening.share(self.stage, channel, shared=shared)

    def renumber(self, channel: Channel) -> None:
        """Let Slack call a channel by another id; apps hear channel_id_changed."""
        happening.renumber(self.stage, channel)

    def uninstall(self, install: Install, *, tell: bool = True) -> None:
        """Remove the app: account_inactive from now on; `tell` it so."""
        happening.uninstall(self.stage, install, tell=tell)

    def revoke(self, install: Install, *, tell: bool = True) -> None:
        """Revoke the bot token: token_revoked from now on; `tell` the app so."""
        happening.revoke(self.stage, install, tell=tell)

    def tell_end(self, install: Install, kind: str) -> None:
        """Tell the app `app_uninstalled` or `tokens_revoked`, whether that is so or not, or was long ago."""
        happening.tell_end(self.stage, install, kind)

    def reinstall(self, install: Install) -> None:
        """Make the same token work again."""
        happening.reinstall(self.stage, install)

    # -- what can be seen ---------------------------------------------------------------------------------------

    def im(self, user: User, install: Install | None = None) -> Channel:
        """The direct message between a person and the (only) app."""
        found = install or self.stage.install(user)
        return self.world.im(found.workspace, found.bot.id, user.id)

    def messages(
        self, where: Channel | User | str, *, thread: Message | str | None = None, by_bots: bool = False
    ) -> list[Message]:
        """All messages of a conversation (of a person or handle: the direct message with the app), oldest first.

        Replies and ephemerals are included; `thread` narrows to the replies below one, `by_bots` to what apps wrote.
        """
        found = self._channel(where).everything()
        if thread is not None:
            ts = thread if isinstance(thread, str) else thread.ts
            found = [message for message in found if message.thread_ts == ts and message.is_reply]
        return [message for message in found if message.bot_id] if by_bots else found

    def texts(self, to: Channel | User | str) -> list[str]:
        """The texts of what apps wrote there, oldest first."""
        return [message.text for message in self.messages(to, by_bots=True)]

    def _channel(self, where: Channel | User | str) -> Channel:
        """The conversation meant: itself, `#name`, or a person's direct message with the app."""
        found = self.world.named(where) if isinstance(where, str) else where
        return self.im(found) if isinstance(found, User) else found

    def fresh(self, message: Message) -> Message:
        """The message as it stands now."""
        return self.stage.current(message)

    @property
    def calls(self) -> list[Seen]:
        """Every call of the Web API, oldest first."""
        return list(self.log.calls)

    # -- bad days -----------------------------------------------------------------------------------------------

    def fault(self, method: str, kind: Kind, **more: Any) -> Fault:
        """Misbehave; see `Fault` for the kinds and what goes with them."""
        return self.faults.add(Fault(method, kind, **more))

    def behave(self) -> None:
        """Switch all faults off."""
        self.faults.clear()

    async def down(self) -> None:
        """Slack is down: connections are refused, sockets break."""
        await self._server.shut(self.courier.links.cut)

    async def up(self) -> None:
        """Slack is back."""
        await self._server.reopen()

    async def refresh(self, install: Install) -> None:
        """Renew the app's sockets, as Slack does every few hours."""
        await self.courier.links.refresh(install.app)

    def disconnect(self, install: Install) -> None:
        """Break the app's sockets without a word."""
        self.courier.links.cut(install.app)

    def ghost(self, install: Install) -> Link:
        """A half-open socket that swallows its share of payloads; `slack.courier.links.drop(link)` ends it."""
        return self.courier.links.ghost(install.app)

    async def verify(self, install: Install) -> bool:
        """Whether the app's request URL answers Slack's challenge."""
        url = install.app.url_for("events_api")
        return url is not None and await self.courier.posts.verify(install.app, url)
