"""People in full: their own settings, time away, a status that says so, zones that change, and a team's managers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from office import BERLIN, NEW_YORK, SYDNEY, fields_of, setup_answers
from salesbot import clock
from salesbot.checkins.model import Answer
from salesbot.people import queries as people
from salesbot.people import service
from salesbot.room import Room
from salesbot.schedule import queries as schedule

ACME = "T_ACME"
MOVED = "that hour had already passed when it, or your time zone, was changed"
OPEN, SETTLED = "Morning, Ben", "nobody waits for you"


async def settings(office, who, **chosen):
    """Open `/salesbot me`, change these fields, save."""
    await office.act(who).command("/salesbot", "me")
    view = await office.act(who).view()
    assert view is not None
    outcome = await office.act(who).submit(view, chosen)
    await office.settle()
    return outcome


def option(zone):
    """What a menu of zones holds."""
    return {"text": {"type": "plain_text", "text": zone}, "value": zone}


async def days_asked(office, who):
    """The local days on which somebody was asked, and those that were passed over, with why."""
    async with office.house.store.read() as db:
        ledger = await schedule.ledger(db, ACME, who.id, since=datetime(2026, 1, 1, tzinfo=UTC))
    found = [(one.day.day, one.reason or one.state) for one in ledger if one.slot == "" and one.job == "checkin.ask"]
    return sorted(found)


async def typed(office, who, text, *, channel=None):
    """Type after /salesbot; return what its reader sees."""
    outcome = await office.act(who).command("/salesbot", text, channel=channel)
    await office.settle()
    return "\n".join([*outcome.shown, outcome.message.words if outcome.message else ""])


async def open_team_form(office, action):
    """Ana presses a button under `/salesbot team`; return the form."""
    outcome = await office.act(office.ana).command("/salesbot", "team", channel=office.emea)
    await office.act(office.ana).click(outcome.message, action)
    view = await office.act(office.ana).view()
    assert view is not None
    return view


def shown(view):
    """All words of a form."""
    return str(view.body)


# ---- zones ----


async def test_cleo_flies_to_berlin_and_back_and_is_asked_once_a_day(office):
    """Asked in Sydney on Wednesday, she is not asked again in Berlin; Thursday is Berlin's, Friday Sydney's again."""
    await office.set_up()
    await office.at("2026-03-04T09:15", SYDNEY)
    await office.at("2026-03-04T12:00", SYDNEY)
    await settings(office, office.cleo, zone=option(BERLIN))
    await office.at("2026-03-04T09:15", BERLIN)
    await office.at("2026-03-04T12:00", BERLIN)
    assert await days_asked(office, office.cleo) == [(4, "done")]
    await office.at("2026-03-05T09:15", BERLIN)
    assert await days_asked(office, office.cleo) == [(4, "done"), (5, "done")]
    await settings(office, office.cleo, zone=option("Australia/Sydney"))
    await office.at("2026-03-06T09:14", SYDNEY)
    assert await days_asked(office, office.cleo) == [(4, "done"), (5, "done")]
    await office.at("2026-03-06T09:15", SYDNEY)
    await office.at("2026-03-06T09:15", BERLIN)
    assert await days_asked(office, office.cleo) == [(4, "done"), (5, "done"), (6, "done")]
    asked = [words for words in office.said(office.cleo) if "added you" not in words]
    assert len(asked) == 3


async def test_a_flight_over_the_hour_is_told_and_not_made_up_for(office):
    """Ben lands in Berlin when 09:15 is past there: that day is not asked, and `/salesbot why` says so."""
    await office.set_up()
    await office.at("2026-03-03T08:00", NEW_YORK)
    await settings(office, office.ben, zone=option(BERLIN))
    await office.at("2026-03-03T09:15", NEW_YORK)
    assert await days_asked(office, office.ben) == [(3, "moved")]
    assert MOVED in await typed(office, office.ben, "why")
    await office.at("2026-03-04T09:15", BERLIN)
    assert await days_asked(office, office.ben) == [(3, "moved"), (4, "done")]


async def test_what_is_open_says_until_when_on_the_wall_of_whoever_flew(office):
    """Asked in New York until 14:00, Ben lands in Los Angeles, where that is 11:00, as all his messages say then."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    assert "Open until 14:00" in office.last(office.ben).words
    office.slack.change(office.ben, tz="America/Los_Angeles")
    await office.settle()
    assert "Open until 11:00" in office.titled(office.ben, "Morning, Ben").words
    await office.at("2026-03-03T10:45", NEW_YORK)
    assert "it is open until 11:00" in office.last(office.ben).words
    await office.at("2026-03-03T11:00", "America/Los_Angeles")
    assert "closed at 11:00" in office.last(office.ben).words
    assert await days_asked(office, office.ben) == [(3, "done")]


