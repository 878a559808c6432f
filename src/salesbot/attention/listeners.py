"""The door that no room has to remember: whoever presses a button of an offer has heeded it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.attention import service
from salesbot.attention.shape import offer_of
from salesbot.slack.reading import user_of, workspace_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncApp

    from salesbot.room import House


def register(app: AsyncApp, house: House) -> None:
    """Look at every click before its own door does."""

    async def heed(body: dict[str, Any], next: Callable[[], Awaitable[None]]) -> None:  # noqa: A002  bolt's name for it
        key = offer_of(_pressed(body))
        if key:
            async with house.store.begin() as db:
                await service.heeded(db, workspace_of(body), user_of(body), key, now=clock.now())
        await next()

    app.middleware(heed)


def _pressed(body: dict[str, Any]) -> str:
    """The block in which somebody pressed something; empty for anything but a click."""
    actions = body.get("actions") if body.get("type") == "block_actions" else None
    first = actions[0] if isinstance(actions, list) and actions else None
    return str(first.get("block_id") or "") if isinstance(first, dict) else ""
