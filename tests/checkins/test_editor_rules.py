"""The editor's rules: rhythms in words, forms read into a sketch, questions moved about, and the rounds ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbot.checkins import rules
from salesbot.checkins.rules import editing
from salesbot.checkins.rules import sketch as sketches
from salesbot.checkins.rules.ahead import Asked, ahead, ahead_said
from salesbot.checkins.rules.rhythm import days_said, rhythm
from salesbot.checkins.rules.sketch import Item, Sketch
from salesbot.checkins.templates import STANDUP, TEMPLATES, WINS, sketched
from salesbot.errors import Refusal
from salesbot.letters import letters
from salesbot.people.rules import Calendar
from salesbot.schedule.rules import Plan, happens_on

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)
TIMES = {
    "name": ["Pipeline"], "days": ["1", "4"], "rhythm": ["w1"], "wall": ["09:00"], "close": ["12:00"],
    "reminder": ["60"], "respects": ["holidays"], "anchor": [],
}  # fmt: skip


def a_sketch(*items, **more):
    """A check-in with these questions."""
    given_ = {"name": "Pipeline", "wall": time(9, 15), "close": time(14), "anchor": MONDAY} | more
    return Sketch(**given_, items=items)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"weekdays": "12345"}, "Monday to Friday"),
        ({"weekdays": "1234567"}, "every day"),
        ({"weekdays": "1"}, "every Monday"),
        ({"weekdays": "14"}, "every Monday and Thursday"),
        ({"weekdays": "135"}, "every Monday, Wednesday and Friday"),
        ({"weekdays": "1", "every_weeks": 2}, "every second Monday"),
        ({"weekdays": "1", "every_weeks": 12}, "every twelfth Monday"),
        ({"weekdays": "1", "every_weeks": 26}, "every 26 weeks, on Monday"),
        ({"weekdays": "12345", "every_weeks": 2}, "every second week, Monday to Friday"),
        ({"weekdays": "15", "every_weeks": 3}, "every third week, on Monday and Friday"),
        ({"weekdays": "5", "nth": -1}, "the last Friday of the month"),
        ({"weekdays": "15", "nth": 1}, "the first Monday and the first Friday of the month"),
    ],
)
def test_a_rhythm_is_said_as_people_say_it(plan, words):
    """The list and the editor say the true rhythm."""
    assert rhythm(Plan(wall=time(9), **plan)) == words


@settings(deadline=None)
@given(st.sets(st.sampled_from("1234567"), min_size=1), st.integers(1, 52))
def test_every_weekly_rhythm_has_words(days, weeks):
    """Whatever can be chosen can be said, and names at least one of its days or a run of them."""
    said = rhythm(Plan(wall=time(9), weekdays="".join(sorted(days)), every_weeks=weeks))
    assert said
    assert "day" in said


def test_days_are_said_as_a_run_or_one_by_one():
    """Three in a row are a run; two are not."""
    assert days_said("567") == "Friday to Sunday"
    assert days_said("67") == "Saturday and Sunday"


@settings(deadline=None)
@given(st.integers(1, 52) | st.sampled_from([-1, -2, -3, -4, -5, -6]))
def test_a_rhythm_comes_back_from_its_menu(count):
    """What the menu calls a rhythm is read back as that rhythm."""
    nth = {-1: 1, -2: 2, -3: 3, -4: 4, -5: 5, -6: -1}.get(count)
    before = a_sketch(every_weeks=count if nth is None else 1, nth=nth)
    after = editing.with_times(before, TIMES | {"rhythm": [editing.rhythm_value(before)]})
    assert (after.every_weeks, after.nth) == (before.every_weeks, before.nth)


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [
        ("name", [""], "give it a name"),
        ("name", ["x" * 61], "60 fit"),
        ("days", [], "at least one"),
        ("days", ["8", "12"], "at least one"),
        ("rhythm", ["w0"], "How often"),
        ("rhythm", ["w53"], "How often"),
        ("rhythm", ["m6"], "How often"),
        ("rhythm", [""], "How often"),
        ("rhythm", ["w٢"], "How often"),
        ("wall", [""], "like 09:15"),
        ("wall", ["25:00"], "like 09:15"),
        ("close", ["9am"], "like 09:15"),
        ("close", ["09:00"], "two hours"),
        ("close", ["10:59"], "two hours"),
        ("anchor", ["yesterday"], "this day"),
        ("reminder", ["soon"], "Please choose one"),
        ("reminder", ["180"], "before this reminder"),
    ],
)
def test_bad_times_get_words_beside_their_field(field, said, words):
    """Each sentence stands beside the field that is meant."""
    with pytest.raises(Refusal, match=words) as refused:
        editing.with_times(a_sketch(), TIMES | {field: said})
    assert refused.value.field == field


def test_two_hours_to_answer_are_enough():
    """From nine to eleven, and no minute less; over midnight they count the same."""
    for wall, close in (("09:00", "11:00"), ("23:00", "01:00")):
        assert editing.with_times(a_sketch(), TIMES | {"wall": [wall], "close": [close]}).close.isoformat()[:5] == close


def read_or_field(read):
    """What was read, or the field beside which it was refused."""
    try:
        return read()
    except Refusal as refusal:
        return refusal.field


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(TIMES)), st.lists(st.text(max_size=80), max_size=3)))
def test_whatever_is_typed_is_read_or_refused_beside_a_field(said):
    """No input breaks the page: it makes a plan that can happen, or words beside a field that the page has."""
    made = read_or_field(lambda: editing.with_times(a_sketch(), TIMES | said))
    if isinstance(made, Sketch):
        plan = sketches.plan_of(made)
        assert any(happens_on(plan, MONDAY + timedelta(days=n)) for n in range(400))
        assert editing.open_for(made) >= editing.SHORTEST_ROUND
    else:
        assert made in TIMES


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["words", "hint", "kind", "unit", "options", "role", "weekdays", "topic", "required"]),
        st.lists(st.text(max_size=400), max_size=3),
    ),
    st.sampled_from(editing.KINDS),
)
def test_whatever_is_typed_makes_a_question_or_words(said, kind):
    """No input breaks the page of a question; what is kept fits Slack's limits."""
    typed = {"kind": [kind], "words": ["Why?"]} | said
    made = read_or_field(lambda: editing.with_question(a_sketch(), Item(0, ""), typed))
    if not isinstance(made, Sketch):
        assert made in {"words", "hint", "kind", "unit", "options", "weekdays"}
    else:
        item = made.items[0]
        assert 0 < letters(item.words) <= editing.LONGEST_QUESTION
        assert all(letters(one) <= rules.LONGEST_OPTION for one in item.options)
        assert (len(item.options) >= editing.FEWEST_OPTIONS) == (item.kind in {"choice", "choices"})
        half = editing.half_written(item, {"kind": [kind]} | said)
        assert half.kind in editing.KINDS


