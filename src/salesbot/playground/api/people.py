"""People; pages "users.info", "users.list" and "users.profile.get"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.playground.api import paging, shapes
from salesbot.playground.api.call import method
from salesbot.playground.api.finding import person

if TYPE_CHECKING:
    from salesbot.playground.api.call import Answer, Call


@method("users.info")
def info(call: Call) -> Answer:
    """One person of the workspace, or one of another company who shares a channel with it."""
    shown = shapes.user(person(call, call.need("user")))
    if call.flag("include_locale"):
        shown["locale"] = "en-US"
    return {"ok": True, "user": shown}


@method("users.list")
def list_users(call: Call) -> Answer:
    """Everybody in the workspace, deactivated people and bots too; people of other companies are not listed."""
    own = [user for user in call.me.workspace.users.values() if not user.is_stranger]
    page, cursor = paging.cut(call, own, default=max(len(own), 1))
    shown = [shapes.user(user) for user in page]
    return {"ok": True, "members": shown, "cache_ts": call.world.now_ts(), **paging.onward(cursor)}


@method("users.profile.get")
def profile(call: Call) -> Answer:
    """A person's profile, with the status."""
    return {"ok": True, "profile": shapes.profile(person(call, call.text("user") or call.me.bot.id))}
