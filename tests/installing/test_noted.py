"""The audit log hears when a workspace lets salesbot in, removes it, or takes its token away: each once."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from salesbot import clock
from salesbot.app import standing
from salesbot.audit.model import Line
from salesbot.installing import service
from salesbot.people import service as people
from salesbot.people.model import Forgotten

BOTH = ("app_uninstalled", "tokens_revoked")
INSTALLED = ("UANA", "workspace.installed", "TACME", "")
UNINSTALLED = ("slack", "workspace.uninstalled", "TACME", "")
RESUMED = ("slack", "workspace.resumed", "TACME", "")


def revoked(code):
    return ("slack", "workspace.revoked", "TACME", code)


async def test_who_installs_it_stands_in_the_log(lobby):
    """Ana let salesbot in, and a week later once more, as one does for a new permission: two lines with her name."""
    for _ in range(2):
        await install(lobby)
    assert await lines(lobby) == [INSTALLED, INSTALLED]


async def test_a_click_that_is_repeated_installs_nothing(lobby):
    """The way back from Slack is good once, and so is its line."""
    browser = lobby.browser()
    back = await browser.post(
        (begun := await browser.begin()).to.partition("?")[0],
        **begun.asked, decision="allow", place="TACME", user="UANA",
    )  # fmt: skip
    for _ in range(2):
        await browser.get(back.to)
    assert await lines(lobby) == [INSTALLED]


@pytest.mark.parametrize("said", [{}, {"authed_user": {}}, {"authed_user": {"id": "Ana with a space"}}])
def test_where_slack_names_nobody_it_was_slack(said):
    """What is no id of somebody names nobody."""
    assert service.installer(said) == ""


async def test_whoever_was_forgotten_is_not_named_again(lobby):
    """Ana had salesbot forget her; that she installs it again is told without her."""
    await install(lobby)
    async with lobby.house.store.begin() as db:
        db.add(Forgotten(id="F1", workspace_id="TACME", member_id="UANA", forgotten_at=clock.now()))
    await install(lobby)
    assert await lines(lobby) == [INSTALLED, ("slack", *INSTALLED[1:])]


@pytest.mark.parametrize("order", [BOTH, BOTH[::-1], (*BOTH, *BOTH)], ids=["one way", "the other", "twice"])
async def test_an_end_is_one_line_whatever_comes_of_it(lobby, order):
    """Slack tells an end as two events, in any order and more than once; the one that stops the workspace is noted."""
    await install(lobby)
    lobby.slack.uninstall(lobby.at("TACME"), tell=False)
    for kind in order:
        lobby.slack.tell_end(lobby.at("TACME"), kind)
        await lobby.slack.settled()
    await standing.look(lobby.house, now=clock.now())
    assert await lines(lobby) == [INSTALLED, UNINSTALLED if order[0] == BOTH[0] else revoked("tokens_revoked")]


async def test_an_end_told_late_leaves_no_line(lobby):
    """What is told of an uninstall after the next install stops nothing, and is not noted."""
    await install(lobby)
    lobby.slack.uninstall(lobby.at("TACME"), tell=False)
    await install(lobby)
    now_ts = lobby.slack.world.now_ts
    lobby.slack.world.now_ts = lambda: now_ts() - 3600
    for kind in BOTH:
        lobby.slack.announcer.tell(lobby.at("TACME"), {"type": kind, "tokens": {"bot": [lobby.at("TACME").bot.id]}})
    lobby.slack.world.now_ts = now_ts
    await lobby.slack.settled()
    assert await lines(lobby) == [INSTALLED, INSTALLED]


async def test_who_comes_back_is_one_line_more(lobby):
    """An install after the end is the install alone: that salesbot goes on says nothing new."""
    await install(lobby)
    lobby.slack.uninstall(lobby.at("TACME"))
    await lobby.slack.settled()
    await install(lobby)
    told = await lines(lobby)
    assert (told[0], told[-1], len(told)) == (INSTALLED, INSTALLED, 3)


async def test_a_token_that_works_again_is_noted_once(lobby):
    """An end that was none is told, and that salesbot went on; the next looks find nothing to tell."""
    await install(lobby)
    lobby.slack.tell_end(lobby.at("TACME"), "app_uninstalled")
    await lobby.slack.settled()
    for _ in range(2):
        await standing.look(lobby.house, now=clock.now())
    assert await lines(lobby) == [INSTALLED, UNINSTALLED, RESUMED]


async def test_processes_that_hear_it_at_once_note_it_once(lobby):
    """Four transactions stop the workspace at the same moment, and four let it go on: a line each."""
    await install(lobby)

    async def stop():
        async with lobby.house.store.begin() as db:
            await people.stop_workspace(db, "TACME", "token_revoked", now=clock.now())

    async def go_on():
        async with lobby.house.store.begin() as db:
            await people.install(db, "TACME", now=clock.now())

    for deed in (stop, go_on):
        await asyncio.gather(*(deed() for _ in range(4)))
    assert await lines(lobby) == [INSTALLED, revoked("token_revoked"), RESUMED]


async def test_a_code_that_is_no_word_is_left_out(lobby):
    """Whatever Slack calls the end, the workspace stops; a line holds words of salesbot's kind alone."""
    await install(lobby)
    async with lobby.house.store.begin() as db:
        assert await people.stop_workspace(db, "TACME", "Something ELSE: 17", now=clock.now())
    assert await lines(lobby) == [INSTALLED, revoked("")]