async def test_cleo_gets_up_late_and_is_asked_when_her_day_begins(office):
    """Her question waits for 11:00 and is foretold for then, Ben's does not; without such an hour it is 09:15 again."""
    await office.set_up()
    outcome = await settings(office, office.cleo, begins="11:00")
    assert "Your day begins at 11:00" in str(outcome.view.body), outcome
    assert "tomorrow (Wed 4 Mar), 11:00" in await typed(office, office.cleo, "why")
    await office.at("2026-03-04T10:59", SYDNEY)
    assert not [words for words in office.said(office.cleo) if "Morning" in words]
    await office.at("2026-03-04T11:00", SYDNEY)
    assert "Open until 14:00" in office.titled(office.cleo, "Morning, Cleo").words
    await office.at("2026-03-04T09:15", NEW_YORK)
    office.titled(office.ben, "Morning, Ben")
    await settings(office, office.cleo, begins=None)
    await office.at("2026-03-05T09:15", SYDNEY)
    assert "Morning, Cleo" in office.last(office.cleo).words
    assert await days_asked(office, office.cleo) == [(4, "done"), (5, "done")]


async def test_an_hour_that_was_over_when_one_s_day_began_earlier_again_is_not_blamed_on_the_zone(office):
    """Ben's day begins at 10:30 until he takes that back at 09:20: today's hour is over, and why says what moved."""
    await office.set_up()
    await settings(office, office.ben, begins="10:30")
    await office.at("2026-03-03T09:20", NEW_YORK)
    await settings(office, office.ben, begins=None)
    said = await typed(office, office.ben, "why")
    assert f"09:15: I did not send your Daily standup in EMEA Sales: {MOVED}." in said


async def test_slack_moves_somebody_who_has_set_no_zone(office):
    """The zone in Slack is followed at once, and one's own wins over it."""
    await office.set_up()
    office.slack.change(office.ben, tz=BERLIN)
    await office.settle()
    assert "09:15: Your Daily standup" in shown(await _me(office, office.ben))
    async with office.house.store.read() as db:
        coming = await schedule.next_for(db, ACME, office.ben.id)
    assert {one.zone for one in coming} == {BERLIN}


async def _me(office, who):
    await office.act(who).command("/salesbot", "me")
    return await office.act(who).view()


# ---- one's own settings ----


async def test_me_says_what_is_asked_and_when_and_the_next_holiday(office):
    """The form shows each check-in with its next time, the guessed country, and the next day on which it rests."""
    await office.set_up()
    words = shown(await _me(office, office.ben))
    assert "today (Tue 3 Mar), 09:15: Your Daily standup in EMEA Sales" in words
    assert "As my time zone says: United States" in words
    assert "Next: Memorial Day, Mon 25 May" in words


async def test_the_live_report_knows_at_once_who_will_not_be_asked(office):
    """Ana answered while it is night where Ben is: he notes today as away, takes that back, and works no Tuesdays."""
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    await office.answer(office.ana, "Reviews", "Reviews", "")
    assert "Still to come:* Ben" in office.last(office.emea).words
    for do, stands in (
        (typed(office, office.ben, "away today"), "Away:* Ben"),
        (typed(office, office.ben, "away off"), "Still to come:* Ben"),
        (settings(office, office.ben, days=["1", "3"]), "Day off:* Ben"),
    ):
        await do
        assert stands in office.titled(office.emea, "Reviews").words


