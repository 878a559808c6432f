"""The words of a week: all of it where it fits, cut with words where it does not, and the settings as they are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.digest import blocks
from salesbot.digest.blocks.fitting import fitted
from salesbot.digest.listeners.settings import chosen
from salesbot.digest.rules import Rhythm, told
from salesbot.digest.service import Choice, Week, span_of
from salesbot.errors import Refusal
from salesbot.people.model import Member, Team
from salesbot.playground import strict
from salesbot.room import Section
from salesbot.slack import split

NOW = datetime(2026, 3, 6, 15, tzinfo=UTC)
TEAM = Team(id=7, workspace_id="T1", name="EMEA *Sales*", channel_id="C1", zone="Europe/Berlin")
ANA = Member(workspace_id="T1", id="UANA", name="Ana")
CHART = {"type": "data_visualization", "title": "Days", "chart": {"type": "pie", "segments": [
    {"label": "Answered", "value": 3}, {"label": "Missing", "value": 1}]}}  # fmt: skip


def week(*sections, **more):
    """A week of these sections."""
    stretch = told(NOW, TEAM.zone, before=None)
    return Week(TEAM, span_of(TEAM, stretch, zone=TEAM.zone, now=NOW), sections, **more)


def section(*lines, title="Check-ins", order=10, **more):
    """A room's part."""
    return Section(order=order, title=title, lines=lines, **more)


def words(message):
    """All that can be read."""
    return "\n".join(block["text"]["text"] for block in message.blocks if isinstance(block.get("text"), dict))


def test_a_week_is_its_sections_in_order_then_what_comes():
    """A title, each part with its chart below it, what comes, how it was counted; and the same without charts."""
    message = blocks.week(
        week(section("38 of 42 answered", charts=[CHART], coming=["Daily standup"]),
             section("one resolved", title="Blockers"), section(title="", quiet=True, coming=["Away: Ben"])),
        settings=True,
    )  # fmt: skip
    kinds = [block["type"] for block in message.blocks]
    assert kinds == ["header", "section", "data_visualization", "section", "section", "context", "actions"]
    assert "*Coming up*\n• Daily standup\n• Away: Ben" in words(message)
    assert message.text.startswith("EMEA *Sales* · the week to Friday 6 March: 38 of 42 answered")
    assert message.fallback == [block for block in message.blocks if block["type"] != "data_visualization"]
    assert strict.message({"text": message.text, "blocks": list(message.blocks)}) is None


def test_a_quiet_week_is_one_sentence():
    """Sections in which nothing happened are left out; where all are, one sentence stands in their place."""
    message = blocks.week(week(section("Nobody was asked.", quiet=True), section("", title="Kudos", quiet=True)))
    assert words(message).endswith("A quiet week: nothing was asked, and nothing was said.")
    assert message.fallback is None


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=3000), max_size=60),
                max_size=8))  # fmt: skip
def test_whatever_rooms_say_slack_takes_it(rooms):
    """No week is longer than a message, however much there is to tell; what is left out is said to be."""
    sections = [section(*lines, title=f"Room {n}", order=n, charts=[CHART], quiet=not lines)
                for n, lines in enumerate(rooms)]  # fmt: skip
    message = blocks.week(week(*sections), settings=True)
    assert len(message.blocks) <= split.MOST
    assert split.size(message.blocks) < split.LARGEST
    assert sum(block["type"] == "data_visualization" for block in message.blocks) <= 2
    assert all(0 < len(block["text"]["text"]) <= 3000 for block in message.blocks if block["type"] == "section")


def test_what_is_left_out_is_counted():
    """A room that says too much keeps its first lines; one that says little keeps all."""
    long = section(*(f"line {n} {'x' * 300}" for n in range(60)), title="Long")
    short = section("all of it", title="Short")
    texts = fitted([long, short], room=6_000)
    assert texts[1] == ["*Short*\nall of it"]
    kept = sum(text.count("line ") for text in texts[0])
    assert 10 < kept < 60
    assert texts[0][-1].endswith(f"… and {60 - kept} more.")


def test_ones_own_week_names_the_team_where_there_are_several():
    """Two teams: each part says of which it is; one team: none does."""
    one = week(section("3 of 3 answered", title="Your check-ins"))
    assert "*Your check-ins*" in words(blocks.own_week([one], ANA, last=date(2026, 3, 6)))
    both = blocks.own_week([one, one], ANA, last=date(2026, 3, 6))
    assert words(both).count("*Your check-ins · EMEA *Sales**") == 2
    assert "A quiet week, Ana" in words(blocks.own_week([], ANA, last=date(2026, 3, 6)))


def test_a_brief_of_two_days_does_not_say_yesterday():
    """From Saturday to Monday is two days, also where the clocks went forward on the Sunday between."""
    one = week(section("Ben: 3 of 3", title="Answers"))
    since, until = datetime(2026, 3, 28, 7, 30, tzinfo=UTC), datetime(2026, 3, 30, 6, 30, tzinfo=UTC)
    span = replace(one.span, since=since, until=until, zone="Europe/Berlin")
    assert "since Saturday 28 March" in words(blocks.brief(replace(one, span=span), ANA))


def form(**values):
    """The settings as Slack sends them."""
    return {"state": {"values": {name: {name: element} for name, element in values.items()}}}


def picked(value, kind="static_select"):
    """One choice of a menu."""
    return {"type": kind, "selected_option": {"value": value} if value else None}


def ticked(*values):
    """Boxes with these ticks."""
    return {"type": "checkboxes", "selected_options": [{"value": one} for one in values]}


def test_the_settings_are_read_as_far_as_they_were_asked():
    """A rep's form has one question; what a form does not ask is not changed."""
    at = {"type": "timepicker", "selected_time": "10:30"}
    every = form(on=ticked("on"), weekday=picked("4"), wall=at, brief=picked("monday", "radio_buttons"),
                 own_week=ticked())  # fmt: skip
    assert chosen(every) == Choice("4", time(10, 30), on=True, brief=Rhythm.MONDAY, own_week=False)
    assert chosen(form(own_week=ticked("on"))) == Choice(own_week=True)
    assert chosen({}) == Choice()


@pytest.mark.parametrize(
    ("values", "field"),
    [({"weekday": picked("8"), "wall": {"type": "timepicker", "selected_time": "10:00"}}, "weekday"),
     ({"weekday": picked(""), "wall": {"type": "timepicker", "selected_time": "10:00"}}, "weekday"),
     ({"weekday": picked("4"), "wall": {"type": "timepicker", "selected_time": None}}, "wall"),
     ({"weekday": picked("4"), "wall": {"type": "timepicker", "selected_time": "noon"}}, "wall"),
     ({"weekday": picked("4")}, "wall"), ({"brief": picked("hourly", "radio_buttons")}, "brief")],
)  # fmt: skip
def test_a_form_that_makes_no_sense_is_refused_beside_its_field(values, field):
    """No form of ours sends these."""
    with pytest.raises(Refusal) as refused:
        chosen(form(**values))
    assert refused.value.field == field
