"""What Slack tells of people, over a real socket and by the sync's pages, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from salesbot import clock
from salesbot.app.house import House
from salesbot.config import Settings
from salesbot.people import queries, service
from salesbot.people.room import room
from salesbot.people.rules import day_off
from salesbot.playground import Playground
from salesbot.playground import Settings as SlackSettings
from salesbot.room import Room
from salesbot.slack.socket import SocketDoor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

ACME = "T_ACME"
ZONES = {"Ana": "Europe/Berlin", "Ben": "America/New_York", "Cleo": "Australia/Sydney"}


@dataclass
class Office:
    """A channel whose team is kept in step with it, and what the other rooms heard."""

    slack: Any
    bot: Any
    house: House
    people: dict[str, Any]
    emea: Any
    heard: list[Any] = field(default_factory=list)

    async def roster(self) -> list[str]:
        """Who is in the team."""
        async with self.house.store.read() as db:
            team = await queries.team_in(db, ACME, self.emea.id)
            return [place.member.name for place in await queries.roster(db, ACME, team.id)]

    async def settle(self) -> None:
        """Wait until every event was taken."""
        await self.slack.settled()

    async def set_up(self, now: datetime) -> None:
        """Ana manages, Ben came with the channel."""
        async with self.house.store.begin() as db:
            for name in ("UANA", "UBEN"):
                user = {"id": name, "team_id": ACME, "real_name": name[1:].title(), "tz": ZONES[name[1:].title()]}
                await service.meet(db, user, workspace_id=ACME, now=now - timedelta(days=1))
            draft = service.TeamDraft(
                "EMEA", self.emea.id, "Europe/Berlin", channel_name="emea-sales", everyone=True, members=["UBEN"]
            )
            await service.make_team(db, draft, workspace_id=ACME, by="UANA", now=now - timedelta(days=1))


@pytest.fixture
async def office(store, database_url, now) -> AsyncIterator[Office]:
    clock.set_calendar(now)
    heard: list[Any] = []

    async def seats(_db: Any, change: Any) -> None:
        heard.append(("joined", list(change.joined)) if change.joined else ("left", list(change.left)))

    async def moved(_db: Any, move: Any) -> None:
        heard.append(("moved", move.member_id))

    async def reachable(_db: Any, _workspace_id: str, target: str, _now: datetime) -> None:
        heard.append(("reachable", target))

    others = Room(name="others", on_seats_changed=seats, on_member_moved=moved, on_reachable=reachable)
    async with Playground.serve(settings=SlackSettings(strict_rates=False)) as slack:
        bot = slack.install(slack.workspace(ACME, name="Acme"))
        people = {name: slack.user(name, id=f"U{name.upper()}", tz=zone) for name, zone in ZONES.items()}
        emea = slack.channel("emea-sales", members=[people["Ana"], people["Ben"], bot.bot])
        settings = Settings(
            _env_file=None, bot_token=SecretStr(bot.bot_token), app_token=SecretStr(bot.app_token),
            slack_api_url=slack.url, database_url=database_url, send_timeout=2.0,
        )  # fmt: skip
        house = await House.open(settings, rooms=[room, others])
        door = SocketDoor(house.doors, settings, clients=house.clients)
        await house.introduce(now=now)
        await door.start()
        await slack.connected(bot, links=2)
        yield Office(slack, bot, house, people, emea, heard)
        await door.stop(1)
        await house.close()


async def test_coming_into_and_leaving_the_channel_is_joining_and_leaving_the_team(office, now):
    """Cleo is in the team as long as she is in the channel, and the other rooms hear of both, once."""
    await office.set_up(now)
    office.slack.fault("events_api", "repeat", copies=1)
    await office.slack.act(office.people["Cleo"]).join(office.emea)
    await office.settle()
    assert await office.roster() == ["Ana", "Ben", "Cleo"]
    await office.slack.act(office.people["Cleo"]).leave(office.emea)
    await office.settle()
    assert await office.roster() == ["Ana", "Ben"]
    assert office.heard == [("joined", ["UCLEO"]), ("left", ["UCLEO"])]


async def test_a_manager_who_leaves_the_channel_still_manages(office, now):
    """Only those who came with the channel go with it."""
    await office.set_up(now)
    await office.slack.act(office.people["Ana"]).leave(office.emea)
    await office.settle()
    await office.house.sync(now=now)
    assert await office.roster() == ["Ana", "Ben"]


async def test_people_who_moved_are_told_of_each_in_a_transaction_of_their_own(office, now):
    """What rooms lock for one of them is let go before anything is locked for the next."""
    told: dict[str, Any] = {}

    async def moved(db: Any, move: Any) -> None:
        told[move.member_id] = db

    await office.set_up(now)
    office.house.rooms = [*office.house.rooms, Room(name="watching", on_member_moved=moved)]
    async with office.house.store.begin() as db:
        for one in (await queries.members(db, ACME, ["UANA", "UBEN"])).values():
            one.slack_zone = "Asia/Kolkata"
    await office.house.sync(now=now)
    assert set(told) == {"UANA", "UBEN"}
    assert told["UANA"] is not told["UBEN"]


async def test_guests_and_apps_do_not_come_with_the_channel(office, now):
    """A guest who joins the channel is not in the team, by the event as by the sync."""
    await office.set_up(now)
    guest = office.slack.user("Gus", id="UGUS", tz="Europe/Berlin", is_restricted=True)
    await office.slack.act(guest).join(office.emea)
    await office.settle()
    await office.house.sync(now=now)
    assert await office.roster() == ["Ana", "Ben"]
    async with office.house.store.read() as db:
        assert await queries.known_ids(db, ACME) == {"UANA", "UBEN"}


async def test_whom_a_manager_took_out_the_channel_does_not_bring_back(office, now):
    """Ben is still in the channel after Ana took him out, and stays out at every sync."""
    await office.set_up(now)
    async with office.house.store.begin() as db:
        team = await queries.team_in(db, ACME, office.emea.id)
        await service.leave(db, team, ["UBEN"], by="UANA", now=now)
    await office.house.sync(now=now + timedelta(hours=1))
    assert await office.roster() == ["Ana"]


async def test_the_sync_finds_what_nobody_heard(office, now):
    """People who came, went, moved and were deactivated while salesbot was away are as Slack has them, page by page."""
    await office.set_up(now)
    crowd = [office.slack.user(f"Rep {n:03}", id=f"UREP{n:03}", tz="Asia/Tokyo") for n in range(230)]
    for one in crowd:
        office.emea.members[one.id] = None
    office.people["Ben"].tz = "America/Chicago"
    office.people["Ana"].deleted = True
    await office.house.sync(now=now)
    assert len(await office.roster()) == 231
    assert ("moved", "UBEN") in office.heard
    assert ("left", ["UANA"]) in office.heard
    async with office.house.store.read() as db:
        assert "UCLEO" not in await queries.known_ids(db, ACME)
        assert (await queries.workspace(db, ACME)).synced_at == now
    office.heard.clear()
    await office.house.sync(now=now + timedelta(hours=1))
    assert office.heard == []


async def test_a_channel_that_cannot_be_read_empties_no_team(office, now):
    """When Slack does not tell who is in the channel nobody leaves the team."""
    await office.set_up(now)
    office.slack.fault("conversations.members", "error", error="channel_not_found", times=1)
    await office.house.sync(now=now)
    assert await office.roster() == ["Ana", "Ben"]


async def test_the_sync_follows_a_channels_name_and_sharing(office, now):
    """A renamed channel has its new name, and a shared one is closed for answers."""
    await office.set_up(now)
    office.emea.name, office.emea.ext_shared = "emea", True
    await office.house.sync(now=now)
    async with office.house.store.read() as db:
        team = await queries.team_in(db, ACME, office.emea.id)
    assert (team.channel_name, team.may_publish) == ("emea", False)


async def test_a_change_of_zone_and_a_status_are_heard_at_once(office, now):
    """A move is told to the other rooms; a palm tree makes Ben away."""
    await office.set_up(now)
    office.slack.change(office.people["Ben"], tz="Europe/Paris")
    await office.settle()
    assert office.heard == [("moved", "UBEN")]
    office.slack.change(office.people["Ben"], status_text="Vacationing", status_emoji=":palm_tree:")
    await office.settle()
    async with office.house.store.read() as db:
        ben = (await queries.calendars(db, ACME, ["UBEN"]))["UBEN"]
    assert ben.zone == "Europe/Paris"
    assert day_off(ben, now.date(), at=now) == "away"


async def test_people_whom_salesbot_does_not_need_are_not_stored(office, now):
    """Somebody who joins the workspace, or changes, is nobody's business until they are in a team."""
    await office.set_up(now)
    office.slack.arrive("Zoe")
    office.slack.change(office.people["Cleo"], tz="Europe/Paris")
    await office.settle()
    async with office.house.store.read() as db:
        assert await queries.known_ids(db, ACME) == {"UANA", "UBEN"}