async def test_several_periods_away_are_set_and_one_is_ended(office):
    """Each period is a tick; taking one away ends that one, and the other stays."""
    await office.set_up()
    await typed(office, office.ben, "away 9-10 mar")
    await settings(office, office.ben, away_first="2026-03-16", away_last="2026-03-18")
    view = await _me(office, office.ben)
    ticks = next(block for block in view.blocks if block.get("block_id") == "aways")["element"]["options"]
    assert [one["text"]["text"] for one in ticks] == ["Mon 9 \N{EN DASH} Tue 10 Mar", "Mon 16 \N{EN DASH} Wed 18 Mar"]
    outcome = await office.act(office.ben).submit(view, {"aways": [ticks[1]["value"]]})
    assert "Away Mon 16" in shown(outcome.view)
    for day in ("09", "10", "16"):
        await office.at(f"2026-03-{day}T09:15", NEW_YORK)
    asked = dict(await days_asked(office, office.ben))
    assert (asked[9], asked[10], asked[16]) == ("done", "done", "away")


async def test_a_pause_settles_what_is_open_and_its_end_opens_it_again(office):
    """While paused no reminder comes and nobody is asked; going on before the close opens today's question again."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await settings(office, office.ben, pause="2026-03-09")
    assert "You are away or have paused me" in office.titled(office.ben, SETTLED).words
    await settings(office, office.ben, pause=None)
    assert "checkin.skip" in office.titled(office.ben, OPEN).buttons
    await settings(office, office.ben, pause="2026-03-06")
    for day in (3, 4, 5, 6):
        await office.at(f"2026-03-0{day}T10:45", NEW_YORK)
    assert await days_asked(office, office.ben) == [(3, "done"), (4, "paused"), (5, "paused"), (6, "done")]
    assert not any("Still time" in words for words in office.said(office.ben)[:-1])


async def test_settings_that_make_no_sense_are_said_beside_the_field(office):
    """Days that are over, turned round or endless, a pause in the past, an unknown zone or country: nothing is kept."""
    await office.set_up()
    wrong = {
        "away_last": {"away_first": "2026-03-01", "away_last": "2026-03-02"},
        "away_first": {"away_last": "2026-03-12"},
        "pause": {"pause": "2026-02-03", "away_first": "2026-03-16"},
        "zone": {"zone": option("Mars/Base")},
        "country": {"country": option("XX")},
    }
    for field, chosen in wrong.items():
        view = await _me(office, office.ben)
        outcome = await office.act(office.ben).submit(view, chosen)
        assert list(outcome.errors) == [field], (field, outcome)
        await office.act(office.ben).close(view)
    async with office.house.store.read() as db:
        ben = await people.member(db, ACME, office.ben.id)
        assert (ben.own_zone, ben.own_country, ben.paused_until) == (None, None, None)
        assert await people.aways(db, ACME, [ben.id], since=datetime(2026, 1, 1, tzinfo=UTC).date()) == {}


# ---- a status that says away ----


async def test_a_status_that_says_away_settles_and_its_end_opens_again(office):
    """A palm tree at ten settles the open question; when it goes at eleven the question is open, as it was."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    office.slack.change(office.ben, status_text="OOO", status_emoji=":palm_tree:")
    await office.settle()
    assert office.titled(office.ben, SETTLED).buttons == {"checkin.answer": "Answer after all"}
    office.slack.change(office.ben, status_text="", status_emoji="")
    await office.settle()
    assert "checkin.skip" in office.titled(office.ben, OPEN).buttons
    await office.at("2026-03-03T10:45", NEW_YORK)
    assert any("Still time" in words for words in office.said(office.ben))


async def test_a_status_covers_the_hours_until_its_end_and_asks_slack_nothing(office):
    """Until Thursday 08:00 he is away, from then on he is asked, without a look at Slack for it."""
    await office.set_up()
    ends = int(datetime(2026, 3, 5, 13, tzinfo=UTC).timestamp())
    office.slack.change(office.ben, status_text="Krank", status_emoji=":tea:", status_expiration=ends)
    await office.settle()
    assert "Your Slack status says that you are away until Thu 08:00" in await typed(office, office.ben, "away")
    before = len(office.slack.calls)
    for day in (3, 4, 5):
        await office.at(f"2026-03-0{day}T09:15", NEW_YORK)
    assert await days_asked(office, office.ben) == [(3, "away"), (4, "away"), (5, "done")]
    assert not [one for one in office.slack.calls[before:] if one.method.startswith("users.")]
    assert "you were away" in await typed(office, office.ben, "why")


