"""Stories of whoever makes and changes check-ins: in the editor, page by page, with every bad input."""

from __future__ import annotations

from sqlalchemy import func, select

from office import BERLIN, NEW_YORK
from salesbot import clock
from salesbot.checkins.model import Checkin
from salesbot.people import announce, service
from salesbot.people import queries as people
from salesbot.people.rules import Role


async def first_page(office, who=None, text="new"):
    """Type `/checkin new` in the team's channel; returns the first page."""
    outcome = await office.act(who or office.ana).command("/checkin", text, channel=office.emea)
    assert outcome.acked, outcome
    return await office.act(who or office.ana).view(within=3.0)


async def begin(office, template="commitments", **more):
    """Get to the editor of a new check-in."""
    page = await first_page(office)
    outcome = await office.act(office.ana).submit(page, {"template": template, **more})
    assert not outcome.errors, outcome.errors
    return outcome.view


async def open_editor(office, who=None):
    """Type `/checkin edit` where there is one check-in."""
    return await first_page(office, who, "edit")


async def page_of(office, view, action, who=None, **more):
    """Press a button of the editor; returns the page over it."""
    actor = office.act(who or office.ana)
    await actor.click(view, action, **more)
    return await actor.view(within=3.0)


async def keep(office, page, values, who=None):
    """Send a page; returns the editor as it stands then."""
    outcome = await office.act(who or office.ana).submit(page, values)
    assert not outcome.errors, outcome.errors
    assert outcome.closed, outcome
    return await office.act(who or office.ana).view(within=3.0)


async def refused(office, page, values, field):
    """Send a page that cannot stay as it is; returns the sentence beside the field."""
    outcome = await office.act(office.ana).submit(page, values)
    assert list(outcome.errors) == [field], outcome
    assert not outcome.closed
    return outcome.errors[field]


async def approve(office, view, who=None):
    """Press Begin or Change it; returns the last page."""
    outcome = await office.act(who or office.ana).submit(view, {})
    assert outcome.acked, outcome
    await office.settle()
    return outcome.view


def words(view):
    """All that can be read in a view."""
    return str(view.blocks)


async def test_a_manager_begins_monday_commitments(office):
    """From the command to the first question: all of it is seen before, and everybody is asked on Monday at 09:15."""
    await office.set_up()
    view = await begin(office)
    for said in (
        "Every Monday at *09:15*",
        "What will you have done by Friday?",
        "Monday 9 March at 09:15",
        "Sydney (1)",
    ):
        assert said in words(view)
    done = await approve(office, view)
    assert "*Monday commitments* begins" in words(done)
    await office.at("2026-03-09T09:15", BERLIN)
    assert any("What will you have done by Friday?" in said for said in office.said(office.ana))


async def test_nothing_is_asked_before_it_is_approved(office):
    """Closing the editor leaves everything as it was."""
    await office.set_up()
    view = await begin(office, name="Pipeline Monday")
    outcome = await office.act(office.ana).close(view)
    assert outcome.closed
    await office.at("2026-03-09T09:15", BERLIN)
    assert not any("done by Friday" in said for said in office.said(office.ana))
    stale = await office.act(office.ana).submit(view, {}, again=True)
    assert "approved or cancelled already" in str(stale.body)


async def test_times_change_and_nobody_is_asked_twice(office):
    """Ana, asked at 09:15, is not asked again at the new 16:00 of that day; Ben, still asleep, is at 16:00."""
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    view = await open_editor(office)
    page = await page_of(office, view, "checkin.edit_times")
    view = await keep(office, page, {"wall": "16:00", "close": "19:00"})
    assert "when it asks, when it closes" in words(view)
    done = await approve(office, view)
    assert "is changed: when it asks, when it closes" in words(done)
    await office.at("2026-03-03T16:00", BERLIN)
    await office.at("2026-03-03T15:59", NEW_YORK)
    assert not any("Tuesday" in said or "Morning, Ben" in said for said in office.said(office.ben))
    await office.at("2026-03-03T16:00", NEW_YORK)
    assert any("Afternoon, Ben" in said for said in office.said(office.ben))
    assert sum("What is the one thing today?" in said for said in office.said(office.ana)[1:]) <= 1


