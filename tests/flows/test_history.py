"""Looking back through a week of check-ins: one's own, a teammate's, by word, page by page."""

from __future__ import annotations

from sqlalchemy import update

from office import BERLIN, NEW_YORK, fields_of
from salesbot.checkins.model import Checkin


async def week(office):
    """Ben answers on Tuesday and Wednesday, not on Thursday, and on Friday again."""
    await office.set_up()
    for day, words in (
        (3, ("Won the São Paulo renewal", "Orion's demo", "none")),
        (4, ("Met Acme", "Send the offer", "none")),
        (5, ()),
        (6, ("Renewal signed", "Rest", "none")),
    ):
        await office.at(f"2026-03-0{day}T09:15", NEW_YORK)
        if words:
            await office.answer(office.ben, *words)


async def looked_back(office, who, words=""):
    """Ask for a history, and return what only they see: a message, or the words of the ack."""
    out = await office.act(who).command("/checkin", f"history {words}".strip(), channel=office.emea)
    await office.slack.settled()
    mine = [one for one in office.slack.messages(office.emea) if one.ephemeral_for == who.id]
    return mine[-1] if mine else out


async def test_ones_own_history_is_read_and_the_last_day_changed(office):
    """Newest first; the button under Friday opens its form."""
    await week(office)
    mine = await looked_back(office, office.ben)
    said = mine.words
    assert said.index("Friday 6 March") < said.index("Thursday 5 March") < said.index("Tuesday 3 March")
    assert "missing" in said.split("Thursday 5 March")[1].split("Wednesday")[0]
    await office.act(office.ben).click(mine, "checkin.answer")
    view = await office.act(office.ben).view()
    await office.act(office.ben).submit(view, {fields_of(view)[0]: "Renewal signed by both"})
    await office.settle()
    assert "Renewal signed by both" in (await looked_back(office, office.ben)).words


async def test_a_history_is_searched_by_word_for_oneself_and_for_a_teammate(office):
    """Case and accents do not matter; nothing found is said, and a word that is none refused."""
    await week(office)
    found = (await looked_back(office, office.ben, "SAO renewal")).words
    assert "Tuesday 3 March" in found
    assert "Friday" not in found
    found = (await looked_back(office, office.ana, "@ben renewal")).words
    assert "What Ben answered" in found
    assert "Friday 6 March" in found
    assert "Wednesday" not in found
    assert "Ben has no answer with “borealis”" in (await looked_back(office, office.cleo, "@ben borealis")).words
    assert "no word in that" in (await looked_back(office, office.ben, "!!!")).words


async def test_who_has_no_business_reads_a_friendly_no(office):
    """Dev is in no team with Ben; a name typed without choosing it is asked for again; one at a time."""
    await week(office)
    assert "I can't show you what <@UBEN> answered" in (await looked_back(office, office.dev, "@ben")).words
    assert "choose a name from Slack's list" in (await looked_back(office, office.ana, "@nobody-here")).words
    assert "One person at a time" in (await looked_back(office, office.ana, "@ben @cleo")).words
    assert "not been asked anything yet" in (await looked_back(office, office.dev)).words


async def test_what_only_managers_read_is_not_told_as_never_asked(office):
    """Cleo may read nothing of Ben's; that he was never asked would be untrue, and for Ana it is not."""
    team = await office.set_up()
    async with office.house.store.begin() as db:
        await db.execute(update(Checkin).where(Checkin.team_id == team.id).values(publish="managers"))
    assert "Ben has not been asked anything yet" in (await looked_back(office, office.ana, "@ben")).words
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "none")
    assert "Met Acme" in (await looked_back(office, office.ana, "@ben")).words
    cleos = (await looked_back(office, office.cleo, "@ben")).words
    assert cleos == "There is nothing of Ben's here for you to read."


async def test_pages_turn_in_place_and_rights_are_judged_at_each_turn(office):
    """Two weeks: older and newer; once Cleo has left the team, her old page turns no more."""
    await office.set_up()
    for day in (3, 4, 5, 6, 9, 10, 11):
        await office.at(f"2026-03-{day:02}T09:15", NEW_YORK)
    cleos = await looked_back(office, office.cleo, "@ben")
    assert "Tuesday 3 March" not in cleos.words
    await office.act(office.cleo).click(cleos, "checkin.history.older")
    await office.slack.settled()
    older = office.slack.fresh(cleos)
    assert "Tuesday 3 March" in older.words
    assert "page 2" in older.words
    await office.act(office.cleo).click(older, "checkin.history.newer")
    await office.slack.settled()
    assert "Wednesday 11 March" in office.slack.fresh(cleos).words

    from salesbot import clock
    from salesbot.people import queries as people
    from salesbot.people import service as verbs

    async with office.house.store.begin() as db:
        team = await people.team_in(db, "T_ACME", office.emea.id)
        await verbs.leave(db, team, [office.cleo.id], by="UANA", now=clock.now())
    await office.act(office.cleo).click(cleos, "checkin.history.older")
    await office.slack.settled()
    told = [one for one in office.slack.messages(office.emea) if one.ephemeral_for == office.cleo.id]
    assert any("I can't show you" in one.text for one in told)


async def test_a_long_answer_is_read_in_full_in_a_window_of_its_own(office):
    """The page shows its beginning, the button the rest."""
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    long = "word " * 500 + "the very end"
    await office.answer(office.ana, long, "Orion", "none")
    anas = await looked_back(office, office.ana)
    assert "the very end" not in anas.words
    await office.act(office.ana).click(anas, "checkin.past")
    view = await office.act(office.ana).view()
    assert "the very end" in str(view.body)
