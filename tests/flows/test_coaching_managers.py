"""The managers' side of coaching: the brief, notes of one-to-ones, a question to one person, and who had whose time."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from office import BERLIN, NEW_YORK, fields_of
from salesbot import clock
from salesbot.coaching.model import Commitment, Shown
from salesbot.config import Transport
from salesbot.people import service as people
from salesbot.people.rules import Role

SECRET = "Ben zweifelt am Nordstern-Vertrieb"
QUESTION = "How did the call with Kessing go?"


@pytest.fixture(params=["sqlite-socket"])
def place(request):
    """SQLite by socket: what SQL decides is tested on both databases in tests/coaching."""
    return str(request.getfixturevalue("sqlite_url")), Transport.SOCKET


@pytest.fixture
async def team(office):
    """EMEA Sales, on Ben's Tuesday morning at work, after he answered."""
    made = await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme, they want a <pilot> by May", "Send the offer", "Legal has the contract")
    return made


async def coach(office, who, words="", *, channel=None):
    """Type `/coach …`; return the message that only they see, or the words of a refusal."""
    where = channel or office.emea
    before = len(office.slack.messages(where))
    out = await office.act(who).command("/coach", words, channel=where)
    await office.settle()
    mine = [one for one in office.slack.messages(where)[before:] if one.ephemeral_for == who.id]
    assert mine or "None" in str(out.shown), out
    return mine[-1] if mine else None


async def form(office, who):
    """The form in front of somebody."""
    view = await office.act(who).view()
    assert view is not None, "no form opened"
    return view


async def noted(office, shown, notes, **actions):
    """Write notes from the page that Ana sees."""
    await office.act(office.ana).click(shown, "coaching.talk")
    view = await form(office, office.ana)
    out = await office.act(office.ana).submit(view, {"notes": notes} | actions)
    await office.settle()
    return out


def told(office, who=None):
    """The last thing that only somebody sees in the team's channel."""
    mine = [one for one in office.slack.messages(office.emea) if one.ephemeral_for == (who or office.ana).id]
    return mine[-1].words


async def test_the_brief_has_all_since_last_time_and_what_was_agreed_comes_back(office, team):
    """Facts and three questions; notes for Ana alone; Ben reads and does his action; the next brief begins there."""
    brief = await coach(office, office.ana, "brief @Ben")
    for words in ("Before you talk with Ben", "Legal has the contract", "&lt;pilot&gt; by May"):
        assert words in brief.words
    assert brief.words.count("\n3. ") == 1
    out = await noted(
        office, brief, SECRET, **{"what.new1": "Send Kessing the plan", "what.new2": "Call legal", "who.new2": "me"}
    )  # fmt: skip
    assert "Kept, for you alone. Ben gets a note" in str(out.view.body)
    note = office.titled(office.ben, "noted what you two agreed")
    assert "Send Kessing the plan" in note.words
    assert "Call legal" not in note.words

    await office.at("2026-03-04T10:00", NEW_YORK)
    brief = await coach(office, office.ana, "brief @Ben")
    for words in ("all since your last notes", SECRET, "*Ben:* Send Kessing the plan", "*You:* Call legal"):
        assert words in brief.words
    assert "Answered 1 of 1." in brief.words
    mine = await coach(office, office.ben)
    assert "*You, with Ana:* Send Kessing the plan" in mine.words
    await office.act(office.ben).click(mine, "coaching.action.done")
    await office.settle()
    assert "Kessing" not in office.slack.fresh(mine).words
    assert "~Send Kessing the plan~ · done" in office.slack.fresh(note).words
    await office.act(office.ana).click(brief, "coaching.action.dropped")
    await office.slack.settled()
    assert "That was done already" in told(office)
    brief = await coach(office, office.ana, "brief @Ben")
    await office.act(office.ana).click(brief, "coaching.action.dropped")
    await office.settle()
    fresh = office.slack.fresh(brief)
    assert "Ben: ~Send Kessing the plan~ · done" in fresh.words
    assert "You: ~Call legal~ · dropped" in fresh.words


