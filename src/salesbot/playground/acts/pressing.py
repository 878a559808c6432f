"""Clicks, choices and searches in messages, modals and on the Home tab; page "block_actions payload"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from salesbot.playground import strict
from salesbot.playground.acts import outcomes, payloads
from salesbot.playground.acts.outcomes import NO_ANSWER, Outcome
from salesbot.playground.fields import filled, initial
from salesbot.playground.state import Message
from salesbot.playground.state.messages import elements

if TYPE_CHECKING:
    from salesbot.playground.acts.stage import Stage
    from salesbot.playground.state import Install, User, View

Found = tuple[dict[str, Any], str]


async def click(
    stage: Stage, user: User, where: Message | View, action_id: str, *, value: Any = None, block_id: str | None = None
) -> Outcome:
    """Press or choose; a button that is only in the version the test holds is pressed by a stale client."""
    now = stage.current(where) if isinstance(where, Message) else stage.seen(where)
    element, block = find(now, where, action_id, value=value, block_id=block_id)
    install = owner(stage, user, where)
    if not isinstance(now, Message) and _kept_for_submit(now, block):
        held = _held(now, element, block, value)
        stage.world.keep_view(held)
        return Outcome(acked=False, view=held, sent=False)
    payload = payloads.frame(stage, install, user, "block_actions", view=None if isinstance(now, Message) else now)
    payload["actions"] = [payloads.action(stage, element, block, value)]
    payload |= _place(stage, install, user, now, found=(element, block), value=value)
    ack = await stage.courier.send(install.app, "interactive", payload)
    return outcomes.of(ack, failure=NO_ANSWER, view=stage.world.open_view(install.workspace.id, user.id))


async def suggest(stage: Stage, user: User, where: Message | View, action_id: str, typed: str) -> list[dict[str, Any]]:
    """Type into an external select: the options of all groups, none if the app does not answer well."""
    now = stage.current(where) if isinstance(where, Message) else stage.seen(where)
    element, block = find(now, where, action_id)
    install = owner(stage, user, where)
    payload = payloads.frame(stage, install, user, "block_suggestion")
    payload |= {"action_id": action_id, "block_id": block, "value": typed}
    payload |= payloads.on_message(stage, install, user, now) if isinstance(now, Message) else payloads.on_view(now)
    for absent in ("trigger_id", "response_url"):  # a search is no act: it opens and answers nothing
        payload.pop(absent, None)
    if len(typed) < int(element.get("min_query_length", 3)):
        return []
    ack = await stage.courier.send(install.app, "options", payload)
    if not ack.ok or strict.suggestions(ack.body) is not None:
        return []
    groups = ack.body.get("option_groups", [])
    return [*ack.body.get("options", []), *(option for group in groups for option in group["options"])]


def find(
    now: Message | View, held: Message | View, action_id: str, *, value: Any = None, block_id: str | None = None
) -> Found:
    """The element to press: in what stands there now, else in what the person still sees. Raises LookupError.

    Buttons that share an action id are told apart by their value.
    """
    for seen in (now, held):
        found = [
            (element, block)
            for element, block in elements(seen.blocks)
            if element["action_id"] == action_id and block_id in (None, block)
        ]
        exact = [each for each in found if value is not None and each[0].get("value") == value]
        if found and (exact or value is None or found[0][0].get("type") != "button"):
            return (exact or found)[0]
    there = sorted({element["action_id"] for element, _ in elements(now.blocks)})
    raise LookupError(f"nothing to press called {action_id!r} (value {value!r}); there are {there}")


def owner(stage: Stage, user: User, where: Message | View) -> Install:
    """The app that a message or view belongs to."""
    if where.app_id is None:
        raise LookupError("a message that a person wrote has nothing to press")
    return stage.install(user, where.app_id)


def _place(
    stage: Stage, install: Install, user: User, now: Message | View, *, found: Found, value: Any
) -> dict[str, Any]:
    element, block = found
    if isinstance(now, Message):
        told = payloads.on_message(stage, install, user, now)
        if initial(element) is not None:
            told["state"]["values"].setdefault(block, {})[element["action_id"]] = filled(element, value)
        return told
    if initial(element) is not None:
        now = _held(now, element, block, value)
        stage.world.keep_view(now)
    return payloads.on_view(now)


def _kept_for_submit(view: View, block_id: str) -> bool:
    """Whether the app hears of this field at Submit only; page "Input block": `dispatch_action` is false by default."""
    block = next((each for each in view.blocks if each.get("block_id") == block_id), {})
    return block.get("type") == "input" and not block.get("dispatch_action")


def _held(view: View, element: dict[str, Any], block: str, value: Any) -> View:
    values = {**view.values, block: {**view.values.get(block, {}), element["action_id"]: filled(element, value)}}
    return replace(view, values=values)
