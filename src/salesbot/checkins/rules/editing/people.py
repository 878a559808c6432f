"""The editor's pages for who is asked, and for where the answers are read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from salesbot.checkins.rules.editing.fields import one
from salesbot.checkins.rules.places import LIVE, MODES
from salesbot.errors import Refusal

if TYPE_CHECKING:
    from salesbot.checkins.rules.editing.fields import Chosen
    from salesbot.checkins.rules.sketch import Sketch

MOST_INVITED = 50
ROLES = ("manager", "rep", "contributor")
BLOCKERS_TO = ("thread", "dm", "off")


def with_people(sketch: Sketch, chosen: Chosen) -> Sketch:
    """Read who is asked. Raises Refusal where that is nobody."""
    roles = tuple(role for role in ROLES if role in chosen.get("roles", ()))
    invited = tuple(dict.fromkeys(who for who in chosen.get("invited", ()) if who))
    if not roles and not invited:
        raise Refusal("Who is asked? Please tick a role or name somebody.", field="roles")
    if len(invited) > MOST_INVITED:
        raise Refusal(f"{MOST_INVITED} by name are the most. Roles have no such limit.", field="invited")
    return replace(sketch, roles=roles, invited=invited)


def with_publishing(sketch: Sketch, chosen: Chosen) -> Sketch:
    """Read how it is published and where blockers are told; the channel is looked at by whoever asks Slack."""
    publish, blockers_to = one(chosen, "publish") or LIVE, one(chosen, "blockers_to") or "thread"
    if publish not in MODES:
        raise Refusal("How shall it be published? Please choose one.", field="publish")
    if blockers_to not in BLOCKERS_TO:
        raise Refusal("Where shall blockers be told? Please choose one.", field="blockers_to")
    return replace(sketch, publish=publish, blockers_to=blockers_to)
