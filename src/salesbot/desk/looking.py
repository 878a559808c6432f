"""What setting up a team asks of Slack, with no transaction open: the channel, who is in it, and who they are."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from slack_sdk.errors import SlackApiError

from salesbot import clock
from salesbot.errors import Refusal
from salesbot.people import described
from salesbot.people.channels import Obstacle, code, enter
from salesbot.people.sync import in_channel

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.desk.wish import Wish

# All that Slack is asked for one form must fit the 3 s in which Slack wants an answer, with room for the commit.
BUDGET_SECONDS = 1.6
# People of a channel whom a setup gets to know at once; the others follow right after (users.info: 100 a minute).
AT_ONCE = 40
_TOGETHER = 20
# How long an answer about a person counts as fresh: long enough for a second press, no longer.
_KEPT_SECONDS = 60.0
_MOST_KEPT = 2000

_log = structlog.get_logger(__name__)
Person = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """What Slack said. `people` are user objects; `followers` is how many of the channel are not among them yet."""

    channel: dict[str, Any]
    people: dict[str, Person]
    present: frozenset[str] = frozenset()
    followers: int = 0


class Looking:
    """Asks Slack, and remembers people for a minute: a second press after a slow moment is quick."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str | None, str], tuple[float, Person]] = {}  # by whose token and whom

    async def look(
        self, client: AsyncWebClient, wish: Wish, *, by: str, known: Collection[str], shared_ok: bool
    ) -> Found | Obstacle:
        """Look at the channel, join it if it is public, get to know people. Raises Refusal where Slack is too slow."""
        try:
            async with asyncio.timeout(BUDGET_SECONDS):
                return await self._look(client, wish, by=by, known=known, shared_ok=shared_ok)
        except TimeoutError:
            raise Refusal("Slack is slow just now. Nothing is stored yet: please press the button again.") from None
        except SlackApiError as error:
            _log.warning("desk.slack_said_no", error=code(error))
            raise Refusal(f"Slack answered “{code(error)}”. Nothing is stored yet: please press again.") from None

    async def _look(
        self, client: AsyncWebClient, wish: Wish, *, by: str, known: Collection[str], shared_ok: bool
    ) -> Found | Obstacle:
        channel, people = await asyncio.gather(
            enter(client, wish.channel, shared_ok=shared_ok), self.people(client, [by, *wish.named])
        )
        if isinstance(channel, Obstacle):
            return channel
        present = await in_channel(client, wish.channel) if wish.everyone else set()
        others = sorted(present - set(known) - set(people))
        people |= await self.people(client, others[:AT_ONCE])
        return Found(channel, people, frozenset(present), max(0, len(others) - AT_ONCE))

    async def people(self, client: AsyncWebClient, member_ids: Iterable[str]) -> dict[str, Person]:
        """Ask who these people are, some at a time. Raises Refusal for somebody whom Slack does not know."""
        gate = asyncio.Semaphore(_TOGETHER)

        async def ask(member_id: str) -> tuple[str, Person]:
            async with gate:
                return member_id, await self._person(client, member_id)

        return dict(await asyncio.gather(*(ask(one) for one in dict.fromkeys(member_ids))))

    async def _person(self, client: AsyncWebClient, member_id: str) -> Person:
        key = client.token, member_id  # the same id may be somebody else in another workspace
        since, kept = self._kept.get(key, (-_KEPT_SECONDS, {}))
        if kept and clock.monotonic() - since < _KEPT_SECONDS:
            return kept
        try:
            user: Person = (await client.users_info(user=member_id))["user"]
        except SlackApiError as error:
            if code(error) in {"user_not_found", "user_not_visible"}:
                raise Refusal("Slack doesn't know one of these people any more. Please choose them again.") from None
            raise
        if described.person(user, workspace_id=str(user.get("team_id") or "")).unfit:
            return user  # refused now; whoever puts that right in Slack presses again at once
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[key] = (clock.monotonic(), user)
        return user
