"""What a manager reads in the editor; every page fits Slack's limits, whatever was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sales_floor import words

from salesbot.checkins import blocks as lists
from salesbot.checkins.blocks import editor as blocks
from salesbot.checkins.model import Checkin, Proposal
from salesbot.checkins.queries import Standing
from salesbot.checkins.rules.sketch import Item, Sketch
from salesbot.checkins.service.proposal import Approved, Making
from salesbot.checkins.templates import COMMITMENTS, STANDUP, TEMPLATES, sketched
from salesbot.people.model import Team
from salesbot.playground import strict
from salesbot.schedule.model import Appointment
from salesbot.schedule.rules import Plan

NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
TEAM = Team(id=1, workspace_id="T1", name="EMEA & Friends", channel_id="C1", zone="Europe/Berlin", created_by="UANA")
PROPOSAL = Proposal(id=7, workspace_id="T1", team_id=1, member_id="UANA", body="", touched_at=NOW)


def making(sketch, base=None, **more):
    """A proposal of Ana's."""
    return Making(PROPOSAL, TEAM, sketch, base, 3, **more)


def said(view):
    """All text of a view."""
    return str(view)


@pytest.fixture
def commitments():
    """Monday commitments, as they come."""
    return sketched(COMMITMENTS, anchor=MONDAY)


def test_the_first_page_says_all_of_it(commitments):
    """Rhythm, people, publishing, blockers, questions with their follow-up, the next rounds, and that nothing began."""
    view = blocks.overview(making(commitments), asked=3, ahead=["Monday 9 March at 09:15 in Berlin (3)"])
    for text in (
        "Every Monday at *09:15* on everybody's own clock, closes 14:00. One reminder after 90 minutes.",
        "Not on people's public holidays and own days off.",
        "*Asked:* managers, reps (3 people now)",
        "*Published:* one live report in <#C1>, from the first answer on.",
        "text · if the answer is 3 or less",
        "Monday 9 March at 09:15 in Berlin (3)",
        "Nobody is asked before you press *Begin*.",
        "EMEA &amp; Friends",
    ):
        assert text in said(view).replace("\\'", "'")
    assert view["submit"]["text"] == "Begin"
    assert view["private_metadata"] == "7.3"


def test_only_what_asks_for_blockers_says_who_hears_of_them(commitments):
    """The standup does, Monday's commitments do not; topics stand beside their questions."""
    standup = said(blocks.overview(making(sketched(STANDUP, anchor=MONDAY)), asked=1, ahead=[]))
    assert "*New blockers:* told once in the report's thread, with the manager mentioned." in standup
    assert "a blocker · may be left empty" in standup
    assert "blockers" not in said(blocks.overview(making(commitments), asked=1, ahead=[]))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"publish": "managers"}, "*New blockers:* told to the managers by direct message."),
        ({"publish": "close"}, "told to the managers by direct message; once the report stands, in its thread."),
        ({"publish": "managers", "blockers_to": "off"}, "told to nobody by themselves."),
        ({"channel_id": "C9", "channel_shared": True}, "nothing appears there until a manager confirms it."),
        ({"channel_id": "C9", "channel_shared": True, "channel_ok": "C9"}, "and confirmed by name."),
    ],
)
def test_the_first_page_says_where_things_really_appear(changed, told):
    """A report that is private, not there yet or not confirmed has no thread for anybody."""
    sketch = replace(sketched(STANDUP, anchor=MONDAY), **changed)
    assert told in said(blocks.overview(making(sketch), asked=1, ahead=[]))


def test_the_first_page_says_that_nothing_appears_in_the_teams_channel_while_it_is_not_confirmed():
    """The team's channel became shared."""
    shared = Team(id=1, workspace_id="T1", name="EMEA", channel_id="C1", zone="Europe/Berlin", shared=True)
    one = replace(making(sketched(STANDUP, anchor=MONDAY)), team=shared)
    assert "until a manager confirms it" in said(blocks.overview(one, asked=1, ahead=[]))


def test_the_first_page_says_that_it_is_paused(commitments):
    """No rounds are announced that would not come."""
    assert "It is paused: nobody is asked" in said(
        blocks.overview(making(commitments, commitments), asked=1, ahead=None)
    )


def test_what_changes_is_named_before_it_does(commitments):
    """An edit says what it would change; none says so too."""
    base = commitments
    view = blocks.overview(making(replace(base, wall=time(22), reminder_minutes=0), base), asked=3, ahead=[])
    for text in ("*Changes:* when it asks, the reminder.", "No reminder.", "14:00 the next day", "quiet hours"):
        assert text in said(view)
    assert view["submit"]["text"] == "Change it"
    assert "Nothing is changed yet." in said(blocks.overview(making(base, base), asked=3, ahead=[]))


def test_a_quicker_manager_is_named_and_both_ways_are_open(commitments):
    """Who changed what, and two buttons; nothing else in a notice becomes live."""
    notice = "While you were at it, <@UCLEO> changed <!channel>. Yours is kept here."
    view = blocks.overview(making(commitments, commitments, notice=notice, meanwhile=["x"]), asked=1, ahead=[])
    assert "<@UCLEO> changed &lt;!channel&gt;." in said(view)
    assert "Go on with mine" in said(view)
    assert "Start from theirs" in said(view)


def test_a_menu_offers_only_what_would_change_something(commitments):
    """The first cannot go up, the last not down, a follow-up has none of its own."""
    view = blocks.overview(making(commitments), asked=1, ahead=[])
    menus = {
        block["accessory"]["action_id"]: [option["text"]["text"] for option in block["accessory"]["options"]]
        for block in view["blocks"]
        if block.get("accessory", {}).get("type") == "overflow"
    }
    assert menus["checkin.change_item.1"] == ["Edit", "Move down", "Add a follow-up", "Remove"]
    assert menus["checkin.change_item.3"] == ["Edit", "Remove"]
    assert menus["checkin.change_item.4"] == ["Edit", "Move up", "Add a follow-up", "Remove"]


