"""Prompts as they are sent, on real databases: to whom, how often, and what is kept of why."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select, update

sys.path.insert(0, str(Path(__file__).parents[1] / "checkins"))

from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY, open_floor

from salesbot import clock
from salesbot.attention import service as attention
from salesbot.attention.model import Decision, Restraint
from salesbot.blockers.model import Blocker
from salesbot.blockers.service import settle as blockers
from salesbot.coaching import blocks, offers, queries, service
from salesbot.coaching.model import Coachee, Shown, TeamCoaching
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.service import focus, heeding, talks
from salesbot.desk.ahead import Window, look_ahead
from salesbot.desk.ahead.days import why_not
from salesbot.desk.service import forget, personal
from salesbot.desk.service.why import why
from salesbot.errors import Refusal
from salesbot.outbox.model import Delivery
from salesbot.outbox.promises import Note
from salesbot.people import announce
from salesbot.people import queries as people
from salesbot.people import service as changes
from salesbot.people.rules import Role
from salesbot.room import Message, SeatsChanged, TeamMade, Visit
from salesbot.schedule import service as schedule
from salesbot.schedule.foresee import Scope
from salesbot.schedule.model import Occurrence
from salesbot.tips import rules as tip_rules
from salesbot.tips import service as tips

if TYPE_CHECKING:
    from salesbot.app.house import House

PRICE = "They asked how much wiggle room we have in our negotiation of the price"
TUESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 5)


@dataclass
class Sales:
    """The sales floor, sales since Tuesday morning."""

    floor: Any
    house: House

    @property
    def team_id(self) -> int:
        """The floor's team."""
        return int(self.floor.team.id)

    async def shown(self, *which: Any) -> list[Shown]:
        """The prompts that were chosen, the oldest first."""
        async with self.house.store.read() as db:
            return list(await db.scalars(select(Shown).where(*which).order_by(Shown.shown_at, Shown.id)))

    async def reason(self, who: str, day: date) -> str:
        """Why the ledger says that somebody got none."""
        mine = Occurrence.job == queries.PROMPT, Occurrence.who == who, Occurrence.day == day
        async with self.house.store.read() as db:
            return str(await db.scalar(select(Occurrence.reason).where(*mine)))

    async def price(self, who: str = "UBEN", zone: str = NEW_YORK, day: date = TUESDAY) -> None:
        """Somebody answers at half past nine that they were asked for a discount."""
        await self.floor.at(f"{day} 09:30", zone)
        await self.floor.answer(who, "A good call", PRICE, day=day)


@pytest.fixture
async def sales(house, now) -> Sales:
    """The sales floor on the fixed Tuesday."""
    clock.set_calendar(now)
    floor = await open_floor(house, now=now)
    async with house.store.begin() as db:
        await service.begin(db, TeamMade(ACME, floor.team.id, by="UANA", templates=(), now=now))
    return Sales(floor, house)


async def test_everybody_coached_has_one_seat_and_it_follows_them(sales, now):
    """By their own rhythm; whoever is asked only now and then, or left, has none."""

    async def seats() -> dict[str, list[str]]:
        async with sales.house.store.read() as db:
            found = await queries.seats(db, ACME, ["UANA", "UBEN", "UCLEO", "UDEV"])
        return {who: [one.subject for one, _ in some] for who, some in found.items()}

    assert await seats() == {"UANA": ["24.1100"], "UBEN": ["24.1100"], "UCLEO": ["24.1100"]}
    async with sales.house.store.begin() as db:
        await focus.set_rhythm(db, ACME, "UCLEO", days="35", wall=time(15, 30), now=now)
        team = await people.team(db, ACME, sales.team_id)
        await changes.set_role(db, team, "UBEN", role=Role.CONTRIBUTOR, by="UANA", now=now)
        await service.follow_seats(db, SeatsChanged(ACME, sales.team_id, joined=["UBEN"], now=now))
    assert await seats() == {"UANA": ["24.1100"], "UCLEO": ["35.1530"]}


