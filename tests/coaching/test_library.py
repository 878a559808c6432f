"""The library as somebody looks through it: what is theirs, what words find, and a prompt that is read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "checkins"))

from sales_floor import ACME, open_floor

from salesbot import clock
from salesbot.coaching.listeners.library import _place
from salesbot.coaching.prompts import library as the_library
from salesbot.coaching.rules.finding import found
from salesbot.coaching.rules.prompt import Audience
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.service import library
from salesbot.coaching.service.library import Place
from salesbot.errors import Refusal


@pytest.fixture
async def floor(house, now):
    """The sales floor on the fixed Tuesday."""
    clock.set_calendar(now)
    return await open_floor(house, now=now)


async def look(floor, who, **place):
    """A page of the library as somebody sees it."""
    async with floor.house.store.read() as db:
        return await library.look(floor.house, db, ACME, who, place=Place(**place))


def test_words_are_found_by_their_beginnings_the_title_first():
    """Case and accents make no difference; every word must be there; what stands in the title leads."""
    prompts = the_library().prompts
    one = prompts[7]
    assert found(prompts, one.title.upper())[0] == one
    assert one in found(prompts, " ".join(word[:4] for word in one.title.split()))
    assert found(prompts, f"{one.title} zzqx") == []
    assert found(prompts, "") == found(prompts, "?!") == []
    assert {two.skill for two in found(prompts, "multithreading")} >= {Skill.MULTITHREADING}


@pytest.mark.parametrize(
    "value", ["", "nonsense", "[]", "7", '{"page": -1}', '{"skill": "x"}', '{"page": "' + "9" * 40 + '"}']
)  # fmt: skip
def test_a_button_of_another_time_is_refused_in_words(value):
    """Whatever a button carries that none of ours does is a sentence."""
    with pytest.raises(Refusal, match="from an older message"):
        _place(value)


async def test_reps_see_what_is_for_reps_and_managers_everything(floor):
    """The finance partner, who is in no team, is told for whom it is."""
    manager, rep = await look(floor, "UANA"), await look(floor, "UBEN")
    assert len(manager.reader.prompts) == len(the_library().prompts)
    assert {one.audience for one in rep.reader.prompts.values()} == {Audience.REP}
    with pytest.raises(Refusal, match="managers and reps"):
        await look(floor, "UDEV")


async def test_pages_hold_everything_once(floor):
    """Turned to its end, a list has shown each prompt once."""
    seen, page = [], await look(floor, "UANA", typed="you")
    while True:
        seen += [one.id for one in page.prompts]
        if not page.more:
            break
        page = await look(floor, "UANA", typed="you", page=page.place.page + 1)
    assert len(seen) == len(set(seen)) == page.all > library.A_PAGE


async def test_a_prompt_that_is_opened_is_noted_once_a_day(floor, now):
    """The row is theirs and their team's, says that they asked, and serves for that day; the next day has another."""
    prompt = the_library().of(Skill.NEGOTIATION, Audience.REP)[0]
    rows = []
    for day in (3, 3, 4):
        async with floor.house.store.begin() as db:
            opened = await library.open_one(
                floor.house, db, prompt.id, workspace_id=ACME, by="UBEN", now=now.replace(day=day, hour=20)
            )  # fmt: skip
            shown = opened.told.had.shown
            rows.append(shown.id)
            assert (shown.team_id, shown.why, shown.day.day) == (floor.team.id, "asked", day)
    assert rows[0] == rows[1] != rows[2]


async def test_what_is_for_managers_is_not_opened_for_a_rep(floor, now):
    """Nor is what was never there."""
    theirs = next(one for one in the_library().prompts if one.audience is Audience.MANAGER)
    for prompt_id in (theirs.id, "own.7", "nothing", ""):
        with pytest.raises(Refusal, match="not in your library"):
            async with floor.house.store.begin() as db:
                await library.open_one(floor.house, db, prompt_id, workspace_id=ACME, by="UBEN", now=now)
