"""An organisation lets salesbot into all its workspaces at once: one token, many workspaces, none of them named."""

from __future__ import annotations

import pytest

from salesbot import clock
from salesbot.app import standing
from salesbot.people import queries as people


@pytest.fixture
async def org(lobby):
    """Acme and Globex belong to one organisation, which let salesbot in."""
    for home in lobby.slack.world.workspaces.values():
        home.org = "EORG"
    shown = await lobby.browser().install("EORG")
    assert "salesbot is in EORG" in shown.text
    return lobby


async def test_each_workspace_is_met_when_it_speaks(org):
    """A workspace of the organisation is known from its first word on, and told apart from the others."""
    assert await known(org) == []
    assert (await org.slack.act(org.gus).command("/salesbot", "help")).ok
    assert (await org.slack.act(org.ana).command("/salesbot", "help")).ok
    assert sorted(one.id for one in await known(org)) == ["TACME", "TGLOBEX"]
    assert {one.enterprise_id for one in await known(org)} == {"EORG"}


async def test_every_call_names_its_workspace(org):
    """One token opens them all, so each call says which is meant."""
    await org.slack.act(org.gus).command("/salesbot", "help")
    await org.house.sync(now=clock.now())
    assert [one.args["team_id"] for one in org.calls("users.list")] == ["TGLOBEX"]


async def test_a_form_of_an_organisation_works(org):
    """Clicks and forms name no workspace there; they belong to the one of whoever presses."""
    await org.slack.act(org.gus).command("/salesbot", "setup")
    view = await org.slack.act(org.gus).view()
    assert view is not None
    channel = org.slack.channel("sales", members=[org.gus, org.at("TGLOBEX").bot], workspace=globex(org))
    said = await org.slack.act(org.gus).submit(view, {
        "name": "Sales", "channel": channel.id, "managers": [org.gus.id], "members": [], "templates": ["standup"],
        "time": "09:15",
    })  # fmt: skip
    assert (said.acked, said.errors) == (True, {}), said
    async with org.house.store.read() as db:
        assert [team.name for team in await people.teams(db, "TGLOBEX")] == ["Sales"]
        assert await people.teams(db, "TACME") == []


async def test_the_end_of_an_organisation_ends_all_of_it(org):
    """When the organisation removes salesbot all its workspaces stop; when it comes back, all go on."""
    for one in (org.ana, org.gus):
        await org.slack.act(one).command("/salesbot", "help")
    org.slack.uninstall(org.at("TACME"))
    await org.slack.settled()
    assert all(one.stopped_at for one in await known(org))
    await standing.look(org.house, now=clock.now())
    assert all(one.stopped_at for one in await known(org))
    await org.browser().install("EORG")
    assert not any(one.stopped_at for one in await known(org))


async def test_one_workspace_that_is_left_out_stays_stopped(org):
    """A workspace into which salesbot is let no longer is not started again by a token that is good elsewhere."""
    for one in (org.ana, org.gus):
        await org.slack.act(one).command("/salesbot", "help")
    del globex(org).installs[org.app.id]
    await org.house.sync(now=clock.now())
    async with org.house.store.begin() as db:
        await stop(db, "TGLOBEX")
        await stop(db, "TACME")
    await standing.look(org.house, now=clock.now())
    assert [one.id for one in await known(org) if one.stopped_at] == ["TGLOBEX"]


def globex(lobby):
    return lobby.slack.world.workspaces["TGLOBEX"]


async def stop(db, workspace_id):
    from salesbot.people import service

    await service.stop_workspace(db, workspace_id, "team_access_not_granted", now=clock.now())


async def known(lobby):
    async with lobby.house.store.read() as db:
        return await people.workspaces(db)
