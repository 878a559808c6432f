"""Guests and people of other companies get nothing: told so before any door opens, whatever they press."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

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
_NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})  # docs.slack.dev, users.info
_CHANGES = frozenset({"user_change", "team_join"})
_BY_PEOPLE = frozenset({Kind.COMMAND, Kind.CLICK, Kind.SUBMISSION, Kind.SHORTCUT, Kind.SUGGESTION})
_WORDS = (
    "I work for the full members of this workspace only, not for guests or people of other companies. "
    "Please ask a colleague who is one."
)


class Outsiders:
    """Stands before all doors, and knows people for a minute so that it costs them nothing."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._known: dict[str, tuple[float, dict[str, bool]]] = {}
        self._others: dict[tuple[str, str], tuple[float, bool]] = {}
        self._one_look = asyncio.Lock()

    async def refuse(self, body: dict[str, Any], client: AsyncWebClient, next_: Callable[[], Awaitable[None]]) -> None:
        """Let full members pass. Raises Refusal for everybody else who types, presses or sends something."""
        person = reading.workspace_of(body), reading.user_of(body)
        kind = kind_of(body)
        if kind is Kind.EVENT and body.get("event", {}).get("type") in _CHANGES:
            self.forget()
        if kind in _BY_PEOPLE and all(person) and await self._is_outside(client, *person):
            raise Refusal(_WORDS)
        await next_()

    def forget(self) -> None:
        """Look again at everybody: somebody has changed."""
        self._known.clear()
        self._others.clear()

    async def _is_outside(self, client: AsyncWebClient, workspace_id: str, member_id: str) -> bool:
        """One read serves all whom salesbot knows for a minute: at a quarter past nine many come at once."""
        known = await self._everybody(workspace_id)
        if member_id in known:
            return known[member_id]
        since, outside = self._others.get((workspace_id, member_id), (-_KEPT_SECONDS, False))
        if clock.monotonic() - since < _KEPT_SECONDS:
            return outside
        outside = await self._look(client, workspace_id, member_id)
        if len(self._others) >= _MOST_KEPT:
            self._others.clear()
        self._others[workspace_id, member_id] = (clock.monotonic(), outside)
        return outside

    async def _everybody(self, workspace_id: str) -> dict[str, bool]:
        async with self._one_look:
            since, known = self._known.get(workspace_id, (-_KEPT_SECONDS, {}))
            if clock.monotonic() - since >= _KEPT_SECONDS:
                async with self._house.store.read() as db:
                    known = await queries.outsiders(db, workspace_id)
                self._known[workspace_id] = (clock.monotonic(), known)
            return known

    async def _look(self, client: AsyncWebClient, workspace_id: str, member_id: str) -> bool:
        """Ask the database, and Slack only about somebody whom nobody here knows."""
        async with self._house.store.read() as db:
            known = await queries.member(db, workspace_id, member_id)
        if known is not None:
            return not fits(known)
        try:
            user = (await client.users_info(user=member_id))["user"]
        except SlackApiError as error:
            if error.response.get("error") in _NOBODY:
                return True
            raise
        return described.person(user, workspace_id=workspace_id).unfit