async def test_a_prompt_keeps_where_the_words_stand_and_never_the_words(sales):
    """What is chosen is written down with its evidence; nothing of it holds what Ben wrote."""
    await sales.price()
    await sales.floor.at("2026-03-03 11:00", NEW_YORK)
    (one,) = await sales.shown()
    assert (one.member_id, one.skill, one.why, one.day, one.team_id) == (
        "UBEN", "negotiation", "said", TUESDAY, sales.team_id
    )  # fmt: skip
    assert {"source", "words", "checkin", "of", "day"} == set(one.evidence[0])
    assert "wiggle" not in str(one.evidence)
    assert f"“{PRICE}”" in await sales.floor.board(one.key)


async def test_no_prompt_to_whoever_is_away_paused_or_told_enough(sales, now):
    """All have a focus, so that each would get one; nothing is noted as if it had come, and why it did not is."""
    extra = ("UDEV", "UFINN", "UGIA")
    async with sales.house.store.begin() as db:
        team = await people.team(db, ACME, sales.team_id)
        for one in extra:
            user = {"id": one, "team_id": ACME, "name": one, "real_name": one, "tz": BERLIN, "profile": {}}
            await changes.meet(db, user, workspace_id=ACME, now=now)
        await changes.join(db, team, extra, by="UANA", now=now)
        await service.follow_seats(db, SeatsChanged(ACME, sales.team_id, joined=extra, now=now))
        them = await people.members(db, ACME, ["UANA", "UBEN", "UCLEO", *extra])
        for one in them.values():
            one.own_zone, one.own_country = BERLIN, "BG" if one.id == "UFINN" else "DE"  # Bulgaria's liberation
            await focus.set_focus(db, ACME, one.id, Skill.TONE, until=None)
            await schedule.moved(db, workspace_id=ACME, member_id=one.id, now=now)
        await changes.set_away(db, them["UANA"], TUESDAY, TUESDAY, by="UANA", now=now)
        them["UBEN"].paused_until = now + timedelta(days=2)
        await focus.pause(db, ACME, "UCLEO", last=None, now=now)
        notes = [Note(ACME, f"n{at}", "test.note", "UDEV", Message("Hello"), due_at=now) for at in range(2)]
        await attention.promise(db, *notes, reason="a test", now=now)
    await sales.floor.at("2026-03-03 11:00", BERLIN)
    assert [one.member_id for one in await sales.shown()] == ["UGIA"]
    assert {one: await sales.reason(one, TUESDAY) for one in sorted(them)} == {
        "UANA": "away", "UBEN": "paused", "UCLEO": "you had paused your prompts", "UDEV": "not offered",
        "UFINN": "holiday", "UGIA": "",
    }  # fmt: skip


@pytest.mark.parametrize("by", ["Slack", "themselves"])
async def test_prompts_paused_up_to_a_day_come_again_after_that_day_wherever_one_is(sales, now, by):
    """Ben pauses up to the ninth in New York and flies to Sydney: his prompts come on the tenth there; over is over."""
    async with sales.house.store.begin() as db:
        await focus.pause(db, ACME, "UBEN", last=date(2026, 3, 9), now=now)
        await focus.pause(db, ACME, "UCLEO", last=date(2026, 3, 2), now=now - timedelta(days=2))
    for who, zone in (("UBEN", SYDNEY), ("UCLEO", BERLIN)):
        async with sales.house.store.begin() as db:
            await _fly(db, sales.house, who, zone, by=by, now=now)
    async with sales.house.store.read() as db:
        paused = {one: (await db.get_one(Coachee, (ACME, one))).paused_until for one in ("UBEN", "UCLEO")}
    assert paused["UBEN"] == datetime(2026, 3, 10, tzinfo=ZoneInfo(SYDNEY))
    assert paused["UCLEO"] == datetime(2026, 3, 3, tzinfo=ZoneInfo(SYDNEY))


async def _fly(db, house, who, zone, *, by, now):
    """Somebody is in another zone, as Slack says or as they set it."""
    if by == "Slack":
        user = {"id": who, "team_id": ACME, "name": who, "real_name": who, "tz": zone, "profile": {}}
        learned = await changes.learn(db, user, workspace_id=ACME, now=now)
        await announce.learned(db, house, learned, now=now)
        return
    kept = personal.Settings(zone, "12345", None, (time(20), time(7)), None, None)
    await personal.change(db, house, kept, workspace_id=ACME, member_id=who, now=now)


