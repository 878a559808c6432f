"""The team's week: posted on Friday, asked for at any time, set by its managers, and told to whoever wants it alone."""

from __future__ import annotations

from office import BERLIN, NEW_YORK, SYDNEY

WEEK = "the week to Friday 6 March"


async def worked(office):
    """A week: Ana and Cleo answer on Wednesday, Ben on Tuesday, when he is blocked, and not on Wednesday."""
    team = await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "Legal has had the contract for a week")
    await office.at("2026-03-04T09:15", SYDNEY)
    await office.answer(office.cleo, "Cleo signed Zenith", "Call Globex")
    await office.at("2026-03-04T09:20", BERLIN)
    await office.answer(office.ana, "Hired <!channel> & more", "Walk the floor")
    await office.at("2026-03-04T09:20", NEW_YORK)
    return team


def weeks(office):
    """What was posted of weeks."""
    return [one for one in office.slack.messages(office.emea, by_bots=True) if "the week to" in one.words]


def kinds(message):
    """The kinds of a message's blocks."""
    return [block["type"] for block in message.blocks]


async def typed(office, who, text="", **more):
    """What somebody reads after `/digest`, for them alone."""
    outcome = await office.act(who).command("/digest", text, **({"channel": office.emea} | more))
    assert outcome.message.ephemeral_for == who.id, outcome
    return outcome.message


async def settings(office, who, **more):
    """The settings as somebody opens them by typing."""
    outcome = await office.act(who).command("/digest", "settings", **({"channel": office.emea} | more))
    view = await office.act(who).view()
    assert view is not None, outcome
    return view


def fields(view):
    """What a form asks."""
    return {block["block_id"] for block in view.blocks if block["type"] == "input"}


async def test_the_week_is_posted_on_friday_and_can_be_asked_for(office):
    """Who took part, what came of it, what is in the way, what comes, drawn and said; then in words for one alone."""
    await worked(office)
    await office.at("2026-03-06T16:00", BERLIN)
    (posted,) = weeks(office)
    assert "data_visualization" in kinds(posted)
    for words in (
        "*3 of 4 answered (75 %); 1 missing*", "*Cleo* Cleo signed Zenith", "&lt;!channel&gt; &amp; more",
        "1 opened, none resolved, *1 still open*",
        "*Ben* Legal has had the contract", "Daily standup: Monday to Friday",
        "Friday's Daily standup is still open; what is not closed yet counts in the next digest.",
    ):  # fmt: skip
        assert words in posted.words
    await office.settle()
    assert len(weeks(office)) == 1

    mine = await typed(office, office.ben)
    assert "the week so far, 2 to 6 March" in mine.words
    assert "3 of 4 answered" in mine.words
    assert "data_visualization" not in kinds(mine)
    assert "A quiet week" in (await typed(office, office.ben, "last")).words
    assert "3 of 4 answered" in (await typed(office, office.ana, "emea", channel=None)).words
    assert "no team of yours called “moon”. There is EMEA Sales" in (await typed(office, office.ana, "moon")).words
    assert "You are in no team right now" in (await typed(office, office.dev)).words


async def test_words_that_were_changed_or_taken_back_leave_the_week(office):
    """Cleo's answer can be changed until Monday: what the week quotes of it follows, and goes with it."""
    await office.set_up()
    await office.at("2026-03-06T09:15", SYDNEY)
    await office.answer(office.cleo, "Cleo signed Zenith", "Call Globex")
    await office.at("2026-03-06T16:00", BERLIN)
    (posted,) = weeks(office)
    assert "Cleo signed Zenith" in posted.words
    await office.answer(office.cleo, "Cleo signed Nadir", "Call Globex")
    (posted,) = weeks(office)
    assert "Cleo signed Nadir" in posted.words
    assert "Zenith" not in posted.words
    await office.act(office.cleo).click(office.last(office.cleo), "checkin.retract")
    await office.settle()
    (posted,) = weeks(office)
    assert "Cleo signed" not in posted.words


async def test_a_workspace_that_refuses_charts_reads_the_same_words(office):
    """The same once more, in plain blocks."""
    await office.set_up()
    for day in (3, 4):
        await office.at(f"2026-03-0{day}T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer")
    await office.at("2026-03-06T15:59", BERLIN)
    office.slack.fault("chat.postMessage", "error", error="invalid_blocks", times=1)
    await office.at("2026-03-06T16:00", BERLIN)
    (posted,) = weeks(office)
    assert set(kinds(posted)) == {"header", "section", "context", "actions"}
    assert "1 of 2 answered (50 %)" in posted.words


