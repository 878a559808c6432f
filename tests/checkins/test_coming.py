"""What comes next is told as it will come: on which day, and whether anything stands against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY, texts, words
from sqlalchemy import select

from salesbot import clock
from salesbot.attention.service import knowing
from salesbot.checkins import blocks, queries, service
from salesbot.checkins.blocks.history import history
from salesbot.checkins.gathering import homes
from salesbot.checkins.offers import preview
from salesbot.checkins.service import past, pausing
from salesbot.checkins.service.ahead import rounds_made
from salesbot.checkins.service.compose import recompose, sketch_of
from salesbot.checkins.service.proposal import propose_change
from salesbot.desk.blocks.why import why as why_blocks
from salesbot.desk.service import personal
from salesbot.desk.service.why import why
from salesbot.people import announce
from salesbot.people import queries as known
from salesbot.people import service as people
from salesbot.room import Visit
from salesbot.schedule.model import Occurrence

STANDUP = "Your Daily standup in EMEA Sales"
PASSED_OVER = "I did not send your Daily standup in EMEA Sales: it was paused for everybody."


@pytest.mark.parametrize(
    ("respected", "against"),
    [
        ({"days_off": False, "holidays": False}, ""),
        ({"days_off": True, "holidays": False}, ", but not on that day: you don't work then"),
        ({"days_off": False, "holidays": True}, ", but not on that day: it is a public holiday"),
    ],
)
async def test_a_day_off_stands_only_against_what_respects_it(floor, respected, against):
    """Ben, who does not work on Ghana's Independence Day, is told by why and by his settings what he is then asked."""
    await change(floor, weekdays="1234567", **respected)
    async with floor.house.store.begin() as db:
        ben = await known.member(db, ACME, "UBEN")
        await people.set_country(db, ben, "GH")
        await people.set_days(db, ben, "1234")
    now = await floor.at("2026-03-05T20:00", NEW_YORK)
    async with floor.house.store.read() as db:
        story = await why(db, floor.house, workspace_id=ACME, member_id="UBEN", now=now)
        standing = await personal.standing(db, floor.house, ACME, "UBEN", now=now)
    assert [one.words for one in story.coming] == [one.words for one in standing.coming] == [STANDUP + against]
    await floor.at("2026-03-06T09:15", NEW_YORK)
    assert (await asked(floor, "UBEN", "2026-03-06")) is not bool(against)


@pytest.mark.parametrize(
    ("to", "country", "when"),
    [
        ({}, "US", "tomorrow (Wed 4 Mar) at 09:15."),
        ({"nth": 1, "weekdays": "1"}, "US", "Mon 6 Apr at 09:15."),
        ({"nth": 1, "weekdays": "1"}, "DE", "Mon 6 Apr at 09:15, but it is a public holiday."),
        ({"weekdays": "6"}, "US", "Sat 7 Mar at 09:15, but you don't work then."),
    ],
)
async def test_nothing_open_names_the_very_day_on_which_something_comes(floor, to, country, when):
    """Ben has answered: a Monday five weeks off has its date, and one that is a holiday, as a day off, its but."""
    now = await floor.at("2026-03-03T09:15", NEW_YORK)
    async with floor.house.store.begin() as db:
        await people.set_country(db, await known.member(db, ACME, "UBEN"), country)
    await change(floor, **to)
    assert f"Daily standup comes next, {when}" in await nothing_open(floor, now)
    assert f"Daily standup of EMEA Sales: {when[:-1]}" in await home(floor, now)


async def test_nothing_open_does_not_promise_a_day_on_which_one_is_away(floor):
    """Ben is away from Wednesday on; then he pauses salesbot for good measure."""
    now = await floor.at("2026-03-03T09:15", NEW_YORK)
    async with floor.house.store.begin() as db:
        ben = await known.member(db, ACME, "UBEN")
        await people.set_away(db, ben, date(2026, 3, 4), date(2026, 3, 20), by="UBEN", now=now)
    for why_not in ("you are away then", "you paused me"):
        said = f"tomorrow (Wed 4 Mar) at 09:15, but {why_not}"
        assert said in await nothing_open(floor, now)
        assert said in await home(floor, now)
        async with floor.house.store.begin() as db:
            await people.pause_until(db, await known.member(db, ACME, "UBEN"), now + timedelta(days=7))