def test_another_kind_of_answer_keeps_what_was_filled_in():
    """From one of several to any of several and back: options, unit, topic and role stay as they were typed."""
    typed = {"kind": ["choices"], "words": ["Why?"], "options": ["Won\nLost\n"], "role": ["rep"], "topic": ["helped"]}
    half = editing.half_written(Item(0, "", kind="choice"), typed)
    assert (half.kind, half.options, half.role, half.topic) == ("choices", ("Won", "Lost"), "rep", "helped")
    counted = editing.half_written(half, {"kind": ["number"], "unit": ["EUR"], "role": ["all"]})
    assert (counted.unit, counted.options, counted.role, counted.topic) == ("EUR", ("Won", "Lost"), "", "helped")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "0 options"),
        ("Won", "one option"),
        ("\n".join(map(str, range(11))), "11 options"),
        ("Won\n" + "x" * 76, "75 characters"),
        ("Won\n wON ", "twice"),
        ("a|b\na/b", "twice"),
    ],
)
def test_bad_options_get_words(typed, words):
    """Two to ten, each short and only once."""
    with pytest.raises(Refusal, match=words):
        editing.read_options(typed)


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=75), min_size=2, max_size=10))
def test_options_that_are_kept_come_back(options):
    """What was read once is read the same again."""
    try:
        once = editing.read_options("\n".join(options))
    except Refusal:
        return
    assert editing.read_options("\n".join(once)) == once


