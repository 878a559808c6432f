"""What the outbox does over hours and years: it frees what got stuck between two transactions, and forgets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from salesbot.app.forgetting import forget_old
from salesbot.attention import service as attention
from salesbot.attention.model import Decision
from salesbot.outbox import pauses, service
from salesbot.outbox.model import Copy, Delivery


async def test_what_was_paused_for_a_target_that_went_on_is_sent(office):
    """A promise that was made in the very moment in which its channel came back does not wait for ever."""
    await office.promise(office.note("late to know", to=office.channel.id))
    await _set(office, "late to know", state="paused")
    await pauses.look_at_paused(office.store)
    assert await office.sender().drain(5)
    assert office.texts(office.channel) == ["say late to know"]


async def test_a_reply_to_what_was_taken_back_meanwhile_goes_with_it(office):
    """A reply that was promised in the moment in which its parent was taken back is not kept waiting."""
    await office.promise(office.note("root", to=office.channel.id))
    async with office.store.begin() as db:
        await service.withdraw(db, "TACME", "root")
    await office.promise(office.note("reply", to=office.channel.id, parent_key="root"))
    await pauses.look_at_paused(office.store)
    assert (await office.row("reply")).state == "withdrawn"


@pytest.mark.parametrize("without", [["chat:write.public"]])
async def test_a_new_word_for_a_forbidden_channel_is_over_when_a_message_goes_through(office):
    """Slack may word a refusal as we never saw it; the first message that goes through ends the pause all the same."""
    office.slack.fault("chat.postMessage", "error", times=1, error="restricted_action_by_moonlight")
    await office.promise(office.note("one", to=office.channel.id), office.note("two", to=office.channel.id))
    sender = office.sender()
    assert await sender.drain(5)
    async with office.store.begin() as db:
        await db.execute(text("UPDATE paused_targets SET look_at = since_at"))
    assert await pauses.look_at_paused(office.store) == 1
    assert await sender.drain(5)
    assert office.texts(office.channel) == ["say one", "say two"]


async def test_much_that_is_too_late_lapses_in_steps(office):
    """An hour without Slack leaves more than one transaction's worth; each step says how much it took."""
    late = {"expires_at": office.now + timedelta(hours=1)}
    await office.promise(*(office.note(f"n{number}", **late) for number in range(5)))
    steps = []
    while not steps or steps[-1]:
        async with office.store.begin() as db:
            steps.append(len(await service.expire(db, now=office.now + timedelta(hours=2), limit=2)))
    assert steps == [2, 2, 1, 0]


async def test_old_messages_are_forgotten_and_those_said_once_ever_are_not(office):
    """After 400 days a settled question, its copies and its reason are gone; the welcome stays, lest it come again."""
    in_time = {"expires_at": office.now + timedelta(hours=1)}
    async with office.store.begin() as db:
        await attention.promise(
            db, office.note("question", **in_time), office.note("welcome"), reason="your standup", now=office.now
        )
    await office.promise(office.note("reply", parent_key="question", **in_time))
    assert await office.sender().drain(5)
    await office.promise(office.note("waits", due_at=office.now, **in_time))

    await forget_old(office.store, now=office.now + timedelta(days=399))
    assert await _kept(office, Delivery.key) == ["question", "reply", "waits", "welcome"]
    assert await _kept(office, Decision.key) == ["welcome"]
    await forget_old(office.store, now=office.now + timedelta(days=401))
    assert await _kept(office, Delivery.key) == ["waits", "welcome"]
    async with office.store.read() as db:
        assert await db.scalar(select(func.count()).select_from(Copy)) == 1


async def test_copies_too_many_are_found_without_reading_all(office):
    """The janitor asks for them all day; an index holds only those that are still to go."""
    plan = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[office.store.dialect]
    flag = {"sqlite": "1", "postgresql": "true"}[office.store.dialect]
    async with office.store.begin() as db:
        if office.store.dialect == "postgresql":
            await db.execute(text("SET LOCAL enable_seqscan = off"))
        asked = f"SELECT id FROM copies WHERE extra IS {flag} AND deleted_at IS NULL ORDER BY id LIMIT 50"  # noqa: S608  ours
        said = "\n".join(str(row) for row in await db.execute(text(plan + asked)))
    assert "ix_copies_extra" in said


async def _set(office, key, **values):
    async with office.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.key == key).values(**values))


async def _kept(office, column):
    async with office.store.read() as db:
        return sorted(await db.scalars(select(column)))