async def test_every_second_week_begins_with_the_teams_own(office):
    """Half an hour into Monday in Berlin it is Sunday in UTC: what begins today is asked today, and in a fortnight."""
    await office.set_up()
    await office.at("2026-03-09T00:30", BERLIN)
    page = await page_of(office, await begin(office), "checkin.edit_times")
    view = await keep(office, page, {"rhythm": "w2"})
    assert "Every second Monday" in words(view)
    shown = {day: f"Monday {day} March" in words(view) for day in (9, 16, 23)}
    assert shown == {9: True, 16: False, 23: True}


async def test_bad_times_get_a_sentence_beside_their_field(office):
    """Each keeps what was typed: no name, no day, two hours too few, a reminder after the close."""
    await office.set_up()
    page = await page_of(office, await begin(office), "checkin.edit_times")
    assert "name" in await refused(office, page, {"name": "   "}, "name")
    assert "already" in await refused(office, page, {"name": "daily standup"}, "name")
    assert "two hours" in await refused(office, page, {"name": "X", "wall": "09:00", "close": "10:30"}, "close")
    assert "closes at 11:00" in await refused(
        office, page, {"name": "X", "wall": "09:00", "close": "11:00", "reminder": "120"}, "reminder"
    )
    view = await keep(office, page, {"name": "Pipeline", "wall": "22:00", "close": "09:00", "rhythm": "w2"})
    for said in ("*Pipeline*", "Every second Monday at *22:00*", "09:00 the next day", "quiet hours"):
        assert said in words(view)


async def test_questions_are_added_moved_and_removed(office):
    """A choice with a follow-up is made, moved up with it, and goes with it."""
    await office.set_up()
    view = await open_editor(office)
    page = await page_of(office, view, "checkin.add_question")
    office.act(office.ana).fill(page, {"words": "How did it end?"})
    await office.act(office.ana).click(page, "checkin.kind", value="choice")
    page = await office.act(office.ana).view(within=3.0)
    assert page.values["words"]["words"]["value"] == "How did it end?"
    assert "two to ten" in str(page.blocks)
    assert "one option" in await refused(office, page, {"words": "How did it end?", "options": "Won"}, "options")
    assert "twice" in await refused(office, page, {"words": "How did it end?", "options": "Won\nwon"}, "options")
    view = await keep(office, page, {"words": "How did it end?", "options": "Won\nLost\nOpen"})
    assert "one of Won, Lost, Open" in words(view)

    page = await page_of(office, view, "checkin.change_item.4", value="follow.4")
    missing = await refused(office, page, {"words": "Why?"}, "picked")
    assert "Won, Lost, Open" in missing
    view = await keep(office, page, {"words": "Why was it lost?", "picked": ["1"]})
    assert "if the answer is Lost" in words(view)

    await office.act(office.ana).click(view, "checkin.change_item.4", value="up.4")
    view = await office.act(office.ana).view(within=3.0)
    assert words(view).index("Why was it lost?") < words(view).index("What is in your way?")
    await office.act(office.ana).click(view, "checkin.change_item.4", value="remove.4")
    view = await office.act(office.ana).view(within=3.0)
    assert "Why was it lost?" not in words(view)
    assert "How did it end?" not in words(view)


async def test_ten_questions_are_the_most(office):
    """The eleventh is refused in words, from a page that was open before too."""
    await office.set_up()
    view = await open_editor(office)
    for number in range(4, 11):
        page = await page_of(office, view, "checkin.add_question")
        view = await keep(office, page, {"words": f"Question {number}?"})
    assert "10 questions are the most" in words(view)
    await office.act(office.ana).click(view, "checkin.change_item.1", value="follow.1")
    assert "10 questions are the most" in words(await office.act(office.ana).view(within=3.0))


async def test_a_running_round_keeps_its_questions(office):
    """Ana was asked in the morning; the new question comes to her and to Ben, who is in the same round, tomorrow."""
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    view = await open_editor(office)
    page = await page_of(office, view, "checkin.add_question")
    view = await keep(office, page, {"words": "Who is your champion?"})
    await approve(office, view)
    await office.at("2026-03-03T09:15", NEW_YORK)
    assert "champion" not in office.titled(office.ben, "Morning, Ben").words
    await office.at("2026-03-04T09:15", BERLIN)
    assert "champion" in office.titled(office.ana, "Morning, Ana").words


