"""`/salesbot` and its words, over a real socket: what is typed, and what its reader sees."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from salesbot import clock
from salesbot.desk.rules import WORDS
from salesbot.outbox import Note
from salesbot.outbox import service as outbox
from salesbot.people import announce, queries, service
from salesbot.room import ChannelChange, Message

from .conftest import ACME, opened, words


async def test_a_bare_command_gets_the_short_version(office):
    """It names what everybody needs, and help for the rest."""
    said = await office.type("ben", "")
    assert "`/salesbot me`" in said
    assert "`/salesbot help`" in said


async def test_help_tells_manager_lines_to_managers_only(office):
    """Ana manages, Ben does not; both read what every room says of itself."""
    await office.set_up()
    for_ana, for_ben = await office.type("ana", "help"), await office.type("ben", "help")
    assert "away @ben" in for_ana
    assert "away @ben" not in for_ben
    assert "`/checkin` " in for_ben


async def test_every_word_that_help_names_is_known(office):
    """Nothing is advertised that does not exist, to managers neither."""
    await office.set_up()
    said = await office.type("ana", "help")
    named = {word for line in said.splitlines() for word in re.findall(r"^`/salesbot (\w+)", line)}
    assert named == set(WORDS)


async def test_an_unknown_word_gets_the_nearest(office):
    """A slip of the finger is understood, and markup in it stays words."""
    assert "Did you mean `/salesbot setup`?" in await office.type("ben", "setpu")
    said = await office.type("ben", "<!channel>xyz *b*")
    assert "<!channel>" not in said
    assert "`/salesbot help` shows what I can do" in said


async def test_what_is_told_to_oneself_alone_is_not_taken_for_somebody_elses(office):
    """Ana asks why Ben was sent what he was: her own reasons would read like his."""
    await office.set_up()
    for word in ("why", "me"):
        said = await office.type("ana", f"{word} @ben")
        assert said == f"`/salesbot {word}` is about yourself alone. <@UBEN> can type it for themselves."
    assert "What comes next" in await office.type("ana", "why @ana")


async def test_a_prefix_is_in_every_command_and_sentence(sqlite_url, now):
    """With a prefix no sentence speaks of /salesbot."""
    clock.set_calendar(now)
    async with opened(sqlite_url, command_prefix="acme-") as office:
        outcome = await office.act("ben").command("/acme-salesbot", "help")
        said = "\n".join(words(outcome.body["blocks"]))
        assert "`/acme-salesbot why`" in said
        assert "`/salesbot" not in said
        assert "`/checkin" not in said


async def test_somebody_in_no_team_reads_who_can_add_them(office):
    """Before any team there is a word about setup, afterwards the managers by name."""
    assert "`/salesbot setup` makes one in a minute" in await office.type("cleo", "team")
    await office.set_up()
    for word in ("team", "why", "me", "away tomorrow"):
        said = await office.type("cleo", word)
        assert "Somebody who manages one can add you: <@UANA> (EMEA Sales)" in said, word


@pytest.mark.parametrize(
    "typed",
    [
        "/checkin", "/checkin list", "/checkin new", "/checkin blockers", "/standup",
        "/kudos @ben for the calm demo at Acme", "/tip search pricing", "/digest",
    ],
)  # fmt: skip
async def test_somebody_in_no_team_reads_who_can_add_them_at_every_door(office, typed):
    """Cleo is told whom to ask, by name, and how to begin a team of her own."""
    await office.set_up()
    name, _, rest = typed.partition(" ")
    outcome = await office.act("cleo").command(name, rest)
    (said,) = outcome.shown
    assert said.startswith("You are in no team right now. Somebody who manages one can add you: <@UANA> (EMEA Sales).")
    assert said.endswith("Or start one with `/salesbot setup`.")


@pytest.mark.parametrize("typed", ["/checkin", "/salesbot team", "/kudos @ana for the demo at Acme"])
async def test_whoever_left_their_only_team_reads_nothing_of_a_yet(office, typed):
    """Ben was in one until just now: what he reads holds for him as for somebody new, also where no team is left."""
    await office.set_up()
    async with office.house.store.begin() as db:
        (team,) = await queries.teams(db, ACME)
        await service.leave(db, team, ["UBEN"], by="UANA", now=clock.now())
    name, _, rest = typed.partition(" ")
    (said,) = (await office.act("ben").command(name, rest)).shown
    assert said.startswith("You are in no team right now. Somebody who manages one can add you: <@UANA> (EMEA Sales).")
    async with office.house.store.begin() as db:
        await service.leave(db, team, ["UANA"], by="UANA", now=clock.now())
    (said,) = (await office.act("ben").command(name, rest)).shown
    assert said.startswith("You are in no team right now, and there is none here to join.")


async def test_time_away_that_ends_promises_nothing_to_whoever_paused(office):
    """Ben paused: noting and ending days away changes nothing of that, and he and his manager read so."""
    await office.set_up()
    async with office.house.store.begin() as db:
        ben = await queries.member(db, ACME, "UBEN")
        await service.pause_until(db, ben, datetime(2026, 3, 6, 5, tzinfo=UTC))
    paused = "You paused me until Fri 6 Mar; `/salesbot me` ends that sooner."
    assert (await office.type("ben", "away")).endswith(paused)
    assert await office.type("ben", "away off") == f"No time away was noted, so nothing changed. {paused}"
    await office.type("ben", "away tomorrow")
    assert (await office.type("ben", "away off")).endswith(f"I took out tomorrow (Wed 4 Mar). {paused}")
    await office.type("ben", "away tomorrow")
    said = await office.type("ana", "away @ben off")
    assert said.endswith("Ben paused me until Fri 6 Mar; only they can end that sooner, in `/salesbot me`.")
    await office.settle()
    assert office.said("ben")[-1].endswith(f"took out your time away: tomorrow (Wed 4 Mar). {paused}")


async def test_the_team_is_told_with_local_times_and_days_away(office):
    """Everybody's hour on their own wall, and who is away; buttons for those who manage."""
    await office.set_up()
    await office.type("ben", "away 3-14 aug")
    said = await office.type("ben", "team")
    assert "<@UANA> · Tue 09:00 in Berlin" in said
    assert "<@UBEN> · Tue 03:00 in New York · :palm_tree: away Mon 3 \N{EN DASH} Fri 14 Aug" in said
    assert "Add or change people" not in said
    assert "Add or change people" in await office.type("ana", "team")


