"""How an app gets its tokens and loses them; pages "oauth.v2.access", "auth.revoke", "apps.uninstall"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.playground import installing
from salesbot.playground.api.call import ApiError, method

if TYPE_CHECKING:
    from salesbot.playground.api.call import Answer, Call
    from salesbot.playground.state import App, Install


@method("oauth.v2.access")
def access(call: Call) -> Answer:
    """Give a token for the code of somebody who said yes, or a new pair for a refresh token."""
    app = _app(call)
    if call.text("grant_type") == "refresh_token":
        return _told(_renewed(call, app))
    grant = call.world.tickets.take_grant(call.text("code"), now=call.world.ids.seconds())
    if grant is None or grant.app is not app:
        raise ApiError("invalid_code")
    if call.text("redirect_uri") not in {"", grant.redirect_uri}:
        raise ApiError("bad_redirect_uri")
    if grant.org:
        return _told(installing.install_for_all(call.world, grant.org, app, scopes=grant.scopes), by=grant.user)
    home = call.world.workspaces[grant.team]
    return _told(installing.install(call.world, home, app, scopes=grant.scopes), by=grant.user)


def _app(call: Call) -> App:
    found = next((one for one in call.world.apps.values() if one.client_id == call.text("client_id")), None)
    if found is None:
        raise ApiError("invalid_client_id")
    if found.client_secret != call.text("client_secret"):
        raise ApiError("bad_client_secret")
    return found


def _renewed(call: Call, app: App) -> Install:
    install = call.world.by_refresh_token.pop(call.text("refresh_token"), None)  # good for one use
    if install is None or install.app is not app or install.status != "active":
        raise ApiError("invalid_refresh_token")
    installing.give_token(call.world, install, installing.new_token(call.world, app))
    return install


def _told(install: Install, *, by: str = "") -> Answer:
    home = install.workspace
    answer: Answer = {
        "ok": True, "app_id": install.app.id, "scope": ",".join(sorted(install.scopes)), "token_type": "bot",
        "access_token": install.bot_token, "bot_user_id": install.bot.id,
        "team": None if install.org else {"id": home.id, "name": home.name},
        "enterprise": {"id": home.org, "name": home.org} if home.org else None,
        "is_enterprise_install": bool(install.org),
    }  # fmt: skip
    if by:
        answer["authed_user"] = {"id": by}
    if install.app.rotates:
        answer |= {"refresh_token": install.refresh_token, "expires_in": installing.TOKEN_LIFE}
    return answer


@method("auth.revoke")
def revoke(call: Call) -> Answer:
    """End a token; its app hears tokens_revoked."""
    if not call.flag("test"):
        call.me.status = "revoked"
        call.happened.append(("tokens_revoked", _revoked(call.me), None))
    return {"ok": True, "revoked": not call.flag("test")}


@method("apps.uninstall")
def uninstall(call: Call) -> Answer:
    """Remove the app from the workspace whose token it shows."""
    if _app(call) is not call.me.app:
        raise ApiError("client_id_token_mismatch")
    call.me.status, call.me.bot.deleted = "uninstalled", True
    call.happened.append(("app_uninstalled", {"type": "app_uninstalled"}, None))
    call.happened.append(("tokens_revoked", _revoked(call.me), None))
    return {"ok": True}


def _revoked(install: Install) -> Answer:
    return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [install.bot.id]}}


@method("auth.teams.list")
def teams(call: Call) -> Answer:
    """The workspaces in which a token is good."""
    me, world = call.me, call.world
    here = [home for home in world.workspaces.values() if me.org and home.org == me.org and me.app.id in home.installs]
    found = [{"id": home.id, "name": home.name} for home in here or [me.workspace]]
    return {"ok": True, "teams": found, "response_metadata": {"next_cursor": ""}}