async def test_who_says_they_are_here_is_believed_until_the_status_is_another(office):
    """`away off` under a palm tree: he is asked, the sync does not bring it back, and the next status counts again."""
    await office.set_up()
    office.slack.change(office.ben, status_text="OOO", status_emoji=":palm_tree:")
    await office.settle()
    assert "no notice of your Slack status" in await typed(office, office.ben, "away off")
    await office.house.sync(now=clock.now())
    await office.at("2026-03-03T09:15", NEW_YORK)
    assert await days_asked(office, office.ben) == [(3, "done")]
    office.slack.change(office.ben, status_text="Really out sick now", status_emoji=":palm_tree:")
    await office.at("2026-03-04T09:15", NEW_YORK)
    assert await days_asked(office, office.ben) == [(3, "done"), (4, "away")]


async def test_a_status_heard_by_the_sync_settles_too(office):
    """What was said while salesbot was away is found at the next sync, and settles what is open."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    office.ben.status_text, office.ben.status_emoji = "Vacationing", ":palm_tree:"
    await office.house.sync(now=clock.now())
    await office.settle()
    assert SETTLED in office.titled(office.ben, SETTLED).words


# ---- a team's managers ----


async def test_a_manager_notes_and_ends_somebodys_days_from_the_team(office):
    """Ben reads who noted what and how to undo it; ended, he is asked as usual; somebody outside is refused."""
    await office.set_up()
    view = await open_team_form(office, "desk.team_away")
    outcome = await office.act(office.ana).submit(view, {"who": "UBEN", "first": "2026-03-03", "last": "2026-03-05"})
    await office.settle()
    assert "Ben is away" in shown(outcome.view)
    assert "<@UANA> noted that you are away" in office.said(office.ben)[-1]
    assert "your manager noted that you are away" in await typed(office, office.ben, "why")
    await office.at("2026-03-03T09:15", NEW_YORK)
    view = await open_team_form(office, "desk.team_away")
    await office.act(office.ana).submit(view, {"who": "UBEN", "what": "end"})
    await office.at("2026-03-04T09:15", NEW_YORK)
    assert await days_asked(office, office.ben) == [(3, "away"), (4, "done")]

    view = await open_team_form(office, "desk.team_away")
    wrong = {
        "who": {"who": "UDEV", "first": "2026-03-16"},
        "first": {"who": "UBEN"},
        "last": {"who": "UBEN", "first": "2026-03-16", "last": "2026-03-12"},
    }
    for field, chosen in wrong.items():
        outcome = await office.act(office.ana).submit(view, {"first": None, "last": None} | chosen)
        assert list(outcome.errors) == [field], outcome


async def test_a_manager_who_overrules_a_status_says_so_to_its_owner(office):
    """Ana says that Ben is here in spite of his palm tree: he reads who did, and so of days that he had noted."""
    await office.set_up()
    office.slack.change(office.ben, status_text="OOO", status_emoji=":palm_tree:")
    await office.settle()
    assert "no notice of their Slack status" in await typed(office, office.ana, "away @ben off")
    said = "<@UANA> told me that you are here, whatever your Slack status says, so I will ask you as usual."
    assert said in office.last(office.ben).words
    assert "your manager ended your time away" in await typed(office, office.ben, "why")
    await typed(office, office.ben, "away today")
    await typed(office, office.ana, "away @ben off")
    assert "took out your time away: today (Tue 3 Mar), so I will ask you" in office.last(office.ben).words


async def test_managers_read_whose_reminders_stopped(office):
    """After three rounds without a word Ana reads it in the team's list, Cleo does not, and questions go on."""
    await office.set_up()
    for day in (3, 4, 5):
        await office.at(f"2026-03-0{day}T09:15", NEW_YORK)
        await office.at(f"2026-03-0{day}T14:00", NEW_YORK)
    words = "three rounds unanswered, reminders stopped (Daily standup)"
    ben = next(line for line in (await typed(office, office.ana, "team")).splitlines() if "<@UBEN>" in line)
    assert words in ben
    assert "reminders" not in await typed(office, office.cleo, "team")
    await office.at("2026-03-06T09:15", NEW_YORK)
    assert await days_asked(office, office.ben) == [(3, "done"), (4, "done"), (5, "done"), (6, "done")]
    await office.answer(office.ben, "Met Acme", "Send the offer", "")
    await office.at("2026-03-06T14:00", NEW_YORK)
    ben = next(line for line in (await typed(office, office.ana, "team")).splitlines() if "<@UBEN>" in line)
    assert "reminders stopped" not in ben