def with_follow_up():
    """How did it end: won, lost; and why it was lost."""
    first = Item(1, "How did it end?", kind="choice", options=("Won", "Lost"))
    return a_sketch(first, Item(2, "Why?", follows=1, when="is: Lost"), Item(3, "What next?"))


def test_a_question_moves_with_its_follow_ups():
    """Up and down among the others; at the end nothing moves."""
    sketch = with_follow_up()
    assert [one.id for one in sketches.moved(sketch, 1, by=1).items] == [3, 1, 2]
    assert [one.id for one in sketches.moved(sketch, 3, by=-1).items] == [3, 1, 2]
    assert sketches.moved(sketch, 3, by=1) == sketch
    assert sketches.moved(sketch, 2, by=-1) == sketch


def test_a_question_goes_with_its_follow_ups():
    """What follows a question that is gone would never come."""
    assert [one.id for one in sketches.removed(with_follow_up(), 1).items] == [3]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["add", "follow", "up", "down", "remove"]), st.integers(0, 9)), max_size=40))
def test_follow_ups_always_stand_behind_their_question(steps):
    """However they are added, moved and removed: at most ten, and each follow-up right behind its own."""
    sketch = a_sketch(Item(1, "First?"))
    for verb, number in steps:
        target = sketch.items[number % len(sketch.items)].id if sketch.items else 0
        try:
            match verb:
                case "add":
                    sketch = sketches.added(sketch, Item(0, "More?"))
                case "follow":
                    sketch = sketches.added(sketch, Item(0, "Why?", follows=target))
                case "remove":
                    sketch = sketches.removed(sketch, target)
                case _:
                    sketch = sketches.moved(sketch, target, by=-1 if verb == "up" else 1)
        except Refusal:
            continue
        assert len(sketch.items) <= sketches.MOST_QUESTIONS
        assert len({one.id for one in sketch.items}) == len(sketch.items)
        assert [one for group in sketches.groups(sketch) for one in group] == list(sketch.items)


def test_a_follow_up_of_a_follow_up_is_refused():
    """One step is enough."""
    with pytest.raises(Refusal, match="of its own"):
        sketches.added(with_follow_up(), Item(0, "And then?", follows=2))


def test_a_question_whose_follow_up_would_never_come_is_not_changed():
    """Taking `Lost` away would leave the follow-up alone."""
    sketch = with_follow_up()
    with pytest.raises(Refusal, match="would never come") as refused:
        editing.with_question(sketch, sketch.item(1), {"words": ["How?"], "kind": ["choice"], "options": ["Won\nOpen"]})
    assert refused.value.field == "options"


@pytest.mark.parametrize(
    ("first", "when"),
    [(Item(1, "How?", kind="choice", options=("Won", "Lost")), "is: Lost"), (Item(1, "How?", kind="scale"), "<= 2")],
)
def test_a_question_with_follow_ups_does_not_become_a_text(first, when):
    """No words that anybody writes would be meant by `is: Lost` or `<= 2`."""
    sketch = a_sketch(first, Item(2, "Why?", follows=1, when=when))
    with pytest.raises(Refusal, match="would never come") as refused:
        editing.with_question(sketch, sketch.item(1), {"words": ["How?"], "kind": ["text"]})
    assert refused.value.field == "kind"


LOST = {"words": ["Why lost?"], "picked": ["1"]}


@pytest.mark.parametrize(
    ("first", "said", "field"),
    [
        ({"weekdays": "1"}, {"weekdays": ["5"]}, "weekdays"),
        ({"role": "rep"}, {"role": ["manager"]}, "role"),
        ({}, {"role": ["contributor"]}, "role"),
    ],
)
def test_a_follow_up_is_for_whom_and_when_its_question_is(first, said, field):
    """Fridays behind Mondays, or managers behind reps, would never meet: refused beside the field, on both pages."""
    won = Item(1, "How?", kind="choice", options=("Won", "Lost"), **first)
    new = Item(0, "", follows=1)
    with pytest.raises(Refusal, match="never asked") as refused:
        editing.with_question(a_sketch(won), new, LOST | said)
    assert refused.value.field == field
    sketch = editing.with_question(a_sketch(replace(won, weekdays="", role="")), new, LOST)
    behind = replace(sketch, items=(sketch.items[0], replace(sketch.items[1], weekdays="5", role="manager")))
    sketches.refuse(behind)
    page = {"words": ["How?"], "kind": ["choice"], "options": ["Won\nLost"]}
    with pytest.raises(Refusal, match="never asked"):
        editing.with_question(behind, behind.item(1), page | {"role": ["rep"]})
    with pytest.raises(Refusal, match="never asked"):
        sketches.refuse(replace(behind, items=(replace(behind.items[0], weekdays="1"), behind.items[1])))


