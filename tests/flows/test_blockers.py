"""Blockers: said in a check-in, announced once, carried along until somebody resolves them."""

from __future__ import annotations

import pytest
from rounds import begin, item, open_form
from sqlalchemy import update

from office import BERLIN, NEW_YORK, fields_of
from salesbot import clock
from salesbot.checkins.model import Checkin
from salesbot.people import announce, service
from salesbot.people import queries as people
from salesbot.people.rules import Role


async def blocked(office, words="Legal has had the contract for a week"):
    """Ben is blocked on Tuesday."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", words)
    return words


def threads(office):
    """What salesbot said in threads of the team's channel."""
    return [one for one in office.slack.messages(office.emea, by_bots=True) if one.thread_ts]


def report(office, day):
    """The report of a day."""
    return next(
        one for one in office.slack.messages(office.emea, by_bots=True) if day in one.words and not one.thread_ts
    )


async def test_a_new_blocker_is_announced_once_in_the_reports_thread(office):
    """The manager is mentioned, the report shows it first, and saying the same again announces nothing more."""
    words = await blocked(office)
    (announced,) = threads(office)
    assert announced.thread_ts == report(office, "Tuesday 3 March").ts
    assert "<@UANA>" in announced.words
    assert words in announced.words
    top = report(office, "Tuesday 3 March").words.split("*Ben*")[1]
    assert words in top

    await office.act(office.ben).click(office.last(office.ben), "checkin.answer")
    view = await office.act(office.ben).view()
    await office.act(office.ben).submit(view, {fields_of(view)[0]: "Met Acme twice"})
    await office.settle()
    assert len(threads(office)) == 1


