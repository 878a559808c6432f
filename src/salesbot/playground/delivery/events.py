"""Events for the apps that asked for them, with their retries; page "The Events API"."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from salesbot.playground import strict

if TYPE_CHECKING:
    from salesbot.playground.delivery.courier import Courier
    from salesbot.playground.state import Channel, Install, Workspace, World

_OF_KIND = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
_PRIVATE = {
    "channel_archive": "group_archive",
    "channel_unarchive": "group_unarchive",
    "channel_rename": "group_rename",
}
_INSIDE = {"message", "reaction_added", "reaction_removed", "member_joined_channel", "member_left_channel"}


class Announcer:
    """Tells subscribed apps what happened; what is not acked is told again, with the same event id."""

    def __init__(self, world: World, courier: Courier) -> None:
        self._world = world
        self._courier = courier
        self._tasks: set[asyncio.Task[None]] = set()

    def announce(self, workspace: Workspace, event: dict[str, Any], channel: Channel | None = None) -> list[str]:
        """Tell every app that is installed, subscribed, allowed and in the channel; the event ids, one an app."""
        name = subscription(event, channel)
        hearers = [i for i in workspace.installs.values() if i.status == "active" and wants(i, name, event, channel)]
        return [self.tell(install, event, channel) for install in hearers]

    def tell(self, install: Install, event: dict[str, Any], channel: Channel | None = None) -> str:
        """Tell one app, whatever it asked for; the event's id."""
        payload = self._envelope(install, event, channel)
        task = asyncio.get_running_loop().create_task(self._insist(install, payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return str(payload["event_id"])

    async def _insist(self, install: Install, payload: dict[str, Any]) -> None:
        """The first delivery, then the retries until one is acked: nearly at once, after a minute, after five."""
        reason = ""
        for attempt, delay in enumerate((0.0, *self._world.settings.event_retries)):
            if delay:
                await asyncio.sleep(delay)
            ack = await self._courier.send(install.app, "events_api", payload, attempt=attempt, reason=reason)
            if ack.ok or ack.no_retry:
                return
            reason = "timeout" if install.app.delivery == "socket" else ack.retry_reason

    def _envelope(self, install: Install, event: dict[str, Any], channel: Channel | None) -> dict[str, Any]:
        event = {"event_ts": event.get("ts") or self._world.ids.ts(), **event}
        team = install.workspace.id
        return {
            "token": install.app.verification_token, "team_id": team, "context_team_id": team,
            "context_enterprise_id": install.workspace.org or None, "api_app_id": install.app.id, "event": event,
            "type": "event_callback",
            "event_id": self._world.ids.new("Ev"), "event_time": self._world.now_ts(),
            "authorizations": [{
                "enterprise_id": install.workspace.org or None, "team_id": None if install.org else team,
                "user_id": install.bot.id, "is_bot": True, "is_enterprise_install": bool(install.org),
            }],
            "is_ext_shared_channel": bool(channel and channel.ext_shared), "event_context": self._world.ids.secret(),
        }  # fmt: skip

    async def close(self) -> None:
        """The end: no more retries."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def subscription(event: dict[str, Any], channel: Channel | None) -> str:
    """The name under which an app subscribes to this event: messages and archives go by the kind of conversation."""
    kind = str(event["type"])
    if kind == "message" and channel is not None:
        return _OF_KIND[channel.kind]
    return _PRIVATE.get(kind, kind) if channel is not None and channel.kind == "group" else kind


def wants(install: Install, name: str, event: dict[str, Any], channel: Channel | None) -> bool:
    """Whether an app hears of it: subscribed, with a scope that suffices, and where needed a member of the channel."""
    app = install.app
    if app.events is not None and name not in app.events:
        return False
    needed = strict.EVENTS.get(name, frozenset())
    if needed and not needed & install.scopes:
        return False
    hidden = channel is not None and (channel.kind != "channel" or event["type"] in _INSIDE)
    return not hidden or channel is None or install.bot.id in channel.members or event.get("user") == install.bot.id
