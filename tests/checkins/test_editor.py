"""Making and changing check-ins on real databases: what approving does, and what two people at once may not do."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY
from sqlalchemy import select

from salesbot import clock
from salesbot.checkins import offers, queries, service
from salesbot.checkins.model import Checkin, Proposal, Round
from salesbot.checkins.rules.sketch import Item, added
from salesbot.checkins.service import managing, pausing
from salesbot.checkins.service import proposal as proposals
from salesbot.checkins.service.compose import compose, sketch_of
from salesbot.checkins.service.proposal import Approved, Making
from salesbot.checkins.templates import COMMITMENTS, TEMPLATES, WINS, empty, sketched
from salesbot.errors import Refusal
from salesbot.people import service as people
from salesbot.people.model import Member
from salesbot.people.rules import Role
from salesbot.room import SeatsChanged, TeamMade
from salesbot.schedule.model import Occurrence, PlanVersion
from salesbot.schedule.rules import PAUSED

MONDAY = date(2026, 3, 2)
ANA = {"workspace_id": ACME, "member_id": "UANA"}
CLEO = {"workspace_id": ACME, "member_id": "UCLEO"}


async def change(floor, edit, *, who=None):
    """Open the standup's editor, edit its sketch and keep it; returns the proposal's number and state."""
    who = who or ANA
    async with floor.house.store.begin() as db:
        mine = await proposals.propose_change(db, floor.checkin.id, now=clock.now(), **who)
        kept = await proposals.keep(db, mine, edit(mine.sketch), now=clock.now())
    return kept.proposal.id, kept.version


async def approve(floor, number, version, *, who=None):
    """Press Change it."""
    async with floor.house.store.begin() as db:
        return await proposals.approve(db, number, version=version, now=clock.now(), **(who or ANA))


async def changed(floor, edit, *, who=None):
    """Change the standup, whole."""
    came = await approve(floor, *await change(floor, edit, who=who), who=who)
    assert isinstance(came, Approved), came
    return came


async def seated(floor, checkin_id=None):
    """Who has a seat in a check-in."""
    async with floor.house.store.read() as db:
        checkin = await db.get_one(Checkin, checkin_id or floor.checkin.id)
        return {seat.member_id for seat in await queries.seats(db, checkin.appointment_id)}


async def give(floor, who, role):
    """Put somebody into the team with this role, or give it to them there."""
    async with floor.house.store.begin() as db:
        if not await people.set_role(db, floor.team, who, role=Role(role), by="UANA", now=clock.now()):
            await people.join(db, floor.team, [who], role=Role(role), by="UANA", now=clock.now())
        await service.seats_changed(db, SeatsChanged(ACME, floor.team.id, joined=[who], now=clock.now()))


async def test_a_new_check_in_is_made_when_it_is_approved(floor):
    """Before that there is only a proposal; after it the team has seats, questions and a plan."""
    async with floor.house.store.begin() as db:
        mine = await proposals.propose(
            db, sketched(COMMITMENTS, anchor=MONDAY), team_id=floor.team.id, now=clock.now(), **ANA
        )
    async with floor.house.store.read() as db:
        assert len(await queries.checkins_of(db, floor.team.id, workspace_id=ACME)) == 1
    came = await approve(floor, mine.proposal.id, mine.version)
    assert came.is_new
    assert await seated(floor, came.checkin.id) == {"UANA", "UBEN", "UCLEO"}
    async with floor.house.store.read() as db:
        assert replace(await sketch_of(db, came.checkin)) == sketched(COMMITMENTS, anchor=MONDAY)


async def test_approving_twice_makes_one_check_in(floor):
    """Two presses at once: one makes it, the other reads that it was done."""
    async with floor.house.store.begin() as db:
        mine = await proposals.propose(db, sketched(WINS, anchor=MONDAY), team_id=floor.team.id, now=clock.now(), **ANA)
    both = await asyncio.gather(
        *(approve(floor, mine.proposal.id, mine.version) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["Approved", "Refusal"]
    async with floor.house.store.read() as db:
        assert len(await queries.checkins_of(db, floor.team.id, workspace_id=ACME)) == 2


async def test_two_new_ones_at_once_have_two_names(floor):
    """Both are called the same and approved at the same moment: one begins, the other's maker is asked for a name."""
    async with floor.house.store.begin() as db:
        both = [
            await proposals.propose(db, sketched(WINS, anchor=MONDAY), team_id=floor.team.id, now=clock.now(), **ANA)
            for _ in range(2)
        ]
    came = await asyncio.gather(*(approve(floor, mine.proposal.id, mine.version) for mine in both))
    assert sorted(type(one).__name__ for one in came) == ["Approved", "Making"]
    assert any("already" in one.notice for one in came if isinstance(one, Making))


