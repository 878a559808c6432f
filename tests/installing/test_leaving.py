"""A workspace removes salesbot, and lets it in again: nothing is sent meanwhile, nothing is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from salesbot import clock
from salesbot.app import standing
from salesbot.people import queries as people

BOTH = ("app_uninstalled", "tokens_revoked")


@pytest.mark.parametrize("order", [BOTH, BOTH[::-1], (*BOTH, *BOTH)], ids=["one way", "the other", "twice"])
async def test_an_end_is_heard_in_any_order(lobby, order):
    """Whichever event comes first, and however often, the workspace is stopped once and its token forgotten."""
    await lobby.browser().install("TACME")
    lobby.slack.uninstall(lobby.at("TACME"), tell=False)
    for kind in order:
        lobby.slack.tell_end(lobby.at("TACME"), kind)
        await lobby.slack.settled()
    assert (await acme(lobby)).stopped_why == order[0]
    await standing.look(lobby.house, now=clock.now())
    assert await tokens(lobby) == []
    assert (await acme(lobby)).stopped_at is not None, "stopped, not forgotten"


async def test_an_end_told_late_stops_nothing(lobby):
    """Events of an uninstall that come after the next install do not stop it."""
    await lobby.browser().install("TACME")
    lobby.slack.uninstall(lobby.at("TACME"), tell=False)
    await lobby.browser().install("TACME")
    await told_of_earlier(lobby, *BOTH)
    assert (await acme(lobby)).stopped_at is None
    assert (await lobby.slack.act(lobby.ana).command("/salesbot", "help")).ok


async def test_an_end_told_by_a_wrong_clock_heals(lobby):
    """Where the clocks disagree and a late event is believed, salesbot asks Slack within a minute and goes on."""
    await lobby.browser().install("TACME")
    lobby.slack.tell_end(lobby.at("TACME"), "app_uninstalled")
    await lobby.slack.settled()
    assert (await acme(lobby)).stopped_at is not None
    await standing.look(lobby.house, now=clock.now())
    assert (await acme(lobby)).stopped_at is None
    assert len(await tokens(lobby)) == 1


async def test_an_end_nobody_told_of_is_noticed(lobby):
    """Where no event came, the first refused call stops the workspace, and only that one."""
    await lobby.browser().install("TACME")
    await lobby.browser().install("TGLOBEX")
    await team(lobby, lobby.ana, "TACME")
    lobby.slack.revoke(lobby.at("TACME"), tell=False)
    await at(lobby, "2026-03-03T09:00")
    assert (await acme(lobby)).stopped_why == "token_revoked"
    async with lobby.house.store.read() as db:
        assert [one.id for one in await people.stopped(db)] == ["TACME"]


async def test_a_click_after_the_end_gets_words(lobby):
    """Whoever presses a button of a workspace whose token is gone reads why nothing happens."""
    await lobby.browser().install("TACME")
    async with lobby.house.store.begin() as db:
        await db.execute(text("DELETE FROM slack_bots"))
    lobby.tokens.forget("TACME")
    answer = await lobby.slack.act(lobby.ana).command("/salesbot", "help")
    assert answer.ok
    assert "not installed in this workspace any more" in " ".join(answer.shown)


async def test_who_comes_back_finds_everything(lobby):
    """After a new install the team is there, a question still in time is asked once, and nothing twice."""
    await lobby.browser().install("TACME")
    await team(lobby, lobby.ana, "TACME")
    lobby.slack.uninstall(lobby.at("TACME"))
    await lobby.slack.settled()
    await at(lobby, "2026-03-03T09:00")
    assert await questions(lobby) == 0
    shown = await lobby.browser().install("TACME")
    assert "salesbot is in Acme" in shown.text
    await at(lobby, "2026-03-03T10:00")
    await at(lobby, "2026-03-03T10:30")
    assert await questions(lobby) == 1


async def test_what_was_due_while_away_for_long_is_not_asked(lobby):
    """A question whose round is nearly over when salesbot comes back is skipped, and the next day's is asked."""
    await lobby.browser().install("TACME")
    await team(lobby, lobby.ana, "TACME")
    lobby.slack.uninstall(lobby.at("TACME"))
    await lobby.slack.settled()
    await at(lobby, "2026-03-03T09:00")
    await at(lobby, "2026-03-03T15:00")
    await lobby.browser().install("TACME")
    await at(lobby, "2026-03-03T15:10")
    assert await questions(lobby) == 0
    await at(lobby, "2026-03-04T09:00")
    assert await questions(lobby) == 1


async def acme(lobby):
    async with lobby.house.store.read() as db:
        return await people.workspace(db, "TACME")


async def tokens(lobby):
    async with lobby.house.store.read() as db:
        return (await db.scalars(text("SELECT bot_token FROM slack_bots"))).all()


async def told_of_earlier(lobby, *kinds):
    """Let Slack tell of an end that was an hour ago."""
    now_ts = lobby.slack.world.now_ts
    lobby.slack.world.now_ts = lambda: now_ts() - 3600
    for kind in kinds:
        lobby.slack.announcer.tell(lobby.at("TACME"), {"type": kind, "tokens": {"bot": [lobby.at("TACME").bot.id]}})
    lobby.slack.world.now_ts = now_ts
    await lobby.slack.settled()


async def team(lobby, manager, workspace_id):
    """A team with a daily standup at 09:15 Berlin time."""
    home = lobby.slack.world.workspaces[workspace_id]
    channel = lobby.slack.channel("sales", members=[manager, lobby.at(workspace_id).bot], workspace=home)
    await lobby.slack.act(manager).command("/salesbot", "setup")
    view = await lobby.slack.act(manager).view()
    said = await lobby.slack.act(manager).submit(view, {
        "name": "Sales", "channel": channel.id, "managers": [manager.id], "members": [], "templates": ["standup"],
        "time": "09:15",
    })  # fmt: skip
    assert said.acked, said
    assert not said.errors, said
    await lobby.settle()
    return channel


async def at(lobby, when):
    clock.set_calendar(datetime.fromisoformat(when).replace(tzinfo=UTC))
    await lobby.settle()


async def questions(lobby):
    """How many questions reached Ana; and every message that did reached her once."""
    async with lobby.house.store.read() as db:
        asked = "SELECT kind FROM deliveries WHERE member_id = 'UANA' AND state = 'sent'"
        kinds = (await db.scalars(text(asked))).all()
    place = lobby.slack.im(lobby.ana, lobby.at("TACME"))
    assert len(lobby.slack.messages(place, by_bots=True)) == len(kinds), kinds
    return kinds.count("checkin.question")