async def test_an_edited_answer_is_quoted_no_more(sales):
    """The prompt stays as it is, and says only that it came because of something they said."""
    await sales.price()
    await sales.floor.at("2026-03-03 11:00", NEW_YORK)
    (one,) = await sales.shown()
    await sales.floor.at("2026-03-03 11:30", NEW_YORK)
    await sales.floor.answer("UBEN", "A good call", "Something else altogether")
    said = await sales.floor.board(one.key)
    assert "Because of what you said lately" in said
    assert "You wrote" not in said


async def test_a_blocker_is_quoted_while_it_says_the_same(sales):
    """A prompt of Tuesday tells on Thursday what Ben said by then, and not what he says now."""

    async def in_two_days(do, *words):
        async with sales.house.store.begin() as db:
            number = await db.scalar(select(Blocker.id))
            await do(db, number, *words, workspace_id=ACME, member_id="UBEN", now=clock.now())

    await sales.floor.at(f"{TUESDAY} 09:30", NEW_YORK)
    await sales.floor.answer("UBEN", "A good call", "Nothing yet", PRICE, day=TUESDAY)
    await sales.floor.at("2026-03-03 11:00", NEW_YORK)
    (one,) = await sales.shown()
    quoted = f"You said today that this is in your way: “{PRICE}”"
    await sales.floor.at("2026-03-05 09:00", NEW_YORK)
    await in_two_days(blockers.still)
    assert quoted in await sales.floor.board(one.key)
    await in_two_days(blockers.change, f" {PRICE} ")
    assert quoted in await sales.floor.board(one.key)
    await in_two_days(blockers.change, f"{PRICE}, and in Leeds")
    said = await sales.floor.board(one.key)
    assert "Because of what you said lately" in said
    assert PRICE not in said


async def test_one_prompt_a_day_whatever_the_hours_are_changed_to(sales):
    """Ben moves his hour after his prompt came: nothing more comes on that day."""
    await sales.price()
    now = await sales.floor.at("2026-03-03 11:00", NEW_YORK)
    async with sales.house.store.begin() as db:
        await focus.set_rhythm(db, ACME, "UBEN", days="24", wall=time(16), now=now)
    await sales.floor.at("2026-03-03 16:00", NEW_YORK)
    assert len(await sales.shown()) == 1


async def test_what_never_reached_its_reader_may_come_again(sales):
    """A message that Slack did not take in time counts neither as seen nor as ignored."""
    await sales.price()
    await sales.floor.at("2026-03-03 11:00", NEW_YORK)
    (one,) = await sales.shown()
    async with sales.house.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.key == one.key).values(state="expired"))
        past = await queries.past(db, ACME, ["UBEN"], now=clock.now())
        assert past == {}
        assert await queries.last(db, ACME, "UBEN", now=clock.now()) is None
        assert await queries.counts(db, ACME, sales.team_id, since=one.shown_at, now=clock.now()) == []


async def test_what_is_put_off_comes_again_even_where_that_day_was_off(sales):
    """Put off to a day on which Ben is away after all, it comes with his next prompt's turn, and in its place."""
    await sales.price()
    now = await sales.floor.at("2026-03-03 11:00", NEW_YORK)
    (one,) = await sales.shown()
    async with sales.house.store.begin() as db:
        await heeding.snooze(db, ACME, one.id, by="UBEN", now=now)
        ben = await people.member(db, ACME, "UBEN")
        wednesday = date(2026, 3, 4)
        await changes.set_away(db, ben, wednesday, wednesday, by="UBEN", now=now)
    await sales.floor.at("2026-03-04 11:00", NEW_YORK)
    assert (await sales.shown())[0].again_at is not None
    await sales.floor.at("2026-03-05 11:00", NEW_YORK)
    (again,) = await sales.shown()
    assert (again.id, again.day, again.again_at) == (one.id, THURSDAY, None)
    assert again.key != one.key