async def test_a_close_on_another_day_than_the_rounds_has_its_weekday(floor):
    """Asked on Tuesday at five until nine the next morning, Ben reads wherever it stands that this is Wednesday's."""
    await change(floor, wall=time(17), close=time(9))
    now = await floor.at("2026-03-03T17:00", NEW_YORK)
    part = await floor.part("UBEN")
    listed = [blocks.Listed(one, is_asked=True, may_change=False, part=part) for one in await standing(floor)]
    said = [blocks.reminder(part), blocks.choose([part]), blocks.listing(listed)]
    assert "Open until 09:00 on Wednesday." in await floor.question("UBEN")
    assert ["open until 09:00 on Wednesday" in words(one) for one in said] == [True] * 3
    assert "Tuesday 3 March · open until 09:00 on Wednesday" in await home(floor, now)
    await floor.at("2026-03-04T09:00", NEW_YORK)
    assert "Daily standup closed at 09:00 on Wednesday." in await floor.question("UBEN")
    said = words(blocks.choose([await floor.part("UBEN")]))
    assert "Tuesday, closed at 09:00 on Wednesday; a late answer still counts" in said


async def test_whoever_paused_until_a_day_is_asked_on_it_wherever_they_are(floor):
    """Ana pauses in Berlin until the tenth and is in Sydney by then, where that day begins half a day earlier."""
    now = await floor.at("2026-03-03T08:00", BERLIN)
    async with floor.house.store.begin() as db:
        until = datetime(2026, 3, 9, 23, tzinfo=UTC)
        await people.pause_until(db, await known.member(db, ACME, "UANA"), until)
    await move(floor, "UANA", SYDNEY, now=now)
    await floor.at("2026-03-09T09:15", SYDNEY)
    assert not await asked(floor, "UANA", "2026-03-09")
    await floor.at("2026-03-10T09:15", SYDNEY)
    assert await asked(floor, "UANA", "2026-03-10")


async def test_a_day_that_was_paused_over_is_told_from_one_away(floor):
    """Ben pauses once he was asked on Wednesday: list and history say so; Tuesday, when he was away, stays so."""
    now = await floor.at("2026-03-03T09:15", NEW_YORK)
    async with floor.house.store.begin() as db:
        await service.away(db, (await floor.part("UBEN")).ask.id, workspace_id=ACME, member_id="UBEN", now=now)
    assert "You are away or have paused me" in await floor.question("UBEN")
    now, wednesday = await floor.at("2026-03-04T09:15", NEW_YORK), date(2026, 3, 4)
    async with floor.house.store.begin() as db:
        ben = await known.member(db, ACME, "UBEN")
        await people.pause_until(db, ben, datetime(2026, 3, 6, 5, tzinfo=UTC))
        await service.follow_away(db, ACME, "UBEN", now)
    assert "You are away or have paused me, so nobody waits for you." in await floor.question("UBEN", wednesday)
    assert "· paused" in words(blocks.choose([await floor.part("UBEN", wednesday)]))
    await floor.at("2026-03-06T09:15", NEW_YORK)
    async with floor.house.store.read() as db:
        found = await past.history(db, ACME, of="UBEN", to="UBEN")
    said = words(history(found, today=date(2026, 3, 6)))
    told = ("Thursday 5 March", "paused"), ("Wednesday 4 March", "paused"), ("Tuesday 3 March", "away")
    for day, what in told:
        assert f"*{day}* · Daily standup of EMEA Sales · {what}\n" in f"{said}\n", day


async def test_what_a_pause_had_settled_opens_again_where_its_day_has_come(floor):
    """Ana pauses until Wednesday once she was asked; in Auckland that is Wednesday already, and she may answer."""
    await floor.at("2026-03-03T09:15", BERLIN)
    now = await floor.at("2026-03-03T12:30", BERLIN)
    async with floor.house.store.begin() as db:
        await people.pause_until(db, await known.member(db, ACME, "UANA"), datetime(2026, 3, 3, 23, tzinfo=UTC))
        await announce.away(db, floor.house, ACME, "UANA", now=now)
    assert (await floor.part("UANA")).ask.state == "away"
    await move(floor, "UANA", "Pacific/Auckland", now=now)
    assert (await floor.part("UANA")).ask.state == "open"