async def test_who_is_away_today_stays_in_the_list_until_their_own_midnight(office):
    """At 02:00 UTC on Wednesday it is Tuesday evening for Ben in New York; an hour after his midnight it is over."""
    await office.set_up()
    await office.type("ben", "away today")
    clock.set_calendar(clock.now().replace(day=4, hour=2))
    said = await office.type("ana", "team")
    assert "<@UBEN> · Tue 21:00 in New York · :palm_tree: away today (Tue 3 Mar)" in said
    clock.set_calendar(clock.now().replace(hour=6))
    assert "palm_tree" not in await office.type("ana", "team")


async def test_somebody_in_two_teams_chooses_unless_the_channel_says_it(office):
    """In a team's channel that team is meant, elsewhere a button for each."""
    await office.set_up()
    west = office.slack.channel("west", members=[office.people["ana"], office.people["ben"]])
    await office.set_up(channel=west, name="West")
    assert "*West*" in await office.type("ben", "team", channel=west)
    outcome = await office.act("ben").command("/salesbot", "team")
    assert "Which team?" in outcome.shown[0]
    team = await office.team(west)
    await office.act("ben").click(outcome.message, f"desk.team_chosen.{team.id}")
    assert "*West*" in office.slack.messages(office.people["ben"], by_bots=True)[-1].words