async def test_the_second_of_two_managers_is_told(office):
    """Cleo manages too: what she approved first is not overwritten unseen, and Ana can go on with either."""
    await office.set_up(members=(office.ben,))
    await office.act(office.ana).command("/salesbot", "team", channel=office.emea)
    await make_manager(office, office.cleo)
    anas = await open_editor(office)
    cleos = await open_editor(office, office.cleo)
    page = await page_of(office, cleos, "checkin.edit_times", office.cleo)
    cleos = await keep(office, page, {"wall": "10:00"}, office.cleo)
    await approve(office, cleos, office.cleo)

    page = await page_of(office, anas, "checkin.add_question")
    anas = await keep(office, page, {"words": "Who is your champion?"})
    told = await approve(office, anas)
    assert "<@UCLEO> changed when it asks" in words(told)
    assert "champion" in words(told)
    await office.act(office.ana).click(told, "checkin.take_theirs")
    anas = await office.act(office.ana).view(within=3.0)
    assert "10:00" in words(anas)
    assert "champion" not in words(anas)


async def make_manager(office, who):
    """Put somebody into the team as a manager."""
    async with office.house.store.begin() as db:
        team = await people.team_in(db, "T_ACME", office.emea.id)
        user = {"id": who.id, "team_id": "T_ACME", "name": who.name, "real_name": who.name, "tz": BERLIN, "profile": {}}
        await service.meet(db, user, workspace_id="T_ACME", now=clock.now())
        await service.join(db, team, [who.id], role=Role.MANAGER, by="UANA", now=clock.now())
        await announce.seats(db, office.house, "T_ACME", team.id, joined=[who.id], now=clock.now())


async def test_who_is_asked_by_role_and_by_name(office):
    """Reps only, and a stranger to the team is refused beside the field."""
    await office.set_up()
    page = await page_of(office, await open_editor(office), "checkin.edit_people")
    assert "not in the team" in await refused(office, page, {"roles": ["rep"], "invited": [office.dev.id]}, "invited")
    assert "tick a role" in await refused(office, page, {"roles": [], "invited": []}, "roles")
    view = await keep(office, page, {"roles": ["rep"], "invited": []})
    assert "*Asked:* reps (2 people now)" in words(view)
    await approve(office, view)
    await office.at("2026-03-03T09:15", BERLIN)
    assert not any("one thing today" in said for said in office.said(office.ana))


async def test_publishing_goes_where_the_manager_says(office):
    """A public channel is joined, a private one waits for the invitation, a shared one for its name."""
    await office.set_up()
    wins = office.slack.channel("wins", members=[office.ana])
    room = office.slack.channel("deal-room", members=[office.ana], private=True)
    guests = office.slack.channel("with-acme", members=[office.ana])
    guests.ext_shared = True
    view = await open_editor(office)
    page = await page_of(office, view, "checkin.edit_publishing")
    assert "/invite @salesbot" in await refused(office, page, {"channel": room.id}, "channel")
    await office.act(office.ana).invite(office.bot.bot, to=room)
    view = await keep(office, page, {"channel": room.id, "publish": "close"})
    assert f"one report in <#{room.id}> when the last one closes" in words(view)

    page = await page_of(office, view, "checkin.edit_publishing")
    view = await keep(office, page, {"channel": wins.id, "publish": "live"})
    assert office.bot.bot.id in wins.members

    page = await page_of(office, view, "checkin.edit_publishing")
    outcome = await office.act(office.ana).submit(page, {"channel": guests.id})
    assert "shared with another company" in words(outcome.view)
    assert "That is not its name" in await refused(office, outcome.view, {"confirm": "wins"}, "confirm")
    view = await keep(office, outcome.view, {"confirm": "#With-Acme"})
    assert "confirmed by name" in words(view)
    await approve(office, view)