async def test_who_joins_while_it_is_approved_is_asked(floor):
    """Dev joins at the very moment: whichever comes first, he has a seat."""
    async with floor.house.store.begin() as db:
        mine = await proposals.propose(db, sketched(WINS, anchor=MONDAY), team_id=floor.team.id, now=clock.now(), **ANA)
    came, _ = await asyncio.gather(approve(floor, mine.proposal.id, mine.version), give(floor, "UDEV", "rep"))
    assert "UDEV" in await seated(floor, came.checkin.id)


async def test_two_managers_at_once_do_not_overwrite_each_other(floor):
    """Both press at the same moment: one change holds, the other manager is told and nothing of theirs is lost."""
    await give(floor, "UCLEO", "manager")
    ana = await change(floor, lambda sketch: replace(sketch, wall=time(10)))
    cleo = await change(floor, lambda sketch: replace(sketch, name="Morning call"), who=CLEO)
    both = await asyncio.gather(approve(floor, *ana), approve(floor, *cleo, who=CLEO))
    assert sorted(type(one).__name__ for one in both) == ["Approved", "Making"]
    told = next(one for one in both if isinstance(one, Making))
    assert "Yours is kept here" in told.notice
    assert told.changes in (["when it asks"], ["its name"])


async def test_going_on_with_mine_overwrites_knowingly(floor):
    """After the notice the maker puts theirs over it; the rest is as they had it."""
    await give(floor, "UCLEO", "manager")
    number, version = await change(floor, lambda sketch: replace(sketch, name="Morning call"))
    await changed(floor, lambda sketch: replace(sketch, wall=time(10)), who=CLEO)
    told = await approve(floor, number, version)
    assert told.notice.startswith("While you were at it, <@UCLEO> changed when it asks.")
    async with floor.house.store.begin() as db:
        mine = await proposals.making(db, number, lock=True, **ANA)
        mine = await proposals.rebase(db, mine, theirs=False, now=clock.now())
    assert mine.changes == ["its name", "when it asks"]
    came = await approve(floor, number, mine.version)
    assert came.checkin.name == "Morning call"


async def test_an_old_page_is_not_approved(floor):
    """What is approved is what the page shows: an older one is drawn anew first."""
    number, version = await change(floor, lambda sketch: replace(sketch, wall=time(10)))
    came = await approve(floor, number, version - 1)
    assert "look again" in came.notice
    assert isinstance(await approve(floor, number, version), Approved)


async def test_rights_are_looked_up_at_every_step(floor):
    """A manager who became a rep meanwhile, somebody else, and another workspace are refused; an admin is not."""
    await give(floor, "UCLEO", "manager")
    number, version = await change(floor, lambda sketch: sketch, who=CLEO)
    await give(floor, "UCLEO", "rep")
    with pytest.raises(Refusal, match="Only managers of EMEA Sales"):
        await approve(floor, number, version, who=CLEO)
    with pytest.raises(Refusal, match="somebody else's"):
        await approve(floor, number, version)
    for verb in (pausing.PAUSE, pausing.RESUME, pausing.END):
        async with floor.house.store.begin() as db:
            with pytest.raises(Refusal, match="Only managers"):
                await pausing.turn(db, floor.checkin.id, verb, now=clock.now(), **CLEO)
    async with floor.house.store.begin() as db:
        with pytest.raises(Refusal, match="no longer there"):
            await proposals.propose_change(db, floor.checkin.id, workspace_id="T2", member_id="UANA", now=clock.now())
        (await db.get_one(Member, (ACME, "UDEV"))).is_admin = True
    async with floor.house.store.read() as db:
        teams = await managing.teams_meant(db, workspace_id=ACME, member_id="UDEV", channel_id="C9")
    assert [team.name for team in teams] == ["EMEA Sales"]