async def test_managers_set_when_the_week_comes_and_reps_only_their_own(office):
    """Thursdays at ten, then not at all; a rep's form has one question, and their own week comes."""
    await office.set_up()
    view = await settings(office, office.ana)
    assert fields(view) == {"on", "weekday", "wall", "brief", "own_week"}
    outcome = await office.act(office.ana).submit(view, {"weekday": "4", "wall": "10:00", "on": ["on"]})
    assert "posted on Thursdays at 10:00" in str(outcome.view.blocks)
    view = await settings(office, office.ben)
    assert fields(view) == {"own_week"}
    outcome = await office.act(office.ben).submit(view, {"own_week": ["on"]})
    assert "Your own week comes on Fridays" in str(outcome.view.blocks)
    await office.at("2026-03-05T10:00", BERLIN)
    (posted,) = weeks(office)

    await office.act(office.ana).click(posted, "digest.settings")
    view = await office.act(office.ana).view()
    await office.act(office.ana).submit(view, {"on": []})
    await office.at("2026-03-06T16:30", NEW_YORK)
    assert office.titled(office.ben, "Your week to Friday 6 March")
    await office.at("2026-03-12T10:00", BERLIN)
    assert len(weeks(office)) == 1


async def test_a_manager_is_briefed_and_can_ask_why(office):
    """At half past eight: who answered yesterday, what is blocked; `why` names it, and simulate foretells it."""
    await office.set_up()
    view = await settings(office, office.ana)
    await office.act(office.ana).submit(view, {"brief": "daily"})
    ahead = (await office.act(office.ana).command("/salesbot", "simulate", channel=office.emea)).message.words
    assert "*Brief*, 08:30 brief: Ana (Berlin)" in ahead
    assert "*The week* in #emea-sales: 16:00 Berlin: digest" in ahead
    await office.at("2026-03-03T09:15", BERLIN)
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "Legal has had the contract for a week")
    await office.at("2026-03-04T08:30", BERLIN)
    brief = office.titled(office.ana, "EMEA Sales, since yesterday")
    for words in ("answered Ben", "missing Ana", "*Ben* Legal has had the contract for a week · since Tuesday",
                  "Only you see this"):  # fmt: skip
        assert words in brief.words
    why = (await office.act(office.ana).command("/salesbot", "why")).message.words
    assert "I sent your brief of EMEA Sales." in why


async def test_with_several_teams_one_is_chosen(office):
    """Outside a team's channel each team has a button; a stale one of a team that is not theirs is refused."""
    await office.set_up()
    lobby = office.slack.channel("apac-sales", members=[office.ana, office.ben, office.bot.bot])
    await office.act(office.ana).command("/salesbot", "setup")
    view = await office.act(office.ana).view()
    made = {"name": "APAC Sales", "channel": lobby.id, "managers": [office.ana.id], "members": [office.cleo.id],
            "templates": ["standup"], "time": "09:15"}  # fmt: skip
    await office.act(office.ana).submit(view, made)
    await office.settle()
    elsewhere = office.slack.channel("lobby", members=[office.ana, office.ben, office.bot.bot])
    chooser = await typed(office, office.ana, channel=elsewhere)
    assert set(chooser.buttons) == {"digest.show.1", "digest.show.2"}
    await office.act(office.ana).click(chooser, "digest.show.2")
    assert "APAC Sales · the week so far" in office.slack.fresh(chooser).words
    assert "There is EMEA Sales." in (await typed(office, office.ben, "apac")).words
    chooser = await typed(office, office.ana, "settings", channel=elsewhere)
    await office.act(office.ana).click(chooser, "digest.settings_of.2")
    assert "APAC Sales" in str((await office.act(office.ana).view()).blocks)


async def test_a_shared_channel_reads_nothing_until_a_manager_says_so(office):
    """The week waits; Ana is told where, names the channel, and it appears."""
    await worked(office)
    office.slack.share(office.emea)
    await office.at("2026-03-06T16:00", BERLIN)
    assert not weeks(office)
    note = office.titled(office.ana, "was not posted, because another company reads")
    await office.act(office.ana).click(note, "desk.shared_confirm")
    view = await office.act(office.ana).view()
    await office.act(office.ana).submit(view, {"confirm": "emea-sales"})
    await office.settle()
    assert WEEK in weeks(office)[0].words