async def test_a_channel_that_becomes_shared_before_the_approval_waits_for_its_name(office):
    """Slack is asked again when Begin is pressed; named, it begins there; no longer shared, nothing stays confirmed."""
    await office.set_up()
    wins = office.slack.channel("wins", members=[office.ana])
    view = await begin(office)
    page = await page_of(office, view, "checkin.edit_publishing")
    view = await keep(office, page, {"channel": wins.id})
    wins.ext_shared = True
    view = await approve(office, view)
    assert "#wins is shared with another company now" in words(view)
    async with office.house.store.read() as db:
        assert await db.scalar(select(func.count()).select_from(Checkin)) == 1

    page = await page_of(office, view, "checkin.edit_publishing")
    outcome = await office.act(office.ana).submit(page, {"channel": wins.id})
    view = await keep(office, outcome.view, {"confirm": "wins"})
    wins.ext_shared = False
    assert "begins" in words(await approve(office, view))
    async with office.house.store.read() as db:
        made = (await db.scalars(select(Checkin).where(Checkin.channel_id == wins.id))).one()
    assert (made.channel_shared, made.channel_ok) == (False, "")


async def test_pause_resume_and_end(office):
    """A paused check-in asks nobody, a resumed one goes on, an ended one is gone from the list."""
    await office.set_up()
    await office.act(office.ana).command("/checkin", "pause", channel=office.emea)
    message = office.slack.messages(office.emea)[-1]
    await office.act(office.ana).click(message, "checkin.pause.1")
    assert "is paused" in office.slack.fresh(message).words
    await office.at("2026-03-03T09:15", BERLIN)
    assert not any("one thing today" in said for said in office.said(office.ana))
    await office.act(office.ben).command("/checkin", "list")
    assert "*paused*" in office.slack.messages(office.ben)[-1].words
    await office.act(office.ana).click(message, "checkin.resume.1")
    await office.at("2026-03-04T09:15", BERLIN)
    assert any("one thing today" in said for said in office.said(office.ana))
    await office.act(office.ana).command("/checkin", "pause", channel=office.emea)
    message = office.slack.messages(office.emea)[-1]
    await office.act(office.ana).click(message, "checkin.end.1")
    assert "has ended" in office.slack.fresh(message).words
    await office.at("2026-03-05T09:15", BERLIN)
    assert not any("Thursday" in said for said in office.said(office.ana))
    await office.act(office.ana).click(message, "checkin.pause.1")
    await office.slack.settled()
    assert any("Daily standup has ended" in one.text for one in office.slack.messages(office.emea))


async def test_only_managers_change_check_ins(office):
    """Ben reads who can, at the command and at a page that he should not have."""
    await office.set_up()
    for word in ("new", "edit", "pause"):
        outcome = await office.act(office.ben).command("/checkin", word, channel=office.emea)
        assert "Only managers of EMEA Sales can change its check-ins. Please ask Ana." in str(outcome.body)
    outcome = await office.act(office.dev).command("/checkin", "new")
    assert "You are in no team right now" in str(outcome.body)


async def test_the_list_says_the_true_rhythm(office):
    """Every second Monday reads so; a manager has the buttons, a rep has not."""
    await office.set_up()
    view = await begin(office)
    page = await page_of(office, view, "checkin.edit_times")
    await approve(office, await keep(office, page, {"rhythm": "w2"}))
    await office.act(office.ben).command("/checkin", "list", channel=office.emea)
    told = office.slack.messages(office.emea)[-1]
    assert "every second Monday at 09:15 your time" in told.words
    assert "Monday to Friday at 09:15 your time" in told.words
    assert not told.buttons
    await office.act(office.ana).command("/checkin", "list", channel=office.emea)
    assert set(office.slack.messages(office.emea)[-1].buttons.values()) == {"Edit", "Pause"}


