"""A question to one person: when it comes, who reads the answer, until when it changes, and what ends it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from salesbot import clock
from salesbot.attention.model import Decision
from salesbot.attention.rules import Cause, Person, awake_at, off
from salesbot.checkins import queries as checkins
from salesbot.checkins.service import open_early
from salesbot.coaching.blocks import pending
from salesbot.coaching.model import Action, Asked, OneToOne
from salesbot.coaching.queries import moved
from salesbot.coaching.queries.talks import Agreed
from salesbot.coaching.rules import asking as rules
from salesbot.coaching.rules.waiting import SOMETIME, there
from salesbot.coaching.service import asking as service
from salesbot.coaching.service.pending import Pending
from salesbot.errors import Refusal
from salesbot.outbox import queries as outbox
from salesbot.people import announce
from salesbot.people import service as people
from salesbot.people.described import NO_END
from salesbot.people.model import Member
from salesbot.people.rules import Calendar, Role
from salesbot.people.service.personal import set_away
from salesbot.room import HELD, MemberMoved, Message, Span
from salesbot.slack import kit, split

ACME, QUESTION = "T1", "How did the call with Kessing go?"
NIGHT = (time(20), time(7))
YEAR = datetime(2026, 1, 1, tzinfo=UTC)


# ---- when ----


def test_it_waits_for_whatever_keeps_somebody_and_says_what(now):
    """At once; after the night, a weekend, time away, a pause, one after the other; without an end at most a year."""
    home = Calendar("Europe/Berlin")
    assert there(Person(calendar=home, quiet=NIGHT), now).cause is None
    friday = now + timedelta(days=3, hours=13)  # 22:00
    wait = there(Person(calendar=home, quiet=NIGHT), friday)
    assert (wait.at.isoformat(), wait.cause) == ("2026-03-09T06:00:00+00:00", Cause.DAY_OFF)
    away = Calendar("Europe/Berlin", aways=((now.date(), now.date()),), paused_until=now + timedelta(hours=3))
    wait = there(Person(calendar=away, quiet=NIGHT), now)
    assert (wait.at.isoformat(), wait.cause) == ("2026-03-04T06:00:00+00:00", Cause.PAUSED)
    gone = there(Person(calendar=Calendar("Europe/Berlin", status_away_until=NO_END), quiet=NIGHT), now)
    assert (gone.at, gone.known) == (now + SOMETIME, False)


@settings(deadline=None, max_examples=40)
@given(
    st.timedeltas(timedelta(0), timedelta(days=365)), st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe"]),
    st.text("1234567", max_size=7), st.none() | st.integers(0, 60 * 24 * 20),
)  # fmt: skip
def test_nobody_is_told_while_they_are_not_there(later, zone, days, minutes):
    """Whatever their days look like, the instant is one at which they are there, or it is a year away."""
    now = YEAR + later
    paused = now + timedelta(minutes=minutes) if minutes is not None else None
    person = Person(calendar=Calendar(zone, working_days=days, paused_until=paused), quiet=NIGHT)
    wait = there(person, now)
    assert now <= wait.at
    if wait.known:
        assert off(person, wait.at) is None
        assert awake_at(wait.at, person.zone, *NIGHT) == wait.at


def test_an_answer_changes_for_a_week_until_the_next_question(now):
    """Not a minute longer; a question that is asked later ends it from then on."""
    week = timedelta(days=7)
    assert rules.may_change(now, next_at=None, now=now + week - timedelta(minutes=1))
    assert not rules.may_change(now, next_at=None, now=now + week)
    assert not rules.may_change(now, next_at=now + timedelta(hours=1), now=now + timedelta(hours=2))
    for words, refused in (
        ("How?", rules.question),
        ("x y" * 400, rules.question),
        ("🎉 " * 400, rules.question),
        (" ", rules.answer),
    ):
        with pytest.raises(Refusal):
            refused(words)


# ---- asked and answered ----


@pytest.fixture
async def asked(coached):
    """Ana asked Ben, who sleeps."""

    async def ask(words=QUESTION, *, by="UANA", to="UBEN"):
        async with coached.store.begin() as db:
            return await service.ask(db, words, workspace_id=ACME, by=by, to=to, now=clock.now())

    return ask


async def due(coached, key):
    """When a message is due."""
    async with coached.store.read() as db:
        row = await outbox.delivery(db, ACME, key)
        decided = await db.scalar(select(Decision).where(Decision.key == key))
    assert row is not None
    assert decided.due_at == row.due_at
    assert (decided.light, decided.reason) == (False, service.WHY)
    return row.due_at


async def test_what_waits_moves_with_the_days_of_whom_it_waits_for(coached, asked):
    """A promise, due when Ben gets up; away it waits longer, and comes at seven where he moves; never twice."""
    put = await asked()
    assert (await due(coached, put.asked.key)).isoformat() == "2026-03-03T12:00:00+00:00"
    async with coached.store.begin() as db:
        ben = await db.get_one(Member, (ACME, "UBEN"))
        await set_away(db, ben, put.asked.asked_at.date(), put.asked.asked_at.date(), by="UBEN", now=clock.now())
        await announce.away(db, coached.house, ACME, "UBEN", now=clock.now())
    assert (await due(coached, put.asked.key)).isoformat() == "2026-03-04T12:00:00+00:00"
    async with coached.store.begin() as db:
        ben = await db.get_one(Member, (ACME, "UBEN"))
        ben.own_zone = "Europe/Berlin"
        await db.flush()
        await announce.moved(db, coached.house, MemberMoved(ACME, "UBEN", was="America/New_York", now=clock.now()))
    assert (await due(coached, put.asked.key)).isoformat() == "2026-03-04T06:00:00+00:00"


async def test_what_waits_moves_with_the_days_that_buttons_take(coached, asked):
    """Ben presses *I'm away* under the question of the day, opened early: it comes on the next; back, as before."""
    put = await asked()
    before = await due(coached, put.asked.key)
    async with coached.store.begin() as db:
        ((seat, _, _),) = await checkins.seats_of(db, "UBEN", workspace_id=ACME)
        part = await open_early(db, seat.id, workspace_id=ACME, member_id="UBEN", now=clock.now())
    await coached.floor.press_away(part.id)
    assert await due(coached, put.asked.key) == before + timedelta(days=1)
    await coached.floor.answer_after_all(part.id)
    assert await due(coached, put.asked.key) == before


