"""Tokens that end after twelve hours: renewed in time, by one process, and never used after their end."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from lobby import lobby_of, opened
from sqlalchemy import text, update

from salesbot import clock
from salesbot.installing.model import SlackBot
from salesbot.installing.tokens import NotInstalled
from salesbot.people import queries as people
from salesbot.slack.passes import NoTokenYet


@pytest.fixture
async def lobby(place: str, now: datetime):
    """Acme let in an app whose tokens end."""
    clock.set_calendar(now)
    async with lobby_of(place, rotates=True) as opened_:
        shown = await opened_.browser().install("TACME")
        assert shown.status == 200, shown.text
        yield opened_


async def test_a_token_with_time_left_is_left_alone(lobby):
    """More than two hours before its end nothing is renewed."""
    await speak(lobby)
    assert renewals(lobby) == 0


async def test_a_token_is_renewed_before_it_ends(lobby):
    """In its last two hours the first call has it renewed; nobody waits, and the next call uses the new one."""
    old = lobby.at("TACME").bot_token
    await ends_in(lobby, minutes=90)
    await speak(lobby)
    await renewed(lobby)
    new = lobby.at("TACME").bot_token
    assert new != old
    await speak(lobby)
    await speak(lobby)
    assert (await kept(lobby), renewals(lobby)) == (new, 1)


async def test_a_token_that_ended_is_renewed_before_anything_is_said(lobby):
    """After a night without a word the first call waits for the new token instead of failing with the old."""
    await ends_in(lobby, minutes=-5)
    await speak(lobby)
    assert [one.error for one in lobby.slack.calls if one.error] == []
    assert renewals(lobby) == 1


async def test_a_door_renews_as_well(lobby):
    """A command that comes after the token ended is answered, with a new one."""
    await ends_in(lobby, minutes=-5)
    assert (await lobby.slack.act(lobby.ana).command("/salesbot", "help")).ok
    assert renewals(lobby) == 1


async def test_two_processes_renew_once(lobby):
    """Ten calls in each of two processes at the moment of the end make one renewal, and all of them work."""
    async with another(lobby) as other:
        await ends_in(lobby, other, minutes=-5)
        await asyncio.gather(*(speak(one) for one in (lobby, other) for _ in range(10)))
        assert renewals(lobby) == 1
        assert await kept(lobby) == lobby.at("TACME").bot_token
        assert [one.error for one in lobby.slack.calls if one.error] == []


async def test_the_other_process_hears_of_it(lobby, place):
    """Where a bell reaches other processes, they use the new token at once; else within the minute that they trust."""
    if place.startswith("sqlite"):
        pytest.skip("one process serves a SQLite file")
    async with another(lobby) as other:
        await speak(other)
        await ends_in(lobby, minutes=90)
        await speak(lobby)
        await renewed(lobby)
        await asyncio.sleep(0.3)
        held = await other.house.tenants.tokens.of("TACME")
        assert held.bot.bot_token == lobby.at("TACME").bot_token


async def test_a_slack_that_is_away_costs_nothing_while_the_old_token_is_good(lobby):
    """A renewal that fails leaves the old token in use, and is not tried again at each call."""
    await ends_in(lobby, minutes=90)
    lobby.slack.fault("oauth.v2.access", "status", times=9)
    for _ in range(3):
        await speak(lobby)
        await idle(lobby)
    assert len([one for one in lobby.calls("oauth.v2.access") if one.status == 503]) == 1


async def test_without_any_good_token_nothing_is_lost(lobby):
    """Where the token ended and Slack gives none just now, a call says that nothing was sent; later it works."""
    await ends_in(lobby, minutes=-5)
    lobby.slack.fault("oauth.v2.access", "status", times=1)
    with pytest.raises(NoTokenYet):
        await speak(lobby)
    assert not await stopped(lobby)
    lobby.tokens._rest.clear()
    await speak(lobby)


async def test_a_pair_that_got_lost_on_its_way(lobby):
    """Where the answer is lost after Slack renewed, the old token is good to its end; then a new install is needed."""
    await ends_in(lobby, minutes=90)
    lobby.slack.fault("oauth.v2.access", "reset_after", times=1)
    await speak(lobby)
    await idle(lobby)
    await speak(lobby)
    await ends_in(lobby, minutes=-5)
    lobby.tokens._rest.clear()
    with pytest.raises(NotInstalled):
        await lobby.tokens.of("TACME")
    assert "salesbot is in Acme" in (await lobby.browser().install("TACME")).text
    await speak(lobby)


async def test_a_pair_that_comes_late_is_kept(lobby):
    """A process that froze while Slack answered writes its pair down although its time was over, if nobody else did."""
    await ends_in(lobby, minutes=90)
    lobby.slack.fault("oauth.v2.access", "slow_after", seconds=0.5, times=1)
    await speak(lobby)
    await asyncio.sleep(0.2)
    async with lobby.house.store.begin() as db:
        await db.execute(update(SlackBot).values(renewing_until=clock.real() - timedelta(minutes=1)))
    await idle(lobby)
    assert await kept(lobby) == lobby.at("TACME").bot_token


async def test_a_tool_renews_nothing(lobby):
    """A command that ends after a second leaves renewing to the process that runs."""
    async with another(lobby, serves=False) as tool:
        await ends_in(lobby, tool, minutes=90)
        await speak(tool)
        await idle(tool)
    assert renewals(lobby) == 0


async def test_a_process_that_ends_finishes_what_it_began(lobby):
    """A pair that is on its way when the process is told to stop is written down."""
    await ends_in(lobby, minutes=90)
    lobby.slack.fault("oauth.v2.access", "slow_after", seconds=0.4, times=1)
    async with another(lobby) as other:
        await speak(other)
    assert await kept(lobby) == lobby.at("TACME").bot_token
    assert renewals(lobby) == 1


@asynccontextmanager
async def another(lobby, *, serves=True):
    """Another process on the same database."""
    house, _ = await opened(lobby.house.settings)
    house.tenants.tokens.may_renew = serves
    try:
        yield type(lobby)(lobby.slack, lobby.app, house, lobby.service, lobby.ana, lobby.gus)
    finally:
        await house.close()


async def speak(lobby):
    """Call Slack as the sender does."""
    said = await lobby.house.clients_of("TACME").posting.auth_test()
    assert said["team_id"] == "TACME"


async def ends_in(lobby, *others, minutes):
    """Let the token end so soon, here and at Slack."""
    install = lobby.at("TACME")
    end = clock.real() + timedelta(minutes=minutes)
    install.ends = {install.bot_token: end.timestamp()}
    async with lobby.house.store.begin() as db:
        await db.execute(update(SlackBot).values(bot_token_expires_at=end.replace(tzinfo=None, microsecond=0)))
    for one in (lobby, *others):
        one.tokens.forget_place("TACME")


async def renewed(lobby):
    await idle(lobby)
    assert renewals(lobby) == 1


async def idle(lobby):
    await lobby.house.tenants.tokens.close()


def renewals(lobby):
    """How often Slack gave a new pair."""
    given = [one for one in lobby.calls("oauth.v2.access") if one.done]
    return len([one for one in given if one.args.get("grant_type") == "refresh_token"])


async def kept(lobby):
    async with lobby.house.store.read() as db:
        return lobby.house.seals.unseal(await db.scalar(text("SELECT bot_token FROM slack_bots")))


async def stopped(lobby):
    async with lobby.house.store.read() as db:
        return await people.stopped(db)
