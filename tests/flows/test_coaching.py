"""Coaching: a prompt because of what somebody said, what they make of it, their focus, and the team's Monday."""

from __future__ import annotations

import pytest

from office import BERLIN, NEW_YORK, SYDNEY
from salesbot.config import Transport

PRICE = "They asked how much wiggle room we have in our negotiation of the price"
USUAL = ["coaching.reflect", "coaching.commit", "coaching.useless", "coaching.snooze", "coaching.focus"]


@pytest.fixture(params=["sqlite-socket"])
def place(request):
    """SQLite by socket: nothing here depends on the one or the other; tests/coaching asks both databases."""
    return str(request.getfixturevalue("sqlite_url")), Transport.SOCKET


async def coach(office, who, words="", *, channel=None, command="/coach"):
    """Type `/coach …`; return all words of what only they see."""
    out = await office.act(who).command(command, words, channel=channel or office.emea)
    return out.message


async def form(office, who):
    """The form in front of somebody."""
    view = await office.act(who).view()
    assert view is not None, "no form opened"
    return view


async def press(office, who, message, action):
    """Press a button of a message and read the message anew."""
    await office.act(who).click(message, action)
    await office.settle()
    return office.slack.fresh(message)


def prompts(office, who):
    """The prompts in somebody's direct message."""
    return [one for one in office.slack.messages(who, by_bots=True) if "coaching." in " ".join(one.buttons)]


@pytest.fixture
async def team(office):
    """EMEA Sales is set up on Tuesday morning; Ben answers at 09:15 in New York."""
    team = await office.set_up()
    await office.at("2026-03-03 11:01", BERLIN)
    await office.at("2026-03-03 09:16", NEW_YORK)
    await office.answer(office.ben, "A good call", PRICE, "")
    return team


@pytest.fixture
async def prompt(office, team):
    """Ben's prompt, at eleven on his wall."""
    await office.at("2026-03-03 11:01", NEW_YORK)
    (one,) = prompts(office, office.ben)
    return one


async def test_a_prompt_comes_because_of_what_somebody_said(office, prompt):
    """With his own words and when he wrote them; Cleo and Ana, who said nothing, get none and read why."""
    assert "You wrote today: “They asked how much wiggle room" in prompt.words
    assert list(prompt.buttons) == USUAL
    assert prompts(office, office.cleo) == prompts(office, office.ana) == []
    for who, words in ((office.ana, "you had not said anything lately"), (office.ben, "about negotiation")):
        assert words in (await coach(office, who, "why", command="/salesbot")).words
    assert "if something you said calls for one" in (await coach(office, office.ben)).words


async def test_not_useful_asks_why_once_and_may_be_taken_back(office, prompt):
    """One tap settles it and one more says why; it can be shown again, and nothing of it can be done by a colleague."""
    asked = await press(office, office.ben, prompt, "coaching.useless")
    assert "What was it?" in asked.words
    await office.act(office.cleo).click(asked, "coaching.useless_why.known")
    await office.settle()
    assert "What was it?" in office.slack.fresh(prompt).words
    thanked = await press(office, office.ben, asked, "coaching.useless_why.known")
    assert "You knew it already" in thanked.words
    assert list((await press(office, office.ben, thanked, "coaching.take_up")).buttons) == USUAL


async def test_a_snoozed_prompt_comes_again_on_the_chosen_day(office, prompt):
    """Tomorrow at the usual hour, on a day without a prompt of its own; or next week instead; the old message goes."""
    title = prompt.words.splitlines()[0]
    later = await press(office, office.ben, prompt, "coaching.snooze")
    assert "It comes again on Wednesday 4 March" in later.words
    week = await press(office, office.ben, later, "coaching.snooze_week")
    assert "It comes again on Tuesday 10 March" in week.words
    await press(office, office.ben, week, "coaching.snooze")
    await office.at("2026-03-04 11:01", NEW_YORK)
    (again,) = prompts(office, office.ben)
    assert again.words.splitlines()[0] == title
    assert "You wrote yesterday: “They asked how much" in again.words
    assert "that you had put off" in (await coach(office, office.ben, "why", command="/salesbot")).words
    await office.at("2026-03-05 11:01", NEW_YORK)
    assert len({one.words.splitlines()[0] for one in prompts(office, office.ben)}) == len(prompts(office, office.ben))


