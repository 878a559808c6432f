"""Tips: shared, posted, found, confirmed, edited, withdrawn, looked at again, and there where they help."""

from __future__ import annotations

import pytest

from office import BERLIN, NEW_YORK

PLAN = "Ask for the mutual action plan before you talk about the price"


async def tip(office, who, words="", *, channel=None):
    """Type `/tip …`; return what came of it and the message that only they see, if there is one."""
    out = await office.act(who).command("/tip", words, channel=channel or office.emea)
    await office.settle()
    mine = [one for one in office.slack.messages(channel or office.emea) if one.ephemeral_for == who.id]
    return out, (mine[-1] if mine else None)


def posts(office):
    """The tips in the team's channel."""
    return [one for one in office.slack.messages(office.emea, by_bots=True) if "tips.useful" in one.buttons]


async def form(office, who):
    """The form in front of somebody."""
    view = await office.act(who).view()
    assert view is not None, "no form opened"
    return view


async def used(office, who, where, outcome="They signed in a week"):
    """Say what came of a tip."""
    await office.act(who).click(where, "tips.use")
    out = await office.act(who).submit(await form(office, who), {"outcome": outcome})
    await office.settle()
    return out


@pytest.fixture
async def team(office):
    """EMEA Sales is set up."""
    return await office.set_up()


async def test_a_typed_tip_is_posted_confirmed_by_colleagues_and_ranked_by_use(office, team):
    """Ben shares; Cleo finds it useful, takes that back, and used it with what came of it; his own word counts not."""
    out, _ = await tip(office, office.ben, f"{PLAN} #Negotiation")
    assert "shared with EMEA Sales" in str(out.shown)
    (post,) = posts(office)
    assert f"{PLAN}\n#negotiation" in post.words
    await office.act(office.cleo).click(post, "tips.useful")
    await office.settle()
    assert posts(office)[0].buttons["tips.useful"] == "Useful · 1"
    await office.act(office.cleo).click(posts(office)[0], "tips.useful")
    await office.settle()
    assert posts(office)[0].buttons["tips.useful"] == "Useful"

    await office.act(office.cleo).click(post, "tips.use")
    view = await form(office, office.cleo)
    assert (await office.act(office.cleo).submit(view, {"outcome": "…"})).errors.keys() == {"outcome"}
    await office.act(office.cleo).submit(view, {"outcome": "They signed <in a week>"})
    await office.settle()
    assert "Cleo: They signed &lt;in a week&gt;" in posts(office)[0].words
    assert "used by 1" in posts(office)[0].words
    await used(office, office.cleo, post, "And again")
    assert "used by 1" in posts(office)[0].words

    for action in ("tips.useful", "tips.use"):
        await office.act(office.ben).click(post, action)
    await office.slack.settled()
    told = [one.text for one in office.slack.messages(office.emea) if one.ephemeral_for == office.ben.id]
    assert sum("It is your own tip." in one for one in told) == 2
    _, top = await tip(office, office.ana, "top")
    assert PLAN in top.words


async def test_what_is_no_tip_is_refused_in_words(office, team):
    """Too short, a slip in a word that finds, the same again, too long a search, nothing to look for, no team."""
    for words, told in (
        ("hello", "A tip takes a few words"),
        ("serach pricing objection now", "Did you mean `/tip search`?"),
        ("search", "What are you looking for?"),
        ("search ???", "What are you looking for?"),
        ("search " + "long " * 30, "the most I look for"),
        ("random", "Nobody has shared a tip yet"),
        ("help", "opens a form"),
        ("top", "Nobody has said yet"),
        ("mine", "You have shared no tip yet"),
    ):
        out, message = await tip(office, office.ben, words)
        assert told in (str(out.shown) + (message.words if message else "")), words
    await tip(office, office.ben, PLAN)
    out, _ = await tip(office, office.ben, PLAN.upper())
    assert "shared this one already" in str(out.shown)
    for words in (PLAN, "search price", "mine", ""):
        out, _ = await tip(office, office.dev, words)
        assert "Somebody who manages one can add you: <@" in str(out.shown)
    assert len(posts(office)) == 1