@pytest.mark.parametrize("form", ["team", "setup"])
async def test_of_several_who_moved_rooms_hear_in_a_transaction_for_each(office, form):
    """Ben and Cleo are elsewhere by the time a form names both: what rooms lock for one is let go before the next."""
    told = {}

    async def moved(db, move):
        told[move.member_id] = db

    await office.set_up()
    office.house.rooms = [*office.house.rooms, Room(name="watching", on_member_moved=moved)]
    async with office.house.store.begin() as db:
        for one in (await people.members(db, ACME, ["UBEN", "UCLEO"])).values():
            one.slack_zone = "Asia/Kolkata"
    if form == "team":
        view = await open_team_form(office, "desk.team_edit")
        outcome = await office.act(office.ana).submit(view, {"add": ["UBEN", "UCLEO"], "add_role": "rep"})
    else:
        deals = office.slack.channel("deals", members=[office.ana, office.ben, office.cleo, office.bot.bot])
        answers = setup_answers(office, (office.ben, office.cleo), wall="09:15") | {
            "channel": deals.id,
            "name": "Deals",
        }
        await office.act(office.ana).command("/salesbot", "setup")
        outcome = await office.act(office.ana).submit(await office.act(office.ana).view(), answers)
    assert not outcome.errors
    assert set(told) == {"UBEN", "UCLEO"}
    assert told["UBEN"] is not told["UCLEO"]


async def test_why_tells_whoever_is_never_asked_why_nothing_comes(office):
    """Ben is made a contributor, an observer, and taken out: each time why says what that means for him."""
    await office.set_up()
    assert "Nothing is planned" not in await typed(office, office.ben, "why")
    for what, said in (
        ("contributor", "In EMEA Sales you are a contributor: you are asked only what is meant for you."),
        ("observer", "In EMEA Sales you are an observer: you read its reports, and are never asked."),
        ("out", "You are in no team."),
    ):
        view = await open_team_form(office, "desk.team_edit")
        await office.act(office.ana).submit(view, {"who": ["UBEN"], "what": what})
        await office.settle()
        assert f"Nothing is planned for you. {said}" in await typed(office, office.ben, "why")


async def test_a_team_is_renamed_moved_and_kept_in_step(office):
    """Its name and zone change; from now on who joins the channel joins it, and whom Ana took out stays out."""
    await office.set_up(members=(office.ben,))
    assert "*EMEA Sales*" in await typed(office, office.ben, "team")
    view = await open_team_form(office, "desk.team_settings")
    chosen = {"name": "EMEA & Co", "zone": option("Europe/Paris"), "everyone": ["everyone"]}
    outcome = await office.act(office.ana).submit(view, chosen)
    assert "EMEA &amp; Co" in shown(outcome.view)
    for _ in range(50):
        if "<@UCLEO>" in await typed(office, office.ana, "team"):
            break
    said = await typed(office, office.ana, "team")
    assert "*EMEA &amp; Co*" in said
    assert "<@UCLEO>" in said  # she was in the channel

    view = await open_team_form(office, "desk.team_edit")
    await office.act(office.ana).submit(view, {"who": ["UCLEO"], "what": "out"})
    await office.act(office.cleo).leave(office.emea)
    await office.act(office.cleo).join(office.emea)
    await office.act(office.eve).join(office.emea)
    await office.act(office.dev).join(office.emea)
    await office.settle()
    await office.house.sync(now=clock.now() + timedelta(hours=1))
    said = await typed(office, office.ana, "team")
    assert [one for one in ("UANA", "UBEN", "UCLEO", "UDEV", office.eve.id) if f"<@{one}>" in said] == [
        "UANA", "UBEN", "UDEV",
    ]  # fmt: skip
    async with office.house.store.read() as db:
        assert office.eve.id not in await people.known_ids(db, ACME)

    view = await open_team_form(office, "desk.team_settings")
    outcome = await office.act(office.ana).submit(view, {"name": "  ", "everyone": []})
    assert list(outcome.errors) == ["name"]


