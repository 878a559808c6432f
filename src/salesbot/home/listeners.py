"""The doors of the home tab: somebody opens it, or did something while they look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.home.publishing import Publisher
from salesbot.slack import reading
from salesbot.slack.doors import Doors
from salesbot.slack.kinds import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from slack_bolt.async_app import AsyncApp

    from salesbot.room import House

Body = dict[str, Any]
_OWN = frozenset({Kind.COMMAND, Kind.CLICK, Kind.SUBMISSION, Kind.SHORTCUT})


def register(app: AsyncApp, house: House) -> None:
    """Listen to who opens their home, and hear of what they do afterwards."""
    publisher = Publisher(house)

    @app.event("app_home_opened")
    async def opened(body: Body, event: Body) -> None:
        """The page "app_home_opened": `tab` says whether it is the home or the messages."""
        if event.get("tab", "home") == "home" and event.get("user"):
            publisher.opened((reading.workspace_of(body), event["user"]))

    def done(body: reading.Body) -> Coroutine[Any, Any, None] | None:
        """What somebody did is stored by now: their home says it, if they look at it."""
        person = reading.workspace_of(body), reading.user_of(body)
        mine = kind_of(body) in _OWN or (body.get("event") or {}).get("type") == "app_home_opened"
        return publisher.publish(person) if mine and publisher.may_look(person) else None

    if isinstance(app, Doors):
        app.after(done)