async def test_a_manager_adds_people_gives_roles_and_takes_out(office):
    """The form behind the button does all three, and rights are looked up anew when it is sent."""
    await office.set_up()
    answer = await office.act("ana").command("/salesbot", "team")
    await office.act("ana").click(answer.message, "desk.team_edit")
    view = await office.act("ana").view()
    outcome = await office.act("ana").submit(view, {"add": ["UCLEO"], "who": ["UBEN"], "what": "observer"})
    assert "Added <@UCLEO>" in "\n".join(words(outcome.view.blocks))
    assert await office.roster() == [("Ana", "manager"), ("Cleo", "rep"), ("Ben", "observer")]
    await office.act("ana").click(answer.message, "desk.team_edit")
    outcome = await office.act("ana").submit(await office.act("ana").view(), {"who": ["UBEN"], "what": "out"})
    assert await office.roster() == [("Ana", "manager"), ("Cleo", "rep")]


async def test_a_team_keeps_a_manager(office):
    """The last manager can neither step down nor be taken out by the form."""
    await office.set_up()
    answer = await office.act("ana").command("/salesbot", "team")
    await office.act("ana").click(answer.message, "desk.team_edit")
    view = await office.act("ana").view()
    for what in ("out", "rep"):
        outcome = await office.act("ana").submit(view, {"who": ["UANA"], "what": what})
        assert "would have no manager then" in outcome.errors["who"]


async def test_a_rep_cannot_change_the_team_even_with_a_managers_form(office):
    """A form that Ana opened and Ben sends changes nothing: the payload's person counts."""
    await office.set_up()
    answer = await office.act("ana").command("/salesbot", "team")
    await office.act("ana").click(answer.message, "desk.team_edit")
    view = await office.act("ana").view()
    team = await office.team()
    async with office.house.store.begin() as db:
        await service.join(db, team, ["UBEN"], by="UANA", now=clock.now())
        await service.set_role(db, team, "UBEN", role="manager", by="UANA", now=clock.now())
        await service.set_role(db, team, "UANA", role="rep", by="UBEN", now=clock.now())
    outcome = await office.act("ana").submit(view, {"add": ["UCLEO"]})
    assert "Only managers of EMEA Sales can do that. Please ask Ben." in str(outcome.errors)
    assert ("Cleo", "rep") not in await office.roster()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("away 3\N{EN DASH}14 Aug", "Noted: you are away Mon 3 \N{EN DASH} Fri 14 Aug"),
        ("away tomorrow", "Noted: you are away tomorrow (Wed 4 Mar)"),
        ("away until Friday", "will again on Mon 9 Mar"),
        ("away today", "will again tomorrow (Wed 4 Mar)"),
        ("vacation 28 dec - 5 jan", "Mon 28 Dec \N{EN DASH} Tue 5 Jan 2027"),
        ("away off", "No time away was noted"),
        ("away", "No time away is noted"),
        ("away someday", "I couldn't read those days"),
        ("away 14 aug 2026 - 3 aug 2026", "turn the two days round"),
    ],
)
async def test_days_away_are_said_back(office, typed, said):
    """What was understood is said with weekdays, and what was not gets a sentence."""
    await office.set_up()
    assert said in await office.type("ben", typed)


@pytest.mark.parametrize(
    ("command", "typed", "said"),
    [
        ("/salesbot", "away\ntomorrow", "Noted: you are away tomorrow (Wed 4 Mar)"),
        ("/checkin", "blockers\nmine", "Nothing is in your way in EMEA Sales"),
        ("/coach", "pause\nuntil Friday", "Friday 6 March"),
        ("/tip", "search\npricing", "No tip has all of *pricing*"),
    ],
)
async def test_a_line_break_after_the_word_is_a_space(office, command, typed, said):
    """Whoever goes on in the next line means the same."""
    await office.set_up()
    outcome = await office.act("ben").command(command, typed)
    assert said in str(outcome.shown)


async def test_days_away_are_seen_from_ones_own_today(office):
    """At 08:00 UTC it is 3 March for Ben; at 20:00 UTC it is already 4 March for Cleo in Sydney."""
    await office.set_up(members=["UCLEO", "UBEN"])
    clock.set_calendar(clock.now().replace(hour=20))
    assert "today (Wed 4 Mar)" in await office.type("cleo", "away today")
    assert "today (Tue 3 Mar)" in await office.type("ben", "away today")


