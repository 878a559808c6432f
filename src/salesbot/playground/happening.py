"""What happens without anybody using the app: people arrive, change and go, channels close, apps are removed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from salesbot.playground.api import shapes

if TYPE_CHECKING:
    from salesbot.playground.acts import Stage
    from salesbot.playground.state import Channel, Install, User


def arrive(stage: Stage, user: User) -> None:
    """Somebody joined the workspace: team_join."""
    stage.announcer.announce(stage.workspace(user), {"type": "team_join", "user": shapes.user(user)})


def change(stage: Stage, user: User, **changes: Any) -> None:
    """Something about a person changed (zone, status, deactivation, guest …): user_change."""
    for name, value in changes.items():
        if not hasattr(user, name):
            raise AttributeError(f"a user has no {name}")
        setattr(user, name, value)
    user.updated = stage.world.now_ts()
    event = {"type": "user_change", "user": shapes.user(user), "cache_ts": user.updated}
    stage.announcer.announce(stage.workspace(user), event)
    stage.world.changed("user", user)


def archive(stage: Stage, channel: Channel, *, by: User | None = None, archived: bool = True) -> None:
    """A channel was archived, or brought back."""
    channel.archived = archived
    kind = "channel_archive" if archived else "channel_unarchive"
    workspace = stage.world.workspaces[channel.team_id]
    stage.announcer.announce(
        workspace, {"type": kind, "channel": channel.id, "user": by.id if by else channel.creator}, channel
    )
    stage.world.changed("channel", channel)


def rename(stage: Stage, channel: Channel, name: str) -> None:
    """A channel got another name: channel_rename."""
    channel.name = name
    about = {"id": channel.id, "name": name, "created": channel.created}
    _told(stage, channel, {"type": "channel_rename", "channel": about})


def share(stage: Stage, channel: Channel, *, shared: bool = True) -> None:
    """Another company came into a channel, or the last one left it: channel_shared, channel_unshared."""
    channel.ext_shared = shared
    event = {"type": "channel_shared", "connected_team_id": "T_ELSEWHERE", "channel": channel.id}
    if not shared:
        event = {"type": "channel_unshared", "previously_connected_team_id": "T_ELSEWHERE", "channel": channel.id}
    _told(stage, channel, {**event, "is_ext_shared": shared} if not shared else event)


def renumber(stage: Stage, channel: Channel) -> None:
    """Slack gave a channel another id, under which alone it is known from now on: channel_id_changed."""
    home, old = stage.world.workspaces[channel.team_id], channel.id
    channel.id = stage.world.ids.new("C")
    home.channels[channel.id] = home.channels.pop(old)
    for message in channel.everything():
        channel.put(replace(message, channel=channel.id))
    event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": channel.id}
    _told(stage, channel, event)


def _told(stage: Stage, channel: Channel, event: dict[str, Any]) -> None:
    stage.announcer.announce(stage.world.workspaces[channel.team_id], event, channel)
    stage.world.changed("channel", channel)


def revoke(stage: Stage, install: Install, *, tell: bool = True) -> None:
    """The bot token was revoked: calls get token_revoked, the app hears tokens_revoked."""
    _set(stage, install, "revoked")
    if tell:
        tell_end(stage, install, "tokens_revoked")


def uninstall(stage: Stage, install: Install, *, tell: bool = True) -> None:
    """The app was removed: calls get account_inactive, the app hears both events, in no certain order."""
    install.bot.deleted = True
    _set(stage, install, "uninstalled")
    for kind in ("app_uninstalled", "tokens_revoked") if tell else ():
        tell_end(stage, install, kind)


def tell_end(stage: Stage, install: Install, kind: str) -> None:
    """Tell an app that it was removed (`app_uninstalled`) or that its token is good no more (`tokens_revoked`)."""
    event: dict[str, Any] = {"type": kind}
    if kind == "tokens_revoked":
        event["tokens"] = {"oauth": [], "bot": [install.bot.id]}
    stage.announcer.tell(install, event)


def reinstall(stage: Stage, install: Install) -> None:
    """The app was installed again with the same token."""
    install.bot.deleted = False
    _set(stage, install, "active")


def _set(stage: Stage, install: Install, status: Literal["active", "revoked", "uninstalled"]) -> None:
    """Change an install; where it is one of a whole organisation, all of them."""
    homes = [home for home in stage.world.workspaces.values() if install.org and home.org == install.org]
    for each in [install, *(home.installs[install.app.id] for home in homes if install.app.id in home.installs)]:
        each.status = status
    stage.world.changed("install", install)
