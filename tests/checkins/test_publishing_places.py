"""In which channel answers are read, and where blockers are told; other companies read nothing unasked."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from published import ask_all, change, confirm, deliveries, drawn, entry, hear
from sales_floor import ACME, BERLIN, NEW_YORK
from sqlalchemy import select

from salesbot import clock
from salesbot.checkins import queries, service
from salesbot.checkins.model import Checkin
from salesbot.checkins.rules.sketch import Item
from salesbot.checkins.service.compose import sketch_of
from salesbot.checkins.service.publish import telling
from salesbot.errors import Refusal
from salesbot.people import service as people
from salesbot.room import HELD

WEDNESDAY = date(2026, 3, 4)


# ---- a channel of its own, and other companies ----


async def test_a_check_in_with_a_channel_of_its_own_is_read_there(floor):
    """Report and announcements go there, not into the team's channel."""
    await change(floor, channel_id="C9", channel_name="deals")
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer", "Legal is slow")
    assert set((await deliveries(floor, "checkin.report")).values()) == {"C9"}
    assert set((await deliveries(floor, "blocker.announced")).values()) == {"C9"}


@pytest.mark.parametrize("mode", ["live", "thread", "close"])
async def test_nothing_appears_in_a_shared_channel_until_a_manager_names_it(floor, mode):
    """The answers are kept, the blocker reaches the managers; after the confirmation what waited is there."""
    await change(floor, publish=mode, channel_id="C9", channel_name="deals", channel_shared=True)
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer", "Legal is slow")
    await floor.at("2026-03-03T14:00", NEW_YORK)
    assert await deliveries(floor, "checkin.report") == {}
    assert set((await deliveries(floor, "blocker.announced")).values()) == {"UANA"}
    with pytest.raises(Refusal, match="it is called deals"):
        await confirm(floor, "deal")
    with pytest.raises(Refusal, match="managers"):
        await confirm(floor, "deals", by="UBEN")
    assert await deliveries(floor, "checkin.report") == {}
    await confirm(floor, "#Deals")
    assert set((await deliveries(floor, "checkin.report")).values()) == {"C9"}
    assert "1 of 2 answered" in await floor.report()
    shown = await floor.report() if mode != "thread" else await entry(floor, "UBEN")
    assert "Met Acme" in shown


@pytest.mark.parametrize("own", [True, False], ids=["its own", "the team's"])
async def test_a_channel_that_becomes_shared_later_stands_still(floor, own):
    """Managers are told; what stands there is neither changed nor taken away while it is shared unconfirmed."""
    channel = "C9" if own else "C1"
    await change(floor, channel_id="C9" if own else "", channel_name="deals" if own else "")
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    await hear(floor, channel, shared=True)
    await floor.answer("UBEN", "Met Acme", "Offer")
    number = (await floor.part("UBEN")).round.id
    assert await drawn(floor, service.report_key(number)) is HELD
    told = await deliveries(floor, "checkin.shared" if own else "desk.shared")
    assert set(told.values()) == {"UANA"}
    await hear(floor, channel, shared=False)
    assert "Met Acme" in await floor.report()
    assert "Reviews" in await floor.report()


async def test_hearing_twice_that_a_channel_is_shared_tells_once(floor):
    """The event and the sync both say so."""
    await change(floor, channel_id="C9", channel_name="deals")
    await hear(floor, "C9", shared=True)
    await floor.at("2026-03-03T08:30")
    await hear(floor, "C9", shared=True)
    assert len(await deliveries(floor, "checkin.shared")) == 1


async def test_a_renamed_channel_with_a_new_id_is_followed(floor):
    """The check-in, its running round and what stands there follow; a confirmation stays with the channel."""
    await change(floor, channel_id="C9", channel_name="deals", channel_shared=True, channel_ok="C9")
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer")
    await hear(floor, "C9", name="big-deals")
    await hear(floor, "C9", new_id="G9")
    async with floor.house.store.read() as db:
        checkin = await db.get_one(Checkin, floor.checkin.id)
    assert (checkin.channel_id, checkin.channel_name, checkin.channel_ok) == ("G9", "big-deals", "G9")
    assert (await floor.part("UBEN")).place.channel_id == "G9"
    assert (await floor.part("UBEN")).place.may_publish
    assert set((await deliveries(floor, "checkin.report")).values()) == {"G9"}