async def say_again(office, words, day="2026-03-04"):
    """Ben says on another day that it still stands, and writes the same words into the question once more."""
    await office.at(f"{day}T09:15", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.answer")
    view = await office.act(office.ben).view()
    choice = next(block["block_id"] for block in view.blocks if str(block.get("block_id", "")).startswith("blocker."))
    answers = dict(zip(fields_of(view), ("Called legal", "Call again", words), strict=True))
    outcome = await office.act(office.ben).submit(view, {**answers, choice: "still"})
    assert outcome.closed, outcome
    await office.settle()


async def test_the_same_words_of_the_next_day_are_the_same_blocker(office):
    """Ben writes them again while it stands: no second announcement, one line in the report and in the list."""
    words = await blocked(office)
    await say_again(office, words)
    assert len(threads(office)) == 1
    assert report(office, "Wednesday 4 March").words.count(":construction:") == 1
    _, its = await listed(office, office.ana)
    assert its.words.count(words) == 1


async def test_what_was_resolved_is_not_raised_again_by_an_edit_that_repeats_it(office):
    """Ana resolves it after Ben wrote it on two days; he then changes another answer of the second."""
    words = await blocked(office)
    await say_again(office, words)
    await office.act(office.ana).click(threads(office)[0], "blocker.resolve")
    await office.settle()
    await office.act(office.ben).click(office.titled(office.ben, "Thanks, Ben"), "checkin.answer")
    view = await office.act(office.ben).view()
    await office.act(office.ben).submit(view, {fields_of(view)[0]: "Called legal twice"})
    await office.settle()
    assert len(threads(office)) == 1
    assert ":construction:" not in report(office, "Wednesday 4 March").words


async def test_the_same_words_after_it_was_resolved_are_a_new_blocker(office):
    """It is back in the way on Thursday, and is announced again."""
    words = await blocked(office)
    await office.act(office.ana).click(threads(office)[0], "blocker.resolve")
    await office.at("2026-03-05T09:15", NEW_YORK)
    await office.answer(office.ben, "Called legal", "Call again", words)
    assert len(threads(office)) == 2
    assert report(office, "Thursday 5 March").words.count(":construction:") == 1


async def test_what_two_answers_name_stands_until_both_are_taken_back(office):
    """Ben names it in the standup and in the pulse of the same day: it outlives the first, and goes with the second."""
    team = await office.set_up()
    topic = item(1, "What is in your way?", topic="blockers", required=False)
    await begin(office, team, topic, item(2, "How is it?"), name="Pulse", wall="10:00")
    await office.at("2026-03-03T09:15", NEW_YORK)
    words = "Legal has had the contract for a week"
    await office.answer(office.ben, "Met Acme", "Send the offer", words)
    await office.at("2026-03-03T10:00", NEW_YORK)
    view = await open_form(office, office.ben, "Pulse")
    outcome = await office.act(office.ben).submit(view, dict(zip(fields_of(view)[-2:], (words, "Fine"), strict=True)))
    assert outcome.closed, outcome
    await office.settle()
    assert len(threads(office)) == 1
    for left in (1, 0):
        thanks = [one for one in office.slack.messages(office.ben) if "checkin.retract" in one.buttons]
        await office.act(office.ben).click(thanks[0], "checkin.retract")
        await office.settle()
        _, its = await listed(office, office.ana)
        assert its.words.count(words) == left


@pytest.mark.parametrize("resolved", [False, True])
async def test_no_word_of_a_deleted_answer_stays_where_it_was_announced(office, resolved):
    """Ben deletes his answer: the thread loses what he said was in his way, and a new answer is announced again."""
    words = await blocked(office)
    if resolved:
        await office.act(office.ana).click(threads(office)[0], "blocker.resolve")
        await office.settle()
    await office.act(office.ben).click(office.titled(office.ben, "Thanks, Ben"), "checkin.retract")
    await office.settle()
    assert not [said for said in office.said(office.emea) if words in said]
    await office.answer(office.ben, "Met Acme", "Send the offer", "Procurement is on holiday")
    (announced,) = threads(office)
    assert "Ben is blocked" in announced.words
    assert "Procurement is on holiday" in announced.words


async def leaves(office, who, *, role=None):
    """Somebody leaves the team, or is something else in it."""
    async with office.house.store.begin() as db:
        team = await people.team_in(db, "T_ACME", office.emea.id)
        if role is None:
            await service.leave(db, team, [who.id], by=who.id, now=clock.now())
        else:
            await service.set_role(db, team, who.id, role=role, by=who.id, now=clock.now())
        gone, here = ([who.id], []) if role is None else ([], [who.id])
        await announce.seats(db, office.house, "T_ACME", team.id, joined=here, left=gone, now=clock.now())
    await office.settle()


async def reword(office, words):
    """Ben says in his own list what it is now."""
    _, mine = await listed(office, office.ben, words="blockers mine")
    await office.act(office.ben).click(mine, "blocker.change")
    await office.act(office.ben).submit(await office.act(office.ben).view(), {"changed": words})
    await office.settle()


@pytest.mark.parametrize("role", [None, Role.REP])
async def test_who_manages_no_more_reads_no_new_words_of_what_only_managers_read(office, role):
    """Ana was told by direct message; after her time as a manager it is gone, and what Ben says later stays out."""
    team = await office.set_up(members=(office.ben,))
    async with office.house.store.begin() as db:
        await db.execute(update(Checkin).where(Checkin.team_id == team.id).values(publish="managers"))
    await office.at("2026-03-04T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "Legal is slow")
    assert any("Legal is slow" in said for said in office.said(office.ana))
    await leaves(office, office.ana, role=role)
    await reword(office, "Legal wants my discount in writing")
    said = office.said(office.ana)
    assert not [one for one in said if "Legal is slow" in one or "discount in writing" in one]


async def test_a_reminder_of_anothers_blocker_is_read_by_managers_alone(office):
    """Ana was reminded of Ben's; once she manages no more, the message does not follow his words."""
    await blocked(office)
    for day in (4, 5):
        await office.at(f"2026-03-0{day}T10:00", BERLIN)
    assert any("no word about this for a working day" in said for said in office.said(office.ana))
    await leaves(office, office.ana)
    await reword(office, "Legal wants my discount in writing")
    assert not [one for one in office.said(office.ana) if "discount in writing" in one or "Legal has had" in one]


async def test_an_open_blocker_is_asked_about_first_the_next_day(office):
    """Wednesday's form begins with it; resolving it there resolves it everywhere."""
    words = await blocked(office)
    await office.at("2026-03-04T09:15", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.answer")
    view = await office.act(office.ben).view()
    assert words in str(view.body)
    blocker = next(block["block_id"] for block in view.blocks if str(block.get("block_id", "")).startswith("blocker."))
    answers = dict(zip(fields_of(view), ("Contract back", "Close it", "none"), strict=True))
    await office.act(office.ben).submit(view, {**answers, blocker: "resolved"})
    await office.settle()
    assert "Resolved" in threads(office)[0].words
    assert f"*Ben* {words} · resolved" in report(office, "Wednesday 4 March").words


async def test_a_blocker_that_changed_says_its_new_words(office):
    """`Changed` needs to say what it is now; then the announcement and the report say the new words."""
    await blocked(office)
    await office.at("2026-03-04T09:15", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.answer")
    view = await office.act(office.ben).view()
    number = next(
        block["block_id"] for block in view.blocks if str(block.get("block_id", "")).startswith("blocker.")
    ).removeprefix("blocker.")
    answers = dict(zip(fields_of(view), ("Called legal", "Call again", ""), strict=True))
    outcome = await office.act(office.ben).submit(view, {**answers, f"blocker.{number}": "changed"})
    assert list(outcome.errors) == [f"changed.{number}"]
    outcome = await office.act(office.ben).submit(
        view, {**answers, f"blocker.{number}": "changed", f"changed.{number}": "Legal wants a new clause"}
    )
    assert outcome.closed
    await office.settle()
    assert "Legal wants a new clause" in threads(office)[0].words
    assert "Legal wants a new clause" in report(office, "Wednesday 4 March").words


async def test_a_manager_resolves_it_from_the_announcement_and_a_stranger_cannot(office):
    """The button is for its owner and the managers; somebody else reads why not."""
    await blocked(office)
    (announced,) = threads(office)
    await office.act(office.cleo).click(announced, "blocker.resolve")
    await office.slack.settled()
    told = [one for one in office.slack.messages(office.emea) if one.ephemeral_for]
    assert any("Only the person it blocks" in one.text and one.thread_ts == announced.thread_ts for one in told)
    await office.act(office.ana).click(announced, "blocker.resolve")
    await office.settle()
    assert "Resolved" in threads(office)[0].words
    assert "<@UANA>" in threads(office)[0].words
    assert ":construction:" not in report(office, "Tuesday 3 March").words


async def test_saying_that_nothing_blocks_announces_nothing(office):
    """People write `none`."""
    await blocked(office, "None.")
    assert threads(office) == []


async def test_taking_a_blocker_back_in_an_edit_resolves_it(office):
    """An emptied answer means that the road is clear."""
    await blocked(office)
    await office.act(office.ben).click(office.last(office.ben), "checkin.answer")
    view = await office.act(office.ben).view()
    await office.act(office.ben).submit(view, {fields_of(view)[2]: ""})
    await office.settle()
    assert "Resolved" in threads(office)[0].words


async def test_a_blocker_of_the_evening_before_is_announced_in_the_morning(office):
    """Nobody's evening is disturbed: it is announced when the round opens."""
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    await office.at("2026-03-03T20:00", NEW_YORK)
    await office.act(office.ben).command("/checkin")
    await office.settle()
    early = [one for one in office.slack.messages(office.ben) if "checkin.early" in one.buttons]
    await office.act(office.ben).click(early[-1], "checkin.early")
    view = await office.act(office.ben).view()
    await office.act(office.ben).submit(view, dict(zip(fields_of(view), ("Early", "Orion", "No budget"), strict=True)))
    await office.settle()
    assert threads(office) == []
    await office.at("2026-03-04T09:15", NEW_YORK)
    assert "No budget" in threads(office)[0].words


async def listed(office, who, *, words="blockers", channel=None):
    """Ask for the list, and return the message that only they see."""
    out = await office.act(who).command("/checkin", words, channel=channel or office.emea)
    await office.slack.settled()
    mine = [one for one in office.slack.messages(channel or office.emea) if one.ephemeral_for == who.id]
    return out, (mine[-1] if mine else None)


async def test_the_list_shows_what_is_open_and_each_may_do_their_part(office):
    """Ben sees Still blocked and Changed for his own, Cleo no button at all, Ana Resolved; it changes in place."""
    words = await blocked(office)
    await office.at("2026-03-04T12:00", NEW_YORK)
    _, mine = await listed(office, office.ben)
    assert words in mine.words
    assert "since yesterday" in mine.words
    assert set(mine.buttons) == {"blocker.listed.resolved", "blocker.listed.still", "blocker.change"}
    _, cleos = await listed(office, office.cleo)
    assert words in cleos.words
    assert not cleos.buttons
    _, anas = await listed(office, office.ana)
    assert set(anas.buttons) == {"blocker.listed.resolved"}

    await office.act(office.ana).click(anas, "blocker.listed.resolved")
    await office.settle()
    assert "Nothing stands in the way of EMEA Sales" in office.slack.fresh(anas).words
    assert "Resolved by <@UANA>" in threads(office)[0].words

    await office.act(office.ben).click(mine, "blocker.listed.still")
    await office.slack.settled()
    told = [one for one in office.slack.messages(office.emea) if one.ephemeral_for == office.ben.id]
    assert any("out of the way already, resolved by <@UANA>" in one.text for one in told)


async def test_changed_opens_a_form_and_every_place_says_the_new_words(office):
    """An empty form is refused beside its field."""
    await blocked(office)
    _, mine = await listed(office, office.ben, words="blockers mine")
    await office.act(office.ben).click(mine, "blocker.change")
    view = await office.act(office.ben).view()
    assert "Legal has had the contract" in str(view.body)
    outcome = await office.act(office.ben).submit(view, {"changed": "   "})
    assert outcome.errors == {"changed": "What is it now? A few words are enough."}
    outcome = await office.act(office.ben).submit(view, {"changed": "Legal wants <a new> clause"})
    assert "It reads so everywhere" in str(outcome.view.body)
    await office.settle()
    assert "Legal wants &lt;a new&gt; clause" in threads(office)[0].words
    assert "Legal wants &lt;a new&gt; clause" in report(office, "Tuesday 3 March").words


async def test_asking_for_the_list_with_other_words_or_from_outside_is_answered_in_words(office):
    """A word that it does not know, Dev who is in no team, and a list with nothing in it."""
    await office.set_up()
    out, _ = await listed(office, office.ben, words="blockers everything")
    assert "blockers mine" in str(out.shown)
    out, _ = await listed(office, office.dev)
    assert "You are in no team right now" in str(out.shown)
    out, shown = await listed(office, office.ben)
    assert "Nothing that you can read stands in the way of EMEA Sales" in str(shown.words if shown else out.shown)


async def test_a_long_list_turns_its_pages_in_place(office):
    """Ten blockers: eight on the first page, the oldest first."""
    await blocked(office, "Blocker number 0")
    from salesbot.blockers.model import Blocker
    from salesbot.store import insert

    async with office.house.store.begin() as db:
        first = await db.get_one(Blocker, 1)
        row = {
            "workspace_id": first.workspace_id, "team_id": first.team_id, "member_id": office.cleo.id,
            "report_key": "", "raised_at": first.raised_at, "said_at": first.said_at,
        }  # fmt: skip
        await insert(db, Blocker, [{**row, "text": f"Blocker number {n}", "source": f"x.{n}"} for n in range(1, 10)])
    _, anas = await listed(office, office.ana)
    assert "Blocker number 7" in anas.words
    assert "Blocker number 8" not in anas.words
    await office.act(office.ana).click(anas, "blocker.listed.more")
    await office.slack.settled()
    turned = office.slack.fresh(anas)
    assert "Blocker number 9" in turned.words
    assert "Page 2 of 2" in turned.words
    await office.act(office.ana).click(turned, "blocker.listed.back")
    await office.slack.settled()
    assert "Blocker number 0" in office.slack.fresh(anas).words


async def test_after_a_silent_working_day_owner_and_manager_are_reminded_once(office):
    """Ten o'clock on each one's own wall; why tells it; Still blocked begins a new silence; Resolved changes both."""
    words = await blocked(office)
    await office.at("2026-03-05T09:59", BERLIN)
    assert not [one for one in office.said(office.ana) if "for a working day" in one]
    await office.at("2026-03-05T10:00", BERLIN)
    anas = office.titled(office.ana, "no word about this for a working day")
    assert words in anas.words
    assert "no word since Tuesday 3 March" in anas.words
    await office.at("2026-03-05T10:00", NEW_YORK)
    mine = office.titled(office.ben, "Is this still in your way?")
    out = await office.act(office.ben).command("/salesbot", "why")
    await office.slack.settled()
    assert "a working day had gone by without a word about what blocks you" in str(out.body) + str(
        [one.words for one in office.slack.messages(office.ben)]
    )

    await office.act(office.ben).click(mine, "blocker.still")
    await office.settle()
    assert "still blocked; last word on Thursday 5 March" in office.slack.fresh(mine).words
    await office.at("2026-03-06T12:00", NEW_YORK)
    assert len([one for one in office.said(office.ben) if "Is this still in your way?" in one]) == 1

    await office.act(office.ana).click(anas, "blocker.resolve")
    await office.settle()
    assert "Resolved by <@UANA>" in office.slack.fresh(mine).words
    assert "Resolved by <@UANA>" in office.slack.fresh(anas).words
    outcome = await office.act(office.ben).click(mine, "blocker.resolve")
    assert outcome.acked or outcome.failure
    await office.slack.settled()
    assert any("out of the way already" in one.text for one in office.slack.messages(office.ben))