async def move(floor, who, zone, *, now):
    """Slack says that somebody is in another zone."""
    user = {"id": who, "team_id": ACME, "name": who, "real_name": who, "tz": zone, "profile": {}}
    async with floor.house.store.begin() as db:
        learned = await people.learn(db, user, workspace_id=ACME, now=now)
        await announce.learned(db, floor.house, learned, now=now)


async def nothing_open(floor, now):
    """What `/checkin` tells Ben where nothing is open."""
    async with floor.house.store.read() as db:
        coming = await queries.coming(db, "UBEN", workspace_id=ACME)
    return words(blocks.nothing_open(coming, zone=NEW_YORK, now=now, early=True, answered=True))


async def home(floor, now):
    """What check-ins say on Ben's home."""
    visit = Visit(workspace_id=ACME, member_id="UBEN", zone=NEW_YORK, teams=[floor.team.id], managed=[], now=now)
    async with floor.house.store.read() as db:
        cards = await homes.home(floor.house, db, visit)
    return "\n".join(text for card in cards for block in card.blocks for text in texts(block))


async def standing(floor):
    """The team's check-ins as they stand."""
    async with floor.house.store.read() as db:
        return await queries.standing(db, [floor.team.id], workspace_id=ACME)


async def change(floor, **to):
    """Ana changes the standup."""
    async with floor.house.store.begin() as db:
        checkin = await queries.locked(db, floor.checkin.id, workspace_id=ACME)
        await recompose(db, checkin, replace(await sketch_of(db, checkin), **to), now=clock.now())


async def asked(floor, who, day):
    """Whether somebody was asked on a day."""
    mine = Occurrence.member_id == who, Occurrence.day == date.fromisoformat(day), Occurrence.slot == ""
    async with floor.house.store.read() as db:
        return await db.scalar(select(Occurrence.state).where(*mine)) == "done"


async def test_days_on_which_nothing_is_for_somebody_are_not_announced(floor):
    """All questions are Friday's: neither why, settings, home, `/checkin` nor the preview promises a Wednesday."""
    async with floor.house.store.read() as db:
        items = (await sketch_of(db, floor.checkin)).items
    now = await floor.at("2026-03-03T09:15", NEW_YORK)
    await change(floor, items=tuple(replace(one, weekdays="5") for one in items))
    assert "comes next, Fri 6 Mar at 09:15" in await nothing_open(floor, now)
    assert "Daily standup of EMEA Sales: Fri 6 Mar at 09:15" in await home(floor, now)
    async with floor.house.store.read() as db:
        story = await why(db, floor.house, workspace_id=ACME, member_id="UBEN", now=now)
        standing = await personal.standing(db, floor.house, ACME, "UBEN", now=now)
        rounds = await preview(db, ACME, floor.team.id, now)
    coming = [[one.at.date() for one in some if one.words == STANDUP] for some in (story.coming, standing.coming)]
    assert coming == [[date(2026, 3, 6)]] * 2
    assert [one.partition(" at ")[0] for one in rounds] == [
        f"Daily standup, Friday {day}" for day in ("6 March", "13 March", "20 March")
    ]


async def test_why_names_what_a_manager_paused(floor):
    """Ana pauses the standup on Tuesday: on Thursday Ben reads why nothing came, also once it goes on."""
    now = await floor.at("2026-03-03T18:00", BERLIN)
    await turn(floor, pausing.PAUSE, now=now)
    now = await floor.at("2026-03-05T12:00", NEW_YORK)
    told = await told_why(floor, now)
    assert told.partition("*Today")[0].count(STANDUP) == told.count(f"{STANDUP}: paused since Tue 3 Mar") == 1
    assert told.count(PASSED_OVER) == 2
    assert "Nothing else is planned for you" in await nothing_open(floor, now)
    assert "Daily standup of EMEA Sales: " not in await home(floor, now)
    await turn(floor, pausing.RESUME, now=now)
    told = await told_why(floor, now)
    assert "paused since" not in told
    assert f"tomorrow (Fri 6 Mar), 09:15: {STANDUP}" in told
    assert told.count(PASSED_OVER) == 2


async def test_why_tells_a_pause_of_all_from_a_pause_of_ones_own(floor):
    """Ben paused me on Wednesday; on Thursday the standup was paused for everybody."""
    now = await floor.at("2026-03-03T18:00", BERLIN)
    async with floor.house.store.begin() as db:
        until = datetime(2026, 3, 5, 5, tzinfo=UTC)
        await people.pause_until(db, await known.member(db, ACME, "UBEN"), until)
    await floor.at("2026-03-04T12:00", NEW_YORK)
    await turn(floor, pausing.PAUSE, now=await floor.at("2026-03-04T13:00", NEW_YORK))
    now = await floor.at("2026-03-05T12:00", NEW_YORK)
    told = await told_why(floor, now)
    assert told.count(PASSED_OVER) == 1
    assert told.count("I did not send your Daily standup in EMEA Sales: you had paused me.") == 1


