"""The decisions of kudos: what is typed, how much fits into a day, and which values a team has."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from salesbot.errors import Refusal
from salesbot.kudos import rules
from salesbot.slack.kit import escape
from salesbot.slack.reading import typed as plain

VALUES = list(rules.DEFAULTS)
PEOPLE = st.lists(st.from_regex(r"U[A-Z0-9]{1,10}", fullmatch=True), min_size=1, max_size=10, unique=True)
ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"]
)


def read(text):
    """What was typed after the command, as Slack sends it."""
    return rules.read(text, plain=plain)


@pytest.mark.parametrize(
    ("text", "people", "words"),
    [
        ("<@U1|ana> for the calm demo", ("U1",), "for the calm demo"),
        ("<@U1|ana> <@U2> for the calm demo", ("U1", "U2"), "for the calm demo"),
        ("<@U1>, <@U2> and <@U3|cleo>: for the calm demo", ("U1", "U2", "U3"), "for the calm demo"),
        ("<@U1> &amp; <@U1> for the calm demo", ("U1",), "for the calm demo"),
        ("<@U1> for helping <@U2|ben> with Acme", ("U1",), "for helping @ben with Acme"),
        ("thanks to <@U1> for the calm demo", ("U1",), "for the calm demo"),
        ("saved the Acme renewal, thanks <@U1>", ("U1",), "saved the Acme renewal, thanks"),
        ("for the calm demo", (), "for the calm demo"),
    ],
)
def test_whoever_is_named_first_is_thanked(text, people, words):
    """A run of names is whom it is for; who is named later is a word of the reason."""
    found = read(text)
    assert (found.people, found.words) == (people, words)


def test_groups_and_channels_are_told_from_words():
    """A user group counts among those who are thanked; a channel's name is a word, or the value of that name."""
    found = read("<@U1> and <!subteam^S9|@sales> for the calm demo in <#C1|general> <#C2|teamwork>")
    assert (found.people, found.groups) == (("U1",), {"S9": "sales"})
    reason, lived = rules.praise(found.words, VALUES, channels=found.channels)
    assert reason == "for the calm demo in #general"
    assert [one.tag for one in lived] == ["teamwork"]


@given(PEOPLE, st.text(max_size=60), st.sampled_from([" ", ", ", " and ", " + "]))
@example(["U1"], "<@U2> <!channel> & #x", " ")
def test_whatever_is_written_is_read_back_and_nothing_else(people, words, between):
    """Escaped as Slack does it, any text comes back as typed, and names nobody whom Slack did not name."""
    text = between.join(f"<@{one}|x>" for one in people) + " so " + escape(words)
    found = read(text)
    assert found.people == tuple(people)
    assert found.groups == {}
    known = words.encode("utf-8", "ignore").decode().replace("\0", "")
    assert found.words == f"so {known}".strip()


@given(st.text(max_size=200), st.lists(st.sampled_from([one.tag for one in VALUES]), max_size=3))
def test_a_reason_is_kept_whole_or_refused_beside_a_field(words, tags):
    """What is kept is long enough, short enough and made of the words that were written; else words say why."""
    field, said = beside(lambda: rules.praise(words, VALUES, tags=tags))
    if said is None:
        assert field in {"reason", "values"}
        return
    reason, lived = said
    assert 0 < len(reason) <= rules.LONGEST
    assert set(reason) <= set(words)
    assert {one.tag for one in lived} >= set(tags)


def beside(say):
    """What came of it, or beside which field it was refused."""
    try:
        return None, say()
    except Refusal as refusal:
        return refusal.field, None