async def test_deactivated_and_back(office, now):
    """Ben leaves the team with his account and is back with it, and can be written to again."""
    await office.set_up(now)
    office.slack.change(office.people["Ben"], deleted=True)
    await office.settle()
    assert await office.roster() == ["Ana"]
    office.slack.change(office.people["Ben"], deleted=False)
    await office.settle()
    assert await office.roster() == ["Ana", "Ben"]
    assert office.heard == [("left", ["UBEN"]), ("joined", ["UBEN"]), ("reachable", "UBEN")]


async def test_salesbot_in_a_channel_again_may_post_there(office, now):
    """An invitation, or an end of being archived, is told to whoever waits for it."""
    await office.set_up(now)
    west = office.slack.channel("west", members=[office.people["Ana"]])
    await office.slack.act(office.people["Ana"]).invite(office.bot.bot, to=west)
    await office.settle()
    office.slack.archive(west)
    office.slack.archive(west, archived=False)
    await office.settle()
    assert office.heard == [("reachable", west.id)] * 2


async def test_a_removed_app_stops_its_workspace(office, now):
    """After an uninstall nothing is sent there, and nothing is forgotten."""
    await office.set_up(now)
    office.slack.uninstall(office.bot)
    await office.settle()
    async with office.house.store.read() as db:
        stopped = await queries.workspace(db, ACME)
    assert stopped.stopped_at is not None
    assert stopped.stopped_why in {"app_uninstalled", "tokens_revoked"}
    assert await office.roster() == ["Ana", "Ben"]


async def test_a_sync_and_an_event_at_once_join_once(office, now):
    """However Cleo is found, she joins once and nobody falls over."""
    await office.set_up(now)
    await asyncio.gather(
        office.slack.act(office.people["Cleo"]).join(office.emea), *(office.house.sync(now=now) for _ in range(2))
    )
    await office.settle()
    assert await office.roster() == ["Ana", "Ben", "Cleo"]
    assert office.heard.count(("joined", ["UCLEO"])) == 1