async def test_away_off_ends_it(office):
    """Coming back early takes the days out, and says which."""
    await office.set_up()
    await office.type("ben", "away 2026-03-03 2026-03-14")
    assert "I took out Tue 3 \N{EN DASH} Sat 14 Mar" in await office.type("ben", "away off")
    async with office.house.store.read() as db:
        assert await queries.aways(db, ACME, ["UBEN"], since=date(2026, 3, 3)) == {}


async def test_a_manager_notes_days_for_somebody_and_a_colleague_cannot(office):
    """Ana for Ben yes, Ben for Ana no."""
    await office.set_up()
    assert "Ben is away Mon 3 \N{EN DASH} Fri 14 Aug" in await office.type("ana", "away @ben 3-14 aug")
    assert "Only <@UANA> and their managers" in await office.type("ben", "away @ana tomorrow")


async def test_a_manager_reads_of_somebody_else_what_is_theirs(office):
    """With no days typed Ana reads of Ben by name, and the commands that she is shown are about him."""
    await office.set_up()
    usage = "`/salesbot away @Ben 3\N{EN DASH}14 Aug` notes days off, `/salesbot away @Ben off` ends them."
    assert f"No time away is noted for Ben. {usage}" in await office.type("ana", "away @ben")
    ends = int(clock.now().replace(hour=22).timestamp())
    office.slack.change(office.people["ben"], status_text="On vacation", status_expiration=ends)
    await office.settle()
    said = await office.type("ana", "away @ben")
    assert f"Ben is away until Tue 17:00 their time, as their Slack status says, so I ask them nothing. {usage}" in said
    assert "Your Slack status says that you are away" in await office.type("ben", "away @ben")
    await office.type("ben", "away tomorrow")
    assert f":palm_tree: Ben is away tomorrow (Wed 4 Mar). {usage}" in await office.type("ana", "away @ben")


async def test_settings_are_kept_and_a_new_zone_moves_what_is_to_come(office):
    """Zone, days, holidays, quiet hours, pause and days off are kept; the next question follows the new zone."""
    await office.set_up()
    view = await office.open("ben", "me")
    zone = {"text": {"type": "plain_text", "text": "Tokyo"}, "value": "Asia/Tokyo"}
    country = {"text": {"type": "plain_text", "text": "Japan"}, "value": "JP"}
    outcome = await office.act("ben").submit(
        view,
        {
            "zone": zone, "country": country, "days": ["1", "2", "3", "4"], "quiet_from": "21:00",
            "pause": "2026-03-10", "away_first": "2026-08-03", "away_last": "2026-08-14",
        },
    )  # fmt: skip
    shown = "\n".join(words(outcome.view.blocks))
    assert "Tokyo, Japan · 17:00" in shown
    assert "You work Mon\N{EN DASH}Thu; public holidays: Japan" in shown
    assert "Paused until Tue 10 Mar" in shown
    ben = await office.member("ben")
    assert (ben.own_zone, ben.own_country, ben.working_days) == ("Asia/Tokyo", "JP", "1234")
    assert ben.paused_until.isoformat() == "2026-03-09T15:00:00+00:00"
    said = await office.type("ben", "why")
    assert "09:15" in said
    assert "Asia/Tokyo" in said


async def test_settings_that_make_no_sense_are_sent_back(office):
    """The words stand beside the field."""
    await office.set_up()
    view = await office.open("ben", "me")
    outcome = await office.act("ben").submit(view, {"pause": "2026-03-03"})
    assert "a day after today" in outcome.errors["pause"]
    outcome = await office.act("ben").submit(view, {"away_first": "2026-08-14", "away_last": "2026-08-03"})
    assert "comes before the first" in outcome.errors["away_last"]