def test_one_question_asks_for_blockers():
    """Each answer has one blocker that is carried on; a second question for them is refused beside its field."""
    sketch = sketched(STANDUP, anchor=MONDAY)
    typed = {"words": ["What else is in your way?"], "kind": ["text"], "topic": ["blockers"]}
    with pytest.raises(Refusal, match="already") as refused:
        editing.with_question(sketch, Item(0, ""), typed)
    assert refused.value.field == "topic"
    assert editing.with_question(sketch, sketch.item(3), typed).item(3).words == "What else is in your way?"


def test_a_condition_stands_in_its_field_as_it_was_chosen():
    """The boxes of a choice and the words of a text come back."""
    sketch = with_follow_up()
    assert editing.condition_field(sketch.item(1), "is: Lost")[1] == ["1"]
    for when in ("<= 3", ">= 2", "= 4", "< 1000", "> 5"):
        typed, _ = editing.condition_field(Item(1, "x", kind="number"), when)
        assert rules.read_condition("number", typed, ()) == when
    assert editing.condition_field(Item(1, "x"), "has: price, discount")[0] == "price, discount"


@settings(deadline=None)
@given(st.sampled_from(sorted(TEMPLATES)))
def test_a_sketch_is_kept_as_it_is(slug):
    """What JSON kept comes back the same, and differs in nothing."""
    before = sketched(TEMPLATES[slug], anchor=MONDAY)
    after = sketches.unpack(sketches.pack(before))
    assert after == before
    assert sketches.differences(before, after) == []


def test_what_differs_is_named():
    """The words for two states of a check-in name what a manager would name."""
    before = sketched(STANDUP, anchor=MONDAY)
    after = replace(before, wall=time(10), roles=("rep",), items=before.items[:2])
    assert sketches.differences(before, after) == ["when it asks", "who is asked", "the questions"]
    assert sketches.differences(before, replace(before, anchor=MONDAY + timedelta(days=70))) == []


@pytest.mark.parametrize(
    ("sketch", "words"),
    [
        (a_sketch(), "at least one"),
        (a_sketch(Item(1, "Why?"), roles=()), "Nobody would be asked"),
        (a_sketch(Item(1, "Why?", weekdays="7")), "never asks"),
        (a_sketch(Item(1, "Why?", role="contributor")), "No question is for anybody"),
        (a_sketch(Item(1, "Why?"), roles=("contributor",)), "No question is for anybody"),
    ],
)
def test_what_could_not_work_is_refused(sketch, words):
    """Approving says why, before anything is stored."""
    with pytest.raises(Refusal, match=words):
        sketches.refuse(sketch)


def test_templates_can_all_be_approved():
    """Every template works as it comes, with its topics where later rooms look for them."""
    for template in TEMPLATES.values():
        sketches.refuse(sketched(template, anchor=MONDAY))
        assert sketches.remarks(sketched(template, anchor=MONDAY)) == []
    assert [one.topic for one in WINS.questions] == ["outcome", "learned", "helped"]


def test_a_template_with_an_hour_of_its_own_keeps_it():
    """A team that starts at eight still looks back on Friday afternoon."""
    assert sketched(STANDUP, anchor=MONDAY, wall=time(8)).wall == time(8)
    assert sketched(WINS, anchor=MONDAY, wall=time(8)).wall == time(15)


def test_quiet_hours_are_remarked():
    """20:00 and 06:59 are; 07:00 and 19:59 are not."""
    said = {hour: bool(sketches.remarks(a_sketch(Item(1, "?"), wall=hour))) for hour in _HOURS}
    assert said == {time(20): True, time(6, 59): True, time(7): False, time(19, 59): False}