async def test_an_archived_team_asks_nothing_more_and_keeps_what_was_said(office):
    """Nobody is asked again, an old question says so, the channel is free for a new team, and answers stay."""
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    await office.answer(office.ana, "Hired a rep", "Reviews", "")
    await office.at("2026-03-03T09:15", NEW_YORK)
    question = office.titled(office.ben, OPEN)
    view = await open_team_form(office, "desk.team_settings")
    outcome = await office.act(office.ana).click(view, "desk.team_archive")
    await office.settle()
    assert outcome.acked
    assert "is archived. 3 people are asked nothing more" in shown(await office.act(office.ana).view())
    await office.act(office.ben).click(question, "checkin.answer")
    await office.slack.settled()
    assert any("no longer in EMEA Sales" in one.text for one in office.slack.messages(office.ben) if one.ephemeral_for)
    before = len(office.said(office.ben)), len(office.said(office.emea))
    for day in ("03T10:45", "03T14:00", "04T09:15", "05T09:15"):
        await office.at(f"2026-03-{day}", NEW_YORK)
    assert (len(office.said(office.ben)), len(office.said(office.emea))) == before
    assert "You are in no team right now" in await typed(office, office.ben, "team")
    async with office.house.store.read() as db:
        assert await db.scalar(select(func.count()).select_from(Answer)) > 0
        assert await schedule.next_for(db, ACME, office.ben.id) == []
    team = await office.set_up()
    assert team.archived_at is None


async def test_whoever_becomes_a_guest_leaves_and_comes_back_as_a_member(office):
    """Slack made Ben a guest: he is asked nothing; a full member again, he is back in his place."""
    await office.set_up()
    office.slack.change(office.ben, is_restricted=True)
    await office.settle()
    assert "<@UBEN>" not in await typed(office, office.ana, "team")
    await office.at("2026-03-03T09:15", NEW_YORK)
    assert await days_asked(office, office.ben) == []
    office.slack.change(office.ben, is_restricted=False)
    await office.settle()
    assert "<@UBEN>" in await typed(office, office.ana, "team")
    await office.at("2026-03-04T09:15", NEW_YORK)
    assert await days_asked(office, office.ben) == [(4, "done")]


async def test_a_private_channel_is_followed_too(office):
    """A team in a private channel that is kept in step takes in who joins, and lets go who leaves."""
    secret = office.slack.channel("secret-deals", members=[office.ana, office.ben, office.bot.bot], private=True)
    await office.act(office.ana).command("/salesbot", "setup", channel=secret)
    view = await office.act(office.ana).view()
    chosen = {"name": "Secret", "channel": secret.id, "everyone": ["everyone"], "templates": ["standup"]}
    outcome = await office.act(office.ana).submit(view, chosen)
    assert not outcome.errors, outcome
    await office.settle()
    await office.act(office.cleo).join(secret)
    await office.act(office.ben).leave(secret)
    await office.settle()
    said = await typed(office, office.ana, "team", channel=secret)
    assert "<@UCLEO>" in said
    assert "<@UBEN>" not in said


async def test_the_last_manager_who_goes_is_reported(office):
    """No admin is known, so the team's own channel reads that nobody manages it."""
    await office.set_up()
    office.slack.change(office.ana, deleted=True)
    await office.settle()
    assert "has no manager any more" in office.last(office.emea).words