async def test_a_teams_channel_with_a_new_id_stays_confirmed(floor):
    """Slack calls a shared channel something else: what a manager confirmed goes on, and what waits goes along."""
    await ask_all(floor)
    async with floor.house.store.begin() as db:
        await people.set_shared(db, ACME, "C1", shared=True, confirmed=True)
    await floor.answer("UANA", "Reviews", "Hiring")
    async with floor.house.store.begin() as db:
        await people.rename_channel(db, ACME, "C1", name="", new_id="G1")
    await hear(floor, "C1", new_id="G1")
    place = (await floor.part("UANA")).place
    assert (place.channel_id, place.may_publish) == ("G1", True)
    assert set((await deliveries(floor, "checkin.report")).values()) == {"G1"}


@pytest.mark.parametrize("mode", ["live", "thread"])
@pytest.mark.parametrize("first", ["answer", "confirm"])
async def test_an_answer_on_its_way_while_the_channel_is_confirmed_appears(floor, mode, first):
    """Whichever commits first, the other sees it: nothing stays unsaid."""
    await change(floor, publish=mode, channel_id="C9", channel_name="deals", channel_shared=True)
    await ask_all(floor)
    asked, begun = await floor.part("UBEN"), asyncio.Event()

    async def answer(db):
        questions = await queries.questions(db, asked.checkin.id, question_set=1)
        texts = {one.id: "Met Acme" for one in questions[:2]}
        await service.answer(db, service.Submission(asked.ask.id, ACME, "UBEN", texts, now=clock.now()))

    async def name_it(db):
        given = {"typed": "deals", "workspace_id": ACME, "member_id": "UANA", "now": clock.now()}
        await service.confirm_channel(db, floor.checkin.id, **given)

    async def slowly(do):
        async with floor.house.store.begin() as db:
            await do(db)
            begun.set()
            await asyncio.sleep(0.3)

    async def meanwhile(do):
        await begun.wait()
        async with floor.house.store.begin() as db:
            await do(db)

    one, other = (answer, name_it) if first == "answer" else (name_it, answer)
    await asyncio.gather(slowly(one), meanwhile(other))
    assert set((await deliveries(floor, "checkin.report")).values()) == {"C9"}
    assert "Met Acme" in (await floor.report() if mode == "live" else await entry(floor, "UBEN"))


async def test_a_round_stays_in_the_channel_in_which_it_began(floor):
    """At noon the check-in moves to another channel: today's report goes on where it stands, unless that is shared."""
    await change(floor, channel_id="C9", channel_name="deals")
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring")
    await change(floor, channel_id="C8", channel_name="wins")
    await floor.at("2026-03-03T09:15", NEW_YORK)
    await floor.answer("UBEN", "Met Acme", "Offer")
    assert set((await deliveries(floor, "checkin.report")).values()) == {"C9"}
    assert "Met Acme" in await floor.report()
    await hear(floor, "C9", shared=True)
    number = (await floor.part("UBEN")).round.id
    assert await drawn(floor, service.report_key(number)) is HELD
    await hear(floor, "C9", shared=False)
    assert "Met Acme" in await floor.report()


async def test_a_round_in_a_confirmed_channel_stays_read_there_when_its_check_in_moves(floor):
    """The hourly look says again that #deals is shared, as was confirmed; then the check-in moves, and Ben answers."""
    await change(floor, channel_id="C9", channel_name="deals", channel_shared=True, channel_ok="C9")
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    await hear(floor, "C9", name="deals", shared=True)
    await change(floor, channel_id="", channel_name="", channel_shared=False, channel_ok="")
    await floor.answer("UBEN", "Met Acme", "Offer")
    assert "Your team reads it in <#C9>" in await floor.question("UBEN")
    assert "Met Acme" in await floor.report()