async def test_notes_are_listed_changed_and_deleted_by_whoever_wrote_them(office, team):
    """`/coach talks`: page by page, edited in the form, deleted for good; no plain word of them is in the database."""
    empty = await coach(office, office.ana, "talks @Ben")
    assert "You have noted no one-to-one with Ben yet" in empty.words
    for number in range(4):
        await noted(office, empty, f"{SECRET} {number}", **{"what.new1": f"Action {number}"})
    first = await coach(office, office.ana, "talks")
    assert f"{SECRET} 3" in first.words
    await office.act(office.ana).click(first, "coaching.talks.older")
    await office.settle()
    second = office.slack.fresh(first)
    assert f"{SECRET} 0" in second.words

    await office.act(office.ana).click(second, "coaching.talk_edit")
    view = await form(office, office.ana)
    assert f"{SECRET} 0" in str(view.body)
    assert SECRET not in view.body["private_metadata"]
    (what,) = [one["block_id"] for one in view.blocks if one.get("element", {}).get("initial_value") == "Action 0"]
    assert (await office.act(office.ana).submit(view, {"notes": " "})).errors.keys() == {"notes"}
    out = await office.act(office.ana).submit(view, {"notes": f"{SECRET} anew", what: "", "what.new1": "Other"})
    assert "Kept" in str(out.view.body)
    await office.settle()
    assert "Other" in office.titled(office.ben, "Other").words
    await office.act(office.ana).click(second, "coaching.talk_delete")
    await office.settle()
    assert "There is nothing older" in office.slack.fresh(second).words
    file = Path(make_url(office.house.settings.database_url).database)
    for one in (file, *file.parent.glob(f"{file.name}-*")):
        assert b"Nordstern" not in one.read_bytes()

    for who in (office.ben, office.cleo, office.dev):
        assert "manage" in (await coach(office, who, "talks")).words
    await office.act(office.cleo).click(second, "coaching.talk_edit")
    await office.slack.settled()
    assert "gone, or not yours" in told(office, office.cleo)


