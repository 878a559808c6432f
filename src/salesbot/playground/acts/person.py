"""A person at a Slack client: every verb is something they can do there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from salesbot.playground.acts import commands, modals, moving, pressing
from salesbot.playground.state import Channel, Message, User

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesbot.playground.acts.outcomes import Outcome
    from salesbot.playground.acts.stage import Stage
    from salesbot.playground.state import App, View


class Person:
    """Acts as one user. Raises PermissionError at once for somebody who is deactivated."""

    def __init__(self, stage: Stage, user: User) -> None:
        if user.deleted:
            raise PermissionError(f"{user.name} is deactivated and cannot act")
        self._stage = stage
        self.user = user

    def im(self, app: App | str | None = None) -> Channel:
        """The direct message with the app's bot."""
        install = self._stage.install(self.user, app)
        return self._stage.world.im(install.workspace, install.bot.id, self.user.id)

    async def command(self, name: str, text: str = "", *, channel: Channel | None = None) -> Outcome:
        """Type `/name text`, in the direct message with the app unless a channel is given."""
        return await commands.command(self._stage, self.user, name, text, channel=channel or self.im())

    async def click(
        self, where: Message | View, action_id: str, value: Any = None, *, block_id: str | None = None
    ) -> Outcome:
        """Press a button or choose in a menu.

        `value` picks among buttons with one action id, or is the option chosen.
        Pressing what is only in an old version of a message or view is what a stale client does. Raises LookupError
        if it
        is in neither.
        """
        return await pressing.click(self._stage, self.user, where, action_id, value=value, block_id=block_id)

    async def suggest(self, where: Message | View, action_id: str, typed: str) -> list[dict[str, Any]]:
        """Type into an external select and read the options."""
        return await pressing.suggest(self._stage, self.user, where, action_id, typed)

    async def view(self, *, within: float = 3.0) -> View | None:
        """The modal on the screen; waits up to `within` seconds for one."""
        team = self._stage.workspace(self.user).id
        try:
            async with asyncio.timeout(within):
                while (view := self._stage.world.open_view(team, self.user.id)) is None:
                    await self._stage.world.bell()
        except TimeoutError:
            return None
        return view

    def home(self, app: App | str | None = None) -> View | None:
        """The app's Home tab as it was published last."""
        install = self._stage.install(self.user, app)
        key = (install.workspace.id, self.user.id, install.app.id)
        return self._stage.world.views.get(self._stage.world.homes.get(key, ""))

    def fill(self, view: View, values: Mapping[str, Any]) -> View:
        """Type into fields without submitting."""
        return modals.fill(self._stage, self._stage.seen(view), values)

    async def submit(self, view: View, values: Mapping[str, Any] | None = None, *, again: bool = False) -> Outcome:
        """Fill in fields (by action id or block id) and press Submit; `again` sends the version given once more."""
        return await modals.submit(self._stage, self.user, view, values or {}, again=again)

    async def close(self, view: View) -> Outcome:
        """Press Cancel."""
        return await modals.close(self._stage, self.user, view)

    async def say(self, text: str, *, to: Channel | User | None = None, thread: Message | None = None) -> Message:
        """Write a message: to a channel, a person, in a thread, or (by default) to the app."""
        return moving.say(self._stage, self.user, text, channel=self._where(to, thread), thread=thread)

    async def shortcut(
        self, callback_id: str, *, message: Message | None = None, app: App | str | None = None
    ) -> Outcome:
        """Use a shortcut, on a message if one is given."""
        return await moving.shortcut(self._stage, self.user, callback_id, message=message, app=app)

    async def open_home(self, *, app: App | str | None = None, tab: str = "home") -> None:
        """Open the app's Home tab (or `messages`)."""
        moving.open_home(self._stage, self.user, app=app, tab=tab)

    async def join(self, channel: Channel) -> None:
        """Join a channel."""
        moving.join(self._stage, self.user, channel)

    async def leave(self, channel: Channel) -> None:
        """Leave a channel."""
        moving.leave(self._stage, self.user, channel)

    async def invite(self, other: User, *, to: Channel) -> None:
        """Bring somebody (a bot, too) into a channel."""
        moving.join(self._stage, other, to, inviter=self.user)

    async def kick(self, other: User, *, out_of: Channel) -> None:
        """Remove somebody from a channel."""
        moving.leave(self._stage, other, out_of)

    async def react(self, message: Message, name: str) -> Message:
        """Put an emoji on a message."""
        return moving.react(self._stage, self.user, message, name)

    async def unreact(self, message: Message, name: str) -> Message:
        """Take one's own emoji off a message."""
        return moving.unreact(self._stage, self.user, message, name)

    def _where(self, to: Channel | User | None, thread: Message | None) -> Channel:
        if to is None and thread is not None:
            return self._stage.channel(thread)
        if isinstance(to, User):
            return self._stage.world.im(self._stage.workspace(self.user), self.user.id, to.id)
        return to or self.im()
