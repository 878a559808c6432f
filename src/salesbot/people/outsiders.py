"""Guests and people of other companies get nothing: told so before any door opens, whatever they press."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.errors import Refusal
from salesbot.people import described, queries
from salesbot.people.service import fits
from salesbot.slack import reading
from salesbot.slack.kinds import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House

# How long an answer counts. Who becomes a guest meanwhile has left their teams with that event, and has no right.
_KEPT_SECONDS = 60.0
_MOST_KEPT = 10_000
_BY_PEOPLE = frozenset({Kind.COMMAND, Kind.CLICK, Kind.SUBMISSION, Kind.SHORTCUT, Kind.SUGGESTION})
_WORDS = (
    "I work for the full members of this workspace only, not for guests or people of other companies. "
    "Please ask a colleague who is one."
)


class Outsiders:
    """Stands before all doors, and knows people for a minute so that it costs them nothing."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._kept: dict[tuple[str, str], tuple[float, bool]] = {}

    async def refuse(self, body: dict[str, Any], client: AsyncWebClient, next_: Callable[[], Awaitable[None]]) -> None:
        """Let full members pass. Raises Refusal for everybody else who types, presses or sends something."""
        person = reading.workspace_of(body), reading.user_of(body)
        if kind_of(body) in _BY_PEOPLE and all(person) and await self._is_outside(client, *person):
            raise Refusal(_WORDS)
        await next_()

    async def _is_outside(self, client: AsyncWebClient, workspace_id: str, member_id: str) -> bool:
        since, outside = self._kept.get((workspace_id, member_id), (-_KEPT_SECONDS, False))
        if clock.monotonic() - since < _KEPT_SECONDS:
            return outside
        outside = await self._look(client, workspace_id, member_id)
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[workspace_id, member_id] = (clock.monotonic(), outside)
        return outside

    async def _look(self, client: AsyncWebClient, workspace_id: str, member_id: str) -> bool:
        """Ask the database, and Slack only about somebody whom nobody here knows."""
        async with self._house.store.read() as db:
            known = await queries.member(db, workspace_id, member_id)
        if known is not None:
            return not fits(known)
        user = (await client.users_info(user=member_id))["user"]
        return described.person(user, workspace_id=workspace_id).unfit