async def test_a_question_that_waits_for_the_absent_comes_when_they_answer_after_all(office):
    """Ben pressed *I'm away*, so Ana's question would come on Wednesday; he answers his standup, and has it."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.away")
    await office.settle()
    said = await coach(office, office.ana, f"ask @Ben {QUESTION}")
    assert "away" in said.words
    assert not [words for words in office.said(office.ben) if QUESTION in words]
    await office.act(office.ben).click(office.last(office.ben), "checkin.answer")  # Answer after all
    view = await form(office, office.ben)
    await office.act(office.ben).submit(view, dict(zip(fields_of(view), ("Met Acme", "Send the offer"), strict=False)))
    await office.settle()
    assert QUESTION in office.titled(office.ben, "Ana asked you").words


async def test_a_question_goes_to_one_person_and_its_answer_to_one(office, team):
    """At once where Ben is there; answered, changed, settled by the next question; Ana withdraws what is open."""
    said = await coach(office, office.ana, f"ask @Ben {QUESTION}")
    assert "Ben has it now" in said.words
    asked = office.titled(office.ben, "Ana asked you")
    assert QUESTION in asked.words
    assert "Ana asked you: " in (await coach(office, office.ben)).words
    await office.act(office.ben).click(asked, "coaching.answer")
    view = await form(office, office.ben)
    assert "Only Ana sees this" in str(view.body)
    assert (await office.act(office.ben).submit(view, {"answer": " "})).errors.keys() == {"answer"}
    await office.act(office.ben).submit(view, {"answer": "Well, they <want> a plan"})
    await office.settle()
    answer = office.titled(office.ana, "Ben answered you")
    assert "they &lt;want&gt; a plan" in answer.words
    await office.act(office.ben).click(office.slack.fresh(asked), "coaching.answer")
    await office.act(office.ben).submit(await form(office, office.ben), {"answer": "They signed"})
    await office.settle()
    assert "Ben answered you (edited):*\nThey signed" in office.slack.fresh(answer).words

    await office.act(office.ana).click(said, "coaching.withdraw")
    await office.settle()
    assert "answered already" in told(office)
    said = await coach(office, office.ana, "ask @Ben And what do they fear?")
    await office.settle()
    assert "coaching.answer" not in office.slack.fresh(asked).buttons
    await office.act(office.ana).click(said, "coaching.withdraw")
    await office.settle()
    assert "Withdrawn" in office.slack.fresh(said).words
    assert not [one for one in office.said(office.ben) if "what do they fear" in one]


async def test_a_question_waits_for_the_morning_and_for_who_is_back(office, team):
    """Cleo sleeps; Ben is away and comes back early; each hears then, and Ana knows why it waits."""
    said = await coach(office, office.ana, f"ask @Cleo {QUESTION}")
    assert "It is night for Cleo" in said.words
    assert "Wednesday 4 March, 07:00 their time" in said.words
    await office.act(office.ben).command("/salesbot", "away 4-10 mar", channel=office.emea)
    await office.at("2026-03-04T10:00", NEW_YORK)
    office.titled(office.cleo, "Ana asked you")
    await office.act(office.ana).command("/coach", "ask @Ben", channel=office.emea)
    view = await form(office, office.ana)
    out = await office.act(office.ana).submit(view, {"words": QUESTION})
    assert "Ben is away, so your question waits until Wednesday 11 March, 07:00 their time" in str(out.view.body)
    await office.act(office.ben).command("/salesbot", "away cancel", channel=office.emea)
    await office.settle()
    office.titled(office.ben, "Ana asked you")
    await office.act(office.ana).click(out.view, "coaching.withdraw")
    await office.settle()
    assert "Withdrawn" in str((await form(office, office.ana)).body)
    assert not [one for one in office.said(office.ben) if "Ana asked you" in one]


async def test_what_is_open_stays_on_the_page_and_is_there_for_a_contributor_too(office, team):
    """Ben settles a promise on his page, and Ana's question is there still; Dev is not coached, and has his action."""
    now = clock.now()
    mine = {"workspace_id": "T_ACME", "team_id": team.id, "member_id": "UBEN"}
    async with office.house.store.begin() as db:
        seen = {"skill": "negotiation", "day": now.date(), "why": "asked", "evidence": [], "shown_at": now}
        db.add(shown := Shown(**mine, prompt="gone", key="coaching.prompt.1", **seen))
        await db.flush()
        db.add(Commitment(**mine, coaching_id=shown.id, words="Call Kessing", day=now.date(), made_at=now))
        dev = {"id": office.dev.id, "team_id": "T_ACME", "real_name": "Dev", "tz": BERLIN}
        await people.meet(db, dev, workspace_id="T_ACME", now=now)
        await people.join(db, team, [office.dev.id], role=Role.CONTRIBUTOR, by="UANA", now=now)
    await coach(office, office.ana, f"ask @Ben {QUESTION}")
    page = await coach(office, office.ben)
    assert QUESTION in page.words
    await office.act(office.ben).click(page, "coaching.done")
    await office.settle()
    fresh = office.slack.fresh(page)
    assert "Call Kessing" not in fresh.words
    assert QUESTION in fresh.words

    assert "Coaching is for managers and reps" in (await coach(office, office.dev)).words
    await noted(office, await coach(office, office.ana, "brief @Dev"), SECRET, **{"what.new1": "Check the terms"})
    page = await coach(office, office.dev)
    assert "Open between you and your managers" in page.words
    await office.act(office.dev).click(page, "coaching.action.done")
    await office.settle()
    assert "Nothing is open" in office.slack.fresh(page).words