async def test_a_batch_needs_as_many_statements_as_one_person(sales):
    """Choosing for all of a team asks the database no oftener than choosing for one."""
    await sales.price()
    counted: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        counted.append(statement)

    async def asked(*members: str) -> int:
        whom = [service.For(one, BERLIN, TUESDAY) for one in members]
        counted.clear()
        async with sales.house.store.read() as db:
            engine = db.get_bind()
            event.listen(engine, "before_cursor_execute", note)
            await service.choices(sales.house, db, ACME, whom, now=clock.now())
            event.remove(engine, "before_cursor_execute", note)
        return len(counted)

    assert await asked("UBEN") == await asked("UBEN", "UCLEO")
    now = clock.now()
    async with sales.house.store.begin() as db:
        team = await people.team(db, ACME, sales.team_id)
        await changes.set_role(db, team, "UCLEO", role=Role.MANAGER, by="UANA", now=now)
        for manager in ("UANA", "UCLEO"):
            await _talk(sales, db, manager)
    assert await asked("UANA") == await asked("UANA", "UBEN", "UCLEO")


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (19, ", but not on that day: I offer nothing until Thu 19 Mar, as the last three went by unused"),
        (5, ""),
    ],
)
async def test_why_announces_no_prompt_for_a_day_on_which_nothing_is_offered(sales, until, said):
    """Ben used none of the last three: Thursday's prompt comes with its but, unless the pause ends before."""
    now = await sales.floor.at("2026-03-03 12:00", NEW_YORK)
    async with sales.house.store.begin() as db:
        db.add(Restraint(workspace_id=ACME, member_id="UBEN", paused_until=datetime(2026, 3, until, 15, tzinfo=UTC)))
    async with sales.house.store.read() as db:
        story = await why(db, sales.house, workspace_id=ACME, member_id="UBEN", now=now)
        standing = blocks.standing(await service.standing(sales.house, db, ACME, "UBEN", now=now), typed="/coach")
        here = Visit(workspace_id=ACME, member_id="UBEN", zone=NEW_YORK, teams=[sales.team_id], managed=[], now=now)
        home = await offers.home(sales.house, db, here)
    assert [one.words for one in story.coming if "prompt" in one.words] == [f"Your coaching prompt{said}"]
    for shown in (standing.blocks, home):
        assert ("None comes by itself until Thursday 19 March" in str(shown)) is bool(said)
    assert ("The next comes on Thursday 5 March at 11:00" in str(standing.blocks)) is not bool(said)
    assert ("The next prompt may come on Thursday 5 March at 11:00" in str(home)) is not bool(said)


@pytest.mark.parametrize(("until", "days"), [(19, [5]), (5, [])])
async def test_simulate_announces_no_prompt_for_a_day_on_which_nothing_is_offered(sales, until, days):
    """It says of Ben that offers rest, up to the day on which they begin again, and no more: others look ahead, too."""
    now = await sales.floor.at("2026-03-03 12:00", NEW_YORK)
    async with sales.house.store.begin() as db:
        db.add(Restraint(workspace_id=ACME, member_id="UBEN", paused_until=datetime(2026, 3, until, 15, tzinfo=UTC)))
    async with sales.house.store.read() as db:
        offered = {one: sales.house.offers(one) for one in ("foretell", "called")}
        ahead = await look_ahead(db, Scope(ACME, member_id="UBEN"), Window.of(7, now=now), **offered)
    prompts = [one.day.day for one in ahead.messages if one.to == "UBEN" and one.what == "Coaching"]
    rests = [one for one in ahead.unsent if one.foreseen.member_id == "UBEN" and one.what == "Coaching"]
    assert [one.foreseen.day.day for one in rests] == days
    assert prompts == ([] if days else [5])
    assert {why_not(one, ahead) for one in rests} <= {"offers rest"}


async def _talk(sales: Sales, db: Any, by: str) -> None:
    """Somebody notes a one-to-one with Ben."""
    said, now = {"notes": "A good talk"}, clock.now()
    await talks.note(db, sales.house.seals, said, workspace_id=ACME, by=by, member_id="UBEN", now=now)