async def test_what_is_not_committed_is_not_noted(lobby):
    """The line belongs to the transaction that stops the workspace: both stand, or neither."""
    await install(lobby)

    async def stop():
        async with lobby.house.store.begin() as db:
            await people.stop_workspace(db, "TACME", "app_uninstalled", now=clock.now())
            raise LookupError

    with pytest.raises(LookupError):
        await stop()
    assert await lines(lobby) == [INSTALLED]


async def test_an_organisation_is_noted_in_each_of_its_workspaces(lobby):
    """Met when it speaks, once; installed again by Ana's hand in all that are known; ended in all."""
    for home in lobby.slack.world.workspaces.values():
        home.org = "EORG"
    await install(lobby, "EORG")
    assert await lines(lobby) == []
    for who in (lobby.ana, lobby.gus, lobby.ana):
        await lobby.slack.act(who).command("/salesbot", "help")
        lobby.tokens.forget_place("EORG")
    await install(lobby, "EORG")
    lobby.slack.tell_end(lobby.at("TACME"), "app_uninstalled")
    await lobby.slack.settled()
    for workspace_id in ("TACME", "TGLOBEX"):
        assert await lines(lobby, workspace_id) == [
            ("slack", "workspace.met", workspace_id, ""), ("UANA", "workspace.installed", workspace_id, ""),
            ("slack", "workspace.uninstalled", workspace_id, ""),
        ]  # fmt: skip


async def test_a_slack_admin_reads_it(lobby):
    """Ana, an admin, types /salesbot audit and reads that she let salesbot in."""
    await install(lobby)
    async with lobby.house.store.begin() as db:
        ana = {"id": "UANA", "team_id": "TACME", "real_name": "Ana", "tz": "Europe/Berlin", "is_admin": True}
        await people.meet(db, ana, workspace_id="TACME", now=clock.now())
    answer = await lobby.slack.act(lobby.ana).command("/salesbot", "audit")
    assert "You installed me in this workspace." in answer.message.words


async def install(lobby, place="TACME"):
    """Ana goes the whole way in her browser."""
    browser = lobby.browser()
    begun = await browser.begin()
    back = await browser.post(
        begun.to.partition("?")[0], **begun.asked, decision="allow", place=place, user="UANA"
    )  # fmt: skip
    assert (await browser.get(back.to)).status == 200


async def lines(lobby, workspace_id="TACME"):
    """What the log says of a workspace itself, the oldest first."""
    here = Line.workspace_id == workspace_id, Line.object_kind == "workspace"
    async with lobby.house.store.read() as db:
        found = await db.scalars(select(Line).where(*here).order_by(Line.id))
        return [(one.done_by, one.verb, one.object_id, one.how) for one in found]