HARD = st.text(st.sampled_from('a&<>"*_~`\u202e\U0001f600 \n@!#'), min_size=1, max_size=28)


@settings(max_examples=40, deadline=None)
@given(HARD, st.lists(HARD, min_size=1, max_size=10), st.sampled_from(["text", "number", "scale", "choice", "choices"]))
def test_every_page_fits_whatever_was_typed(name, typed, kind):
    """No text breaks a page: Slack takes each of them as it is."""
    options = ("&" * 75, "<" * 75) if kind in {"choice", "choices"} else ("&" * 40, "<" * 40) if kind == "scale" else ()
    items = tuple(
        Item(number, words * 5, hint=words, kind=kind, options=options, unit="&" * 20 if kind == "number" else "",
             weekdays="135", role="contributor", required=False)
        for number, words in enumerate(typed, start=1)
    )  # fmt: skip
    items += (Item(99, "Why?", follows=1, when="is: " + "&" * 75),) if len(items) < 10 else ()
    sketch = Sketch(name=name, wall=time(23), close=time(9), anchor=MONDAY, items=items, every_weeks=17,
                    invited=tuple(f"U{number}" for number in range(50)), publish="close", channel_id="C2")  # fmt: skip
    mine = making(sketch, replace(sketch, name="x"), notice=name, meanwhile=["its name"])
    for view in (
        blocks.overview(mine, asked=50, ahead=["Monday"] * 3),
        blocks.times_page(mine),
        blocks.people_page(mine),
        blocks.publishing_page(mine),
        blocks.shared_page(mine, channel_id="C2", channel_name="with-acme"),
        *(blocks.question_page(mine, item) for item in items),
        blocks.question_page(mine, Item(0, "", follows=1)),
        blocks.done(Approved(a_checkin(name), TEAM, sketch, is_new=False, changes=["its name"]), ahead=[]),
    ):
        assert strict.view(view) is None, strict.view(view)


def a_checkin(name):
    """A check-in of this name."""
    return Checkin(id=4, workspace_id="T1", team_id=1, name=name, template="own", close_wall=time(14), created_by="U")


def test_a_question_has_the_fields_of_its_kind(commitments):
    """A number has a unit, a choice has options, a text may be a blocker; a follow-up has what brings it."""
    fields = {
        kind: {
            block["block_id"] for block in blocks.question_page(making(commitments), Item(0, "", kind=kind))["blocks"]
        }
        for kind in ("text", "number", "scale", "choice")
    }
    rest = {"words", "hint", "kind", "required", "role", "weekdays"}
    assert {kind: extra - rest for kind, extra in fields.items()} == {
        "text": {"topic"}, "number": {"unit"}, "scale": {"low", "high"}, "choice": {"options"}
    }  # fmt: skip
    own = Item(0, "How sure?", kind="scale", options=("worried", "certain"))
    assert "'initial_value': 'certain'" in said(blocks.question_page(making(commitments), own))
    sure = replace(commitments, items=(replace(own, id=1),))
    assert "1 (worried) to 5 (certain)" in said(blocks.overview(making(sure), asked=1, ahead=[]))
    follow_up = blocks.question_page(making(commitments), Item(0, "", follows=2))
    assert "when" in {block.get("block_id") for block in follow_up["blocks"]}
    assert "2 or less" in said(follow_up)


def standing(number=1, *, paused=False, **plan):
    """A check-in as it stands."""
    checkin = Checkin(id=number, workspace_id="T1", team_id=1, name=f"Round {number}", template="own")
    appointment = Appointment(id=number, workspace_id="T1", paused_at=NOW if paused else None, ended_at=None)
    return Standing(checkin, TEAM, appointment, Plan(**({"wall": time(9, 15)} | plan)))


def test_a_list_says_rhythm_pause_and_who_is_asked():
    """A rep reads when, a manager has buttons, somebody not asked reads so."""
    found = [
        lists.Listed(standing(weekdays="1", every_weeks=2), is_asked=True, may_change=False),
        lists.Listed(standing(2, paused=True), is_asked=False, may_change=True),
    ]
    message = lists.listing(found)
    assert "every second Monday at 09:15 your time" in words(message)
    assert "Monday to Friday at 09:15 your time, *paused* · you are not asked" in words(message)
    assert "Resume" in str(message.blocks)
    assert "Pause" not in str(message.blocks)


def test_many_check_ins_still_fit_a_message():
    """Thirty are cut to what a message takes, and the rest is counted."""
    many = [standing(number) for number in range(30)]
    for message in (
        blocks.choose_checkin(many),
        blocks.choose_turn(many),
        lists.listing([lists.Listed(one, is_asked=True, may_change=True) for one in many]),
        blocks.choose_team([replace_team(number) for number in range(60)]),
    ):
        assert len(message.blocks) <= 50
        assert "more" in str(message.blocks[-1])
    assert "ended" in words(blocks.turned(ended(standing())))


def replace_team(number):
    """One of many teams."""
    return Team(id=number, workspace_id="T1", name=f"Team {number}", channel_id="C1", zone="UTC", created_by="U")


def ended(one):
    """A check-in that has ended."""
    one.appointment.ended_at = NOW
    return one


def test_the_first_page_of_a_new_one_offers_every_template():
    """And one's own; what each is about stands beside it."""
    view = blocks.first_page(TEAM)
    assert strict.view(view) is None
    for template in TEMPLATES.values():
        assert template.name in said(view)
        assert len(template.about) <= 75
    assert "Something of your own" in said(view)
