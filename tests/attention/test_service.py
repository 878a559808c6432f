"""Promises and offers to people, and what `/salesbot why` tells of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from salesbot.attention import service, why
from salesbot.outbox import Note
from salesbot.outbox import queries as outbox
from salesbot.outbox.model import Delivery
from salesbot.room import Message


def note(acme, now, key="standup.1", to="UANA"):
    return Note(acme, key, "checkin.question", to, Message("What is the one thing today?"), due_at=now, member_id=to)


async def told(store, acme, now, who="UANA"):
    async with store.read() as db:
        return [reason.words for reason in await why.explain(db, acme, who, now - timedelta(days=7))]


async def test_a_promise_is_kept_and_explained_once(store, acme, now):
    """Promised twice, it waits once, and its reason reads in the person's own time."""
    for _ in range(2):
        async with store.begin() as db:
            await service.promise(db, note(acme, now), reason="your daily standup", now=now)

    assert await told(store, acme, now) == ["Tue 09:00 · your daily standup: waits to be sent"]


async def test_reasons_may_differ_by_person(store, acme, now):
    """One call promises to many, each with their own reason and their own wall time."""
    items = [note(acme, now, "a", "UANA"), note(acme, now, "b", "UBEN")]
    async with store.begin() as db:
        await service.promise(db, *items, reason=lambda item: f"the standup of {item.to}", now=now)

    assert await told(store, acme, now, "UBEN") == ["Tue 03:00 · the standup of UBEN: waits to be sent"]


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        ("sent", "", "sent"),
        ("expired", "", "not sent, it would have come too late"),
        ("expired", "cannot_connect", "not sent, it would have come too late (I cannot reach Slack)"),
        (
            "paused",
            "restricted_action",
            "waits until I can write to you (Slack does not let me write there (`restricted_action`))",
        ),
        ("unknown", "missing_scope", "may have been sent; Slack did not say"),
        ("dead", "invalid_blocks", "not sent, Slack refused it; whoever runs salesbot can see why"),
        ("withdrawn", "", "taken back, it was no longer needed"),
    ],
)
async def test_every_fate_has_words(store, acme, now, state, error, words):
    """However it went in the outbox, the person reads it in plain words."""
    async with store.begin() as db:
        await service.promise(db, note(acme, now), reason="your daily standup", now=now)
        await db.execute(update(Delivery).values(state=state, error=error))

    assert await told(store, acme, now) == [f"Tue 09:00 · your daily standup: {words}"]


async def test_an_offer_that_a_policy_drops_is_not_sent_and_says_why(store, acme, now):
    """The first policy that objects drops it; nothing reaches the outbox, and the person can read why."""

    async def full(db, item, at):
        return "you already had two messages today"

    async with store.begin() as db:
        assert not await service.offer(db, note(acme, now), reason="a tip", policies=[full], now=now)
        assert await outbox.delivery(db, acme, "standup.1") is None

    assert await told(store, acme, now) == [
        "Tue 09:00 · a tip (not offered: you already had two messages today): not sent"
    ]


async def test_an_offer_without_objection_goes(store, acme, now):
    """An offer that no policy drops is promised like anything else."""

    async def fine(db, item, at):
        return None

    async with store.begin() as db:
        assert await service.offer(db, note(acme, now), reason="a tip", policies=[fine], now=now)
        assert (await outbox.delivery(db, acme, "standup.1")).state == "waiting"


async def test_channels_have_no_attention(store, acme, now):
    """A message to a channel is refused here: it goes to the outbox directly."""
    item = Note(acme, "report", "checkin.report", "C1", Message("report"), due_at=now)
    with pytest.raises(ValueError, match="no person"):
        async with store.begin() as db:
            await service.promise(db, item, reason="the report", now=now)


async def test_a_report_to_a_person_is_not_told_to_another(store, acme, now):
    """Nobody reads what was decided about somebody else."""
    async with store.begin() as db:
        await service.promise(db, note(acme, now), reason="your daily standup", now=now)

    assert await told(store, acme, now, "UBEN") == []
