"""Three questions before a one-to-one: open, drawn from what is true, and the same for the same facts."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from salesbot.coaching.rules.suggesting import ALWAYS, GOOD, Answered, Fact, Kind, because, questions, telling

OPEN = ("What", "How", "Who", "Where", "Which", "Of the")
facts = st.lists(
    st.builds(
        Fact, kind=st.sampled_from(list(Kind)), words=st.text(min_size=1, max_size=300), who=st.just("Cleo"),
        days=st.integers(0, 90), times=st.integers(1, 9),
    ),
    max_size=12,
)  # fmt: skip


@settings(deadline=None)
@given(facts, st.text(max_size=12))
def test_there_are_three_questions_each_of_a_fact_of_its_own(some, seed):
    """Never two of one kind, never a fact that is not there, the same again whatever the order of the facts."""
    found = questions(some, seed=seed)
    assert len(found) == len({one.words for one in found}) == 3
    drawn = [one.fact for one in found if one.fact]
    assert len({one.kind for one in drawn}) == len(drawn) == min(3, len({one.kind for one in some}))
    assert all(one in some for one in drawn)
    assert all(one.because == (because(one.fact) if one.fact else ALWAYS) for one in found)
    assert questions(some[::-1], seed=seed) == found


@settings(deadline=None)
@given(facts, st.text(max_size=12))
def test_every_question_is_open_and_one_is_about_what_went_well(some, seed):
    """None can be answered with yes or no; wherever something went well, one of the three is about it."""
    found = questions(some, seed=seed)
    for one in found:
        asked = re.sub(r"“[^”]*”", "“…”", one.words)
        assert asked.endswith("?")
        assert re.split(r"(?<=[.:]) ", asked)[-1].lstrip("… ").startswith(OPEN) or asked.startswith(OPEN), asked
    if any(one.kind in GOOD for one in some):
        assert any(one.fact and one.fact.kind in GOOD for one in found)


def test_what_weighs_most_comes_first_and_what_is_young_waits():
    """An open action, an old blocker and praise; a blocker of this morning stands behind a skill that came up."""
    old = Fact(kind=Kind.BLOCKED, words="Legal has the contract.", days=6)
    agreed = Fact(kind=Kind.AGREED, words="Send the plan", days=21)
    praise = Fact(kind=Kind.THANKED, words="for the calm demo", who="I", days=2)
    skill = Fact(kind=Kind.SKILL, words="objections", times=3)
    found = questions([skill, praise, old, agreed], seed="UBEN/2026-03-03")
    assert [one.fact for one in found] == [agreed, old, praise]
    assert "“Legal has the contract”" in found[1].words
    assert found[1].because == "a blocker, raised 6 days ago, still open"
    assert found[2].words.startswith("I thanked you “for the calm demo”.")

    young = Fact(kind=Kind.BLOCKED, words="No reply yet", days=0)
    assert [one.fact for one in questions([young, skill], seed="")][:2] == [skill, young]
    several = questions([Fact(kind=Kind.UNDONE, words="Call Acme", days=1, times=2)], seed="")[0]
    assert several.because == "2 commitments that are not done yet"
    assert "Call Acme" not in several.words
    assert [one.because for one in questions([], seed="x")] == [ALWAYS] * 3


def test_of_many_answers_those_are_shown_that_say_something():
    """Newest first; a word or two is left out, and what was said twice stands once, with its newest day."""
    said = [
        Answered(words="same", ago=0),
        Answered(words="Send the offer", ago=1),
        Answered(words="Send the offer", ago=9),
        Answered(words="They asked how much wiggle room we have", ago=20, skill="negotiation"),
        Answered(words="Go on with it", ago=3),
    ]
    assert [one.ago for one in telling(said, most=6)] == [1, 3, 20]
    assert [one.ago for one in telling(said, most=1)] == [20]