async def test_a_pause_asks_nobody_though_others_were_asked_that_day(floor):
    """Paused once Berlin was asked: Ben is waited for no longer. Once it goes on he is asked by hand, as Cleo is."""
    now = await floor.at("2026-03-03T09:20", BERLIN)
    await floor.answer("UANA", "Called Acme", "Call Initech", "")
    assert "*Still to come:* Ben" in await floor.report()
    await turn(floor, pausing.PAUSE, now=now)
    assert "*Not asked:* Ben" in await floor.report()
    now = await floor.at("2026-03-03T12:00", NEW_YORK)
    async with floor.house.store.begin() as db:
        assert await service.ask_everyone(db, floor.checkin, now=now) == 0
    assert not await asked(floor, "UBEN", "2026-03-03")
    assert "*Not asked:* Ben" in await floor.report()
    await turn(floor, pausing.RESUME, now=now)
    async with floor.house.store.begin() as db:
        assert await service.ask_everyone(db, floor.checkin, now=now) == 2
    await floor.at("2026-03-03T12:01", NEW_YORK)
    assert await asked(floor, "UBEN", "2026-03-03")


async def test_a_day_that_was_paused_is_in_the_preview_where_it_comes_after_all(floor):
    """Paused over Tuesday's hour, it is to come at three in the afternoon instead: Ana reads of today, and it comes."""
    await turn(floor, pausing.PAUSE, now=await floor.at("2026-03-03T08:00", BERLIN))
    now = await floor.at("2026-03-03T10:00", BERLIN)
    await turn(floor, pausing.RESUME, now=now)
    later = {"wall": time(15), "close": time(18)}
    async with floor.house.store.begin() as db:
        mine = await propose_change(db, floor.checkin.id, workspace_id=ACME, member_id="UANA", now=now)
        _, rounds = await rounds_made(db, replace(mine, sketch=replace(mine.sketch, **later)), now=now)
    assert rounds[0] == "Tuesday 3 March at 15:00 in Berlin (1), New York (1)"
    await change(floor, **later)
    await floor.at("2026-03-03T15:00", BERLIN)
    assert await asked(floor, "UANA", "2026-03-03")


async def turn(floor, verb, *, now):
    """Ana pauses the standup, or lets it go on."""
    async with floor.house.store.begin() as db:
        await pausing.turn(db, floor.checkin.id, verb, workspace_id=ACME, member_id="UANA", now=now)


async def told_why(floor, now):
    """What `/salesbot why` says to Ben."""
    async with floor.house.store.read() as db:
        story = await why(db, floor.house, workspace_id=ACME, member_id="UBEN", now=now)
    return words(why_blocks(story, now=now))


async def test_what_is_never_for_somebody_is_not_announced(floor):
    """Every question is for managers, and reps are asked: nothing comes for Ben, and there is no round to preview."""
    async with floor.house.store.read() as db:
        items = (await sketch_of(db, floor.checkin)).items
    now = await floor.at("2026-03-03T09:15", NEW_YORK)
    await change(floor, items=tuple(replace(one, role="manager") for one in items), roles=("rep",))
    assert "Nothing else is planned for you" in await nothing_open(floor, now)
    async with floor.house.store.read() as db:
        assert await preview(db, ACME, floor.team.id, now) == []


async def test_a_day_without_a_question_leaves_room_for_an_offer(floor):
    """On Wednesday nothing of the standup is for Ben: it is not counted among what is due to him."""
    async with floor.house.store.read() as db:
        items = (await sketch_of(db, floor.checkin)).items
    now = await floor.at("2026-03-03T15:00", NEW_YORK)
    for days, due in (("", 1), ("5", 0)):
        await change(floor, items=tuple(replace(one, weekdays=days) for one in items))
        async with floor.house.store.begin() as db:
            found, _ = await knowing.persons(db, floor.house, ACME, ["UBEN"], now=now, until=now + timedelta(hours=20))
        assert len(found["UBEN"].due) == due
