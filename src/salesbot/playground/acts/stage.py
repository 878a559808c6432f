"""Where people act: the world, the courier to apps and the announcer of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesbot.playground.delivery import Announcer, Courier
    from salesbot.playground.state import App, Channel, Install, Message, Responder, User, View, Workspace, World


@dataclass
class Stage:
    """Everything an act needs; `address` gives the playground's own http address."""

    world: World
    courier: Courier
    announcer: Announcer
    address: Callable[[], str]

    def workspace(self, user: User) -> Workspace:
        """The workspace in which that very user object lives; strangers live in the one they visit."""
        return next(w for w in self.world.workspaces.values() if w.users.get(user.id) is user)

    def install(self, user: User, app: App | str | None = None) -> Install:
        """The app a person means: the one named, else the one installed last. Raises LookupError without any."""
        installs = list(self.workspace(user).installs.values())
        wanted = app.id if app is not None and not isinstance(app, str) else app
        found = [each for each in installs if wanted in (None, each.app.id) and each.status == "active"]
        if not found:
            raise LookupError(f"no such app is installed in {self.workspace(user).name}")
        return found[-1]

    def channel(self, message: Message) -> Channel:
        """The conversation a message stands in."""
        return next(
            w.channels[message.channel] for w in self.world.workspaces.values() if message.channel in w.channels
        )

    def current(self, thing: Message) -> Message:
        """The version of a message that stands there now, or the one given if it is gone."""
        channel = self.channel(thing)
        return channel.said.get(thing.ts) or channel.whispers.get(thing.ts) or thing

    def seen(self, view: View) -> View:
        """The latest version of a view."""
        return self.world.views.get(view.id, view)

    def response_url(self, responder: Responder) -> str:
        """The address that answers for a responder."""
        return f"{self.address()}/response/{responder.id}"
