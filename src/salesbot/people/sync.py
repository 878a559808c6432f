"""Looking at everybody again: what Slack said while nobody listened, page by page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from slack_sdk.errors import SlackApiError

from salesbot.people import announce, described, queries, service
from salesbot.room import ChannelChange
from salesbot.store import chunks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Sequence
    from datetime import datetime

    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.people.model import Team
    from salesbot.room import House

# Slack's page "users.list" recommends no more than 200 results a page.
PAGE = 200
# People a transaction, so that doors never wait long behind a sync.
BATCH = 50

_log = structlog.get_logger(__name__)


@dataclass
class Synced:
    """What a sync found: how many people it looked at, who moved, and who joined or left a team."""

    seen: int = 0
    moved: list[str] = field(default_factory=list)
    joined: list[tuple[int, str]] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)


async def sync(house: House, client: AsyncWebClient, *, workspace_id: str, now: datetime) -> Synced:
    """Bring people and teams up to date with Slack; no transaction is open while Slack is asked.

    Only those whom salesbot knows, or who are in the channel of a team kept in step with it, are stored. `client` may
    repeat calls. A channel that cannot be read is left as it was: nobody leaves a team because Slack said nothing.
    """
    found = Synced()
    async with house.store.read() as db:
        known = await queries.known_ids(db, workspace_id)
        teams = await queries.teams(db, workspace_id)
        gone = await queries.forgotten(db, workspace_id)
    present = {team.id: await _present(client, team) for team in teams if team.everyone}
    wanted = set[str]().union(*(people for people in present.values() if people is not None)) - gone
    async for page in _users(client):
        some = _of_use(page, known=known, wanted=wanted, workspace_id=workspace_id)
        await _learn(house, some, found, workspace_id=workspace_id, now=now)
    for team in teams:
        await _follow(house, client, team, now=now)
        await _step(house, team, present.get(team.id), found, now=now)
    await _follow_others(house, client, workspace_id, now=now)
    await _done(house, workspace_id, now=now)
    return found


async def _present(client: AsyncWebClient, team: Team) -> set[str] | None:
    try:
        return await in_channel(client, team.channel_id)
    except SlackApiError as error:
        _log.warning("people.channel_unread", channel=team.channel_id, error=str(error.response.data)[:80])
        return None


async def in_channel(client: AsyncWebClient, channel_id: str) -> set[str]:
    """Ask Slack who is in a channel, all pages of it. Raises SlackApiError."""
    people: set[str] = set()
    async for page in await client.conversations_members(channel=channel_id, limit=PAGE):
        people.update(page["members"])
    return people


async def _users(client: AsyncWebClient) -> AsyncIterator[Sequence[dict[str, Any]]]:
    async for page in await client.users_list(limit=PAGE):
        yield page["members"]


def _of_use(
    page: Sequence[dict[str, Any]], *, known: Collection[str], wanted: Collection[str], workspace_id: str
) -> list[dict[str, Any]]:
    """Those whom salesbot knows, and those of a team's channel who may be in a team; nobody else is stored."""
    return [
        one
        for one in page
        if one["id"] in known or (one["id"] in wanted and not described.person(one, workspace_id=workspace_id).unfit)
    ]


async def _learn(
    house: House, people: Sequence[dict[str, Any]], found: Synced, *, workspace_id: str, now: datetime
) -> None:
    """Store what Slack says of many, those of whom it has no news fifty at a time."""
    for some in chunks(people, BATCH):
        news = await hear(house, some, workspace_id=workspace_id, now=now)
        told = {what.member.id for what in news}
        same = [one for one in some if one["id"] not in told]
        if same:
            async with house.store.begin() as db:
                seen = await service.learn_all(db, same, workspace_id=workspace_id, now=now)
                for what in seen:
                    await announce.learned(db, house, what, now=now)
            news += seen
        for what in news:
            _note(found, what)