async def test_a_round_waits_for_its_own_confirmation(floor):
    """Another check-in was made in #deals when it was shared already; ours had begun before, unconfirmed."""
    await change(floor, channel_id="C9", channel_name="deals")
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer")
    async with floor.house.store.begin() as db:
        ours = (await db.scalars(select(Checkin))).one()
        alike = {one.name: getattr(ours, one.name) for one in Checkin.__table__.columns if one.name != "id"}
        db.add(Checkin(**(alike | {"name": "Other", "channel_shared": True, "appointment_id": None})))
    await hear(floor, "C9", name="deals", shared=True)
    assert await drawn(floor, service.report_key((await floor.part("UBEN")).round.id)) is HELD
    await change(floor, channel_id="C8", channel_name="wins")
    assert await drawn(floor, service.report_key((await floor.part("UBEN")).round.id)) is HELD


async def test_who_is_welcomed_into_a_running_round_reads_who_sees_it(floor):
    """It began for the team to read, and Ben's first question is of it, though the next is Ana's alone."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.change(publish="managers")
    await floor.at("2026-03-03T09:15", NEW_YORK)
    said = await floor.board(f"checkin.welcome.{floor.team.id}.UBEN")
    assert "*Who sees it:* everybody in <#C1>, in this round. From the next one on: Only Ana sees this." in said
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert "*Who sees it:* Only Ana sees this.\n" in await floor.board(f"checkin.welcome.{floor.team.id}.UBEN")


async def test_who_is_welcomed_into_a_running_round_reads_what_it_asks(floor):
    """It began with three questions, and Ben's form has them, though Ana has made another one of them since."""
    await floor.at("2026-03-03T09:15", BERLIN)
    async with floor.house.store.read() as db:
        before = [one.words for one in (await sketch_of(db, floor.checkin)).items]
    await floor.change(items=(Item(1, "What did you learn?"),))
    await floor.at("2026-03-03T09:15", NEW_YORK)
    key = f"checkin.welcome.{floor.team.id}.UBEN"
    first, _, later = (await floor.board(key)).partition(
        "From the next round on, on working days at *09:15 your time*:"
    )
    assert "In this round I ask:\n" + "\n".join(f"•  {one}" for one in before) in first
    assert later.startswith("\n•  What did you learn?\n")
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert "On working days at *09:15 your time* I ask:\n•  What did you learn?\n" in await floor.board(key)


async def test_a_blockers_announcement_stands_still_where_its_channel_became_shared(floor):
    """Its new words are read by the managers; in the thread they appear with the confirmation."""
    await change(floor, channel_id="C9", channel_name="deals")
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer", "Legal is slow")
    (key,) = await deliveries(floor, "blocker.announced")
    assert "Legal is slow" in await floor.board(key)
    await hear(floor, "C9", shared=True)
    assert await drawn(floor, key) is HELD
    await confirm(floor, "deals")
    assert "Legal is slow" in await floor.board(key)


# ---- where blockers are told ----


@pytest.mark.parametrize(
    ("mode", "wanted", "told"),
    [
        ("live", "thread", "thread"),
        ("thread", "thread", "thread"),
        ("close", "thread", "dm"),
        ("managers", "thread", "dm"),
        ("live", "dm", "dm"),
        ("live", "off", "off"),
        ("managers", "off", "off"),
    ],
)
async def test_where_a_new_blocker_is_told(floor, mode, wanted, told):
    """In the report's thread where one stands, else to the managers; or as the check-in has it."""
    await change(floor, publish=mode, blockers_to=wanted)
    await ask_all(floor)
    part = await floor.part("UBEN")
    assert telling(part) == told
    await floor.answer("UBEN", "Met Acme", "Offer", "Legal is slow")
    targets = {"thread": {"C1"}, "dm": {"UANA"}, "off": set()}[told]
    assert set((await deliveries(floor, "blocker.announced")).values()) == targets