async def test_a_pause_stays_until_its_day_wherever_one_travels(office):
    """Ben pauses until the tenth and goes west; on the ninth that is still tomorrow, and saving keeps it."""
    await office.set_up()
    await office.act("ben").submit(await office.open("ben", "me"), {"pause": "2026-03-10"})
    office.slack.change(office.people["ben"], tz="America/Los_Angeles")
    await office.settle()
    clock.set_calendar(clock.now().replace(day=10, hour=6, minute=30))  # 23:30 of the ninth in Los Angeles
    view = await office.open("ben", "me")
    outcome = await office.act("ben").submit(view, {"quiet_from": "21:00"})
    assert "Paused until tomorrow (Tue 10 Mar)" in "\n".join(words(outcome.view.blocks))
    assert (await office.member("ben")).paused_until.isoformat() == "2026-03-10T07:00:00+00:00"


async def test_a_form_that_was_open_over_midnight_is_not_refused_for_its_pause(office):
    """What was tomorrow when Ben opened his settings is today when he saves: the pause is over, nothing is wrong."""
    await office.set_up()
    await office.act("ben").submit(await office.open("ben", "me"), {"pause": "2026-03-04"})
    clock.set_calendar(clock.now().replace(day=4, hour=4, minute=59))
    view = await office.open("ben", "me")
    clock.set_calendar(clock.now().replace(hour=5, minute=1))
    outcome = await office.act("ben").submit(view, {"quiet_from": "21:00"})
    assert not outcome.errors
    assert "Paused" not in "\n".join(words(outcome.view.blocks))
    assert f"{(await office.member('ben')).quiet_from:%H:%M}" == "21:00"


async def test_slacks_zone_and_the_guessed_country_can_be_chosen_again(office):
    """The menus offer both first, and choosing them takes one's own choice back."""
    await office.set_up()
    view = await office.open("ben", "me")
    assert "As in Slack: New York" in str(await office.act("ben").suggest(view, "desk.zone", ""))
    assert "As my time zone says: United States" in str(await office.act("ben").suggest(view, "desk.country", "ja"))
    await office.act("ben").submit(view, {})
    ben = await office.member("ben")
    assert (ben.own_zone, ben.own_country) == (None, None)


async def test_why_tells_what_was_sent_what_was_not_and_what_comes(office):
    """After a question, days off and a next time, all three are told on the reader's own clock."""
    await office.set_up()
    clock.set_calendar(clock.now().replace(hour=14, minute=20))
    await office.settle()
    await office.type("ben", "away tomorrow")
    clock.set_calendar(clock.now().replace(day=4, hour=15))
    await office.settle()
    said = await office.type("ben", "why")
    assert "tomorrow (Thu 5 Mar), 09:15: Your Daily standup in EMEA Sales" in said
    assert "*Today (Wed 4 Mar)*\n• 09:15: I did not send your Daily standup in EMEA Sales: you were away." in said
    assert "I sent your Daily standup in EMEA Sales." in said
    assert "I wrote to you: you joined a team that uses salesbot." in said
    assert "America/New_York" in said


async def test_why_says_nothing_of_a_reminder_that_nobody_needs(office):
    """While a question is open its reminder is announced; whoever skipped reads no word of it, then or later."""
    await office.set_up()
    clock.set_calendar(clock.now().replace(hour=14, minute=20))
    await office.settle()
    announced = "The reminder of your Daily standup in EMEA Sales, unless you answer before."
    assert announced in await office.type("ben", "why")
    ben = office.people["ben"]
    question = next(one for one in office.slack.messages(ben, by_bots=True) if "checkin.skip" in one.buttons)
    await office.act("ben").click(question, "checkin.skip")
    for hour in (15, 17):
        clock.set_calendar(clock.now().replace(hour=hour))
        await office.settle()
        said = await office.type("ben", "why")
        assert "reminder" not in said
        assert ": ," not in said
        assert "send :" not in said


async def test_typed_words_that_no_room_takes_get_one_line(office):
    """Nothing typed is ignored, and a repeated event is answered once."""
    await office.set_up()
    office.slack.fault("events_api", "repeat", copies=2, times=1)
    await office.act("ben").say("hello?")
    await office.settle()
    assert len([text for text in office.said("ben") if "no question of mine is open" in text]) == 1