async def test_an_edit_moves_what_was_not_asked_and_no_more(floor):
    """Cleo was asked her Tuesday; the new hour moves Ana and Ben, and nobody has two of one day."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await changed(floor, lambda sketch: replace(sketch, wall=time(13), close=time(17)))
    await floor.at("2026-03-03T13:00", BERLIN)
    await floor.at("2026-03-03T13:00", NEW_YORK)
    await floor.at("2026-03-04T13:00", BERLIN)
    async with floor.house.store.read() as db:
        rows = await db.execute(select(Occurrence.who, Occurrence.day, Occurrence.due_at).where(Occurrence.slot == ""))
        found = {(who, day): at for who, day, at in rows}
        walls = set(await db.scalars(select(PlanVersion.wall)))
    assert found["UANA", date(2026, 3, 3)] == datetime.fromisoformat("2026-03-03T08:15+00:00")
    assert found["UBEN", date(2026, 3, 3)] == datetime.fromisoformat("2026-03-03T18:00+00:00")
    assert found["UANA", date(2026, 3, 4)] == datetime.fromisoformat("2026-03-04T12:00+00:00")
    assert time(13) in walls


async def test_a_running_round_keeps_its_set_and_its_publishing(floor):
    """Questions and publishing change from the next round on."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await changed(floor, lambda sketch: added(replace(sketch, publish="managers"), Item(0, "Who is your champion?")))
    await floor.at("2026-03-04T09:15", BERLIN)
    async with floor.house.store.read() as db:
        rounds = (await db.scalars(select(Round).order_by(Round.day))).all()
    assert [(one.question_set, one.publish) for one in rounds] == [(1, "live"), (2, "managers")]


async def test_contributors_are_asked_only_what_is_meant_for_them(floor):
    """Dev, from finance, has a seat from the day on which a question is for contributors, and loses it with that."""
    await give(floor, "UDEV", "contributor")
    await changed(floor, lambda sketch: replace(sketch, roles=("manager", "rep", "contributor")))
    assert "UDEV" not in await seated(floor)
    await changed(floor, lambda sketch: added(sketch, Item(0, "Which invoice waits?", role="contributor")))
    assert "UDEV" in await seated(floor)
    await changed(floor, lambda sketch: replace(sketch, items=sketch.items[:3]))
    assert "UDEV" not in await seated(floor)


async def test_observers_are_never_asked(floor):
    """Neither by role nor by name."""
    await give(floor, "UDEV", "observer")
    assert "UDEV" not in await seated(floor)
    with pytest.raises(Refusal, match="Dev: an observer"):
        await change(floor, lambda sketch: replace(sketch, invited=("UDEV",)))
    await give(floor, "UBEN", "observer")
    assert "UBEN" not in await seated(floor)


async def test_seats_follow_roles(floor):
    """A check-in for managers only takes in who becomes one and lets go of who is one no more."""
    await changed(floor, lambda sketch: replace(sketch, roles=("manager",)))
    assert await seated(floor) == {"UANA"}
    await give(floor, "UBEN", "manager")
    assert await seated(floor) == {"UANA", "UBEN"}
    await give(floor, "UBEN", "rep")
    assert await seated(floor) == {"UANA"}
    await changed(floor, lambda sketch: replace(sketch, invited=("UBEN",)))
    assert await seated(floor) == {"UANA", "UBEN"}


