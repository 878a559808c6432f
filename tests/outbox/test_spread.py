"""Many workspaces and many senders: turns run beside one another, and nobody waits for another's trouble."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from salesbot import clock
from salesbot.outbox.model import Delivery, Lane
from salesbot.outbox.parcel import Did, During, Outcome
from salesbot.outbox.permits import permit
from salesbot.outbox.rules import Failure
from salesbot.outbox.shares import share
from salesbot.outbox.turn import Asked, turn
from salesbot.people.model import Workspace
from salesbot.slack import client
from salesbot.store import insert

POST = "chat.postMessage"


@pytest.fixture
async def town(office):
    """Acme, and two workspaces more in the same local Slack, each with its own token."""
    session = client.session(office.settings)
    known = {"TACME": office.clients("TACME")}
    for one in ("TBETA", "TCARE"):
        bot = office.slack.install(office.slack.workspace(one, name=one))
        office.slack.user("Fay", id=f"UFAY{one}", workspace=bot.workspace)
        known[one] = client.clients(session, bot.bot_token, settings=office.settings)
    await found(office, "TBETA", "TCARE")
    office.clients = known.__getitem__
    yield office
    await session.close()


async def found(office, *names):
    """These workspaces installed salesbot."""
    async with office.store.begin() as db:
        await insert(db, Workspace, [{"id": one, "name": one, "created_at": office.now} for one in names])


def note(office, workspace, key, to="", **more):
    """A note to somebody of this workspace."""
    return replace(office.note(key, to or f"UFAY{workspace}", **more), workspace_id=workspace)


def asked(owner="A", limit=8, **more):
    return Asked(owner, clock.now(), limit, **more)


async def states(office):
    async with office.store.read() as db:
        return {one.key: one.state for one in await db.scalars(select(Delivery))}


async def test_a_turn_passes_by_what_another_serves(town):
    """While one process is in the middle of a turn with Acme, another's turn serves the other workspaces at once."""
    if town.store.dialect == "sqlite":
        pytest.skip("one process, one writer: turns never run beside one another")
    await town.promise(*[note(town, one, f"n.{one}", "UBEN") for one in ("TACME", "TBETA", "TCARE")])
    await turn(town.store, town.settings, [], asked(limit=0))  # lays the lanes
    async with town.store.begin() as db:
        await db.execute(select(Lane).where(Lane.workspace_id == "TACME").with_for_update())
        async with asyncio.timeout(5):
            found = await turn(town.store, town.settings, [], asked("B"))
        assert sorted(one.workspace_id for one in found.claimed) == ["TBETA", "TCARE"]
        assert found.soon is not None
        assert found.soon <= timedelta(milliseconds=20)  # it looks again, should the other process have no room
    found = await turn(town.store, town.settings, [], asked("B"))
    assert [one.workspace_id for one in found.claimed] == ["TACME"]


async def test_a_pace_that_another_process_holds_is_changed_next_time(town):
    """Slack said "too fast" while another process serves that workspace: nobody waits, and the pace slows after it."""
    if town.store.dialect == "sqlite":
        pytest.skip("one process, one writer: nobody else holds a lane")
    await town.promise(note(town, "TBETA", "slow"), note(town, "TCARE", "quick"))
    slow, quick = sorted((await turn(town.store, town.settings, [], asked())).claimed, key=lambda one: one.workspace_id)
    back = [
        Outcome(slow, Did.FAILED, failure=Failure("ratelimited", retry_after=30.0), during=During.POST),
        Outcome(quick, Did.POSTED, "D1", "1.1", "x"),
    ]
    async with town.store.begin() as db:
        await db.execute(select(Lane).where(Lane.workspace_id == "TBETA").with_for_update())
        async with asyncio.timeout(5):
            found = await turn(town.store, town.settings, back, asked())
        assert found.left == back[:1]
        assert await states(town) == {"slow": "claimed", "quick": "sent"}
    assert (await turn(town.store, town.settings, found.left, asked())).left == []
    async with town.store.read() as db:
        lane = await db.get(Lane, ("TBETA", "workspace"))
    assert lane.blocked_until > clock.real() + timedelta(seconds=20)
    assert (await states(town))["slow"] == "waiting"


async def test_a_channel_that_two_workspaces_share_has_a_line_in_each(town):
    """It has the same id in both: what is on its way there from Acme, or paused, holds up nothing of the others."""
    await town.promise(note(town, "TACME", "a", "C_SHARED"))
    (mine,) = (await turn(town.store, town.settings, [], asked())).claimed
    await town.promise(note(town, "TBETA", "b", "C_SHARED"))
    assert [one.key for one in (await turn(town.store, town.settings, [], asked())).claimed] == ["b"]

    await town.promise(note(town, "TCARE", "c", "C_SHARED"))
    gone = Outcome(mine, Did.FAILED, failure=Failure("is_archived"), during=During.POST)
    await turn(town.store, town.settings, [gone], asked(limit=0))
    found = await states(town)
    assert (found["a"], found["b"], found["c"]) == ("paused", "claimed", "waiting")
    claimed = (await turn(town.store, town.settings, [], asked())).claimed
    assert "c" in [one.key for one in claimed]


