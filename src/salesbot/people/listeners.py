"""The doors through which Slack tells of people: they change, they come and go, and so do channels."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

from salesbot import clock
from salesbot.audit.rules import SLACK, Verb
from salesbot.people import announce, described, queries, service
from salesbot.people.outsiders import Outsiders
from salesbot.people.service import noting
from salesbot.room import ChannelChange
from salesbot.slack.doors import identity
from salesbot.slack.reading import event_time, workspace_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.room import House

log = structlog.get_logger(__name__)

Body = dict[str, Any]
_PATIENCE = 1.0  # seconds for Slack to say how somebody is now: the event itself is to be answered within three
_OLD = 30  # seconds: an event that Slack repeats, first a minute and then five after it could not be told


def register(app: AsyncApp, house: House) -> None:
    """Listen to what Slack tells of people, channels and the install itself, and stand before all doors."""
    app.middleware(Outsiders(house).refuse)
    doors = _Doors(house)
    for event in ("user_change", "team_join"):
        app.event(event)(doors.person_changed)
    app.event("member_joined_channel")(doors.joined_channel)
    app.event("member_left_channel")(doors.left_channel)
    for event in ("channel_rename", "group_rename"):
        app.event(event)(doors.channel_renamed)
    for event in ("channel_unarchive", "group_unarchive"):
        app.event(event)(doors.channel_back)
    app.event("channel_id_changed")(doors.channel_moved)
    for event in ("app_uninstalled", "tokens_revoked"):
        app.event(event)(doors.install_ended)


class _Doors:
    """Each method is one door: parse, call the service, tell the other rooms."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._store = house.store

    async def person_changed(self, body: Body, event: Body, client: AsyncWebClient) -> None:
        """Somebody's zone, status, name or account changed; of people whom salesbot does not know nothing is kept.

        What is told late may have been overtaken by what was told since: then Slack is asked how it is now.
        """
        now, workspace_id, user = clock.now(), workspace_of(body), event["user"]
        async with self._store.read() as db:
            if await queries.member(db, workspace_id, user["id"]) is None:
                return
        if _is_old(body):
            user = await _as_now(client, user)
        async with self._store.begin(once=identity(body)) as db:
            what = await service.learn(db, user, workspace_id=workspace_id, now=now)
            await announce.learned(db, self._house, what, now=now)

    async def joined_channel(self, body: Body, event: Body, client: AsyncWebClient) -> None:
        """Somebody came into a channel: into its team too, where that is kept in step.

        Guests, apps, people of other companies and whoever asked to be forgotten are not even stored. Salesbot itself
        may post there now.
        """
        if await self._is_salesbot(workspace_of(body), event["user"]):
            await self._reachable(body, event["channel"])
            return
        team = await self._in_step(workspace_of(body), event["channel"])
        if team is not None and not await self._forgotten(team.workspace_id, event["user"]):
            user = (await client.users_info(user=event["user"]))["user"]
            if not described.person(user, workspace_id=team.workspace_id).unfit:
                await self._take_in(body, team, user)

    async def _take_in(self, body: Body, team: Team, user: Body) -> None:
        now = clock.now()
        async with self._store.begin(once=identity(body)) as db:
            what = await service.learn(db, user, workspace_id=team.workspace_id, now=now)
            await announce.learned(db, self._house, what, now=now)
            joined = await service.arrived(db, team, user["id"], now=now)
            await announce.seats(db, self._house, team.workspace_id, team.id, joined=joined, now=now)

    async def _is_salesbot(self, workspace_id: str, user_id: str) -> bool:
        async with self._store.read() as db:
            install = await queries.workspace(db, workspace_id)
        return install is not None and install.bot_user_id == user_id

    async def _in_step(self, workspace_id: str, channel_id: str) -> Team | None:
        async with self._store.read() as db:
            team = await queries.team_in(db, workspace_id, channel_id)
        return team if team is not None and team.everyone else None

    async def _forgotten(self, workspace_id: str, user_id: str) -> bool:
        async with self._store.read() as db:
            return bool(await queries.forgotten(db, workspace_id, [user_id]))

    async def _reachable(self, body: Body, target: str) -> None:
        async with self._store.begin(once=identity(body)) as db:
            await announce.reachable(db, self._house, workspace_of(body), target, now=clock.now())

    async def left_channel(self, body: Body, event: Body) -> None:
        """Somebody left a channel; if they had come into its team with it, they leave the team."""
        now, workspace_id = clock.now(), workspace_of(body)
        team = await self._in_step(workspace_id, event["channel"])
        if team is None:
            return
        async with self._store.begin(once=identity(body)) as db:
            left = await service.departed(db, team, event["user"], now=now)
            await announce.seats(db, self._house, workspace_id, team.id, left=left, now=now)

    async def channel_renamed(self, body: Body, event: Body) -> None:
        """A channel has a new name."""
        channel = event["channel"]
        async with self._store.begin(once=identity(body)) as db:
            await service.rename_channel(db, workspace_of(body), channel["id"], name=channel["name"])
            change = ChannelChange(workspace_of(body), channel["id"], name=channel["name"], now=clock.now())
            await announce.channel(db, self._house, change)

    async def channel_back(self, body: Body, event: Body) -> None:
        """A channel is no longer archived."""
        await self._reachable(body, event["channel"])

    async def channel_moved(self, body: Body, event: Body) -> None:
        """Slack gave a channel another id, as it does when a channel becomes shared or private."""
        old, new = event["old_channel_id"], event["new_channel_id"]
        async with self._store.begin(once=identity(body)) as db:
            now, team = clock.now(), await queries.team_in(db, workspace_of(body), old)
            await service.rename_channel(db, workspace_of(body), old, name="", new_id=new)
            if team is not None:
                await noting.of_team(db, team, Verb.TEAM_MOVED, by=SLACK, now=now)
            change = ChannelChange(workspace_of(body), old, new_id=new, now=now)
            await announce.channel(db, self._house, change)

    async def install_ended(self, body: Body, event: Body) -> None:
        """Salesbot was removed from the workspace, or its token taken away: stop there, forget nothing."""
        if event["type"] == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            return
        happened = event_time(body)
        async with self._store.begin(once=identity(body)) as db:
            for workspace_id in await self._ended(db, body):
                await service.stop_workspace(db, workspace_id, event["type"], now=clock.now(), happened=happened)

    async def _ended(self, db: AsyncSession, body: Body) -> list[str]:
        """The workspaces of an install: one, or all of an organisation that salesbot knows."""
        heard = (body.get("authorizations") or [{}])[0]
        if not heard.get("is_enterprise_install"):
            return [workspace_of(body)]
        return await queries.of_org(db, str(heard.get("enterprise_id") or ""))


async def _as_now(client: AsyncWebClient, told: Body) -> Body:
    """Return what Slack says of somebody now; where it does not say it in time, what was told late is all there is."""
    try:
        async with asyncio.timeout(_PATIENCE):
            answer = await client.users_info(user=told["id"])
    except (SlackApiError, SlackClientError, ClientError, TimeoutError) as error:
        log.info("old_event_believed", error=type(error).__name__)
        return told
    return dict(answer["user"])


def _is_old(body: Body) -> bool:
    happened = event_time(body)
    return happened is not None and clock.real().timestamp() - happened > _OLD