async def test_who_was_named_and_left_is_no_obstacle(floor):
    """Ben, asked by name, leaves the team: the check-in can still be changed, and does not ask him."""
    await changed(floor, lambda sketch: replace(sketch, invited=("UBEN",)))
    async with floor.house.store.begin() as db:
        await people.leave(db, floor.team, ["UBEN"], by="UANA", now=clock.now())
        await service.seats_changed(db, SeatsChanged(ACME, floor.team.id, left=["UBEN"], now=clock.now()))
    await changed(floor, lambda sketch: replace(sketch, wall=time(10)))
    assert "UBEN" not in await seated(floor)


async def test_who_is_asked_no_longer_stays_in_the_running_round(floor):
    """Ana was asked this morning; reps only from tomorrow on: she may still answer, and is missing if she does not."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await changed(floor, lambda sketch: replace(sketch, roles=("rep",)))
    assert (await floor.part("UANA")).ask.state == "open"
    await floor.answer("UANA", "Hired a rep", "Reviews")
    assert "Hired a rep" in await floor.report()
    await floor.at("2026-03-04T09:15", BERLIN)
    async with floor.house.store.read() as db:
        days = await db.scalars(select(Occurrence.day).where(Occurrence.who == "UANA", Occurrence.slot == ""))
        assert list(days) == [date(2026, 3, 3)]


async def test_two_check_ins_of_a_team_have_two_names(floor):
    """Nobody could tell them apart; an ended one gives its name free."""
    sketch = empty("daily STANDUP", anchor=MONDAY)
    async with floor.house.store.begin() as db:
        with pytest.raises(Refusal, match="already") as refused:
            await proposals.propose(db, sketch, team_id=floor.team.id, now=clock.now(), **ANA)
    assert refused.value.field == "name"
    async with floor.house.store.begin() as db:
        await pausing.turn(db, floor.checkin.id, pausing.END, now=clock.now(), **ANA)
    async with floor.house.store.begin() as db:
        await proposals.propose(
            db, empty("daily STANDUP", anchor=MONDAY), team_id=floor.team.id, now=clock.now(), **ANA
        )


async def test_what_cannot_work_is_not_approved(floor):
    """No question: the maker reads so on the first page, and goes on from there."""
    async with floor.house.store.begin() as db:
        mine = await proposals.propose(db, empty("Own", anchor=MONDAY), team_id=floor.team.id, now=clock.now(), **ANA)
    came = await approve(floor, mine.proposal.id, mine.version)
    assert "no question yet" in came.notice


async def test_a_cancelled_proposal_changes_nothing(floor):
    """It is settled, and can be neither approved nor gone on with."""
    number, version = await change(floor, lambda sketch: replace(sketch, wall=time(10)))
    async with floor.house.store.begin() as db:
        await proposals.cancel(db, number, now=clock.now(), **ANA)
    with pytest.raises(Refusal, match="cancelled already"):
        await approve(floor, number, version)
    async with floor.house.store.read() as db:
        assert (await sketch_of(db, await db.get_one(Checkin, floor.checkin.id))).wall == time(9, 15)
        assert (await db.get_one(Proposal, number)).approved is False


async def test_ended_and_resumed_at_once_is_ended(floor):
    """Whichever of the two came first, nobody has a time any more at which they would be asked."""
    async with floor.house.store.begin() as db:
        await pausing.turn(db, floor.checkin.id, pausing.PAUSE, now=clock.now(), **ANA)

    async def press(verb):
        async with floor.house.store.begin() as db:
            await pausing.turn(db, floor.checkin.id, verb, now=clock.now(), **ANA)

    came = await asyncio.gather(press(pausing.END), press(pausing.RESUME), return_exceptions=True)
    assert all(one is None or isinstance(one, Refusal) for one in came)
    async with floor.house.store.read() as db:
        checkin = await db.get_one(Checkin, floor.checkin.id)
        assert {seat.next_at for seat in await queries.seats(db, checkin.appointment_id)} == {None}


async def test_an_ended_check_in_asks_nobody_and_keeps_its_history(floor):
    """Its round closes as it would have; who joins later is not asked; what was answered stays."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Hired a rep", "Reviews")
    async with floor.house.store.begin() as db:
        await pausing.turn(db, floor.checkin.id, pausing.END, now=clock.now(), **ANA)
    await give(floor, "UDEV", "rep")
    await floor.at("2026-03-04T09:15", BERLIN)
    assert "Hired a rep" in await floor.report()
    async with floor.house.store.read() as db:
        assert len((await db.scalars(select(Round))).all()) == 1
        assert await queries.checkins_of(db, floor.team.id, workspace_id=ACME) == []
        assert len(await queries.checkins_of(db, floor.team.id, workspace_id=ACME, ended=True)) == 1
    with pytest.raises(Refusal, match="has ended"):
        await change(floor, lambda sketch: sketch)