async def test_a_workspace_that_slack_slows_down_delays_nobody(town):
    """Hundreds wait for Acme, of which Slack takes nothing for an hour: what others say later goes in the next turn."""
    await town.promise(*[town.note(f"acme{one:03}", f"U{one:03}") for one in range(300)])
    await turn(town.store, town.settings, [], asked(limit=0))
    until = clock.real() + timedelta(hours=1)
    async with town.store.begin() as db:
        await db.execute(update(Lane).where(Lane.workspace_id == "TACME").values(blocked_until=until))
    later = {"due_at": town.now + timedelta(seconds=1)}
    clock.set_calendar(town.now + timedelta(minutes=1))
    await town.promise(note(town, "TBETA", "b", **later), note(town, "TCARE", "c", **later))

    found = await turn(town.store, town.settings, [], asked())
    assert sorted(one.key for one in found.claimed) == ["b", "c"]
    assert found.soon > timedelta(seconds=1)  # when a lease lapses; nobody asks again and again for Acme


async def test_a_slow_workspace_leaves_slots_to_the_others(town):
    """Acme has hundreds and every post takes a second: what another workspace says meanwhile is there long before."""
    await town.promise(*[town.note(f"acme{one:03}", f"U{one:03}") for one in range(40)])
    town.slack.fault(POST, "slow", seconds=0.35, times=None, team="TACME")
    sender = town.sender(send_concurrency=6)
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(0.2)
    async with town.store.read() as db:
        busy = await db.scalars(select(Delivery.workspace_id).where(Delivery.state == "claimed"))
        assert len(list(busy)) <= 4
    await town.promise(note(town, "TBETA", "b"))
    await town.slack.wait_for(lambda: any(seen.team == "TBETA" for seen in town.slack.calls), within=5)
    await sender.stop()
    await running


async def test_no_workspace_is_starved(town):
    """Forty workspaces wait in vain, each for a message that is on its way; one more, due last, has its turn soon."""
    vain = [f"T{one:02}" for one in range(40)]
    await found(town, *vain)
    await town.promise(*[note(town, one, f"{key}.{one}", "UX") for one in vain for key in ("a", "b")])
    on_its_way = {"state": "claimed", "owner": "Z", "lease_until": clock.real() + timedelta(hours=1)}
    async with town.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.key.startswith("a.")).values(on_its_way))
    clock.set_calendar(town.now + timedelta(hours=1))
    await town.promise(note(town, "TBETA", "last", due_at=clock.now()))
    later, claimed = (), []
    for _ in range(3):
        done = await turn(town.store, town.settings, [], asked(later=later))
        later, claimed = done.later, [*claimed, *(one.key for one in done.claimed)]
    assert claimed == ["last"]


async def test_three_senders_keep_the_pace_of_every_workspace(town):
    """Three processes on one database, two workspaces, a strict Slack: it refuses nothing, and all is said once."""
    town.slack.settings.strict_rates = True
    town.slack.settings.posts_per_workspace_per_minute = 240
    notes = [note(town, one, f"{one}.{n}", f"UFAY{one}") for one in ("TBETA", "TCARE") for n in range(5)]
    await town.promise(*notes)
    senders = [town.sender(limiter=True, send_concurrency=4) for _ in range(3)]
    assert all(await asyncio.gather(*[sender.drain(20) for sender in senders]))
    assert not [seen for seen in town.slack.calls if seen.error]
    assert town.sent() == 10
    assert set((await states(town)).values()) == {"sent"}


@given(
    slots=st.integers(1, 200),
    mine=st.lists(st.integers(0, 200), min_size=1, max_size=30),
)
def test_what_a_workspace_may_send_off_leaves_room(slots, mine):
    """Whatever is on its way: who has nothing there may send one; else half as many slots stay free as one holds."""
    more = share(slots, away=sum(mine), mine=mine[0])
    assert more >= (mine[0] == 0)
    if more > 1 or (more and mine[0]):
        free = slots - sum(mine) - more
        assert free >= 0
        assert mine[0] + more <= 2 * free or slots - sum(mine) <= 2


async def test_whoever_reads_beside_the_outbox_keeps_its_pace(town):
    """Ten looks may come at once, the next waits; for a workspace that never sent anything nobody waits."""
    await town.promise(note(town, "TBETA", "b"))
    settings = town.settings.model_copy(update={"limiter": True})
    await turn(town.store, settings, [], asked())
    began = clock.monotonic()
    for _ in range(11):
        await permit(town.store, settings, "TBETA", "conversations.history")
    assert clock.monotonic() - began >= 1.0
    async with asyncio.timeout(5):
        await permit(town.store, settings, "TNOBODY", "conversations.history")