async def test_a_team_without_a_manager_is_reported_to_the_admins(office):
    """When Slack deactivates the only manager, the admin whom salesbot knows is told, with a button."""
    await office.set_up(members=["UBEN", "UZOE"])
    office.slack.change(office.people["ana"], deleted=True)
    await office.settle()
    assert "has no manager any more" in office.said("zoe")[-1]
    assert await office.roster() == [("Ben", "rep"), ("Zoe", "rep")]


async def test_a_channel_that_becomes_shared_is_confirmed_by_name(office):
    """Its manager is told, nothing is published until the channel is named, and then it may be."""
    await office.set_up()
    async with office.house.store.begin() as db:
        await service.set_shared(db, ACME, office.emea.id, shared=True)
        change = ChannelChange(ACME, office.emea.id, shared=True, now=clock.now())
        await announce.channel(db, office.house, change)
    await office.settle()
    assert (await office.team()).may_publish is False
    note = office.slack.messages(office.people["ana"], by_bots=True)[-1]
    await office.act("ana").click(note, "desk.shared_confirm")
    outcome = await office.act("ana").submit(await office.act("ana").view(), {"confirm": "emea-sales"})
    assert "From now on I publish" in "\n".join(words(outcome.view.blocks))
    assert (await office.team()).may_publish


async def test_a_large_team_is_told_in_pages(office):
    """Seventy people do not fit one message; the first page says how to see the second, and nobody is left out."""
    crowd = [office.slack.user(f"Rep {number:02}", id=f"UREP{number:02}") for number in range(70)]
    await office.set_up(members=[one.id for one in crowd])
    first, second = await office.type("ana", "team"), await office.type("ana", "team 2")
    assert "Page 1 of 2. `/salesbot team 2` shows the next." in first
    seen = set(re.findall(r"<@(UREP\d\d)>", first)) | set(re.findall(r"<@(UREP\d\d)>", second))
    assert len(seen) == 70


async def test_what_waits_for_an_archived_channel_goes_on_when_it_is_back(office):
    """A note that Slack refused because the channel was archived is sent once it no longer is."""
    await office.set_up()
    office.slack.archive(office.emea)
    note = Note(ACME, "desk.test", "desk.test", to=office.emea.id, message=Message("still here"), due_at=clock.now())
    async with office.house.store.begin() as db:
        await outbox.promise(db, note)
    await office.settle()
    assert "still here" not in office.said(office.emea)
    office.slack.archive(office.emea, archived=False)
    await office.settle()
    assert office.said(office.emea).count("still here") == 1


async def test_the_page_of_a_large_team_is_shown_behind_the_chooser_too(office):
    """Ana manages two teams: away from their channels `team 2` asks which, and shows that page of it."""
    crowd = [office.slack.user(f"Rep {number:02}", id=f"UREP{number:02}") for number in range(70)]
    await office.set_up(members=[one.id for one in crowd])
    west = office.slack.channel("west", members=[office.people["ana"], office.people["ben"]])
    await office.set_up(channel=west, name="West")
    outcome = await office.act("ana").command("/salesbot", "team 2")
    await office.act("ana").click(outcome.message, f"desk.team_chosen.{(await office.team()).id}")
    assert "Page 2 of 2" in office.slack.messages(office.people["ana"], by_bots=True)[-1].words


async def test_a_guest_who_is_a_full_member_now_can_be_added_at_once(office):
    """Dev is refused as a guest; an admin makes him a full member, and Ana sends the form again."""
    await office.set_up()
    answer = await office.act("ana").command("/salesbot", "team")
    for is_guest in (True, False):
        await office.act("ana").click(answer.message, "desk.team_edit")
        await office.act("ana").submit(await office.act("ana").view(), {"add": ["UDEV"]})
        assert ("Dev" in [name for name, _ in await office.roster()]) is not is_guest
        office.slack.change(office.people["dev"], is_restricted=False)
        await office.settle()
