"""Two workspaces in one salesbot: each gets only its own, even where ids are the same in both."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import event, select, update

from salesbot import clock
from salesbot.app import keys
from salesbot.installing.model import SlackBot
from salesbot.store import Base

WORDS = {"TACME": "Anvils for the coyote", "TGLOBEX": "A hammock district"}


async def test_each_workspace_gets_only_its_own(lobby):
    """Two people with the same id answer in two workspaces; no row and no message of one holds a word of the other."""
    twin = lobby.slack.user("Ana", id="UANA", workspace=lobby.slack.world.workspaces["TGLOBEX"], is_admin=True)
    people = {"TACME": lobby.ana, "TGLOBEX": twin}
    for workspace_id, person in people.items():
        assert (await lobby.browser().install(workspace_id)).status == 200
        await set_up(lobby, person, workspace_id)
    await at(lobby, "2026-03-03T09:00")
    for workspace_id, person in people.items():
        await answer(lobby, person, workspace_id)
    await at(lobby, "2026-03-03T10:00")
    for workspace_id in people:
        await told_apart(lobby, workspace_id)
    assert {one.team for one in lobby.calls("chat.postMessage")} == set(people)


async def test_an_event_asks_the_database_nothing_about_its_install(lobby):
    """Once a workspace is known, no event of it costs a statement to find out whose token opens it."""
    await lobby.browser().install("TACME")
    await lobby.slack.act(lobby.ana).command("/salesbot", "help")
    asked = []
    engine = lobby.house.store._engines.reading.sync_engine

    def heard(_c, _u, statement, *_more):
        asked.extend([statement] if "slack_bots" in statement else [])

    event.listen(engine, "before_cursor_execute", heard)
    for _ in range(5):
        assert (await lobby.slack.act(lobby.ana).command("/salesbot", "help")).ok
    assert asked == []
    assert len(lobby.calls("auth.test")) == 1, "the one of the install"


async def test_a_new_key_seals_the_tokens_anew(lobby, monkeypatch, tmp_path):
    """`salesbot keys rotate` seals tokens with the new key, and they open while and after it does."""
    from salesbot import sealing
    from salesbot.sealing import Seals

    await lobby.browser().install("TACME")
    new, old = sealing.new(), lobby.house.settings.keys.get_secret_value()
    lobby.house.seals = lobby.tokens._seals = Seals(tmp_path / "no.key", given=f"{new},{old}")
    async with lobby.house.store.begin() as db:
        await db.execute(
            update(SlackBot).values(bot_refresh_token=Seals(tmp_path / "no.key", given=old).seal("xoxe-1-a"))
        )
    done = await keys.rotate(lobby.house)
    assert (done.anew, done.lost) == (2, 0)
    assert (await keys.counted(lobby.house))["slack_bots"] == {keys.Fits.NEWEST: 2}
    lobby.house.seals = lobby.tokens._seals = Seals(tmp_path / "no.key", given=new)
    lobby.tokens.forget("TACME")
    assert (await lobby.slack.act(lobby.ana).command("/salesbot", "help")).ok


async def test_the_tokens_known_are_bounded(lobby, monkeypatch):
    """However many workspaces there are, only so many are known at once; all of them work."""
    monkeypatch.setattr("salesbot.installing.tokens.MOST", 1)
    for workspace_id in ("TACME", "TGLOBEX"):
        await lobby.browser().install(workspace_id)
    for _ in range(2):
        for person in (lobby.ana, lobby.gus):
            assert (await lobby.slack.act(person).command("/salesbot", "help")).ok
    assert len(lobby.tokens._held) == 1


async def set_up(lobby, manager, workspace_id):
    home = lobby.slack.world.workspaces[workspace_id]
    channel = lobby.slack.channel("sales", members=[manager, lobby.at(workspace_id).bot], workspace=home)
    said = await lobby.slack.act(manager).command("/salesbot", "setup")
    view = await lobby.slack.act(manager).view()
    assert view is not None, said
    said = await lobby.slack.act(manager).submit(view, {
        "name": "Sales", "channel": channel.id, "managers": [manager.id], "members": [], "templates": ["standup"],
        "time": "09:15",
    })  # fmt: skip
    assert (said.acked, said.errors) == (True, {}), said
    await lobby.settle()


async def answer(lobby, person, workspace_id):
    await lobby.slack.act(person).command("/checkin", "")
    view = await lobby.slack.act(person).view()
    assert view is not None
    fields = [block["block_id"] for block in view.blocks if str(block.get("block_id", "")).startswith("question.")]
    said = await lobby.slack.act(person).submit(view, {fields[0]: WORDS[workspace_id], fields[1]: "Go on"})
    assert (said.acked, said.errors) == (True, {}), said
    await lobby.settle()


async def told_apart(lobby, workspace_id):
    """No row of this workspace, and no message in it, holds what was said in the other; its own words are there."""
    own, others = WORDS[workspace_id], [words for home, words in WORDS.items() if home != workspace_id]
    messages = [
        m for channel in lobby.slack.world.workspaces[workspace_id].channels.values() for m in channel.everything()
    ]
    said = " ".join(message.words for message in messages)
    assert own in said
    assert not any(words in said for words in others)
    rows = await rows_of(lobby, workspace_id)
    assert own in str(rows)
    assert not any(words in str(rows) for words in others)


async def rows_of(lobby, workspace_id):
    found = {}
    async with lobby.house.store.read() as db:
        for table in Base.metadata.sorted_tables:
            if "workspace_id" in table.c:
                wanted = select(table).where(table.c.workspace_id == workspace_id)
                found[table.name] = (await db.execute(wanted)).all()
    return found


async def at(lobby, when):
    clock.set_calendar(datetime.fromisoformat(when).replace(tzinfo=UTC))
    await lobby.settle()


async def test_processes_share_the_hourly_look_at_people(lobby):
    """What one process compared with Slack since another began, that other leaves for an hour."""
    await lobby.browser().install("TACME")
    for hour, looks in (("08:01", 1), ("08:30", 1), ("09:05", 2)):
        clock.set_calendar(datetime.fromisoformat(f"2026-03-03T{hour}").replace(tzinfo=UTC))
        await lobby.house.sync(now=clock.now())
        assert len(lobby.calls("users.list")) == looks


async def test_trouble_in_one_workspace_is_not_the_others(lobby):
    """Where one workspace cannot be looked at, the others are all the same."""
    for workspace_id in ("TACME", "TGLOBEX"):
        await lobby.browser().install(workspace_id)
    lobby.slack.revoke(lobby.at("TACME"), tell=False)
    await lobby.house.sync(now=clock.now())
    assert [one.team for one in lobby.calls("users.list") if not one.error] == ["TGLOBEX"]
