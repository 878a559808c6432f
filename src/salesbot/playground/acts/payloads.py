"""The payloads of interactions; pages "Slash commands", "Interaction payloads" and "Shortcuts"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.playground.api import shapes
from salesbot.playground.fields import pressed
from salesbot.playground.screens import first_values

if TYPE_CHECKING:
    from salesbot.playground.acts.stage import Stage
    from salesbot.playground.state import Channel, Install, Message, User, View

_NAMES = {"im": "directmessage", "group": "privategroup"}
Payload = dict[str, Any]


def frame(stage: Stage, install: Install, user: User, kind: str, *, view: View | None = None) -> Payload:
    """What all interactions share, with a fresh trigger id."""
    workspace = install.workspace
    who = {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}
    return {
        "type": kind, "team": None if install.org else {"id": workspace.id, "domain": workspace.domain}, "user": who,
        "api_app_id": install.app.id, "token": install.app.verification_token,
        "enterprise": {"id": workspace.org, "name": workspace.org} if workspace.org else None,
        "is_enterprise_install": bool(install.org),
        "trigger_id": stage.world.trigger(install, user, view.id if view else None),
    }  # fmt: skip


def command(stage: Stage, install: Install, user: User, channel: Channel, *, name: str, text: str) -> Payload:
    """A slash command; every field is text, as in a form."""
    workspace = install.workspace
    responder = stage.world.responder(install, user, channel)
    return {
        "token": install.app.verification_token, "team_id": workspace.id, "team_domain": workspace.domain,
        "channel_id": channel.id, "channel_name": _NAMES.get(channel.kind, channel.name), "user_id": user.id,
        "user_name": user.name, "command": name, "text": text, "api_app_id": install.app.id,
        "is_enterprise_install": "true" if install.org else "false",
        **({"enterprise_id": workspace.org, "enterprise_name": workspace.org} if workspace.org else {}),
        "response_url": stage.response_url(responder),
        "trigger_id": stage.world.trigger(install, user),
    }  # fmt: skip


def on_message(stage: Stage, install: Install, user: User, message: Message) -> Payload:
    """Where a click on a message happened; ephemeral messages are not told again."""
    channel = stage.channel(message)
    hidden = message.ephemeral_for is not None
    responder = stage.world.responder(install, user, channel, message_ts=message.ts)
    container = {"type": "message", "message_ts": message.ts, "channel_id": channel.id, "is_ephemeral": hidden}
    told: Payload = {
        "container": container | ({"thread_ts": message.thread_ts} if message.thread_ts else {}),
        "channel": {"id": channel.id, "name": _NAMES.get(channel.kind, channel.name)},
        "state": {"values": first_values(list(message.blocks))},
        "response_url": stage.response_url(responder),
    }
    return told | ({} if hidden else {"message": shapes.message(stage.world, message, metadata=True)})


def on_view(view: View) -> Payload:
    """Where a click in a modal or on the Home tab happened."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view.json()} | (
        {"state": {"values": view.values}} if view.type == "home" else {}
    )


def action(stage: Stage, element: dict[str, Any], block_id: str, value: Any) -> Payload:
    """One action as `actions` lists it."""
    told = {"action_id": element["action_id"], "block_id": block_id, **pressed(element, value)}
    return told | {"action_ts": stage.world.ids.ts()}
