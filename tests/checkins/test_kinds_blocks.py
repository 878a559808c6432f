"""The form and the question for every kind: whatever stands in them, Slack takes it and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sales_floor import words

from salesbot.checkins import blocks, rules
from salesbot.checkins.listeners.answering import FIELD
from salesbot.checkins.model import Ask, Checkin, Question, Round
from salesbot.checkins.queries import Part
from salesbot.checkins.rules.readers import Readers
from salesbot.checkins.service import Form
from salesbot.people.model import Member, Team
from salesbot.playground import strict

ACME = "T1"
AT = datetime(2026, 3, 3, 8, 15, tzinfo=UTC)
HOSTILE = "<!channel> & <@UEVE> *_~`"
TEXT = st.text(st.one_of(st.sampled_from("<>&*_~`\n 👍"), st.characters(exclude_categories=["Cs", "Cc"])), min_size=1)


def question(number: int, kind: str, *, options: int = 3, required: bool = True, **more) -> Question:
    """A question of this kind, with hostile words and so many hostile options."""
    said = "\n".join(f"{n} {HOSTILE}" for n in range(options)) if kind.startswith("choice") else ""
    return Question(
        id=number, workspace_id=ACME, checkin_id=1, question_set=1, position=number, words=f"{number} {HOSTILE}?",
        hint="", topic="", required=required, kind=kind, unit="EUR", options=said, role="", weekdays="",
        follows=more.get("follows"), when=more.get("when", ""),
    )  # fmt: skip


def part(number: int = 1, *, state: str = "open", publish: str = "live", late: bool = False) -> Part:
    """A part of Ben's."""
    one = Ask(
        id=number, workspace_id=ACME, round_id=1, member_id="UBEN", key=f"k{number}", shown_in="", zone="Europe/Berlin",
        opens_at=AT, closes_at=AT + timedelta(hours=5), asked_at=AT, state=state, late=late,
    )  # fmt: skip
    team = Team(
        id=1,
        workspace_id=ACME,
        name="EMEA",
        channel_id="C1",
        zone="UTC",
        created_by="UANA",
        created_at=AT,
        shared=False,
    )
    day = Round(
        id=1, workspace_id=ACME, checkin_id=1, day=date(2026, 3, 3), question_set=1, publish=publish, channel_id=""
    )
    checkin = Checkin(
        id=1, workspace_id=ACME, team_id=1, template="", name=f"Round {number}", question_set=1, channel_id=""
    )
    return Part(one, day, checkin, team, Member(workspace_id=ACME, id="UBEN", name="Ben", created_at=AT))


def field(of: Question, text: str = "", **more):
    """A question's field in a form that Slack takes."""
    view = blocks.answer_form(Form(part(), [of], {of.id: text}, {of.id: text}, **more))
    assert strict.view(view) is None
    return next(block for block in view["blocks"] if block.get("block_id") == f"question.{of.id}")


@pytest.mark.parametrize(
    ("kind", "options", "element"),
    [
        ("text", 0, "plain_text_input"),
        ("number", 0, "number_input"),
        ("scale", 0, "radio_buttons"),
        ("choice", 2, "radio_buttons"),
        ("choice", 9, "radio_buttons"),
        ("choice", 10, "static_select"),
        ("choice", 99, "static_select"),
        ("choices", 9, "checkboxes"),
        ("choices", 100, "multi_static_select"),
    ],
)
@pytest.mark.parametrize("required", [True, False])
def test_each_kind_has_a_field_that_slack_takes(kind, options, element, required):
    """Few options are shown at once, many in a menu; an optional single choice can be left open again."""
    shown = field(question(1, kind, options=options, required=required))
    assert shown["element"]["type"] == element
    assert shown["optional"] is not required
    offered = [one["value"] for one in shown["element"].get("options", ())]
    assert (blocks.NONE in offered) is (not required and kind in {"scale", "choice"})


@pytest.mark.parametrize(
    ("kind", "kept", "initial"),
    [
        ("text", "as said", "as said"),
        ("number", "12.5", "12.5"),
        ("scale", "4", "4"),
        ("choice", f"1 {HOSTILE}", f"1 {HOSTILE}"),
        ("choices", f"0 {HOSTILE}\n2 {HOSTILE}", [f"0 {HOSTILE}", f"2 {HOSTILE}"]),
    ],
)
def test_what_is_stored_stands_in_the_field(kind, kept, initial):
    """As it was chosen or typed."""
    element = field(question(1, kind), kept)["element"]
    shown = element.get("initial_value") or element.get("initial_option") or element.get("initial_options")
    if isinstance(shown, list):
        shown = [one["value"] for one in shown]
    assert (shown["value"] if isinstance(shown, dict) else shown) == initial


@pytest.mark.parametrize(
    ("kind", "kept"), [("number", "about ten"), ("scale", "9"), ("choice", "Gone"), ("choices", "Gone")]
)
def test_what_is_no_answer_any_more_leaves_the_field_empty(kind, kept):
    """An option that was taken away is no choice that Slack would take."""
    assert not [key for key in field(question(1, kind), kept)["element"] if key.startswith("initial")]


def test_the_scale_says_what_its_ends_mean():
    """In its own words, or in plain ones."""
    plain = field(question(1, "scale"))["element"]["options"]
    assert [plain[0]["text"]["text"], plain[2]["text"]["text"], plain[4]["text"]["text"]] == [
        "1 (lowest)",
        "3",
        "5 (highest)",
    ]
    own = question(1, "scale")
    own.options = "worried\ncertain"
    assert [one["text"]["text"] for one in field(own)["element"]["options"]][::4] == ["1 (worried)", "5 (certain)"]


