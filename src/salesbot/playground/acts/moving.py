"""What people do without pressing anything: write, open the app's home, come and go, react."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from salesbot.playground.acts import outcomes, payloads
from salesbot.playground.acts.outcomes import NO_ANSWER, Outcome
from salesbot.playground.acts.typed import live
from salesbot.playground.api import shapes
from salesbot.playground.api.reactions import event as reaction_event
from salesbot.playground.api.reactions import react as with_reaction
from salesbot.playground.api.reactions import unreact as without_reaction
from salesbot.playground.state.blocks import with_ids

if TYPE_CHECKING:
    from salesbot.playground.acts.stage import Stage
    from salesbot.playground.state import App, Channel, Message, User


def say(stage: Stage, user: User, text: str, *, channel: Channel, thread: Message | None = None) -> Message:
    """Write a message as a person does. Raises PermissionError where Slack would not let them."""
    _may_write(stage, user, channel)
    said = live(text, stage.workspace(user), labels=False)
    rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    message = stage.world.post(
        channel, user.id, said, blocks=tuple(with_ids([{"type": "rich_text", "elements": [rich]}])),
        client_msg_id=str(uuid.uuid4()), thread_ts=(thread.thread_ts or thread.ts) if thread else None,
    )  # fmt: skip
    told = shapes.message(stage.world, message) | {"channel": channel.id, "channel_type": channel.kind}
    stage.announcer.announce(stage.workspace(user), told, channel)
    return message


def open_home(stage: Stage, user: User, *, app: App | str | None = None, tab: str = "home") -> None:
    """Open the app's Home (or Messages) tab."""
    install = stage.install(user, app)
    channel = stage.world.im(install.workspace, install.bot.id, user.id)
    event: dict[str, Any] = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
    key = (install.workspace.id, user.id, install.app.id)
    if tab == "home" and key in stage.world.homes:
        event["view"] = stage.world.views[stage.world.homes[key]].json()
    if install.app.events is None or "app_home_opened" in install.app.events:
        stage.announcer.tell(install, event, channel)


async def shortcut(
    stage: Stage, user: User, callback_id: str, *, message: Message | None = None, app: App | str | None = None
) -> Outcome:
    """Use a global shortcut, or a message's when a message is given."""
    install = stage.install(user, app)
    kind = "shortcut" if message is None else "message_action"
    if install.app.shortcuts is not None and callback_id not in install.app.shortcuts:
        raise LookupError(f"the manifest has no shortcut {callback_id!r}")
    payload = payloads.frame(stage, install, user, kind)
    payload |= {"callback_id": callback_id, "action_ts": stage.world.ids.ts()}
    if message is not None:
        told = payloads.on_message(stage, install, user, message)
        payload |= {key: told[key] for key in ("channel", "message", "response_url") if key in told}
        payload["message_ts"] = message.ts
    ack = await stage.courier.send(install.app, "interactive", payload)
    return outcomes.of(ack, failure=NO_ANSWER, view=stage.world.open_view(install.workspace.id, user.id))


def join(stage: Stage, user: User, channel: Channel, *, inviter: User | None = None) -> None:
    """Become a member; apps in the channel hear of it."""
    if user.id in channel.members:
        return
    channel.members[user.id] = None
    more = {"inviter": inviter.id} if inviter else {}
    _member(stage, user, channel, "member_joined_channel", **more)


def leave(stage: Stage, user: User, channel: Channel) -> None:
    """Stop being a member; a bot that is removed hears of it, too."""
    if user.id in channel.members:
        _member(stage, user, channel, "member_left_channel")
        del channel.members[user.id]
        stage.world.changed("channel", channel)


def react(stage: Stage, user: User, message: Message, name: str) -> Message:
    """Put an emoji on a message."""
    channel = stage.channel(message)
    newer = with_reaction(stage.world, channel, stage.current(message), user=user.id, name=name)
    stage.announcer.announce(
        stage.workspace(user), reaction_event(stage.world, newer, user=user.id, name=name), channel
    )
    return newer


def unreact(stage: Stage, user: User, message: Message, name: str) -> Message:
    """Take one's own emoji off a message; apps hear of it only where it was there."""
    channel, said = stage.channel(message), stage.current(message)
    if user.id not in dict(said.reactions).get(name, ()):
        return said
    newer = without_reaction(stage.world, channel, said, user=user.id, name=name)
    told = reaction_event(stage.world, newer, user=user.id, name=name, kind="reaction_removed")
    stage.announcer.announce(stage.workspace(user), told, channel)
    return newer


def _member(stage: Stage, user: User, channel: Channel, kind: str, **more: str) -> None:
    letter = "C" if channel.kind == "channel" else "G"
    event = {
        "type": kind,
        "user": user.id,
        "channel": channel.id,
        "channel_type": letter,
        "team": channel.team_id,
        **more,
    }
    stage.announcer.announce(stage.workspace(user), event, channel)
    stage.world.changed("channel", channel)


def _may_write(stage: Stage, user: User, channel: Channel) -> None:
    if user.id not in channel.members:
        raise PermissionError(f"{user.name} is not in {channel.name}")
    if channel.archived:
        raise PermissionError(f"{channel.name} is archived")
    bots = {i.bot.id: i.app for i in stage.workspace(user).installs.values()}
    app = next((bots[member] for member in channel.members if member in bots), None) if channel.kind == "im" else None
    if app is not None and (app.messages_read_only or not app.messages_tab):
        raise PermissionError("Sending messages to this app has been turned off.")