async def test_a_manager_hears_of_a_one_to_one_that_is_due_while_it_is(sales):
    """With name and days, for Ana's eyes; once she noted another, or Ben is forgotten, the prompt stands without."""
    async with sales.house.store.begin() as db:
        await _talk(sales, db, "UANA")
    await sales.floor.at("2026-03-26 11:00", BERLIN)
    (one,) = await sales.shown()
    assert (one.member_id, one.why, one.skill) == ("UANA", "noticed", "one-to-ones")
    assert [entry["source"] for entry in one.evidence] == ["gap.one-to-ones.UBEN"]
    assert "You last noted a one-to-one with Ben 23 days ago." in await sales.floor.board(one.key)
    async with sales.house.store.begin() as db:
        reasons = list(await db.scalars(select(Decision.reason).where(Decision.key == one.key)))
        await _talk(sales, db, "UANA")
    assert reasons == ["a coaching prompt about one-to-ones, because of what I noticed lately about your team's talks"]
    said = await sales.floor.board(one.key)
    assert "Because of what I noticed lately about your team's talks" in said
    assert "Ben" not in said
    async with sales.house.store.begin() as db:
        await forget.forget(db, sales.house, ACME, "UBEN", now=clock.now())
    assert [one.evidence for one in await sales.shown()] == [[]]


async def test_the_prompt_of_the_week_needs_several_people_or_a_focus_and_never_repeats(sales):
    """What one person alone said is theirs; a channel that another company reads gets nothing."""
    now = datetime(2026, 3, 3, 9, tzinfo=UTC)
    async with sales.house.store.begin() as db:
        await focus.set_weeklies(db, ACME, "UANA", [sales.team_id], [sales.team_id], now=now)
    await sales.price()
    await sales.floor.at("2026-03-09 10:00", BERLIN)
    assert await _weeks(sales) == []
    async with sales.house.store.begin() as db:
        await focus.set_team_focus(db, ACME, sales.team_id, Skill.TONE, by="UANA", today=TUESDAY, now=now)
    for monday in ("2026-03-16", "2026-03-23"):
        await sales.floor.at(f"{monday} 10:00", BERLIN)
    first, second = await _weeks(sales)
    assert first.subject != second.subject
    texts = [await sales.floor.board(one.key) for one in (first, second)]
    assert texts[0] != texts[1]
    async with sales.house.store.begin() as db:
        team = await people.team(db, ACME, sales.team_id)
        team.shared = True
    await sales.floor.at("2026-03-30 10:00", BERLIN)
    assert len(await _weeks(sales)) == 2


async def _weeks(sales: Sales) -> list[Delivery]:
    async with sales.house.store.read() as db:
        return list(await db.scalars(select(Delivery).where(Delivery.kind == queries.WEEKLY).order_by(Delivery.id)))


async def test_a_focus_ends_with_its_day_and_a_teams_is_told_by_its_managers_alone(sales, now):
    """Ben may choose for himself; for the team only Ana may."""
    with pytest.raises(Refusal, match="Only this team's managers"):
        async with sales.house.store.begin() as db:
            await focus.set_team_focus(db, ACME, sales.team_id, Skill.TONE, by="UBEN", today=TUESDAY, now=now)
    async with sales.house.store.begin() as db:
        await focus.set_focus(db, ACME, "UBEN", Skill.TONE, until=TUESDAY)
    await sales.floor.at("2026-03-03 11:00", NEW_YORK)
    await sales.floor.at("2026-03-05 11:00", NEW_YORK)
    assert [(one.skill, one.why, one.day) for one in await sales.shown()] == [("tone", "focus", TUESDAY)]
    assert (await sales.reason("UBEN", THURSDAY)).startswith("you had not said anything lately")
    async with sales.house.store.read() as db:
        assert (await db.scalars(select(TeamCoaching))).all() == []


async def test_a_colleagues_tip_that_fits_stands_in_the_prompt(sales):
    """As it would beside a blocker with the same words."""
    draft = tip_rules.Draft(text="When they ask for wiggle room, trade it for the start date", tags="price")
    async with sales.house.store.begin() as db:
        await tips.share(db, draft, workspace_id=ACME, team_id=sales.team_id, by="UCLEO", now=clock.now())
    await sales.price()
    await sales.floor.at("2026-03-03 11:00", NEW_YORK)
    (one,) = await sales.shown()
    assert "trade it for the start date" in await sales.floor.board(one.key)