async def test_a_paused_check_in_can_be_changed_and_goes_on_changed(floor):
    """The edit does not wake it; resuming does, at the new hour, and nothing of the pause is asked."""
    async with floor.house.store.begin() as db:
        await pausing.turn(db, floor.checkin.id, pausing.PAUSE, now=clock.now(), **ANA)
    await changed(floor, lambda sketch: replace(sketch, wall=time(10)))
    await floor.at("2026-03-03T10:00", BERLIN)
    await floor.at("2026-03-03T12:00", BERLIN)
    async with floor.house.store.begin() as db:
        await pausing.turn(db, floor.checkin.id, pausing.RESUME, now=clock.now(), **ANA)
    await floor.at("2026-03-04T10:00", BERLIN)
    async with floor.house.store.read() as db:
        hers = select(Occurrence.day, Occurrence.due_at, Occurrence.reason).where(Occurrence.who == "UANA")
        rows = (await db.execute(hers.where(Occurrence.slot == "").order_by(Occurrence.day))).all()
    ten = datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert rows == [(date(2026, 3, 3), ten, PAUSED), (date(2026, 3, 4), ten + timedelta(days=1), "")]


async def test_setup_begins_all_templates_with_their_preview(floor):
    """Each says its own next rounds; a holiday of the plan is left out; Friday keeps its afternoon."""
    async with floor.house.store.begin() as db:
        draft = people.TeamDraft("APAC", "C2", SYDNEY, members=["UCLEO"])
        team = await people.make_team(db, draft, workspace_id=ACME, by="UCLEO", now=clock.now())
        made = TeamMade(ACME, team.id, by="UCLEO", templates=list(TEMPLATES), wall="08:00", now=clock.now())
        await offers.team_made(db, made)
        lines = await offers.preview(db, ACME, team.id, clock.now())
    assert lines[0] == "Daily standup, Wednesday 4 March at 08:00 in Sydney (1)"
    assert lines[3] == "Monday commitments, Monday 9 March at 08:00 in Sydney (1)"
    assert lines[6] == "Friday wins and lessons, Friday 6 March at 15:00 in Sydney (1)"


async def test_the_weeks_of_a_new_check_in_count_from_its_teams_own_today(floor):
    """In Sydney it is Monday morning, in UTC still Sunday: every second week begins with this one."""
    now = datetime.fromisoformat("2026-03-09T08:00").replace(tzinfo=ZoneInfo(SYDNEY)).astimezone(UTC)
    async with floor.house.store.begin() as db:
        draft = people.TeamDraft("APAC", "C2", SYDNEY, members=["UCLEO"])
        team = await people.make_team(db, draft, workspace_id=ACME, by="UCLEO", now=now)
        begun = await service.begin(db, WINS, workspace_id=ACME, team_id=team.id, wall=None, by="UCLEO", now=now)
        assert (await sketch_of(db, begun)).anchor == date(2026, 3, 9)


async def test_asking_everyone_now_asks_what_is_of_this_day(floor):
    """On a Tuesday that is the standup, not the Monday commitments."""
    async with floor.house.store.begin() as db:
        await compose(
            db, sketched(COMMITMENTS, anchor=MONDAY), workspace_id=ACME, team_id=floor.team.id, by="UANA",
            now=clock.now(),
        )  # fmt: skip
    async with floor.house.store.begin() as db:
        assert await offers.ask_now(db, ACME, floor.team.id, clock.now()) == 3