async def test_a_story_has_five_parts_and_its_author_edits_and_deletes_it(office, team):
    """Bare `/tip` opens the form; another kind draws its boxes and keeps what was typed; the post follows."""
    await tip(office, office.ben)
    view = await form(office, office.ben)
    office.act(office.ben).fill(view, {"text": "Nordwind chose what they have"})
    await office.act(office.ben).click(view, "tips.kind", "loss")
    view = await form(office, office.ben)
    wanted = ["kind", "text", "why", "worked", "learned", "thanks", "tags"]
    assert [block["block_id"] for block in view.blocks if block["type"] == "input"] == wanted
    out = await office.act(office.ben).submit(view, {"why": "Too late", "learned": "..."})
    assert out.errors == {"learned": "What did you learn? That is what others come for."}
    out = await office.act(office.ben).submit(
        view, {"learned": "Meet IT first", "thanks": "Dev", "tags": "it, nordwind"}
    )
    assert "shared with EMEA Sales" in str(out.view.body)
    await office.settle()
    (post,) = posts(office)
    for words in ("Why we lost", "Nordwind chose what they have", "*What we learned*\nMeet IT first", "#it #nordwind"):
        assert words in post.words

    _, mine = await tip(office, office.ben, "mine")
    await office.act(office.ben).click(mine, "tips.edit")
    out = await office.act(office.ben).submit(await form(office, office.ben), {"learned": "Meet security first"})
    assert "reads so everywhere" in str(out.view.body)
    await office.settle()
    assert "Meet security first" in posts(office)[0].words
    assert "edited" in posts(office)[0].words
    _, found = await tip(office, office.cleo, "search security")
    assert "tips.edit" not in found.buttons

    _, managed = await tip(office, office.ana, "search nordwind")
    await office.act(office.ana).click(managed, "tips.listed.delete")
    await office.settle()
    assert posts(office) == []
    assert "No tip has all of" in office.slack.fresh(managed).words
    _, gone = await tip(office, office.cleo, "search nordwind")
    assert "No tip has all of" in gone.words
    await office.act(office.ben).click(mine, "tips.edit")
    await office.slack.settled()
    assert any("withdrawn" in one.text for one in office.slack.messages(office.emea) if one.ephemeral_for)


async def test_search_mends_what_was_mistyped_and_turns_its_pages(office, team):
    """A slip of the finger, an accent, the beginning of a word; then six tips on two pages, the useful one first."""
    await tip(office, office.ben, "Every price objection hides a question about São Paulo")
    _, found = await tip(office, office.cleo, "search pri objecton sao")
    assert "Showing results for *pri objection sao*" in found.words
    assert "Every price objection" in found.words
    _, none = await tip(office, office.cleo, "search zebra objection")
    assert "No tip has all of *zebra objection*" in none.words

    for number in range(6):
        await tip(office, office.ben, f"Renewals begin {number} months before the end")
    _, first = await tip(office, office.cleo, "search renewal")
    assert first.words.count("Renewals begin") == 5
    assert "Renewals begin 0" not in first.words
    await office.act(office.cleo).click(first, "tips.listed.more")
    await office.settle()
    second = office.slack.fresh(first)
    assert "Renewals begin 0" in second.words
    await office.act(office.cleo).click(second, "tips.listed.useful")
    await office.settle()
    assert office.slack.fresh(second).buttons["tips.listed.useful"] == "Useful · 1"
    await office.act(office.cleo).click(office.slack.fresh(second), "tips.listed.back")
    await office.settle()
    assert "Renewals begin 0" in office.slack.fresh(first).words.split("Renewals begin 5")[0]


async def test_any_tip_opens_and_is_confirmed_and_deleted_in_its_form(office, team):
    """`random` draws one; the form shows all of it, with the buttons that are this reader's."""
    await tip(office, office.ben, PLAN)
    _, drawn = await tip(office, office.cleo, "random")
    assert PLAN in drawn.words
    await office.act(office.cleo).click(drawn, "tips.listed.random")
    await office.act(office.cleo).click(drawn, "tips.show")
    view = await form(office, office.cleo)
    await office.act(office.cleo).click(view, "tips.useful")
    assert "Useful · 1" in str((await form(office, office.cleo)).body)
    out = await used(office, office.cleo, await form(office, office.cleo))
    assert "stands below the tip" in str(out.view.body)
    await office.act(office.cleo).close(out.view)

    _, mine = await tip(office, office.ana, "random")
    await office.act(office.ana).click(mine, "tips.show")
    view = await form(office, office.ana)
    assert "Cleo: They signed in a week" in str(view.body)
    await office.act(office.ana).click(view, "tips.delete")
    await office.settle()
    assert "Nobody finds it any more" in str((await form(office, office.ana)).body)
    assert posts(office) == []


async def test_a_message_becomes_a_tip_with_a_link_back(office, team):
    """`Save as a tip` begins with its words; nothing in them becomes live."""
    message = await office.act(office.cleo).say("Call Ben <before> legal does & bring the plan", to=office.emea)
    await office.act(office.ana).shortcut("tips.save", message=message)
    view = await form(office, office.ana)
    assert "Call Ben <before> legal does & bring the plan" in str(view.body)
    out = await office.act(office.ana).submit(view, {"tags": "legal"})
    assert "shared with EMEA Sales" in str(out.view.body)
    await office.settle()
    (post,) = posts(office)
    assert f"/archives/{office.emea.id}/p{message.ts.replace('.', '')}|from this message>" in post.words


