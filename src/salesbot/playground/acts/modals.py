"""Filling in, submitting and closing modals; pages "Modals", "view_submission payload", "view_closed payload"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from salesbot.playground import strict
from salesbot.playground.acts import outcomes, payloads
from salesbot.playground.acts.outcomes import TROUBLE, Outcome
from salesbot.playground.acts.pressing import owner
from salesbot.playground.fields import filled
from salesbot.playground.screens import made, settled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesbot.playground.acts.stage import Stage
    from salesbot.playground.delivery import Ack
    from salesbot.playground.state import Install, User, View

_DEEPEST = 3  # page "Modals": a stack holds at most three views


def fill(stage: Stage, view: View, values: Mapping[str, Any]) -> View:
    """The view with these fields (by action id or block id) filled in. Raises LookupError for others."""
    held = {block: dict(actions) for block, actions in view.values.items()}
    for name, value in values.items():
        block, element = _field(view, name)
        held.setdefault(block["block_id"], {})[element["action_id"]] = filled(element, value)
    newer = replace(view, values=held)
    if view.id in stage.world.views:
        stage.world.keep_view(newer)
    return newer


async def submit(stage: Stage, user: User, view: View, values: Mapping[str, Any], *, again: bool = False) -> Outcome:
    """Press Submit; what is missing or too long Slack's own client holds back.

    `again` sends the given version once more, same hash, open or not, as a double click or a slow network does.
    """
    filled_in = fill(stage, view if again else stage.seen(view), values)
    held_back = strict.submission(filled_in.json(), filled_in.values)
    if held_back:
        return Outcome(acked=False, errors=held_back, view=filled_in, sent=False)
    install = owner(stage, user, view)
    payload = payloads.frame(stage, install, user, "view_submission", view=filled_in)
    payload |= {"view": filled_in.json(), "response_urls": _response_urls(stage, install, user, filled_in)}
    ack = await stage.courier.send(install.app, "interactive", payload)
    if not ack.ok:
        return outcomes.of(ack, failure=TROUBLE, view=stage.world.open_view(install.workspace.id, user.id))
    return _obeyed(stage, install, user, stage.seen(filled_in), ack)


async def close(stage: Stage, user: User, view: View) -> Outcome:
    """Press Cancel or the cross; the app hears of it only if the view asked (notify_on_close)."""
    view = stage.seen(view)
    install = owner(stage, user, view)
    for gone in _closing(stage, user, view):
        stage.world.close_view(gone)
    after = stage.world.open_view(install.workspace.id, user.id)
    if not view.body.get("notify_on_close"):
        return Outcome(acked=False, view=after, closed=True, sent=False)
    payload = payloads.frame(stage, install, user, "view_closed")
    payload.pop("trigger_id")
    payload |= {"view": view.json(), "is_cleared": bool(view.body.get("clear_on_close"))}
    ack = await stage.courier.send(install.app, "interactive", payload)
    return outcomes.of(ack, failure="", view=after, closed=True)


def _closing(stage: Stage, user: User, view: View) -> list[View]:
    if not view.body.get("clear_on_close"):
        return [view]
    return [stage.world.views[each] for each in list(stage.world.stack(view.team_id, user.id))]


def _field(view: View, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    inputs = view.inputs()
    for block, element in inputs:
        if name in (element["action_id"], block["block_id"]):
            return block, element
    found = view.find(name)
    if found is not None:
        return {"block_id": found[1]}, found[0]
    there = [element["action_id"] for _, element in inputs]
    raise LookupError(f"no field {name!r} in {view.title!r}; there are {there}")


def _obeyed(stage: Stage, install: Install, user: User, view: View, ack: Ack) -> Outcome:
    """Do what the app's answer to a submission says; page "Modals", section on response_action."""
    body = ack.body if isinstance(ack.body, dict) else {}
    action = body.get("response_action")
    team = install.workspace.id
    if action == "errors":
        return _errors(stage, view, ack, body)
    if action in ("update", "push"):
        return _next(stage, install, user, view, ack=ack, body=body)
    if ack.body not in (None, "", {}) and action != "clear":
        return Outcome(acked=True, status=ack.status, body=ack.body, failure=TROUBLE, view=view)
    gone = list(stage.world.stack(team, user.id)) if action == "clear" else [view.id]
    for each in gone:
        stage.world.close_view(stage.world.views.get(each, view))
    return Outcome(acked=True, status=ack.status, body=ack.body, closed=True, view=stage.world.open_view(team, user.id))


def _errors(stage: Stage, view: View, ack: Ack, body: dict[str, Any]) -> Outcome:
    """Errors stand beside inputs; an error for a block that is no input cannot be shown, and Slack says so."""
    errors = {str(block): str(words) for block, words in (body.get("errors") or {}).items()}
    known = {block["block_id"] for block, _ in view.inputs()}
    failure = "" if errors and set(errors) <= known else TROUBLE
    shown = stage.world.open_view(view.team_id, view.user)
    return Outcome(acked=True, status=ack.status, body=ack.body, errors=errors, failure=failure, view=shown)


def _next(stage: Stage, install: Install, user: User, view: View, *, ack: Ack, body: dict[str, Any]) -> Outcome:
    said = body.get("view") or {}
    stack = stage.world.stack(install.workspace.id, user.id)
    too_deep = body["response_action"] == "push" and len(stack) >= _DEEPEST
    if strict.view(said) is not None or too_deep or said.get("type") != "modal":
        return Outcome(acked=True, status=ack.status, body=ack.body, failure=TROUBLE, view=view)
    if body["response_action"] == "update":
        newer = settled(stage.world, view, said)
    else:
        newer = made(stage.world, install, user.id, said, below=view)
        stack.append(newer.id)
    stage.world.keep_view(newer)
    return Outcome(acked=True, status=ack.status, body=ack.body, view=newer)


def _response_urls(stage: Stage, install: Install, user: User, view: View) -> list[dict[str, str]]:
    """One for each conversation chosen in an input that asked for it (response_url_enabled)."""
    urls = []
    for block, element in view.inputs():
        chosen = (
            view.values.get(block["block_id"], {}).get(element["action_id"], {})
            if element.get("response_url_enabled")
            else {}
        )
        channel = install.workspace.channels.get(
            chosen.get("selected_conversation") or chosen.get("selected_channel") or ""
        )
        if channel is not None:
            responder = stage.world.responder(install, user, channel)
            urls.append({
                "block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel.id,
                "response_url": stage.response_url(responder),
            })  # fmt: skip
    return urls