async def test_two_managers_ask_one_person_and_each_reads_their_own_answer(coached, asked):
    """Three open questions of one manager are the most; nobody answers another's, nobody withdraws another's."""
    async with coached.store.begin() as db:
        await people.set_role(db, coached.floor.team, "UCLEO", role=Role.MANAGER, by="UANA", now=clock.now())
    first = await asked()
    other = await asked(by="UCLEO")
    await asked()
    await asked()
    with pytest.raises(Refusal, match="3 questions of yours open"):
        await asked()
    put = {"workspace_id": ACME, "now": clock.now()}
    async with coached.store.begin() as db:
        for by in ("UCLEO", "UANA", "UDEV"):
            with pytest.raises(Refusal, match="gone, or not yours"):
                await service.answer(db, first.asked.id, "Well", by=by, **put)
        with pytest.raises(Refusal, match="gone, or not yours"):
            await service.withdraw(db, first.asked.id, by="UCLEO", **put)
        await service.answer(db, other.asked.id, "For Cleo alone", by="UBEN", **put)
        with pytest.raises(Refusal, match="answered already"):
            await service.withdraw(db, other.asked.id, by="UCLEO", **put)
        await service.withdraw(db, first.asked.id, by="UANA", **put)
        await service.withdraw(db, first.asked.id, by="UANA", **put)
        with pytest.raises(Refusal, match="was withdrawn"):
            await service.answer(db, first.asked.id, "Well", by="UBEN", **put)
        note = await outbox.delivery(db, ACME, f"coaching.answered.{other.asked.id}")
    assert note.target == "UCLEO"
    assert "For Cleo alone" in await coached.floor.board(f"coaching.answered.{other.asked.id}")
    assert (await outbox_state(coached, first.asked.key)) == "withdrawn"


