"""What managers add for their team: prompts of its own and words that show a skill."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "checkins"))

from sales_floor import ACME, open_floor

from salesbot import clock
from salesbot.coaching import queries
from salesbot.coaching.blocks import own as blocks
from salesbot.coaching.blocks.standing import counts
from salesbot.coaching.prompts import library
from salesbot.coaching.queries import Count
from salesbot.coaching.queries import own as added
from salesbot.coaching.rules import own as rules
from salesbot.coaching.rules.own import Draft, Unfit
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.service import own
from salesbot.coaching.service.looking import Counts
from salesbot.errors import Refusal
from salesbot.people.model import Team

LESSON = "A quote that lies about for a month loses its shine.\nPut the day on which it ends into the first line."
DRAFT = Draft(
    title="  End every quote  on a day ", skill="pipeline", audience="rep", level="starter", minutes=" 5 ",
    signals="quote is lying about\n\n they have not come back ", lesson=LESSON, question="Which has no last day?",
    action="Write one date into one quote.",
)  # fmt: skip


@pytest.fixture
async def floor(house, now):
    """The sales floor on the fixed Tuesday."""
    clock.set_calendar(now)
    return await open_floor(house, now=now)


async def save(floor, draft=DRAFT, *, by="UANA", number=None, now=None):
    """Keep a draft, as the form's door does."""
    async with floor.house.store.begin() as db:
        await own.save(
            db, draft, team_id=floor.team.id, number=number, workspace_id=ACME, by=by, now=now or clock.now()
        )  # fmt: skip


async def there(floor):
    """The team's own prompts, as the choice gets them."""
    async with floor.house.store.read() as db:
        return (await queries.own_prompts(db, ACME, [floor.team.id]))[floor.team.id]


async def say(floor, typed, *, skill="negotiation", by="UANA"):
    """Add words, as the form's door does."""
    async with floor.house.store.begin() as db:
        return await own.add_words(
            db, typed, skill=skill, team_id=floor.team.id, workspace_id=ACME, by=by, now=clock.now()
        )  # fmt: skip


def test_a_draft_is_read_as_it_was_meant():
    """Spaces go, lines of the lesson stay, empty lines between signals are none; the form shows it as it is kept."""
    made = rules.prompt(DRAFT, team_id=7)
    assert (made.title, made.minutes, made.team_id) == ("End every quote on a day", 5, 7)
    assert made.signals == ("quote is lying about", "they have not come back")
    assert made.lesson == LESSON
    assert rules.prompt(rules.draft(made), team_id=7) == made


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"skill": "x"}, "skill", "Choose a skill."),
        ({"audience": ""}, "audience", "Choose for whom it is."),
        ({"level": "expert"}, "level", "Choose how much practice it takes."),
        ({"minutes": "five"}, "minutes", "Write a whole number of minutes."),
        ({"minutes": "99"}, "minutes", "It is to take 2 to 20 minutes, not 99: write a number between."),
        ({"title": " "}, "title", "The title has no words: write at most 12."),
        ({"lesson": "word " * 81}, "lesson", "The lesson has 81 words, at most 80 fit: cut 1."),
        ({"question": "q" * 301}, "question", "The question has 301 characters, at most 300 fit: shorten it."),
        ({"action": "word " * 36}, "action", "The action has 36 words, at most 35 fit: cut 1."),
        ({"signals": "\n".join("abcdefghi")}, "signals", "There are 9 signals: keep the 8 best."),
        ({"signals": "x" * 61}, "signals", "A signal is longer than 60 characters: “" + "x" * 30 + "…”. Shorten it."),
    ],
)
def test_a_draft_that_is_no_prompt_is_told_beside_its_field(changed, field, said):
    """Each field has its own sentence."""
    with pytest.raises(Unfit) as no:
        rules.prompt(replace(DRAFT, **changed), team_id=7)
    assert no.value.found == {field: said}


@given(st.builds(Draft, **{one: st.text(max_size=120) for one in ("title", "lesson", "question", "action", "signals")}))
def test_any_draft_is_a_prompt_or_told(draft):
    """Whatever is typed into the boxes is kept as a prompt, or told beside a field that the form has."""
    fields = {}
    try:
        rules.prompt(replace(draft, skill="tone"), team_id=7)
    except Unfit as no:
        fields = no.found
    assert set(fields) <= set(Draft.__dataclass_fields__)


