"""The home tab: cards in order, and within Slack's limits whatever the rooms put there."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from salesbot.home import blocks, rules
from salesbot.home.visits import Home
from salesbot.people.model import Team
from salesbot.playground import strict
from salesbot.room import Card, Visit
from salesbot.slack import kit

TEAM = Team(id=7, workspace_id="T1", name="EMEA Sales", channel_id="C1", zone="Europe/Berlin")
VISIT = Visit(workspace_id="T1", member_id="UANA", zone="Europe/Berlin", teams=[7], managed=[7],
              now=datetime(2026, 3, 3, 8, tzinfo=UTC))  # fmt: skip


def drawn(*cards):
    """Ana's home with these cards."""
    return blocks.home(Home("Ana", VISIT, rules.in_order(cards), [TEAM]), command=lambda name: f"/{name}")


def card(number=1, *, order=10, managing=False, title="A card", letters=10):
    """A card of so many blocks."""
    return Card(order=order, title=title, blocks=[kit.section("x" * letters)] * number, managing=managing)


def titles(view):
    """The headings, and the lines across."""
    return [block["text"]["text"] if block["type"] == "header" else "-" for block in view["blocks"]
            if block["type"] in {"header", "divider"}]  # fmt: skip


def test_ones_own_comes_first_then_ones_teams_then_settings():
    """Whatever the order in which rooms offer their cards."""
    view = drawn(card(order=900, title="Settings"), card(order=100, managing=True, title="Team"),
                 card(order=20, title="Today"), card(order=10, title="Open"),
                 card(order=910, title="Digests"))  # fmt: skip
    assert titles(view) == ["Hello, Ana", "Open", "Today", "-", "Team", "-", "Settings", "Digests"]


def test_a_card_too_long_is_cut_with_words_and_the_others_are_whole():
    """Two hundred blocks of one room leave the settings where they are."""
    view = drawn(card(200, title="Long"), card(3, order=900, title="Settings"))
    assert len(view["blocks"]) <= 100
    assert "There is more than fits here; `/salesbot help`" in json.dumps(view)
    assert titles(view)[-1] == "Settings"
    assert view["blocks"][-3:] == card(3).blocks


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(1, 2900), st.booleans(), st.integers(0, 1000)), max_size=20))
def test_slack_takes_whatever_rooms_put_there(cards):
    """A hundred blocks and a quarter of a megabyte at most, each block as Slack wants it."""
    view = drawn(*(card(number, letters=letters, managing=managing, order=order)
                   for number, letters, managing, order in cards))  # fmt: skip
    assert strict.view(view) is None
    assert len(view["blocks"]) <= 100
    assert len(json.dumps(view)) < 250_000


@given(st.lists(st.integers(0, 50), max_size=20), st.integers(0, 200))
def test_shares_are_fair(needs, room):
    """Nobody gets more than they need, all of the room is given where it is wanted, and who wants less gets all."""
    given_ = rules.shares(needs, room)
    assert all(got <= need for got, need in zip(given_, needs, strict=True))
    assert sum(given_) == min(sum(needs), room) or sum(needs) > room
    assert sum(given_) <= room
    assert all(got == need for got, need in zip(given_, needs, strict=True) if need <= room // max(len(needs), 1))


def test_each_of_the_pages_without_a_team_is_one_slack_takes():
    """In no team with and without teams there, and from outside."""
    for home in (Home("Dev"), Home("", others=[("EMEA <Sales>", "UANA")]), Home("", outside=True)):
        view = blocks.home(home, command=lambda name: f"/{name}")
        assert strict.view(view) is None
