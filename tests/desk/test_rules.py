"""What somebody typed, which zone or country they look for, and what a form says."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.desk import places, rules
from salesbot.desk.blocks import help as helping
from salesbot.desk.listeners.messages import is_somebody_speaking, rewritten
from salesbot.desk.wish import Wish, unpack, wish
from salesbot.errors import Refusal
from salesbot.people.rules import zone_or

NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "word", "rest"),
    [
        ("", "", ""),
        ("  setup ", "setup", ""),
        ("AWAY 3-14 Aug", "away", "3-14 Aug"),
        ("vacation tomorrow", "away", "tomorrow"),
        ("away\n3-14 Aug", "away", "3-14 Aug"),
        ("away  @ben\n3-14 Aug", "away", "@ben\n3-14 Aug"),
        ("settings", "me", ""),
        ("nonsense and more", "nonsense", "and more"),
    ],
)
def test_a_command_is_a_word_and_the_rest(typed, word, rest):
    """Case, spaces and line breaks do not matter, and other words for the same thing count."""
    assert rules.read(typed) == rules.Typed(word, rest)


def test_what_of_ones_own_data_is_wanted_may_stand_before_other_words():
    """The first word says it, whatever breaks the line behind it."""
    assert [rules.own_data(rest) for rest in ("", "export", "Erase\nplease", "zone export")] == [
        None, rules.EXPORT, rules.ERASE, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"), [("setpu", "setup"), ("awya", "away"), ("memebers", "team"), ("hlep", "help"), ("xyzzy", None)]
)
def test_the_nearest_word(typed, meant):
    """A slip is understood; what is near to nothing is not guessed."""
    assert rules.nearest(typed) == meant


def test_a_mentioned_person_is_taken_out_of_the_text():
    """Slack sends mentions as <@U…|name> wherever they stand."""
    assert rules.person("<@U1BEN|ben> 3-14 aug") == ("U1BEN", "3-14 aug")
    assert rules.person("3-14 aug <@W2>") == ("W2", "3-14 aug")
    assert rules.person("3-14 aug") == (None, "3-14 aug")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berl", "Europe/Berlin"),
        ("new y", "America/New_York"),
        ("sao paulo", "America/Sao_Paulo"),
        ("europe/lisbon", "Europe/Lisbon"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_as_people_look_for_it(typed, first):
    """By the beginning of a city, without accents, and by the zone's own name."""
    found = [name for name, _ in places.zones(typed, now=NOW)]
    assert first in found[:3] or ({first} <= set(found) and first == "Asia/Calcutta")


def test_with_nothing_typed_the_busy_zones_come_first():
    """An open menu is useful before anything is typed, and within Slack's hundred."""
    found = places.zones("", now=NOW)
    assert found[0] == ("Europe/London", "London, Britain (UK) · 08:00")
    assert len(found) == 100


@given(st.text(max_size=20))
def test_every_offered_zone_and_country_is_one(typed):
    """Whatever is typed, what is offered exists, fits Slack's menus, and is offered once."""
    zones = places.zones(typed, now=NOW)
    assert all(name in available_timezones() and zone_or(name).key == name for name, _ in zones)
    assert len(zones) == len({name for name, _ in zones}) <= 100
    assert len(places.countries(typed)) <= 100


def test_a_country_is_found_by_name_and_code():
    """`ger` and `de` both offer Germany."""
    assert ("DE", "Germany") in places.countries("ger")
    assert ("DE", "Germany") in places.countries("de")
    assert places.country_name(None) == ""


@given(
    st.builds(
        Wish, name=st.text(min_size=1, max_size=80), channel=st.just("C0123456789"),
        zone=st.just("America/Argentina/ComodRivadavia"),
        wall=st.just("09:15"), everyone=st.booleans(),
        managers=st.lists(st.just("U0123456789"), max_size=20).map(tuple),
        members=st.lists(st.just("U0123456789"), max_size=100).map(tuple), templates=st.just(("standup", "wins")),
    )
)  # fmt: skip
def test_a_wish_travels_whole_in_private_metadata(made):
    """The largest wish that the form's limits allow fits into Slack's 3,000 characters and comes back as it was."""
    packed = made.pack()
    assert len(packed) <= 3000
    assert unpack({"private_metadata": packed}) == made


@pytest.mark.parametrize(
    ("left_out", "field"), [("name", "name"), ("channel", "channel"), ("zone", "zone"), ("members", "members")]
)
def test_a_form_without_what_it_needs_is_sent_back(left_out, field):
    """The refusal stands beside the field that is empty."""
    nothing = {"name": " ", "channel": None, "zone": None, "members": []}[left_out]
    said = {"name": "EMEA", "channel": "C1", "zone": "UTC", "members": ["U1"]} | {left_out: nothing}
    elements = {
        "name": {"type": "plain_text_input", "value": said["name"]},
        "channel": {"type": "conversations_select", "selected_conversation": said["channel"]},
        "zone": {"type": "external_select", "selected_option": said["zone"] and {"value": said["zone"]}},
        "members": {"type": "multi_users_select", "selected_users": said["members"]},
    }
    with pytest.raises(Refusal) as refused:
        wish({"state": {"values": {key: {key: element} for key, element in elements.items()}}})
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("event", "somebody"),
    [
        ({"channel_type": "im", "user": "U1", "text": "hi"}, True),
        ({"channel": "D1", "user": "U1", "subtype": "file_share"}, True),
        ({"channel_type": "im", "user": "U1", "bot_id": "B1"}, False),
        ({"channel_type": "im", "subtype": "message_changed"}, False),
        ({"channel_type": "im", "user": "U1", "subtype": "message_deleted"}, False),
        ({"channel_type": "channel", "channel": "C1", "user": "U1"}, False),
    ],
)
def test_only_people_speaking_in_a_direct_message_are_answered(event, somebody):
    """Apps, edits, deletions and channels are not."""
    assert is_somebody_speaking(event) is somebody


_BEFORE, _NOW = {"user": "U1", "ts": "1.5", "text": "hi"}, {"user": "U1", "ts": "1.5", "text": "ho"}
_EDIT = {"channel_type": "im", "subtype": "message_changed", "previous_message": _BEFORE, "message": _NOW}


@pytest.mark.parametrize(
    ("more", "made"),
    [
        ({}, ("U1", "1.5", "ho")),
        ({"previous_message": None}, ("U1", "1.5", "ho")),
        (
            {"message": {"subtype": "tombstone", "user": "USLACKBOT", "ts": "1.5", "text": "Deleted."}},
            ("U1", "1.5", ""),
        ),
        ({"subtype": "message_deleted", "deleted_ts": "1.5", "message": None}, ("U1", "1.5", "")),
        ({"message": _BEFORE}, None),
        ({"message": _NOW | {"bot_id": "B1"}}, None),
        ({"channel_type": "channel", "channel": "C1"}, None),
        ({"subtype": None}, None),
        ({"message": "?", "previous_message": 3}, None),
    ],
)
def test_what_a_person_made_of_a_message_of_theirs_is_told_from_all_else(more, made):
    """Other words, or none; a link's preview, an app's own changes and channels are nothing."""
    assert rewritten(_EDIT | more) == made


def test_help_calls_commands_as_they_are_called_here():
    """Placeholders become commands with the prefix of this place."""
    assert helping.called("{checkin} list", lambda name: f"/acme-{name}") == "/acme-checkin list"