async def test_a_check_in_of_ones_own(office):
    """It needs a name and a question before it begins; a number has its unit and its follow-up."""
    await office.set_up()
    page = await first_page(office)
    assert "name" in await refused(office, page, {"template": "own", "name": "  "}, "name")
    assert "already" in await refused(office, page, {"template": "standup", "name": ""}, "name")
    outcome = await office.act(office.ana).submit(page, {"template": "own", "name": "Deal room"})
    view = await approve(office, outcome.view)
    assert "no question yet" in words(view)

    page = await page_of(office, view, "checkin.add_question")
    await office.act(office.ana).click(page, "checkin.kind", value="number")
    page = await office.act(office.ana).view(within=3.0)
    view = await keep(office, page, {"words": "How much is in commit?", "unit": "EUR", "required": []})
    assert "a number in EUR · may be left empty" in words(view)

    page = await page_of(office, view, "checkin.change_item.1", value="follow.1")
    assert "50 or more" in words(page)
    await refused(office, page, {"words": "What is missing?", "when": "a lot"}, "when")
    view = await keep(office, page, {"words": "What is missing?", "when": "under 1,000"})
    assert "if the answer is less than 1000" in words(view)

    page = await page_of(office, view, "checkin.add_question")
    view = await keep(office, page, {"words": "What did they say?", "role": "rep", "weekdays": ["5"]})
    assert "reps only · on Friday" in words(view)
    page = await page_of(office, view, "checkin.change_item.3", value="edit.3")
    assert "never on these days" in await refused(office, page, {"weekdays": ["6"]}, "weekdays")
    view = await keep(office, page, {"weekdays": []})
    assert "*Deal room* begins" in words(await approve(office, view))
    await office.at("2026-03-03T09:15", BERLIN)
    assert "How much is in commit?" in office.titled(office.ana, "How much").words


async def test_a_kind_that_a_follow_up_needs_cannot_change(office):
    """Taking the scale away would leave the follow-up alone: a sentence says so, and the page stays."""
    await office.set_up()
    view = await begin(office)
    page = await page_of(office, view, "checkin.change_item.2", value="edit.2")
    await office.act(office.ana).click(page, "checkin.kind", value="choice")
    page = await office.act(office.ana).view(within=3.0)
    told = await refused(office, page, {"options": "Sure\nUnsure"}, "options")
    assert "“What would make you surer?” follows this question and would never come" in told


async def test_a_check_in_is_found_by_any_name(office):
    """Slack sends the & of a command in its own spelling."""
    await office.set_up()
    await approve(office, await begin(office, name="R&D week"))
    page = words(await first_page(office, text="edit R&D"))
    assert "R&amp;D week" in page
    assert "Nothing is changed yet." in page


async def test_several_check_ins_and_several_teams_are_asked_about(office):
    """With two check-ins there is a chooser, or the name behind the command; with two teams, one for the team."""
    await office.set_up()
    await approve(office, await begin(office))
    await office.act(office.ana).command("/checkin", "edit", channel=office.emea)
    chooser = office.slack.messages(office.emea)[-1]
    assert chooser.ephemeral_for == office.ana.id
    assert set(chooser.buttons) == {"checkin.edit.1", "checkin.edit.2"}
    await office.act(office.ana).click(chooser, "checkin.edit.2")
    assert "Monday commitments" in words(await office.act(office.ana).view(within=3.0))
    assert "Monday commitments" in words(await first_page(office, text="edit monday"))

    apac = office.slack.channel("apac-sales", members=[office.ana, office.bot.bot])
    await office.act(office.ana).command("/salesbot", "setup")
    form = await office.act(office.ana).view(within=3.0)
    values = {"name": "APAC", "channel": apac.id, "members": [office.ben.id], "templates": [], "time": "09:15"}
    await office.act(office.ana).submit(form, values)
    await office.act(office.ana).command("/checkin", "new")
    chooser = office.slack.messages(office.ana)[-1]
    assert "For which team" in chooser.words
    await office.act(office.ana).click(chooser, "checkin.new.2")
    assert "*APAC*" in words(await office.act(office.ana).view(within=3.0))
    outcome = await office.act(office.ana).command("/checkin", "edit", channel=apac)
    assert "APAC has no check-in yet" in str(outcome.body)


async def test_an_archived_channel_is_refused(office):
    """The sentence stands beside the field, and the page keeps what was chosen."""
    await office.set_up()
    old = office.slack.channel("old-wins", members=[office.ana])
    office.slack.archive(old, archived=True)
    page = await page_of(office, await open_editor(office), "checkin.edit_publishing")
    assert "archived" in await refused(office, page, {"channel": old.id}, "channel")
    view = await keep(office, page, {"channel": office.emea.id, "publish": "managers", "blockers_to": "off"})
    assert "only to the managers of EMEA Sales" in words(view)
    assert "to nobody by themselves" in words(view)


