"""A manager looks ahead in Slack: their team's coming weeks, on each person's clock; others are told who may."""

from __future__ import annotations

from datetime import date

import pytest
from rounds import begin, item

from salesbot.people import service as people
from salesbot.people.model import Member
from salesbot.schedule import queries, service


@pytest.fixture
async def team(office):
    """EMEA Sales with its standup; Cleo is away on Thursday and Friday."""
    found = await office.set_up()
    async with office.house.store.begin() as db:
        cleo = await db.get(Member, ("T_ACME", office.cleo.id))
        assert cleo is not None
        await people.set_away(db, cleo, date(2026, 3, 5), date(2026, 3, 6), by=cleo.id, now=found.created_at)
    return found


async def looks(office, who, *, channel=True):
    """Type `/salesbot simulate`; returns what came of it."""
    return await office.act(who).command("/salesbot", "simulate", **({"channel": office.emea} if channel else {}))


async def test_a_manager_reads_their_teams_coming_week(office, team):
    """Day by day who is asked when on their own clock, where it is read, and who is not asked and why."""
    before = _for_everybody(office)
    outcome = await looks(office, office.ana)
    words = outcome.message.words
    assert outcome.message.ephemeral_for
    assert "What EMEA Sales will get*, until Mon 9 Mar" in words
    assert "*Tue 3 Mar*" in words
    assert "*Daily standup*, 09:15 welcome, question, 10:45 reminder if unanswered" in words
    assert "Ana (Berlin) · Ben (New York)" in words
    assert "*Daily standup* in #emea-sales: live report with the first answer; 20:00 Berlin: “nobody" in words
    assert "not asked (away until Fri 6 Mar): Cleo" in words
    await office.settle()
    assert _for_everybody(office) == before


@pytest.mark.parametrize("typed", ["14", "14 days", "--days 14"])
async def test_days_may_be_typed_as_on_the_command_line(office, team, typed):
    """The week comes, and its button leads to the next: all fourteen days are there."""
    outcome = await office.act(office.ana).command("/salesbot", f"simulate {typed}", channel=office.emea)
    assert "What EMEA Sales will get*, until Mon 9 Mar" in outcome.message.words
    assert "Next week" in outcome.message.buttons.values()


@pytest.mark.parametrize("typed", ["abc", "0", "29", "1000", "14 weeks"])
async def test_days_that_are_none_or_too_many_are_told(office, team, typed):
    """Words that salesbot does not follow are not passed over."""
    outcome = await office.act(office.ana).command("/salesbot", f"simulate {typed}", channel=office.emea)
    assert "I look up to 28 days ahead, a week at a time" in outcome.message.words


async def test_a_day_reads_from_morning_to_evening(office, team):
    """What is asked in the afternoon stands below the morning's, whatever it is called."""
    await begin(office, team, item(1, "The Acme deal?"), name="Account review", wall="13:00")
    words = (await looks(office, office.ana)).message.words
    day = words.partition("*Wed 4 Mar*")[2].partition("*Thu 5 Mar*")[0]
    assert 0 <= day.find("*Daily standup*, 09:15") < day.find("*Account review*, 13:00")


async def test_where_reports_are_read_is_told_as_one_would_say_it(office, team):
    """Managers get theirs, a channel has its own, in a thread where answers come one by one."""
    for name, publish in (("Mood", "managers"), ("Pulse", "thread")):
        await begin(office, team, item(1, "How is it?"), name=name, wall="13:00", publish=publish)
    words = (await looks(office, office.ana)).message.words
    assert "*Mood* to Ana: private report with the first answer" in words
    assert "*Pulse* in #emea-sales: the day's thread with the first answer" in words


def _for_everybody(office):
    """What salesbot has said to Ben and in the channel, but for what only one person sees."""
    places = office.slack.messages(office.ben, by_bots=True), office.slack.messages(office.emea, by_bots=True)
    return [[one.words for one in place if not one.ephemeral_for] for place in places]


async def test_the_buttons_turn_the_weeks(office, team):
    """The next week comes in the place of this one, and back; after four weeks there is no further button."""
    message = (await looks(office, office.ana)).message
    ana = office.act(office.ana)
    assert "Earlier week" not in message.buttons.values()
    assert "09:15 welcome, question" in message.words
    for day in ("Wed 11 Mar", "Wed 18 Mar", "Wed 25 Mar"):
        outcome = await ana.click(message, "desk.ahead.on")
        assert outcome.ok, outcome
        message = office.slack.fresh(message)
        assert f"*{day}*" in message.words
        assert "welcome" not in message.words  # it comes once, in the first of these weeks
    assert "Next week" not in message.buttons.values()
    await ana.click(message, "desk.ahead.back")
    assert "*Wed 18 Mar*" in office.slack.fresh(message).words


@pytest.mark.parametrize("who", ["ben", "dev"])
async def test_others_are_told_who_may_look(office, team, who):
    """A rep, and somebody in no team, read one sentence and no name of a day."""
    outcome = await looks(office, getattr(office, who))
    said = " ".join(outcome.shown)
    assert "Only a team's managers look ahead" in said or "You are in no team right now" in said
    assert "Mar" not in said


async def test_a_button_of_somebody_who_manages_no_more_shows_nothing(office, team):
    """Rights are looked up anew at each press."""
    message = (await looks(office, office.ana)).message
    async with office.house.store.begin() as db:
        await people.set_role(db, team, office.ben.id, role="manager", by="UANA", now=team.created_at)
        await people.set_role(db, team, office.ana.id, role="rep", by="UBEN", now=team.created_at)
    before = message.words
    outcome = await office.act(office.ana).click(message, "desk.ahead.on")
    assert outcome.acked
    no = "Only a team's managers look ahead"
    await office.slack.wait_for(lambda: no in office.last(office.emea).words, within=5)
    assert office.slack.fresh(message).words == before


async def test_typed_in_a_direct_message_it_means_the_only_team(office, team):
    """Whoever manages one team need not say which."""
    outcome = await looks(office, office.ana, channel=False)
    assert "What EMEA Sales will get" in outcome.message.words


async def test_a_word_for_the_same_works_too(office, team):
    """Somebody types `upcoming`, or a slip of the right word."""
    outcome = await office.act(office.ana).command("/salesbot", "upcoming", channel=office.emea)
    assert "What EMEA Sales will get" in outcome.message.words
    outcome = await office.act(office.ana).command("/salesbot", "simulte", channel=office.emea)
    assert "/salesbot simulate" in " ".join(outcome.shown)


async def test_a_week_without_anything_says_so(office):
    """A team whose only check-in and whose week are paused reads that, and that nothing comes."""
    found = await office.set_up()
    async with office.house.store.begin() as db:
        for job in ("checkin.ask", "digest.week"):
            (one,) = await queries.appointments(db, "T_ACME", job=job)
            await service.pause(db, one, now=found.created_at)
    words = (await looks(office, office.ana)).message.words
    assert "Daily standup in EMEA Sales is paused" in words
    assert "Nothing comes by itself in these days." in words