async def test_where_somebody_stands_and_what_they_choose(office, prompt):
    """Bare `/coach`; a focus by a word; days and hour; a pause and its end; refusals in words."""
    told = await coach(office, office.ben)
    for words in ("No focus: whatever fits", "The next comes on Thursday 5 March at 11:00"):
        assert words in told.words
    changed = await press(office, office.ben, told, "coaching.useless")
    assert "You had no use for it" in changed.words

    await office.act(office.ben).command("/coach", "focus discovery", channel=office.emea)
    view = await form(office, office.ben)
    assert "whom" not in str(view.blocks)
    out = await office.act(office.ben).submit(view, {"skill": "objections", "until": "month"})
    assert "Your focus is *objections* until 31 March" in str(out.view.body)
    out = await office.act(office.ben).command("/coach", "focus basket weaving", channel=office.emea)
    assert "I know these skills" in str(out.shown)

    await office.act(office.ben).command("/coach", "settings", channel=office.emea)
    view = await form(office, office.ben)
    assert (await office.act(office.ben).submit(view, {"days": []})).errors
    out = await office.act(office.ben).submit(view, {"days": ["3", "5"], "wall": "15:30"})
    assert "Wednesdays and Fridays at 15:30" in str(out.view.body)
    assert "Wednesday 4 March at 15:30" in (await coach(office, office.ben)).words
    await office.at("2026-03-04 15:31", NEW_YORK)
    assert "Your focus is *objections*" in prompts(office, office.ben)[-1].words

    assert (
        "No prompts up to and including Friday 6 March" in (await coach(office, office.ben, "pause until Friday")).words
    )
    await office.at("2026-03-06 15:31", NEW_YORK)
    assert "you had paused your prompts" in (await coach(office, office.ben, "why", command="/salesbot")).words
    assert "come again, on Wednesdays and Fridays" in (await coach(office, office.ben, "resume")).words
    assert "Coaching is for managers and reps" in (await coach(office, office.dev)).words
    assert "`focus`, `pause`" in (await coach(office, office.ben, "dance")).words


async def test_a_manager_chooses_a_focus_and_a_prompt_of_the_week_for_the_team(office, team):
    """Everybody's prompts name who chose it; on Monday the channel has one; the counts are for managers alone."""
    await office.act(office.ana).command("/coach", "focus", channel=office.emea)
    view = await form(office, office.ana)
    out = await office.act(office.ana).submit(view, {"skill": "discovery", "whom": str(team.id)})
    assert "The focus of *EMEA Sales* is *understanding needs* until 2 April" in str(out.view.body)
    await office.act(office.ana).command("/coach", "settings", channel=office.emea)
    out = await office.act(office.ana).submit(await form(office, office.ana), {"weekly": [str(team.id)]})
    assert "A prompt of the week stands in" in str(out.view.body)

    await office.at("2026-03-05 11:01", SYDNEY)
    (one,) = prompts(office, office.cleo)
    assert "Ana chose *understanding needs* as your team's focus until 2 April." in one.words
    await office.at("2026-03-09 10:01", BERLIN)
    (weekly,) = [one for one in office.slack.messages(office.emea, by_bots=True) if "Prompt of the week" in one.words]
    assert "is your team's focus" in weekly.words
    assert not any(name in weekly.words for name in ("Ben", "Cleo", "Ana"))

    assert "Too few people" in (await coach(office, office.ana, "counts")).words
    assert "for its managers to read" in (await coach(office, office.ben, "counts")).words