async def hear(
    house: House, people: Sequence[dict[str, Any]], *, workspace_id: str, now: datetime
) -> list[service.Learned]:
    """Store Slack's news of those whom salesbot knows, each in a transaction of their own; returns what is new.

    What other rooms do about one person locks seats, parts, rounds and messages, in this order. A second one would
    begin with seats again while messages are held, and two transactions would wait for each other (PostgreSQL).
    """
    async with house.store.read() as db:
        anew = await service.described_anew(db, people, workspace_id=workspace_id)
    news = []
    for one in people:
        if one["id"] in anew:
            async with house.store.begin() as db:
                what = await service.learn(db, one, workspace_id=workspace_id, now=now)
                await announce.learned(db, house, what, now=now)
            news.append(what)
    return news


def _note(found: Synced, what: service.Learned) -> None:
    found.seen += 1
    found.moved += [what.member.id] if what.moved else []
    found.left += [(team_id, what.member.id) for team_id in what.left]
    found.joined += [(team_id, what.member.id) for team_id in what.returned]


async def _follow(house: House, client: AsyncWebClient, team: Team, *, now: datetime) -> None:
    """Follow a channel's name, and whether another company is in it now."""
    channel = await _told_of(client, team.channel_id)
    if channel is None:
        return
    name, shared = channel.get("name") or team.channel_name, is_shared(channel)
    if (name, shared) == (team.channel_name, team.shared):
        return
    async with house.store.begin() as db:
        await service.rename_channel(db, team.workspace_id, team.channel_id, name=name)
        await service.set_shared(db, team.workspace_id, team.channel_id, shared=shared)
        newly = shared if shared != team.shared else None
        change = ChannelChange(team.workspace_id, team.channel_id, name=name, shared=newly, now=now)
        await announce.channel(db, house, change)


async def _follow_others(house: House, client: AsyncWebClient, workspace_id: str, *, now: datetime) -> None:
    """Follow the channels besides the teams' own in which rooms publish."""
    async with house.store.read() as db:
        others = {one for offer in house.offers("channels") for one in await offer(db, workspace_id)}
    for channel_id in sorted(others):
        channel = await _told_of(client, channel_id)
        if channel is not None:
            name, shared = str(channel.get("name") or ""), is_shared(channel)
            async with house.store.begin() as db:
                change = ChannelChange(workspace_id, channel_id, name=name, shared=shared, now=now)
                await announce.channel(db, house, change)


async def _told_of(client: AsyncWebClient, channel_id: str) -> dict[str, Any] | None:
    try:
        return dict((await client.conversations_info(channel=channel_id))["channel"])
    except SlackApiError as error:
        _log.warning("people.channel_unread", channel=channel_id, error=str(error.response.data)[:80])
        return None


def is_shared(channel: dict[str, Any]) -> bool:
    """Whether a channel is, or is about to be, shared with another company (Slack's page "Conversation object")."""
    return bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"))


async def _step(house: House, team: Team, present: Collection[str] | None, found: Synced, *, now: datetime) -> None:
    if present is None:
        return
    async with house.store.begin() as db:
        joined, left = await service.keep_in_step(db, team, present, now=now)
        await announce.seats(db, house, team.workspace_id, team.id, joined=joined, left=left, now=now)
    found.joined += [(team.id, one) for one in joined]
    found.left += [(team.id, one) for one in left]


async def follow_team(house: House, client: AsyncWebClient, team: Team, *, now: datetime) -> Synced:
    """Bring everybody in the channel of one team that is kept in step with it. Raises SlackApiError."""
    found = Synced()
    present = await in_channel(client, team.channel_id)
    async with house.store.read() as db:
        gone = await queries.forgotten(db, team.workspace_id)
    async for page in _users(client):
        here = _of_use(page, known=set(), wanted=present - gone, workspace_id=team.workspace_id)
        await _learn(house, here, found, workspace_id=team.workspace_id, now=now)
    await _step(house, team, present, found, now=now)
    return found


async def _done(house: House, workspace_id: str, *, now: datetime) -> None:
    async with house.store.begin() as db:
        standing = await queries.workspace(db, workspace_id)
        if standing is not None:
            standing.synced_at = now