async def test_what_is_asked_of_the_wrong_person_or_by_the_wrong_one_is_refused_in_words(office, team):
    """Oneself, somebody from outside, somebody in no team, too many, too little; reps and partners manage nobody."""
    for who, words, said in (
        (office.ana, "brief @Ana", "That is you"),
        (office.ana, "brief @Eve", "is not in your team"),
        (office.ana, "ask @Dev How are you today?", "is not in your team"),
        (office.ana, "ask @benedict How are you?", "Pick the name from the list"),
        (office.ana, "ask @Ben How?", "A few words say it best"),
        (office.ana, "ask @Ben Why " + "so " * 400, "Could you shorten it?"),
        (office.ana, "ask Why " + "so " * 400, "Could you shorten it?"),
        (office.ben, "brief @Cleo", "for those who manage a team"),
        (office.ben, "ask @Cleo How are you?", "for those who manage a team"),
        (office.ben, "fair", "for those who manage a team"),
        (office.dev, "talks @Ben", "for those who manage a team"),
    ):
        assert said in (await coach(office, who, words)).words, words
    await office.act(office.ana).command("/coach", "ask", channel=office.emea)
    view = await form(office, office.ana)
    for said, field in (
        ({"who": office.ben.id, "words": "How?"}, "words"),
        ({"who": office.dev.id, "words": QUESTION}, "who"),
        ({"who": office.ana.id, "words": QUESTION}, "who"),
    ):
        assert (await office.act(office.ana).submit(view, said)).errors.keys() == {field}
    for number in range(3):
        await coach(office, office.ana, f"ask @Ben Question number {number}?")
    assert "3 questions of yours open" in (await coach(office, office.ana, "ask @Ben One more question?")).words
    brief = await coach(office, office.ana, "brief @Ben")
    await office.act(office.ana).click(brief, "coaching.withdraw")
    await office.settle()
    assert office.slack.fresh(brief).words.count("no answer yet") == 2
    assert "With whom will you talk?" in (await coach(office, office.ana, "brief")).words
    shown = await coach(office, office.ana, "fair")
    assert "*Ben* · one-to-one not yet · asked today · thanked not yet · heard from today" in shown.words


async def test_whoever_manages_somebody_no_more_reads_old_notes_and_nothing_new(office, team):
    """Ben leaves for a team of Cleo's: Ana keeps her notes, her question lapses, and Cleo's brief has none of it."""
    brief = await coach(office, office.ana, "brief @Ben")
    await noted(office, brief, SECRET)
    await coach(office, office.ana, f"ask @Ben {QUESTION}")
    asked = office.titled(office.ben, "Ana asked you")
    two = office.slack.channel("apac-sales", members=[office.cleo, office.ben, office.bot.bot])
    async with office.house.store.begin() as db:
        await people.leave(db, team, ["UBEN"], by="UANA", now=clock.now())
        draft = people.TeamDraft("APAC Sales", two.id, BERLIN, members=["UBEN"], channel_name="apac-sales")
        await people.make_team(db, draft, workspace_id="T_ACME", by="UCLEO", now=clock.now())
    assert "is not in your team" in (await coach(office, office.ana, "brief @Ben")).words
    assert SECRET in (await coach(office, office.ana, "talks @Ben")).words
    await office.act(office.ben).click(asked, "coaching.answer")
    await office.slack.settled()
    assert "does not manage your team any more" in str([one.words for one in office.slack.messages(office.ben)])
    await office.act(office.ana).click(brief, "coaching.talk")
    await office.slack.settled()
    assert "is not in your team" in told(office)

    other = await coach(office, office.cleo, "brief @Ben", channel=two)
    for words in (SECRET, QUESTION, "Legal has the contract", "pilot"):
        assert words not in other.words
    assert "I know of nothing" in other.words
    async with office.house.store.begin() as db:
        await people.join(db, team, ["UCLEO"], role=Role.MANAGER, by="UANA", now=clock.now())
        await people.join(db, team, ["UBEN"], by="UANA", now=clock.now())
    assert SECRET not in (await coach(office, office.cleo, "brief @Ben")).words
