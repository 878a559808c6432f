"""What happens to a view between versions: ids, hashes, and what was typed into it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from salesbot.playground.fields import initial
from salesbot.playground.state import View
from salesbot.playground.state.blocks import with_ids
from salesbot.playground.state.messages import elements

if TYPE_CHECKING:
    from salesbot.playground.state import Install, World
    from salesbot.playground.state.views import Values


def made(world: World, install: Install, user: str, body: dict[str, Any], *, below: View | None = None) -> View:
    """A new view of that person, with what its elements hold initially."""
    body["blocks"] = with_ids(body["blocks"])
    name = world.ids.new("V")
    return View(
        id=name, hash=new_hash(world), type=body["type"], user=user, team_id=install.workspace.id,
        app_id=install.app.id, bot_id=install.bot_id, body=body, root_id=below.root_id if below else name,
        previous_id=below.id if below else None, values=first_values(body["blocks"]),
    )  # fmt: skip


def settled(world: World, before: View, body: dict[str, Any]) -> View:
    """The view after an update: a new hash, and old values where the same block id and action id are still there."""
    body["blocks"] = with_ids(body["blocks"])
    values = first_values(body["blocks"])
    for block_id, actions in values.items():
        for action_id in actions:
            held = before.values.get(block_id, {}).get(action_id)
            if held is not None and held["type"] == actions[action_id]["type"]:
                actions[action_id] = held
    return replace(before, body=body, hash=new_hash(world), values=values)


def new_hash(world: World) -> str:
    """A version's mark, such as `1772438400.a1b2c3d4`."""
    return f"{world.now_ts()}.{world.ids.secret(4)}"


def first_values(blocks: list[dict[str, Any]]) -> Values:
    """What a view's state holds before anybody touches it."""
    values: Values = {}
    for element, block_id in elements(blocks):
        held = initial(element)
        if held is not None:
            values.setdefault(block_id, {})[element["action_id"]] = held
    return values