def test_only_what_leads_on_tells_of_each_change():
    """A number is told of character by character, so that its follow-up appears at once."""
    one = question(1, "number")
    assert "dispatch_action" not in field(one)
    loud = field(one, leading=frozenset({1}))
    assert loud["dispatch_action"]
    assert loud["element"]["dispatch_action_config"] == {"trigger_actions_on": ["on_character_entered"]}


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.integers(1, 99), TEXT.map(lambda text: (text * 900)[:3000]), max_size=9))
def test_what_a_form_holds_back_always_fits(held):
    """As much as Slack lets a form keep; the longest make way."""
    view = blocks.answer_form(Form(part(), [question(1, "text")], {}, {}, held=held))
    assert strict.view(view) is None


@pytest.mark.parametrize("action", ["checkin.question.3", "question.3.other", "question."])
def test_only_a_fields_own_action_is_taken_for_a_field(action):
    """A pattern is looked for anywhere in an action's id: another door's must not end up in the form's."""
    assert FIELD.search("question.3")
    assert not FIELD.search(action)


def test_a_form_holds_back_as_much_in_any_alphabet():
    """What was typed into a follow-up that vanished comes back with it, in Greek as in English."""
    view = blocks.answer_form(Form(part(), [question(1, "text")], {}, {}, held={2: "ω" * 2000}))
    assert "ω" * 2000 in view["private_metadata"]


@settings(max_examples=20, deadline=None)
@given(st.lists(TEXT.map(lambda text: (text * 3000)[:3000]), min_size=1, max_size=10), st.integers(1, 4))
def test_parts_that_stand_together_fit_into_one_message(answers, many):
    """However much was answered in each; what does not fit is behind its button, and said so."""
    asked = [question(n, "text") for n in range(len(answers))]
    texts = {n: text.strip() or "ok" for n, text in enumerate(answers)}
    shown = [blocks.Shown(part(n + 1, state="answered"), asked, texts) for n in range(many)]
    message = blocks.question(*shown)
    assert strict.message({"text": message.text, "blocks": list(message.blocks)}) is None
    assert words(message).count("Change my answer") == many


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "Only your team's managers see this"),
        (["Ana"], "Only Ana sees this"),
        (["you"], "Only you see this"),
        (["Ana", "Ben"], "Only Ana and Ben see this"),
        (["you", "Ana", "<Eve>"], "Only you, Ana and &lt;Eve&gt; see this"),
    ],
)
def test_who_reads_what_only_managers_read(names, said):
    """By name, in the form and in the thanks."""
    readers = Readers(names=names)
    assert said in str(blocks.answer_form(Form(part(publish="managers"), [], {}, {}, readers=readers)))
    thanks = blocks.question(blocks.Shown(part(state="answered", publish="managers"), [], {}, readers))
    assert said in words(thanks)


def test_an_answer_is_read_as_people_say_it():
    """Units, scales and several options; each under its question."""
    asked = [question(1, "number"), question(2, "scale"), question(3, "choices")]
    texts = {1: "42", 2: "4", 3: f"0 {HOSTILE}\n1 {HOSTILE}"}
    said = words(blocks.question(blocks.Shown(part(state="answered"), asked, texts)))
    for one in ("42 EUR", "4 of 5", "0 &lt;!channel&gt;", ", 1 &lt;!channel&gt;"):
        assert one in said
    assert "<!channel>" not in said


@pytest.mark.parametrize(("text", "read"), [("1", "1 of 5 (worried)"), ("3", "3 of 5"), ("5", "5 of 5 (certain)")])
def test_an_end_of_a_scale_is_read_with_its_own_words(text, read):
    """The number says nothing of which end is the good one."""
    scale = question(1, "scale")
    scale.options = "worried\ncertain"
    said = words(blocks.question(blocks.Shown(part(state="answered"), [scale], {1: text})))
    assert f"{read}" in said.splitlines()


def test_only_follow_ups_that_match_are_missed():
    """A loss without its reason is open; a win owes none."""
    first = question(1, "choice")
    why = question(2, "text", follows=1, when="is: " + rules.value_of(f"1 {HOSTILE}"))
    owed = words(blocks.question(blocks.Shown(part(state="answered"), [first, why], {1: f"1 {HOSTILE}"})))
    assert "Still open" in owed
    done = blocks.Shown(part(state="answered"), [first, why], {1: f"0 {HOSTILE}"})
    assert "Still open" not in words(blocks.question(done))
    assert f"•  2 {HOSTILE}" not in words(blocks.question(replace(done, part=part())))


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("number", "12000", "Ben: 12000 EUR"),
        ("scale", "4", "Ben: 4 of 5"),
        ("choices", "Legal\nFinance", "Ben: Legal, Finance"),
        ("text", "Met\nAcme", "Ben: Met Acme"),
    ],
)
def test_a_notification_of_an_answer_reads_as_the_answer_does(kind, text, said):
    """What a phone shows, and a screen reader says, has the unit, the scale and the commas."""
    asked = question(1, kind)
    asked.options = "" if kind == "scale" else asked.options
    found = blocks.entry(part(state="answered"), [asked], {1: text}, piece=0)
    assert found is not None
    assert found.text == said
