"""User groups; pages "usergroups.list" and "usergroups.users.list"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.playground.api.call import ApiError, method

if TYPE_CHECKING:
    from salesbot.playground.api.call import Answer, Call
    from salesbot.playground.state import Group


@method("usergroups.list")
def list_groups(call: Call) -> Answer:
    """The workspace's user groups, their members only when asked for."""
    groups = [
        group for group in call.me.workspace.groups.values() if call.flag("include_disabled") or not group.date_delete
    ]
    return {"ok": True, "usergroups": [_shown(group, users=call.flag("include_users")) for group in groups]}


@method("usergroups.users.list")
def members(call: Call) -> Answer:
    """The ids of a user group's members."""
    group = call.me.workspace.groups.get(call.need("usergroup"))
    if group is None:
        raise ApiError("no_such_subteam")
    return {"ok": True, "users": list(group.users)}


def _shown(group: Group, *, users: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": group.id, "team_id": group.team_id, "is_usergroup": True, "name": group.name, "handle": group.handle,
        "description": "", "is_external": False, "date_delete": group.date_delete, "user_count": len(group.users),
        "prefs": {"channels": [], "groups": []},
    }  # fmt: skip
    return shown | ({"users": list(group.users)} if users else {})
