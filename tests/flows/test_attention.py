"""A room offers things, and attention decides: sent, waiting, riding along, dropped, paused; `why` tells all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from office import BERLIN
from salesbot import clock, features
from salesbot.attention import service as attention
from salesbot.outbox.promises import Board
from salesbot.room import Message, Room
from salesbot.slack import kit
from salesbot.slack.reading import value

CARD, YES = "nudge.card", "nudge.yes"


@dataclass
class Nudges:
    """A room of this story alone: it offers cards, whose button says that they were useful."""

    useful: set[str] = field(default_factory=set)

    @property
    def room(self) -> Room:
        """Its record."""
        return Room(name="nudge", boards={CARD: self.draw}, register=self.register)

    async def draw(self, _house: Any, _db: Any, _workspace_id: str, subject: str) -> Message:
        """Draw a card."""
        words = f"Card {subject}: thanks!" if subject in self.useful else f"Card {subject}: useful?"
        return Message(words, [kit.section(words), kit.actions(kit.button("Useful", action=YES, value=subject))])

    def register(self, app: Any, house: Any) -> None:
        """Listen to its button."""

        @app.action(YES)
        async def useful(ack: Any, body: dict[str, Any]) -> None:
            self.useful.add(value(body))
            async with house.store.begin() as db:
                await attention.redraw(db, body["team"]["id"], f"{CARD}.{value(body)}")
            await ack()

    async def offer(self, office: Any, name: str, **more: Any) -> bool:
        """Offer a card to Ana now."""
        now = clock.now()
        card = Board("T_ACME", f"{CARD}.{name}", CARD, name, to="UANA", due_at=now, member_id="UANA", **more)
        async with office.house.store.begin() as db:
            offered = await attention.offer(db, card, house=office.house, reason=f"card {name}", now=now)
        await office.settle()
        return offered


@pytest.fixture
def nudges(monkeypatch):
    """The room, among the others of every house of this story."""
    mine = Nudges()
    monkeypatch.setattr(features, "ROOMS", (*features.ROOMS, mine.room))
    return mine


async def why(office):
    """What `/salesbot why` tells Ana."""
    return (await office.act(office.ana).command("/salesbot", "why")).message.words


async def test_offers_fit_into_a_day_ride_along_wait_and_pause(nudges, office):
    """A week of Ana's: one card goes beside her question, the next one rides in it, one waits for the morning."""
    await office.set_up()
    ana, act = office.ana, office.act(office.ana)
    assert await nudges.offer(office, "a")
    assert "Card a: useful?" in office.last(ana).words
    await act.click(office.last(ana), YES)
    await office.settle()
    assert "Card a: thanks!" in office.last(ana).words

    # the day has its two messages now, so this one rides in the question
    before = len(office.said(ana))
    assert await nudges.offer(office, "b")
    assert len(office.said(ana)) == before
    assert "Card b: two messages from me are enough for a day, so it comes within the next one." in await why(office)
    await office.at("2026-03-03 09:15", BERLIN)
    question = office.titled(ana, "What is the one thing today?")
    assert "Card b: useful?" in question.words
    await act.click(question, YES)
    await office.settle()
    question = office.titled(ana, "What is the one thing today?")
    assert "Card b: thanks!" in question.words
    await office.answer(ana, "Signed", "The demo")
    assert sum("Card b: thanks!" in said for said in office.said(ana)) == 1
    assert not any("Card b: useful?" in said for said in office.said(ana))

    # at night it waits until seven
    await office.at("2026-03-03 21:30", BERLIN)
    assert await nudges.offer(office, "c")
    assert not any("Card c" in said for said in office.said(ana))
    assert "Card c: it waits until your quiet hours end." in await why(office)
    await office.at("2026-03-04 07:00", BERLIN)
    assert "Card c: useful?" in office.last(ana).words

    # a full day without another question in time: dropped
    await office.at("2026-03-04 12:00", BERLIN)
    assert not await nudges.offer(office, "d", expires_at=clock.now() + timedelta(hours=2))

    # three ignored in a row: c, e and f
    for day, name in ((5, "e"), (6, "f")):
        await office.at(f"2026-03-0{day} 12:00", BERLIN)
        assert await nudges.offer(office, name)
    await office.at("2026-03-09 12:00", BERLIN)
    assert not await nudges.offer(office, "g")
    assert "You used none of the last three things that I offered" in office.last(ana).words
    told = await why(office)
    assert "card g. You had used none of the last three, so I offer nothing until Mon 23 Mar." in told
    assert "I left this out: card d. Two messages from me are enough for a day" in told
    assert "I added to another message: card b." in told
    assert "I wrote to you: card c." in told
    assert "I begin to offer things again" in told
    await office.at("2026-03-23 13:00", BERLIN)
    assert await nudges.offer(office, "h")
    assert "Card h: useful?" in office.last(ana).words
