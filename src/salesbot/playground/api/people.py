"""People; pages "users.info", "users.list" and "users.profile.get"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.playground.api import paging, shapes
from salesbot.playground.api.call import method
from salesbot.playground.api.finding import person
from salesbot.playground.state import User

if TYPE_CHECKING:
    from salesbot.playground.api.call import Answer, Call

SLACKBOT = "USLACKBOT"


@method("users.info")
def info(call: Call) -> Answer:
    """One person of the workspace, or one of another company who shares a channel with it."""
    asked = call.need("user")
    shown = shapes.user(_slackbot(call) if asked == SLACKBOT else person(call, asked))
    if call.flag("include_locale"):
        shown["locale"] = "en-US"
    return {"ok": True, "user": shown}


@method("users.list")
def list_users(call: Call) -> Answer:
    """Everybody in the workspace, deactivated people, bots and Slackbot too, but nobody of another company."""
    own = [*(user for user in call.me.workspace.users.values() if not user.is_stranger), _slackbot(call)]
    page, cursor = paging.cut(call, own, default=max(len(own), 1))
    shown = [shapes.user(user) for user in page]
    return {"ok": True, "members": shown, "cache_ts": call.world.now_ts(), **paging.onward(cursor)}


@method("users.profile.get")
def profile(call: Call) -> Answer:
    """A person's profile, with the status."""
    return {"ok": True, "profile": shapes.profile(person(call, call.text("user") or call.me.bot.id))}


def _slackbot(call: Call) -> User:
    """Slack's own bot is in every workspace, and its user says that it is no bot."""
    return User(SLACKBOT, call.me.workspace.id, "slackbot", "Slackbot", tz="America/Los_Angeles")
