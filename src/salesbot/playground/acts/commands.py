"""Slash commands; page "Slash commands"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.playground import strict
from salesbot.playground.acts import outcomes, payloads
from salesbot.playground.acts.outcomes import Outcome
from salesbot.playground.acts.typed import live
from salesbot.playground.state.blocks import with_ids

if TYPE_CHECKING:
    from salesbot.playground.acts.stage import Stage
    from salesbot.playground.delivery import Ack
    from salesbot.playground.state import Channel, Command, Install, Message, User

_UNKNOWN = (
    '{} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.'
)


async def command(stage: Stage, user: User, name: str, text: str, *, channel: Channel) -> Outcome:
    """Type a command; its answer is what the ack carries. The app need not be in the channel."""
    known = _who_knows(stage, user, name)
    if known is None:
        return Outcome(acked=False, failure=_UNKNOWN.format(name), sent=False)
    install, declared = known
    said = live(text, install.workspace, labels=True) if declared.should_escape else text
    payload = payloads.command(stage, install, user, channel, name=name, text=said)
    ack = await stage.courier.send(install.app, "slash_commands", payload)
    return _answered(stage, install, user, channel, ack=ack, name=name)


def _who_knows(stage: Stage, user: User, name: str) -> tuple[Install, Command] | None:
    """The app installed last that declares the command and has the scope `commands`."""
    present = stage.workspace(user).installs.values()
    installs = [i for i in present if i.status == "active" and "commands" in i.scopes]
    declaring = [i for i in installs if i.app.commands is not None and name in i.app.commands]
    open_to_all = [i for i in installs if i.app.commands is None]
    for install in (*reversed(declaring), *reversed(open_to_all)):
        declared = install.app.command(name)
        if declared is not None:
            return install, declared
    return None


def _answered(stage: Stage, install: Install, user: User, channel: Channel, *, ack: Ack, name: str) -> Outcome:
    if not ack.ok:
        why = "operation_timeout" if ack.failure == "timeout" else "dispatch_failed"
        return _failed(stage, user, channel, outcomes.of(ack, failure=f'{name} failed with the error "{why}"'))
    body = {"text": ack.body} if isinstance(ack.body, str) else ack.body or {}
    if not (body.get("text") or body.get("blocks") or body.get("attachments")):
        return outcomes.of(ack, failure="", view=stage.world.open_view(install.workspace.id, user.id))
    problem = strict.message({k: body[k] for k in ("text", "blocks", "attachments") if body.get(k) is not None})
    if problem is not None:
        sentence = f'{name} failed with the error "{problem.error}"'
        return _failed(stage, user, channel, Outcome(acked=True, status=ack.status, body=ack.body, failure=sentence))
    message = _posted(stage, install, user, channel, body)
    view = stage.world.open_view(install.workspace.id, user.id)
    return outcomes.of(ack, failure="", shown=(message.text or message.words,), message=message, view=view)


def _posted(stage: Stage, install: Install, user: User, channel: Channel, body: dict[str, Any]) -> Message:
    public = body.get("response_type") == "in_channel"
    return stage.world.post(
        channel, install.bot.id, str(body.get("text") or ""), blocks=tuple(with_ids(body.get("blocks") or [])),
        attachments=tuple(body.get("attachments") or ()), bot_id=install.bot_id, app_id=install.app.id,
        ephemeral_for=None if public else user.id,
    )  # fmt: skip


def _failed(stage: Stage, user: User, channel: Channel, outcome: Outcome) -> Outcome:
    """Slackbot tells the person, in the channel where they typed."""
    stage.world.post(channel, "USLACKBOT", outcome.failure, ephemeral_for=user.id)
    return outcome