async def test_a_teams_prompt_is_kept_changed_and_withdrawn(floor):
    """It is in the team's library from then on, as it is after a change, and is sent no more once it is withdrawn."""
    await save(floor)
    (made,) = await there(floor)
    assert made in library().with_own([made]).of(Skill.PIPELINE, made.audience)
    number = int(made.id.removeprefix("own."))
    await save(floor, replace(DRAFT, title="Another title"), number=number)
    (changed,) = await there(floor)
    assert (changed.id, changed.title) == (made.id, "Another title")
    async with floor.house.store.begin() as db:
        await own.withdraw(db, number, workspace_id=ACME, by="UANA", now=clock.now())
    assert await there(floor) == []
    with pytest.raises(Refusal, match="withdrawn meanwhile"):
        await save(floor, number=number)


async def test_only_its_managers_add_to_a_teams_library(floor):
    """A rep, and whoever is in no team, is refused for a prompt and for words; a change needs the right as well."""
    await save(floor)
    (made,) = await there(floor)
    for who in ("UBEN", "UDEV", "UNOBODY"):
        with pytest.raises(Refusal, match="for its managers to say"):
            await save(floor, by=who)
        with pytest.raises(Refusal, match="for its managers to say"):
            await say(floor, "rate card", by=who)
        with pytest.raises(Refusal):
            async with floor.house.store.begin() as db:
                await own.withdraw(db, int(made.id[4:]), workspace_id=ACME, by=who, now=clock.now())
    assert len(await there(floor)) == 1


async def test_a_preview_says_what_could_be_better_and_what_is_there_already(floor):
    """A worn word and a copy of one of ours are told, and neither is forbidden: a team may write in its own way."""
    first = library().prompts[0]
    draft = replace(DRAFT, title="Unlock it", lesson=first.lesson)
    async with floor.house.store.read() as db:
        what = await own.preview(
            floor.house, db, draft, team_id=floor.team.id, number=None, workspace_id=ACME, by="UANA"
        )  # fmt: skip
    assert any("“Unlock” in the title is worn out" in one for one in what.advice)
    assert f"Its lesson is much like that of “{first.title}”." in what.advice
    assert "Save" in str(blocks.preview(what))


async def test_what_a_form_cannot_carry_is_told(floor):
    """Boxes full of what takes two characters to carry are refused beside the lesson."""
    full = replace(
        DRAFT, lesson='"' * 890 + " word", question='"' * 290 + " a", action='"' * 290 + " b",
        signals="\n".join('"' * 50 + f" {one}" for one in "abcdefgh"),
    )  # fmt: skip
    async with floor.house.store.read() as db:
        what = await own.preview(
            floor.house, db, full, team_id=floor.team.id, number=None, workspace_id=ACME, by="UANA"
        )  # fmt: skip
    with pytest.raises(Refusal, match="too long to carry"):
        blocks.preview(what)


async def test_a_team_keeps_so_many_prompts_and_no_more(floor, monkeypatch):
    """What a window cannot list is refused in words."""
    monkeypatch.setattr(rules, "MOST_PROMPTS", 2)
    for _ in range(2):
        await save(floor)
    with pytest.raises(Refusal, match="has 2 prompts of its own, which is all I keep"):
        await save(floor)


async def test_words_of_a_team_show_a_skill_until_they_are_removed(floor):
    """They are kept as they were typed, found once whatever their case, and gone when they are removed."""
    new = await say(floor, "  rate   card ")
    assert new.words == "rate card"
    for typed, told in (("RATE CARD", "already"), ("ab", "too short"), ("?!", "Write the words"), ("x" * 61, "most")):
        with pytest.raises(Refusal, match=told):
            await say(floor, typed)
    with pytest.raises(Refusal, match="Choose the skill") as no:
        await say(floor, "list price", skill="x")
    assert no.value.field == "skill"
    async with floor.house.store.begin() as db:
        (phrase,) = (await queries.own_words(db, ACME, [floor.team.id]))[floor.team.id]
        assert (phrase.skill, phrase.words) == (Skill.NEGOTIATION, "rate card")
        (row,) = await added.phrases(db, ACME, floor.team.id)
        with pytest.raises(Refusal, match="gone already"):
            await own.remove_words(db, row.id, workspace_id=ACME, by="UBEN", now=clock.now())
        await own.remove_words(db, row.id, workspace_id=ACME, by="UANA", now=clock.now())
        await db.flush()
        assert await added.phrases(db, ACME, floor.team.id) == []
        with pytest.raises(Refusal, match="gone already"):
            await own.remove_words(db, row.id, workspace_id=ACME, by="UANA", now=clock.now())


def test_a_title_is_escaped_once_in_the_counts():
    """A team's own words may hold what Slack escapes."""
    row = Count(prompt="own.1", skill="pipeline", shown=3, useful=1, committed=1, done=0)
    told = counts(Counts(Team(name="R&D"), [row], {"own.1": "Price & terms"}, few=False))
    assert "Price &amp; terms: shown 3" in str(told.blocks)
