"""Who calls, and where sockets open; pages "auth.test", "apps.connections.open", "team.info" and "bots.info"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.playground.api import shapes
from salesbot.playground.api.call import ApiError, method

if TYPE_CHECKING:
    from salesbot.playground.api.call import Answer, Call


@method("api.test")
def api_test(call: Call) -> Answer:
    """Gives back what it got; needs no token."""
    if error := call.text("error"):
        raise ApiError(error)
    return {"ok": True, "args": call.args}


@method("auth.test")
def auth_test(call: Call) -> Answer:
    """Whose token it is."""
    me = call.me
    return {
        "ok": True, "url": f"https://{me.workspace.domain}.slack.test/", "team": me.workspace.name,
        "user": me.bot.name, "team_id": me.workspace.id, "user_id": me.bot.id, "bot_id": me.bot_id,
        "is_enterprise_install": bool(me.org),
        **({"enterprise_id": me.workspace.org} if me.workspace.org else {}),
        **({"team": me.org, "team_id": me.org} if me.org else {}),
    }  # fmt: skip


@method("apps.connections.open")
def connections_open(call: Call) -> Answer:
    """The address of a new socket, for an app-level token."""
    if call.app is None:
        raise ApiError("not_allowed_token_type")
    if call.app.delivery != "socket":
        raise ApiError("socket_mode_not_enabled")
    ticket = call.world.ids.secret()
    address = call.base_url.replace("http", "ws", 1)
    return {"ok": True, "url": f"{address}/link/?ticket={ticket}&app_id={call.app.id}"}


@method("team.info")
def team_info(call: Call) -> Answer:
    """The caller's workspace."""
    return {"ok": True, "team": call.me.workspace.json()}


@method("bots.info")
def bots_info(call: Call) -> Answer:
    """A bot by its B… id."""
    wanted = call.text("bot") or call.me.bot_id
    found = next((i for i in call.me.workspace.installs.values() if i.bot_id == wanted), None)
    if found is None:
        raise ApiError("bot_not_found")
    return {"ok": True, "bot": shapes.bot(found)}
