"""Modals and the Home tab; pages "views.open", "views.push", "views.update" and "views.publish"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from salesbot.playground import strict
from salesbot.playground.api.call import ApiError, check, method
from salesbot.playground.api.finding import person
from salesbot.playground.screens import made, settled

if TYPE_CHECKING:
    from salesbot.playground.api.call import Answer, Call
    from salesbot.playground.state import Trigger, View

_DEEPEST = 3  # page "Modals": a stack holds at most three views


@method("views.open")
def open_view(call: Call) -> Answer:
    """Open a modal for whoever pressed something within the last 3 s."""
    body = _body(call, "modal")
    _unlike(call, body)
    trigger = _spend(call)
    for before in list(call.world.stack(call.me.workspace.id, trigger.user)):
        call.world.close_view(call.world.views[before])
    view = made(call.world, call.me, trigger.user, body)
    call.world.stack(call.me.workspace.id, trigger.user).append(view.id)
    call.world.keep_view(view)
    return {"ok": True, "view": view.json()}


@method("views.push")
def push(call: Call) -> Answer:
    """Put another modal on top of the one that is open, three at most."""
    body = _body(call, "modal")
    _unlike(call, body)
    trigger = _spend(call)
    stack = call.world.stack(call.me.workspace.id, trigger.user)
    if not stack:
        raise ApiError("not_found")
    if len(stack) >= _DEEPEST:
        raise ApiError("push_limit_reached")
    view = made(call.world, call.me, trigger.user, body, below=call.world.views[stack[-1]])
    stack.append(view.id)
    call.world.keep_view(view)
    return {"ok": True, "view": view.json()}


@method("views.update")
def update(call: Call) -> Answer:
    """Change a view that is open; what was typed stays where block id and action id stay."""
    body = _body(call, None)
    view = _named(call)
    if call.text("hash") not in ("", view.hash):
        raise ApiError("hash_conflict")
    newer = settled(call.world, view, body)
    call.world.keep_view(newer)
    return {"ok": True, "view": newer.json()}


@method("views.publish")
def publish(call: Call) -> Answer:
    """Set a person's Home tab of this app."""
    if not call.me.app.home_tab:
        raise ApiError("not_enabled")
    user = person(call, call.need("user_id"))
    body = _body(call, "home")
    key = (call.me.workspace.id, user.id, call.me.app.id)
    before = call.world.views.get(call.world.homes.get(key, ""))
    if before is not None and call.text("hash") not in ("", before.hash):
        raise ApiError("hash_conflict")
    view = made(call.world, call.me, user.id, body)
    view = replace(view, id=before.id, root_id=before.id) if before else view
    call.world.homes[key] = view.id
    call.world.keep_view(view)
    return {"ok": True, "view": view.json()}


def _body(call: Call, kind: str | None) -> dict[str, Any]:
    body: dict[str, Any] | None = call.parsed("view", "invalid_arguments", dict)
    if body is None:
        raise ApiError("invalid_arguments", "[ERROR] missing required field: view")
    check(strict.view(body))
    if kind is not None and body.get("type") != kind:
        raise ApiError("invalid_arguments", f"[ERROR] must be a {kind} [json-pointer:/view/type]")
    return body


def _unlike(call: Call, body: dict[str, Any]) -> None:
    """An external id is its team's alone among the views that are open."""
    external = body.get("external_id")
    opened = (call.world.views[each] for stack in call.world.modals.values() for each in stack) if external else ()
    if any(view.body.get("external_id") == external and view.app_id == call.me.app.id for view in opened):
        raise ApiError("duplicate_external_id")


def _spend(call: Call) -> Trigger:
    trigger = call.world.tickets.triggers.get(call.text("trigger_id"))
    if trigger is None or trigger.install is not call.me:
        raise ApiError("invalid_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    if call.world.ids.seconds() > trigger.ends:
        raise ApiError("expired_trigger_id")
    trigger.used = True
    return trigger


def _named(call: Call) -> View:
    view = call.world.views.get(call.text("view_id"))
    if external := call.text("external_id"):
        view = next((v for v in call.world.views.values() if v.body.get("external_id") == external), None)
    gone = view is None or view.app_id != call.me.app.id or view.id in call.world.closed_views
    if view is None or gone:
        raise ApiError("not_found")
    return view
