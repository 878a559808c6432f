"""The library in Slack: looked through, read, and added to by a team's managers."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from office import BERLIN, office_of
from salesbot import clock
from salesbot.coaching.model import OwnPrompt, OwnWords, Shown
from salesbot.coaching.prompts import library
from salesbot.config import Transport

LESSON = (
    "A quote that lies about for a month loses its shine. Put the day on which it ends into the first line, and say "
    "why: *Our costs move in May.* A reason makes a date feel fair, and a fair date gets an answer."
)
WRITTEN = {
    "title": "End every quote on a day", "skill": "pipeline", "audience": "rep", "level": "starter", "minutes": "5",
    "lesson": LESSON, "question": "Which of your quotes has no last day?", "action": "Write one date into one quote.",
    "signals": "quote is lying about\nthey have not come back",
}  # fmt: skip


@pytest.fixture
async def office(sqlite_url, now):
    """An office on the fixed Tuesday; what goes over PostgreSQL is tested in tests/coaching."""
    clock.set_calendar(now)
    async with office_of(sqlite_url, Transport.SOCKET) as opened:
        await opened.set_up()
        yield opened


async def look(office, who, words=""):
    """Type `/coach library …`; return what they are told, and the message that only they see."""
    out = await office.act(who).command("/coach", f"library {words}".strip(), channel=office.emea)
    await office.settle()
    mine = [one for one in office.slack.messages(office.emea) if one.ephemeral_for == who.id]
    return out, (mine[-1] if mine else None)


async def press(office, who, where, action, value=None):
    """Press a button; return the message, or the form, as it is then."""
    await office.act(who).click(where, action, *([value] if value is not None else []))
    await office.settle()
    return office.slack.fresh(where) if hasattr(where, "ephemeral_for") else await office.act(who).view()


async def count(office, table, *where):
    """How many rows there are."""
    async with office.house.store.read() as db:
        return await db.scalar(select(func.count()).select_from(table).where(*where))


async def write(office, **changed):
    """Ana writes a prompt up to its preview."""
    await look(office, office.ana, "new")
    return await office.act(office.ana).submit(await office.act(office.ana).view(), WRITTEN | changed)


async def test_the_library_is_looked_through_and_one_prompt_is_read(office):
    """Skills with counts, a page of one, what a word finds; a prompt opened twice a day is one, and may be acted on."""
    _, front = await look(office, office.ben)
    reps = [one for one in library().prompts if one.audience == "rep"]
    assert f"{len(reps)} prompts" in front.words
    assert "coaching.library.new" not in front.buttons
    page = await press(office, office.ben, front, "coaching.library.skill", "objections")
    assert page.words.startswith("*Objections* · ")
    assert (await press(office, office.ben, page, "coaching.library.turn.front")).words == front.words

    _, found = await look(office, office.ben, "Objéct")
    assert "prompts" in found.words
    one = await press(office, office.ben, found, "coaching.library.read")
    for words in ("To think about:", "Today, "):
        assert words in one.words
    back = await press(office, office.ben, one, "coaching.library.turn.list")
    assert back.words == found.words
    again = await press(office, office.ben, back, "coaching.library.read")
    assert again.words == one.words
    assert await count(office, Shown, Shown.why == "asked") == 1

    await press(office, office.ben, again, "coaching.reflect")
    assert (await office.act(office.ben).view()).title == "Reflect"
    await press(office, office.ben, again, "coaching.commit")
    _, found = await look(office, office.ben, "Objéct")
    taken = await press(office, office.ben, found, "coaching.library.read")
    assert "You will do" in taken.words
    assert "coaching.done" in taken.buttons


async def test_pages_turn_and_nothing_found_says_what_helps(office):
    """More and Back; no hit, too long a search and nothing but signs are told in words; so is who is not coached."""
    _, first = await look(office, office.ana, "you")
    assert "coaching.library.turn.more" in first.buttons
    second = await press(office, office.ana, first, "coaching.library.turn.more")
    assert "· page 2" in second.words
    assert (await press(office, office.ana, second, "coaching.library.turn.back")).words == first.words
    for typed, told in (("zzqx", "No prompt has all of “zzqx”"), ("x" * 101, "100 are the most"), ("???", "No prompt")):
        out, message = await look(office, office.ana, typed)
        assert told in str(out.shown) + message.words
    out, _ = await look(office, office.dev)
    assert "managers and reps" in str(out.shown)


async def test_a_manager_writes_a_prompt_sees_it_edits_it_and_withdraws_it(office):
    """Sentences beside the fields, a preview, back to the form with all that was typed, saved, found, gone."""
    out = await write(office, lesson="word " * 81, minutes="ninety", title="  ")
    assert set(out.errors) == {"minutes"}
    out = await write(office, lesson="word " * 81, title="  ")
    assert out.errors == {
        "title": "The title has no words: write at most 12.",
        "lesson": "The lesson has 81 words, at most 80 fit: cut 1.",
    }
    out = await write(office, title="Unlock every quote")
    assert "“Unlock” in the title is worn out" in str(out.view.body)
    assert "_Our costs move in May._" in str(out.view.body)
    form = await press(office, office.ana, out.view, "coaching.own.again")
    assert form.title == "Write a prompt"
    out = await office.act(office.ana).submit(form, {"title": "End every quote on a day"})
    assert await count(office, OwnPrompt) == 0
    out = await office.act(office.ana).submit(out.view, {})
    assert "is in the library of EMEA Sales" in str(out.view.body)

    _, found = await look(office, office.ben, "quote day end")
    assert "End every quote on a day" in found.words
    assert "your team's own" in found.words
    one = await press(office, office.ben, found, "coaching.library.read")
    assert "Our costs move in May" in one.words

    await look(office, office.ana, "own")
    form = await press(office, office.ana, await office.act(office.ana).view(), "coaching.own.edit")
    assert form.title == "Edit a prompt"
    out = await office.act(office.ana).submit(form, {"title": "Give each quote a last day"})
    out = await office.act(office.ana).submit(out.view, {})
    assert await count(office, OwnPrompt) == 1
    await look(office, office.ana, "own")
    listed = await office.act(office.ana).view()
    assert "Give each quote a last day" in str(listed.body)
    gone = await press(office, office.ana, listed, "coaching.own.withdraw")
    assert "There is none yet" in str(gone.body)
    _, found = await look(office, office.ben, "each quote last day")
    assert "Give each quote" not in found.words


async def test_a_managers_words_show_a_skill_in_the_teams_answers(office):
    """Added, refused where they would fit anything or are there already, removed; the box is empty for the next."""
    _, front = await look(office, office.ana)
    form = await press(office, office.ana, front, "coaching.library.words")
    form = await office.act(office.ana).view()
    out = await office.act(office.ana).submit(form, {"words.0": "rate card", "skill": "negotiation"})
    assert "“rate card” shows negotiation from now on" in str(out.view.body)
    form = await office.act(office.ana).view()
    for words, told in (("Rate  Card", "shows negotiation already"), ("a", "too short"), ("!!!", "Write the words")):
        out = await office.act(office.ana).submit(form, {"words.1": words, "skill": "tone"})
        assert told in out.errors["words.1"]
    assert await count(office, OwnWords) == 1
    left = await press(office, office.ana, form, "coaching.phrases.remove")
    assert "There are none yet" in str(left.body)
    assert await count(office, OwnWords) == 0


async def test_only_managers_add_and_each_for_their_own_teams(office):
    """A rep is refused in words; with two teams the form asks for which, and the list turns to the other."""
    for words in ("new", "own", "words"):
        out, _ = await look(office, office.ben, words)
        assert "for its managers to say" in str(out.shown)
    await office.act(office.ana).command("/salesbot", "setup")
    second = office.slack.channel("dach-sales", members=[office.ana, office.bot.bot])
    answers = {
        "name": "DACH Sales", "channel": second.id, "managers": [office.ana.id], "members": [office.cleo.id],
        "templates": ["standup"], "time": "09:15",
    }  # fmt: skip
    await office.act(office.ana).submit(await office.act(office.ana).view(), answers)
    await office.at("2026-03-03 12:00", BERLIN)
    await look(office, office.ana, "own")
    listed = await office.act(office.ana).view()
    assert "EMEA Sales" in listed.blocks[1]["text"]["text"]
    dach = next(one["value"] for one in listed.blocks[0]["elements"][0]["options"] if "DACH" in one["text"]["text"])
    turned = await press(office, office.ana, listed, "coaching.own.team", dach)
    assert "DACH Sales" in turned.blocks[1]["text"]["text"]
    form = await press(office, office.ana, turned, "coaching.library.new")
    out = await office.act(office.ana).submit(form, WRITTEN | {"team": dach})
    await office.act(office.ana).submit(out.view, {})
    _, found = await look(office, office.ben, "end every quote")
    assert "End every quote" not in found.words
    _, found = await look(office, office.cleo, "end every quote")
    assert "End every quote" in found.words
    await look(office, office.ana, "words")
    words = await press(office, office.ana, await office.act(office.ana).view(), "coaching.phrases.team", dach)
    assert "DACH Sales" in str(words.body)
