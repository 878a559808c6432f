"""The whole local Slack in memory: who and what exists, looked up by id, and a bell that rings at every change."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.playground.state.channels import Channel, Kind
from salesbot.playground.state.ids import Ids
from salesbot.playground.state.messages import Message
from salesbot.playground.state.tickets import Responder, Tickets, Trigger

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesbot.playground.settings import Settings
    from salesbot.playground.state.apps import App, Install
    from salesbot.playground.state.files import File
    from salesbot.playground.state.people import User, Workspace
    from salesbot.playground.state.views import View

_PREFIX = {"channel": "C", "group": "C", "im": "D", "mpim": "G"}


class World:
    """Everything the playground remembers. It knows nothing of HTTP: the api writes here, people act on it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.ids = Ids(clock.real)
        self.workspaces: dict[str, Workspace] = {}
        self.apps: dict[str, App] = {}
        self.by_bot_token: dict[str, Install] = {}
        self.by_app_token: dict[str, App] = {}
        self.by_refresh_token: dict[str, Install] = {}
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        self.modals: dict[tuple[str, str], list[str]] = {}
        self.homes: dict[tuple[str, str, str], str] = {}
        self.closed_views: dict[str, None] = {}
        self.tickets = Tickets()
        self.version = 0
        self._bells: set[asyncio.Event] = set()
        self.watchers: list[Callable[[str, Any], None]] = []

    def changed(self, what: str = "", about: Any = None) -> None:
        """Ring the bell: whoever waits for something looks again, and watchers (the page) hear what it was."""
        self.version += 1
        for bell in self._bells:
            bell.set()
        for watcher in self.watchers:
            watcher(what, about)

    async def bell(self) -> None:
        """Sleep until the next change."""
        rung = asyncio.Event()
        self._bells.add(rung)
        try:
            await rung.wait()
        finally:
            self._bells.discard(rung)

    def now_ts(self) -> int:
        """Machine time in whole seconds, as `created` and `updated` fields have it."""
        return int(self.ids.seconds())

    def named(self, named: str) -> Channel | User:
        """A channel by id or `#name` (with its #), else a person by id or handle. Raises LookupError."""
        channel = named.startswith("#") or any(named in home.channels for home in self.workspaces.values())
        return self.place(named) if channel else self.person(named)

    def person(self, named: str) -> User:
        """A user by id, handle or real name. Raises LookupError."""
        for home in self.workspaces.values():
            if found := home.users.get(named) or home.by_name(named):
                return found
        raise LookupError(f"there is nobody called {named!r}")

    def place(self, named: str) -> Channel:
        """A conversation by id or #name. Raises LookupError."""
        for home in self.workspaces.values():
            if found := home.channels.get(named) or home.channel_named(named):
                return found
        raise LookupError(f"there is no channel {named!r}")

    # -- conversations ------------------------------------------------------------------------------------------

    def new_channel(self, workspace: Workspace, name: str, *, kind: Kind, members: list[str], creator: str) -> Channel:
        """A new conversation with those members."""
        made = Channel(
            self.ids.new(_PREFIX[kind]), workspace.id, name, kind, creator, self.now_ts(), dict.fromkeys(members)
        )
        workspace.channels[made.id] = made
        self.changed("channel", made)
        return made

    def im(self, workspace: Workspace, one: str, other: str) -> Channel:
        """The direct message of two members, made at its first use."""
        pair = frozenset((one, other))
        if pair not in workspace.ims:
            workspace.ims[pair] = self.new_channel(
                workspace, "directmessage", kind="im", members=[one, other], creator=one
            )
        return workspace.ims[pair]

    def post(self, channel: Channel, user: str, text: str, **more: Any) -> Message:
        """Say something there: the message gets its `ts` and both clocks' times."""
        message = Message(ts=self.ids.ts(), channel=channel.id, user=user, text=text, wall_at=clock.now(), **more)
        channel.add(message)
        if message.client_msg_id and message.ephemeral_for is None:
            channel.by_client_msg_id[message.client_msg_id] = message.ts
        self.changed("message", message)
        return message

    def edit(self, channel: Channel, message: Message, **changes: Any) -> Message:
        """Put a new version of a message in its place."""
        newer = replace(message, **changes)
        channel.put(newer)
        self.changed("edited", newer)
        return newer

    def delete(self, channel: Channel, message: Message) -> None:
        """Take a message away."""
        channel.remove(message.ts)
        self.changed("deleted", message)

    # -- views --------------------------------------------------------------------------------------------------

    def keep_view(self, view: View) -> None:
        """Remember this version of a view."""
        self.views[view.id] = view
        self.changed("view", view)

    def stack(self, team: str, user: str) -> list[str]:
        """The ids of a person's open modals, the visible one last."""
        return self.modals.setdefault((team, user), [])

    def open_view(self, team: str, user: str) -> View | None:
        """The modal a person sees now."""
        stack = self.modals.get((team, user))
        return self.views[stack[-1]] if stack else None

    def close_view(self, view: View) -> None:
        """Take a modal off its person's screen; its last version is remembered for a while, as late clients need it."""
        stack = self.stack(view.team_id, view.user)
        if view.id in stack:
            stack.remove(view.id)
            self.closed_views[view.id] = None
        while len(self.closed_views) > 10_000:  # noqa: PLR2004  enough for any test, little enough for a soak
            oldest = next(iter(self.closed_views))
            del self.closed_views[oldest], self.views[oldest]
        self.changed("closed", view)

    # -- tickets ------------------------------------------------------------------------------------------------

    def trigger(self, install: Install, user: User, view_id: str | None = None) -> str:
        """A fresh trigger id for that person."""
        name = f"{self.ids.ts().replace('.', '')}.{install.workspace.id}.{self.ids.secret()}"
        self.tickets.add(
            Trigger(name, install, user.id, self.ids.seconds() + self.settings.trigger_life, view_id=view_id)
        )
        return name

    def responder(self, install: Install, user: User, channel: Channel, *, message_ts: str | None = None) -> Responder:
        """A fresh response URL for that person in that conversation."""
        made = Responder(
            f"{install.workspace.id}/{self.now_ts()}/{self.ids.secret()}", install, user.id, channel.id,
            self.ids.seconds() + self.settings.response_life, self.settings.response_uses, message_ts,
        )  # fmt: skip
        self.tickets.add(made)
        return made