async def test_a_page_is_kept_once_though_it_is_sent_twice(office):
    """A double press of Keep adds one question."""
    await office.set_up()
    page = await page_of(office, await open_editor(office), "checkin.add_question")
    await office.act(office.ana).submit(page, {"words": "Who is your champion?"})
    await office.act(office.ana).submit(page, {"words": "Who is your champion?"}, again=True)
    view = await office.act(office.ana).view(within=3.0)
    assert words(view).count("Who is your champion?") == 1


async def test_a_lost_page_is_gone_on_with(office):
    """The client was restarted in the middle: the command brings back what was kept; Cancel drops it."""
    await office.set_up()
    view = await begin(office)
    page = await page_of(office, view, "checkin.edit_times")
    await keep(office, page, {"name": "Pipeline Monday"})
    view = await first_page(office)
    assert "kept as you left it" in words(view)
    assert "*Pipeline Monday*" in words(view)
    await office.act(office.ana).close(view)
    assert (await first_page(office)).callback_id == "checkin.first"


async def test_who_manages_no_more_is_refused_on_every_page(office):
    """Cleo was a manager when she opened the editor: neither its pages nor Change it do anything after that."""
    await office.set_up(members=(office.ben,))
    await make_manager(office, office.cleo)
    view = await open_editor(office, office.cleo)
    page = await page_of(office, view, "checkin.edit_times", office.cleo)
    async with office.house.store.begin() as db:
        team = await people.team_in(db, "T_ACME", office.emea.id)
        await service.set_role(db, team, office.cleo.id, role=Role.REP, by="UANA", now=clock.now())
    outcome = await office.act(office.cleo).submit(page, {"wall": "10:00"})
    assert "Only managers of EMEA Sales" in str(outcome.errors)
    await office.act(office.cleo).close(page)
    outcome = await office.act(office.cleo).submit(view, {})
    assert "Only managers of EMEA Sales" in words(outcome.view)
    assert "09:15" in words(await open_editor(office))


async def test_what_is_wrong_elsewhere_keeps_nobody_from_a_question(office):
    """Cleo took Ana's name meanwhile: Ana's question is kept all the same, and she reads of the name at the end."""
    await office.set_up(members=(office.ben,))
    await make_manager(office, office.cleo)
    anas = await begin(office, name="Pipeline")
    page = await first_page(office, office.cleo)
    outcome = await office.act(office.cleo).submit(page, {"template": "commitments", "name": "Pipeline"})
    assert "begins" in words(await approve(office, outcome.view, office.cleo))
    page = await page_of(office, anas, "checkin.add_question")
    anas = await keep(office, page, {"words": "Who is your champion?"})
    assert "champion" in words(anas)
    told = await approve(office, anas)
    assert "EMEA Sales has a check-in called Pipeline already. Another name, please." in words(told)
    page = await page_of(office, told, "checkin.edit_times")
    assert "begins" in words(await approve(office, await keep(office, page, {"name": "Forecast"})))


async def test_the_question_of_an_invited_contributor_can_go_before_they_do(office):
    """Dev, finance, is named for one question; Ana removes it and is told at the end that nothing is left for him."""
    await office.set_up()
    await office.act(office.ana).command("/salesbot", "team", channel=office.emea)
    message = office.last(office.emea)
    await office.act(office.ana).click(message, "desk.team_edit")
    view = await office.act(office.ana).view(within=3.0)
    await office.act(office.ana).submit(view, {"add": [office.dev.id], "add_role": "contributor"})
    view = await open_editor(office)
    page = await page_of(office, view, "checkin.add_question")
    view = await keep(office, page, {"words": "What was paid?", "role": "contributor"})
    page = await page_of(office, view, "checkin.edit_people")
    view = await keep(office, page, {"roles": ["manager", "rep"], "invited": [office.dev.id]})
    await office.act(office.ana).click(view, "checkin.change_item.4", value="remove.4")
    view = await office.act(office.ana).view(within=3.0)
    assert "What was paid?" not in words(view)
    assert "Add a question for contributors first." in words(await approve(office, view))