async def test_an_answer_while_away_by_status_still_counts(office):
    """Away or not, who answers has answered; the end of the status does not open it again."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    office.slack.change(office.ben, status_text="OOO", status_emoji=":palm_tree:")
    await office.settle()
    await office.act(office.ben).click(office.titled(office.ben, SETTLED), "checkin.answer")
    view = await office.act(office.ben).view()
    await office.act(office.ben).submit(view, dict(zip(fields_of(view), ("Met Acme", "Offer", ""), strict=True)))
    office.slack.change(office.ben, status_text="", status_emoji="")
    await office.settle()
    assert "Thanks, Ben" in office.said(office.ben)[-1]


# ---- coming and going with the channel ----


async def follow_channel(office, *, everyone=("everyone",)):
    """Ana lets the team be kept in step with its channel, or no longer."""
    view = await open_team_form(office, "desk.team_settings")
    chosen = {"name": "EMEA Sales", "zone": option(BERLIN), "everyone": list(everyone)}
    outcome = await office.act(office.ana).submit(view, chosen)
    assert not outcome.errors, outcome
    await office.settle()


async def roles_in(office):
    """What everybody in the team is, by their ids."""
    async with office.house.store.read() as db:
        team = await people.team_in(db, ACME, office.emea.id)
        return team, {place.member.id: place.role for place in await people.roster(db, ACME, team.id)}


@pytest.mark.parametrize("heard", [True, False], ids=["told at once", "seen by the sync"])
async def test_whoever_comes_back_with_the_channel_is_what_they_were(office, heard):
    """Ana made Dev an observer; he leaves the channel, comes back, and is still asked nothing."""
    await office.set_up(members=())
    await follow_channel(office)
    await office.act(office.dev).join(office.emea)
    await office.settle()
    view = await open_team_form(office, "desk.team_edit")
    await office.act(office.ana).submit(view, {"who": ["UDEV"], "what": "observer"})
    await office.act(office.dev).leave(office.emea)
    await office.settle()
    assert "UDEV" not in (await roles_in(office))[1]
    if heard:
        await office.act(office.dev).join(office.emea)
        await office.settle()
    else:
        office.emea.members[office.dev.id] = None  # nobody told salesbot
        await office.house.sync(now=clock.now() + timedelta(hours=1))
    assert (await roles_in(office))[1]["UDEV"] == "observer"
    await office.at("2026-03-04T09:15", BERLIN)
    assert await days_asked(office, office.dev) == []


async def test_a_channel_that_is_followed_no_longer_takes_nobody_out(office):
    """Ana ends it while the sync asks Slack who is there: who came with the channel stays, as the form says."""
    await office.set_up(members=())
    await follow_channel(office)
    for who in (office.ben, office.dev):
        await office.act(who).join(office.emea)
    await office.settle()
    team, before = await roles_in(office)
    assert {"UBEN", "UDEV"} <= before.keys()
    await follow_channel(office, everyone=())
    async with office.house.store.begin() as db:
        assert await service.keep_in_step(db, team, ["UANA"], now=clock.now() + timedelta(hours=1)) == ([], [])
        assert await service.departed(db, team, "UBEN", now=clock.now()) == []
    assert (await roles_in(office))[1] == before


async def test_a_form_that_could_change_nobody_says_why(office):
    """Whoever is to be added as something else is told of, and so is whoever is not in the team yet."""
    await office.set_up()
    view = await open_team_form(office, "desk.team_edit")
    outcome = await office.act(office.ana).submit(view, {"add": ["UBEN", "UDEV"], "add_role": "contributor"})
    assert "Added <@UDEV>." in shown(outcome.view)
    assert "In the team already, and left as they were: <@UBEN>." in shown(outcome.view)
    view = await open_team_form(office, "desk.team_edit")
    outcome = await office.act(office.ana).submit(view, {"who": ["UDEV"], "what": "out"})
    assert "Took out <@UDEV>." in shown(outcome.view)
    view = await open_team_form(office, "desk.team_edit")
    outcome = await office.act(office.ana).submit(view, {"who": ["UDEV"], "what": "observer"})
    assert "Not in the team yet, so there was nothing to change: <@UDEV>." in shown(outcome.view)
    assert "had that role" not in shown(outcome.view)
    view = await open_team_form(office, "desk.team_edit")
    outcome = await office.act(office.ana).submit(view, {"add": ["UBEN"], "add_role": "rep"})
    assert "Nothing changed: they had that role already." in shown(outcome.view)


async def test_days_at_the_end_of_the_calendar_are_a_slip(office):
    """A year that nobody lives to see gets a sentence; nothing is noted."""
    await office.set_up()
    for days in ("9999-12-31", "31.12.9999", "1 Jan 9998"):
        assert "is too far ahead. Please look at the year again." in await typed(office, office.ben, f"away {days}")
    assert "Mon 5 Jan 2032" in await typed(office, office.ben, "away 5 Jan 2032")
