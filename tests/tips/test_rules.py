"""The decisions of tips: what is one, which word was meant, and what fits what is in somebody's way."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.errors import Refusal
from salesbot.people.rules import Role
from salesbot.tips import rules
from salesbot.tips.rules import mending

LETTERS = st.text("abcdeé", min_size=1, max_size=12)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=80)


# ---- reading ----


@pytest.mark.parametrize(
    ("typed", "text", "tags"),
    [
        ("Ask for the plan #negotiation", "Ask for the plan", "negotiation"),
        ("Ask for the plan #Negotiation #price-talk", "Ask for the plan", "negotiation price-talk"),
        ("Use #meddic from day one", "Use #meddic from day one", "meddic"),
        ("We are #1 in the north", "We are #1 in the north", ""),
        ("Tell them about C# and F# early", "Tell them about C# and F# early", ""),
        ("Never say nothing at all #tag #tag", "Never say nothing at all", "tag"),
    ],
)
def test_tags_at_the_end_leave_the_words_and_tags_inside_stay(typed, text, tags):
    """A tag is a word under which others look; a number or a language is none."""
    draft = rules.read(typed, command="/tip")
    assert (draft.text, draft.tags) == (text, tags)


@pytest.mark.parametrize(
    "typed", ["hello", "two words", "#only #tags #here", "serach for pricing", "radnom tip please"]
)
def test_what_is_too_short_or_a_slip_is_not_shared_with_everybody(typed):
    """The sentence says what to type instead."""
    with pytest.raises(Refusal, match="/tip"):
        rules.read(typed, command="/tip")


def test_a_story_needs_what_happened_and_what_was_learned_and_a_tip_keeps_one_part():
    """What is missing is named beside its field; what a tip has no box for is not kept."""
    for draft, field in (
        (rules.Draft("win", "", learned="Meet IT first"), "text"),
        (rules.Draft("loss", "They stayed", learned=" … "), "learned"),
        (rules.Draft("tip", "!!"), "text"),
        (rules.Draft("poem", "Roses"), "kind"),
        (rules.Draft("tip", "a" * 3001), "text"),
    ):
        with pytest.raises(Refusal) as told:
            rules.checked(draft)
        assert told.value.field == field
    assert rules.checked(rules.Draft("tip", " Ask ", why="kept from before")) == rules.Draft("tip", "Ask")


@given(WORDS, WORDS)
def test_all_that_is_said_is_found_by_its_own_words(text, tags):
    """Whatever somebody types of it finds it, and nothing in the folded words means anything to a database."""
    folded = rules.findable(text, tags)
    assert not set(folded) & set("\"'*:&|!()\\%_^-")
    for word in text.split():
        try:
            looked = rules.looked_for(word[:100])
        except Refusal:
            continue
        if len(word) <= 30:
            assert set(looked) <= rules.words_of(folded) | set(looked[8:])


@given(WORDS)
def test_no_search_breaks(typed):
    """A search is a few words of bounded length, or it is refused."""
    with suppress(Refusal):
        words = rules.looked_for(typed)
        assert 1 <= len(words) <= 8
        assert all(1 <= len(one) <= mending.LONGEST for one in words)


def test_an_outcome_is_one_line():
    """Line breaks become spaces; nothing, and too much, are refused."""
    assert rules.outcome("They\n signed ") == "They signed"
    for said in ("", "...", "x" * 201):
        with pytest.raises(Refusal):
            rules.outcome(said)


# ---- mending ----


def _plainly(one: str, other: str) -> int:
    """Optimal string alignment, by its definition."""
    rows = [[max(i, j) if not (i and j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            same = one[i - 1] == other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (not same))
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(LETTERS, LETTERS, st.integers(0, 3))
def test_the_distance_of_two_words_is_what_its_definition_says(one, other, most):
    """Cut short at what is asked for, and the same from both sides."""
    assert mending.distance(one, other, most=most) == min(_plainly(one, other), most + 1)
    assert mending.distance(other, one, most=most) == mending.distance(one, other, most=most)


@given(st.text("abcd", min_size=4, max_size=13), st.text("abcd", min_size=3, max_size=15))
def test_whatever_is_near_enough_shares_a_piece(word, typed):
    """So that looking up pieces misses nobody: the words of a workspace need not be gone through."""
    if mending.distance(typed, word, most=mending.slips(word)) <= mending.slips(word):
        assert mending.pieces(word) & mending.pieces_typed(typed)


@given(st.text("abcdefgh", min_size=4, max_size=14))
def test_a_word_has_few_pieces(word):
    """What is kept of the longest word is bounded."""
    assert len(mending.pieces(word)) <= mending.MOST_PIECES
    assert len(mending.pieces_typed(word)) <= mending.MOST_PIECES


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("objecton", "objection"),
        ("pricng", "pricing"),
        ("renwal", "renewal"),
        ("recieve", "receive"),
        ("procurmnt", "procurement"),
        ("prise", "price"),
        ("zebra", None),
        ("2027", None),
        ("abc", None),
    ],
)
def test_the_word_that_was_meant_is_the_nearest(typed, meant):
    """One slip in a short word, two in a long one, none in three letters or a number."""
    known = dict.fromkeys(["objection", "pricing", "renewal", "receive", "procurement", "price", "2026", "abd"], 3)
    assert rules.nearest(typed, known) == meant


def test_of_equally_near_words_the_commoner_is_meant():
    """`dael` is a slip away from both."""
    assert rules.nearest("dear", {"deal": 9, "dead": 2}) == "deal"


# ---- what fits ----


def fitting(blocker, *tips):
    """The number of the tip that fits, of (text, tags) pairs."""
    known = [(n, rules.words_of(rules.findable(text)), tags.split()) for n, (text, tags) in enumerate(tips)]
    return rules.best(rules.telling(blocker), known)


def test_a_tip_fits_where_two_telling_words_or_a_tag_are_shared():
    """Endings do not matter; the better confirmed of equals comes first."""
    blocker = "Legal has had the contract for a week"
    template = ("Give legal our template of the contracts", "")
    assert fitting(blocker, ("Bring cake on Fridays", ""), template) == 1
    assert fitting(blocker, ("Name one lawyer who answers", "legal")) == 0
    assert fitting(blocker, template, template) == 0


@pytest.mark.parametrize(
    ("blocker", "tip"),
    [
        ("Legal has had the contract for a week", "Send the contract before lunch"),
        ("I have been waiting for them all week", "Waiting all week for them is what they have been doing"),
        ("", "Anything at all"),
        ("12 34 2026 2027", "Numbers 2026 2027 tell little"),
    ],
)
def test_one_shared_word_and_empty_words_are_silence(blocker, tip):
    """Rather nothing than a tip that only shares a word."""
    assert fitting(blocker, (tip, "")) is None


@given(WORDS, st.lists(WORDS, max_size=3))
def test_looking_for_what_fits_never_breaks(blocker, tips):
    """Whatever people write."""
    found = fitting(blocker, *[(text, "") for text in tips])
    assert found is None or 0 <= found < len(tips)


# ---- rights, and time ----


def test_who_may_do_what():
    """Everybody in a team finds and shares in their own; authors and managers change; others nothing."""
    rep = rules.Viewer("UBEN", {1: Role.REP})
    assert rep.may_find
    assert rep.may_share(1)
    assert not rep.may_share(2)
    assert rep.may_change(author="UBEN", team_id=2)
    assert not rep.may_change(author="UCLEO", team_id=1)
    assert rules.Viewer("UANA", {1: Role.MANAGER}).may_change(author="UBEN", team_id=1)
    assert not rules.Viewer("UANA", {1: Role.MANAGER}).may_change(author="UBEN", team_id=2)
    assert rules.Viewer("UADM", admin=True).may_change(author="UBEN", team_id=2)
    gone = rules.Viewer("UBEN")
    assert not gone.may_find
    assert not gone.may_change(author="UBEN", team_id=1)
    assert not rules.Viewer("UBEN", {1: Role.REP}, admin=True, full=False).may_find


def test_a_tip_is_asked_about_after_ninety_days_and_again_after_thirty(now):
    """A confirmation in between puts it off."""
    old = now - timedelta(days=90)
    assert rules.due(confirmed_at=old, asked_at=None, now=now)
    assert not rules.due(confirmed_at=old + timedelta(minutes=1), asked_at=None, now=now)
    assert not rules.due(confirmed_at=old, asked_at=now - timedelta(days=29), now=now)
    assert rules.due(confirmed_at=old, asked_at=now - timedelta(days=30), now=now)