@pytest.mark.parametrize(
    ("words", "reason", "tags"),
    [
        ("for the calm demo #teamwork", "for the calm demo", ["teamwork"]),
        ("#teamwork #Honesty for the calm demo.", "for the calm demo.", ["teamwork", "honesty"]),
        ("for real #teamwork on Acme", "for real teamwork on Acme", ["teamwork"]),
        ("for deal #42 and C#teamwork stays", "for deal #42 and C#teamwork stays", []),
        ("for the calm demo, #teamwork, #honesty!", "for the calm demo", ["teamwork", "honesty"]),
        ("アクメの更新をありがとう", "アクメの更新をありがとう", []),
    ],
)
def test_tags_are_values_and_leave_the_words_readable(words, reason, tags):
    """Around the words they go, among them they stay as words; a number is no tag."""
    found, lived = rules.praise(words, VALUES)
    assert (found, [one.tag for one in lived]) == (reason, tags)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("thank you", "At least three words"),
        ("#teamwork #honesty #ownership", "At least three words"),
        ("... !!! ???", "At least three words"),
        ("for the calm demo #teamwrok", "Did you mean #teamwork?"),
        ("for the calm demo #xyz", "There are: #teamwork, #honesty"),
        ("so " * 500, "Could you shorten it?"),
        ("for it all " + "\N{PARTY POPPER}" * 600, "Could you shorten it?"),
        ("for it all #teamwork #honesty #ownership #curiosity", "3 at most"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(words, expected):
    """Each mistake has its sentence."""
    with pytest.raises(Refusal, match=r".") as caught:
        rules.praise(words, VALUES)
    assert expected in caught.value.words


# ---- the day of the giver ----


@given(st.dates(date(2020, 1, 2), date(2030, 12, 30)), ZONES, st.integers(1, 3600))
@example(date(2026, 3, 29), "Europe/Berlin", 1)
@example(date(2026, 11, 1), "America/New_York", 1)
def test_a_day_ends_at_midnight_on_the_givers_wall(day, zone, seconds):
    """A second before their midnight it is the day before, also where that day has 23, 24½ or 25 hours."""
    midnight = datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    assume(midnight.astimezone(ZoneInfo(zone)).date() == day)
    assert rules.local_day(midnight, zone) == day
    assert rules.local_day(midnight - timedelta(seconds=seconds), zone) < day


WEEKEND = st.integers(0, 4 * 86_400).map(lambda one: datetime(2026, 3, 27, tzinfo=UTC) + timedelta(seconds=one))


@given(st.lists(st.tuples(WEEKEND, st.sampled_from("abc")), max_size=40), ZONES)
def test_no_day_ever_holds_more_than_the_limits(acts, zone):
    """Whenever people give over a change of the clocks: five acts a local day, two of them to one person."""
    kept: dict[date, list[str]] = {}
    for at, whom in sorted(acts):
        day = rules.local_day(at, zone)
        so_far = kept.setdefault(day, [])
        try:
            rules.refuse_more(len(so_far), {whom: so_far.count(whom)})
        except Refusal:
            assert len(so_far) == rules.A_DAY or so_far.count(whom) == rules.TO_ONE
        else:
            so_far.append(whom)
    assert all(len(them) <= rules.A_DAY and max(map(them.count, "abc")) <= rules.TO_ONE for them in kept.values())


def test_undo_ends_after_a_day():
    """24 hours are 24 hours, whatever the clocks do."""
    given_at = datetime(2026, 3, 28, 20, tzinfo=UTC)
    assert rules.may_undo(given_at, given_at + timedelta(hours=24))
    assert not rules.may_undo(given_at, given_at + timedelta(hours=24, seconds=1))


# ---- values ----

TAG = st.from_regex(r"[a-zäßéłω][a-z0-9_-]{0,20}", fullmatch=True).map(str.casefold)
MEANING = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=100)


@given(st.dictionaries(TAG, MEANING, min_size=1, max_size=rules.MOST_VALUES))
def test_values_are_read_as_they_are_written(values):
    """What the form shows, saved unchanged, changes nothing."""
    assume(all(len(tag) <= 30 for tag in values))
    them = [rules.Value(tag, meaning) for tag, meaning in values.items()]
    assert rules.parsed(rules.listed(them)) == them


def test_the_shipped_values_are_whole():
    """Each has a name of its own and one sentence, and the form takes them as they are."""
    assert rules.parsed(rules.listed(rules.DEFAULTS)) == VALUES
    assert all(one.meaning.endswith(".") for one in VALUES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1 to 20 values"),
        ("grit", "Line 1 needs a name"),
        ("grit: a\n\ntwo words: b", "Line 3"),
        ("grit: a\n#Grit: b", "#grit is there twice"),
        ("1st: a", "begins with a letter"),
        (f"grit: {'a' * 151}", "151 characters"),
        ("\n".join(f"v{'i' * n}: x" for n in range(21)), "1 to 20 values"),
    ],
)
def test_values_that_cannot_be_read_are_named_by_their_line(text, expected):
    """Whoever edits twenty lines reads which one needs another look."""
    with pytest.raises(Refusal) as caught:
        rules.parsed(text)
    assert expected in caught.value.words
    assert caught.value.field == "values"


# ---- names ----


def test_a_helper_is_found_by_mention_whole_name_or_first_name():
    """In the order in which they are named; a first name that two share names nobody."""
    names = {"U1": "Ana Berg", "U2": "Ben", "U3": "Cleo Hart", "U4": "Cleo Stone", "U5": ""}
    assert rules.named_in("Ben and @ana helped me, so did <@U4|x>; Cleo too", names) == ["U4", "U2", "U1"]
    assert rules.named_in("Cleo Hart. Benjamin did not", names) == ["U3"]


def test_thanks_read_as_people_say_them():
    """One or many."""
    assert rules.all_of(["Ana"]) == "Ana"
    assert rules.all_of(["Ana", "Ben", "Cleo"]) == "Ana, Ben and Cleo"
    assert rules.thankers("Ana", 0) == "*Ana* thanks"
    assert rules.thankers("Ana", 1) == "*Ana* and one other thank"
    assert rules.thankers("Ana", 3) == "*Ana* and 3 others thank"