async def test_a_lesson_of_fridays_answer_becomes_a_tip_and_a_blocker_meets_one_that_fits(office, team):
    """One tap under the answer, prefilled; another blocker gets no tip, one that two words share gets it beside."""
    from salesbot.checkins import service as checkins
    from salesbot.checkins.templates import WINS

    await tip(office, office.ana, "Give legal the contract template first, they answer within a day #contracts")
    async with office.house.store.begin() as db:
        await checkins.begin(
            db, WINS, workspace_id="T_ACME", team_id=team.id, wall=None, by="UANA", now=team.created_at
        )  # fmt: skip
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "The printer is broken")
    assert "tips.show" not in office.titled(office.ben, "printer").buttons
    await office.answer(office.ben, "Met Acme", "Send the offer", "Legal has had the contract for a week")
    shown = office.titled(office.ben, "Legal has had")
    assert "This may help, from Ana" in shown.words
    await office.act(office.ben).click(shown, "tips.show")
    view = await form(office, office.ben)
    assert "they answer within a day" in str(view.body)
    await office.act(office.ben).close(view)

    await office.at("2026-03-06T15:00", NEW_YORK)
    asked = office.titled(office.ben, "What did you win or lose")
    await office.act(office.ben).click(asked, "checkin.answer")
    view = await form(office, office.ben)
    names = [block["block_id"] for block in view.blocks if str(block.get("block_id", "")).startswith("question.")]
    said = ("Lost Orion", "Meet IT in week one #security", "Cleo, with the map")
    await office.act(office.ben).submit(view, dict(zip(names, said, strict=True)))
    await office.settle()
    mine = office.titled(office.ben, "Lost Orion")
    assert {"tips.from_answer", "kudos.from_answer"} <= set(mine.buttons)
    await office.act(office.ben).click(mine, "tips.from_answer")
    view = await form(office, office.ben)
    await office.act(office.ben).submit(view, {})
    await office.settle()
    assert "Meet IT in week one\n#security" in posts(office)[-1].words


async def test_what_nobody_confirms_for_ninety_days_goes_back_to_its_author(office, team):
    """Wednesday at 11:00 on Ben's wall: still true, and later retire; a used one is not asked about."""
    await tip(office, office.ben, PLAN)
    await tip(office, office.ben, "Bring the paper to the first meeting with procurement")
    await office.at("2026-05-20T11:00", NEW_YORK)
    await used(office, office.cleo, posts(office)[1])
    await office.at("2026-06-10T11:00", NEW_YORK)
    asked = office.titled(office.ben, "Is it still true?")
    assert PLAN in asked.words
    assert "procurement" not in asked.words
    await office.act(office.ben).click(asked, "tips.still")
    await office.settle()
    assert "Still true." in office.slack.fresh(asked).words
    await office.at("2026-08-26T11:00", NEW_YORK)
    asked = office.titled(office.ben, "Is it still true?")
    assert "procurement" in asked.words
    await office.act(office.ben).click(asked, "tips.delete")
    await office.settle()
    assert "Retired." in office.slack.fresh(asked).words
    assert len(posts(office)) == 1


async def test_in_a_channel_of_two_companies_a_tip_is_kept_but_not_posted(office, team):
    """It says so, and colleagues find it all the same; the home tab's button opens the form."""
    from salesbot.people import service as people

    async with office.house.store.begin() as db:
        await people.set_shared(db, "T_ACME", office.emea.id, shared=True)
    out, _ = await tip(office, office.ben, PLAN)
    assert "people of another company read" in str(out.shown)
    assert posts(office) == []
    _, found = await tip(office, office.cleo, "search mutual plan", channel=office.slack.channel("lobby"))
    assert PLAN in found.words
    await office.at("2026-03-03T12:00", BERLIN)
    assert posts(office) == []
    await office.act(office.ben).open_home()
    await office.settle()
    await office.house.doors.drain(5)
    await office.act(office.ben).click(office.act(office.ben).home(), "tips.begin")
    assert "another company reads its channel" in str((await form(office, office.ben)).body)


async def test_whoever_is_in_two_teams_chooses_one_or_types_in_its_channel(office, team):
    """What was typed stands in the form; without a choice it is asked for; why tells nothing of the look to come."""
    from salesbot.people import service as people

    two = office.slack.channel("apac-sales", members=[office.ana, office.ben, office.bot.bot])
    async with office.house.store.begin() as db:
        draft = people.TeamDraft("APAC Sales", two.id, BERLIN, members=["UBEN"], channel_name="apac-sales")
        other = await people.make_team(db, draft, workspace_id="T_ACME", by="UANA", now=team.created_at)
    out, _ = await tip(office, office.ben, PLAN, channel=office.act(office.ben).im())
    assert out.acked
    view = await form(office, office.ben)
    assert PLAN in str(view.body)
    await office.act(office.ben).click(view, "tips.kind", "win")
    view = await form(office, office.ben)
    out = await office.act(office.ben).submit(view, {"learned": "Ask early", "team": str(other.id)})
    assert "shared with APAC Sales" in str(out.view.body)
    await office.settle()
    assert posts(office) == []
    assert PLAN in office.last(two).words
    out, _ = await tip(office, office.ben, "Ask twice before you offer anything")
    assert "shared with EMEA Sales" in str(out.shown)
    out = await office.act(office.ben).command("/salesbot", "why")
    assert "tips.still" not in str(out.shown)