_HOURS = (time(20), time(6, 59), time(7), time(19, 59))


def test_the_rounds_ahead_leave_out_who_is_off():
    """Holidays, days off, time away and days already asked do not count; all zones stand in the order of mornings."""
    berlin = Calendar("Europe/Berlin", aways=((date(2026, 3, 4), date(2026, 3, 4)),))
    sydney = Calendar("Australia/Sydney")
    people = {Asked(berlin): 2, Asked(sydney, frozenset({date(2026, 3, 4)})): 1}
    found = ahead(Plan(wall=time(9, 15)), people, now=NOW)
    assert [ahead_said(one) for one in found] == [
        "Tuesday 3 March at 09:15 in Berlin (2)",
        "Thursday 5 March at 09:15 in Sydney (1), Berlin (2)",
        "Friday 6 March at 09:15 in Sydney (1), Berlin (2)",
    ]


def test_the_rounds_ahead_tell_when_people_are_asked_whose_day_begins_later():
    """At eleven in Berlin; at half past four in London is too late, so it is as late as the round leaves an hour."""
    people = {
        Asked(Calendar("Europe/Berlin")): 2,
        Asked(Calendar("Europe/Berlin", begins=time(11))): 1,
        Asked(Calendar("Europe/London", begins=time(16, 30))): 1,
        Asked(Calendar("Australia/Sydney", begins=time(11))): 1,
    }
    plan = sketches.plan_of(a_sketch(Item(1, "?")))
    assert ahead_said(ahead(plan, people, now=NOW)[1]) == (
        "Wednesday 4 March at 09:15 in Berlin (2), at 11:00 in Sydney (1), Berlin (1), at 12:00 in London (1)"
    )


def test_the_rounds_ahead_respect_holidays_as_the_plan_says():
    """Good Friday 2026 is no day for Berlin, unless the plan asks on holidays too."""
    people = {Asked(Calendar("Europe/Berlin")): 1}
    plan = Plan(wall=time(15), weekdays="5")
    friday = date(2026, 4, 3)
    since = datetime(2026, 3, 30, tzinfo=UTC)
    assert ahead(plan, people, now=since)[0].day == friday + timedelta(days=7)
    assert ahead(replace(plan, holidays=False), people, now=since)[0].day == friday


def test_a_rhythm_of_a_year_still_has_three_rounds_ahead():
    """Every 52 weeks is far away, and said all the same."""
    plan = Plan(wall=time(9), weekdays="1", every_weeks=52, anchor=MONDAY, holidays=False)
    assert len(ahead(plan, {Asked(Calendar("UTC")): 1}, now=NOW)) == 3


def scaled(**said):
    """A scale as its page was sent."""
    fields = {"words": ["How sure are you?"], "kind": ["scale"]} | {name: [text] for name, text in said.items()}
    return editing.read_question(Item(1, "", kind="scale"), fields)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({}, ()),
        ({"low": "worried", "high": "certain"}, ("worried", "certain")),
        ({"high": " as good   as done "}, ("lowest", "as good as done")),
    ],
)
def test_a_scale_says_in_its_own_words_what_its_ends_mean(said, kept):
    """Both, one beside the plain word for the other, or none."""
    assert scaled(**said).options == kept


def test_words_for_an_end_are_short():
    """They stand behind the number, and are refused beside their field where they are no few words."""
    with pytest.raises(Refusal) as refused:
        scaled(low="x" * 41)
    assert refused.value.field == "low"


def test_a_scale_with_words_is_no_choice():
    """What follows it is brought by a number; its words are no options of another kind, nor the reverse."""
    first = scaled(low="worried", high="certain")
    made = editing.with_question(
        a_sketch(first), Item(0, "", follows=1), {"words": ["Why?"], "kind": ["text"], "when": ["2 or less"]}
    )
    assert made.items[-1].when == "<= 2"
    assert editing.condition_field(first, "<= 2") == ("2 or less", [])
    assert editing.half_written(first, {"kind": ["choice"]}).options == ()
    assert editing.half_written(Item(1, "", kind="choice", options=("Won", "Lost")), {"kind": ["scale"]}).options == ()
    assert editing.half_written(first, {"kind": ["scale"], "low": ["sad"]}).options == ("sad", "")