async def outbox_state(coached, key):
    """How a message stands."""
    async with coached.store.read() as db:
        return (await outbox.delivery(db, ACME, key)).state


async def test_a_question_lapses_with_what_made_it_theirs_to_ask(coached, asked):
    """Ben leaves: nothing is posted that was not, nothing is answered any more, and what was answered stays."""
    answered, open_ = await asked(), await asked()
    async with coached.store.begin() as db:
        await service.answer(db, answered.asked.id, "Well", workspace_id=ACME, by="UBEN", now=clock.now())
        before = (await outbox.delivery(db, ACME, open_.asked.key)).version
        await people.leave(db, coached.floor.team, ["UBEN"], by="UANA", now=clock.now())
        team = coached.floor.team.id
        await announce.seats(db, coached.house, ACME, team, left=["UBEN"], now=clock.now())
        db.expire_all()
        assert (await outbox.delivery(db, ACME, open_.asked.key)).version > before
    assert await coached.floor.board(open_.asked.key) == ""
    kept = await coached.floor.board(answered.asked.key)
    assert "Well" in kept
    assert "Change my answer" not in kept
    async with coached.store.begin() as db:
        with pytest.raises(Refusal, match="does not manage your team any more"):
            await service.answer(db, open_.asked.id, "Well", workspace_id=ACME, by="UBEN", now=clock.now())
        assert (await db.get_one(Asked, open_.asked.id)).answer == ""


async def test_an_answer_that_waited_for_somebody_who_manages_them_no_more_never_comes(coached, asked):
    """Ana is away when Ben answers, and Ben leaves the team before she is back."""
    put = await asked()
    async with coached.store.begin() as db:
        await service.answer(db, put.asked.id, "Between us", workspace_id=ACME, by="UBEN", now=clock.now())
    note = f"coaching.answered.{put.asked.id}"
    assert "Between us" in await coached.floor.board(note)
    async with coached.store.begin() as db:
        await people.leave(db, coached.floor.team, ["UBEN"], by="UANA", now=clock.now())
    async with coached.store.read() as db:
        assert await coached.house.boards["coaching.answered"](db, ACME, str(put.asked.id)) is HELD


async def test_the_brief_counts_what_can_still_be_answered(coached, asked):
    """A question to Ben waits; once he left the team it waits for nobody, and the brief is quiet about it."""
    await asked()
    now = clock.now()
    tuesday = {"first": now.date(), "last": now.date(), "since": now, "until": now + timedelta(days=1), "now": now}
    span = Span(workspace_id=ACME, team_id=coached.floor.team.id, zone="UTC", **tuesday)
    async with coached.store.begin() as db:
        assert await moved.asked_and_answered(db, span, "UANA") == (1, 0)
        await people.leave(db, coached.floor.team, ["UBEN"], by="UANA", now=now)
        await db.flush()
        assert await moved.asked_and_answered(db, span, "UANA") == (0, 0)


def test_all_that_is_open_is_no_more_than_a_message_takes(now):
    """Six questions and six actions of the longest words, below a page that is long itself: the rest is named."""
    asked = [Asked(id=10**15 + one, manager_id="UANA", words="&" * 1000, asked_at=now) for one in range(6)]
    talk = OneToOne(id=1, manager_id="UANA", member_id="UBEN", held_at=now)
    agreed = [Agreed(Action(id=10**15 + one, owner_id="UBEN", words="&" * 200, state="open"), talk) for one in range(6)]
    what = Pending("UBEN", asked, agreed, {"UANA": "Ana", "UBEN": "Ben"})
    page = Message("Your coaching", [kit.section("x" * 2_900), kit.section("y" * 2_900), kit.context("last")])
    shown = pending.beside(page, what)
    assert split.size(shown.blocks) < split.LARGEST
    assert "There is more" in str(shown.blocks[-2])
    whole = pending.beside(Message("", [kit.context("last")]), what)
    assert "There is more" not in str(whole.blocks)
    assert str(whole.blocks).count("Agreed in one-to-ones") == 1
