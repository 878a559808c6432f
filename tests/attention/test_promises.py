"""Promises to people: always sent, each with its reason, and told by `/salesbot why`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sales_floor import ACME

from salesbot.attention import queries, service
from salesbot.desk.service.why import why
from salesbot.outbox import Note
from salesbot.room import Message


async def test_a_promise_is_kept_and_explained_once(corner):
    """Promised twice, it waits once, with the reason that it had first."""
    for reason in ("your card", "another card"):
        async with corner.house.store.begin() as db:
            await service.promise(db, corner.note("a"), reason=reason, now=corner.now)
    await corner.arrive()
    assert await corner.why() == ["I wrote to you: your card."]


async def test_reasons_may_differ_by_person(corner):
    """One call promises to many, each with their own reason; nobody reads what was decided about somebody else."""
    items = [corner.note("a", "UANA"), corner.note("b", "UBEN")]
    async with corner.house.store.begin() as db:
        await service.promise(db, *items, reason=lambda item: f"the card of {item.to}", now=corner.now)
    await corner.arrive()
    assert await corner.why("UBEN") == ["I wrote to you: the card of UBEN."]
    assert await corner.why("UCLEO") == []


async def test_channels_have_no_attention(corner):
    """A message to a channel is refused here: it goes to the outbox directly."""
    item = Note(ACME, "report", "checkin.report", "C1", Message("report"), due_at=corner.now)
    with pytest.raises(ValueError, match="no person"):
        await corner.promise(item)


async def test_light_messages_count_for_nothing(corner):
    """Reminders and thanks leave the budget of the day as it is; a promise that counts does not."""
    await corner.promise(*(corner.note(f"thanks {at}") for at in range(3)), light=True)
    await corner.arrive()
    async with corner.house.store.read() as db:
        assert await queries.said(db, ACME, ["UANA"], now=corner.now) == {}
    await corner.promise(corner.note("brief"))
    async with corner.house.store.read() as db:
        assert await queries.said(db, ACME, ["UANA"], now=corner.now) == {"UANA": [corner.now]}


async def test_what_never_came_counts_for_nothing(corner):
    """A message that was taken back before it was sent leaves its place in the day to another."""
    await corner.promise(corner.note("brief"))
    async with corner.house.store.begin() as db:
        await service.withdraw(db, ACME, "brief")
    async with corner.house.store.read() as db:
        assert await queries.said(db, ACME, ["UANA"], now=corner.now) == {}


async def test_what_waits_for_somebody_counts_on_the_day_on_which_it_comes(corner):
    """Asked on Friday, said on Monday: with her check-in that is two on Monday, and no card goes by itself then."""
    await corner.at("2026-03-06 10:00")
    await corner.promise(replace(corner.note("q"), due_at=datetime(2026, 3, 9, 6, tzinfo=UTC)))
    await corner.at("2026-03-09 11:00")
    await corner.offer("a")
    assert (await corner.decision("a")).verdict == "kept"


async def test_what_waited_longer_than_a_week_is_explained(corner):
    """Promised ten days before Ana is back: `why` names the day on which it comes, and once it came, that it did."""
    back = datetime(2026, 3, 16, 7, tzinfo=UTC)
    await corner.at("2026-03-06 21:00")
    async with corner.house.store.begin() as db:
        await service.promise(db, replace(corner.note("q"), due_at=back), reason="your card", now=corner.now)
    for wall in ("2026-03-06 21:00", "2026-03-15 21:00"):
        await corner.at(wall)
        assert await corner.why() == ["Mon 08:00 Your card: it waits until you are there."]
    await corner.at("2026-03-16 08:30")
    assert await corner.why() == ["I wrote to you: your card."]
    async with corner.house.store.read() as db:
        story = await why(db, corner.house, workspace_id=ACME, member_id="UANA", now=corner.now)
    assert [one.at for one in story.past if "your card" in one.words] == [corner.now]
