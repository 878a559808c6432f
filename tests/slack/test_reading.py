"""Payloads are read the same whatever kind they are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from salesbot.room import Once
from salesbot.slack import reading
from salesbot.slack.kinds import Kind, identity, kind_of

COMMAND = {
    "command": "/checkin",
    "text": "list",
    "team_id": "T_ACME",
    "user_id": "UBEN",
    "channel_id": "CEMEA",
    "trigger_id": "1.2.a",
}
CLICK = {
    "type": "block_actions",
    "team": {"id": "T_ACME"},
    "user": {"id": "UBEN", "team_id": "T_ACME"},
    "container": {"type": "message", "message_ts": "1.5", "channel_id": "DBEN", "is_ephemeral": True},
    "channel": {"id": "DBEN"},
    "actions": [{"type": "button", "action_id": "checkin.answer", "value": "7", "action_ts": "17.3"}],
}
SUBMISSION = {
    "type": "view_submission",
    "team": {"id": "T_ACME"},
    "user": {"id": "UBEN"},
    "view": {"id": "V1", "hash": "1.x", "state": {"values": {}}},
}
EVENT = {
    "type": "event_callback",
    "team_id": "T_ACME",
    "event_id": "Ev1",
    "event": {"type": "message", "user": "UBEN", "channel": "DBEN", "text": "hi"},
}
SHORTCUT = {
    "type": "shortcut",
    "team": {"id": "T_ACME"},
    "user": {"id": "UBEN"},
    "action_ts": "17.4",
    "trigger_id": "1.2.b",
}


@pytest.mark.parametrize("body", [COMMAND, CLICK, SUBMISSION, EVENT, SHORTCUT])
def test_who_and_where_stand_in_every_payload(body):
    """Workspace and member are found in each kind."""
    assert (reading.workspace_of(body), reading.user_of(body)) == ("T_ACME", "UBEN")


@pytest.mark.parametrize(("body", "channel"), [(COMMAND, "CEMEA"), (CLICK, "DBEN"), (SUBMISSION, ""), (EVENT, "DBEN")])
def test_the_channel_is_found_where_there_is_one(body, channel):
    """A form has no channel; the rest has."""
    assert reading.channel_of(body) == channel


@pytest.mark.parametrize(
    ("event", "member"),
    [
        ({"type": "team_join", "user": {"id": "UZOE"}}, "UZOE"),
        ({"type": "message", "subtype": "message_changed", "message": {"user": "UANA"}}, "UANA"),
        ({"type": "channel_archive"}, ""),
    ],
)
def test_an_event_names_its_member_in_its_own_way(event, member):
    """A member may be an id, a whole person, or stand in the changed message."""
    assert reading.user_of({"type": "event_callback", "event": event}) == member


def test_a_click_says_its_value_and_its_message():
    """The button's value, its message, and that only one person sees it."""
    assert reading.value(CLICK) == "7"
    assert reading.action_of(CLICK) == "checkin.answer"
    assert reading.message_of(CLICK) == ("DBEN", "1.5")
    assert reading.message_of(SUBMISSION) == ("", "")
    assert reading.is_ephemeral(CLICK)


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ({"type": "plain_text_input", "value": "Call Acme"}, ["Call Acme"]),
        ({"type": "plain_text_input", "value": None}, []),
        ({"type": "static_select", "selected_option": {"value": "emea"}}, ["emea"]),
        ({"type": "static_select", "selected_option": None}, []),
        ({"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}, ["a", "b"]),
        ({"type": "multi_users_select", "selected_users": ["U1", "U2"]}, ["U1", "U2"]),
        ({"type": "users_select", "selected_user": "U1"}, ["U1"]),
        ({"type": "conversations_select", "selected_conversation": "C1"}, ["C1"]),
        ({"type": "timepicker", "selected_time": "09:15"}, ["09:15"]),
        ({"type": "datepicker", "selected_date": "2026-03-03"}, ["2026-03-03"]),
    ],
)
def test_each_kind_of_field_is_read(element, said):
    """What was chosen or written comes out as text, also of fields left empty."""
    view = {"state": {"values": {"field": {"x": element}}}}
    assert reading.chosen(view) == {"field": said}
    assert reading.values(view) == {"field": said[0] if said else ""}


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("&lt;3 &amp;amp;", "<3 &amp;"),
        ("see <https://acme.com/a|acme.com/a> and <mailto:a@b.c|a@b.c>", "see acme.com/a and a@b.c"),
        ("<https://acme.com>", "https://acme.com"),
        ("<@UBEN|ben> <@UANA> <#C1|emea>", "@ben @UANA #emea"),
        ("<!channel> <!subteam^S1|@closers>", "@channel @closers"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_typed_words_come_back_as_typed(sent, typed):
    """Slack's escapes and wrappings are undone, and nothing of it is live."""
    assert reading.typed(sent) == typed


def test_a_ts_is_an_instant():
    """The number under which Slack keeps a message is when it was sent, in UTC."""
    assert reading.sent_at("1772524800.000200") == datetime(2026, 3, 3, 8, 0, 0, 200, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "kind", "key"),
    [
        (EVENT, Kind.EVENT, "event.Ev1"),
        (SUBMISSION, Kind.SUBMISSION, "submission.V1.1.x.44136fa355b3678a"),
        (CLICK, Kind.CLICK, "click.UBEN.17.3"),
        (SHORTCUT, Kind.SHORTCUT, "shortcut.UBEN.17.4"),
        (COMMAND, Kind.COMMAND, "command.UBEN.1.2.a"),
    ],
)
def test_each_payload_has_an_identity(body, kind, key):
    """A repeat of the same thing has the same key, in its workspace."""
    assert kind_of(body) is kind
    assert identity(body) == Once("T_ACME", key)


def test_a_form_sent_again_with_other_words_is_not_a_repeat():
    """Same view and hash, but a word was changed after "could not confirm": it is stored, and not taken for done."""

    def sent(words):
        return SUBMISSION | {"view": SUBMISSION["view"] | {"state": {"values": {"why": {"x": {"value": words}}}}}}

    assert identity(sent("the demo")) == identity(sent("the demo"))
    assert identity(sent("the demo")) != identity(sent("the calm demo"))


def test_a_form_belongs_to_the_workspace_whose_install_opened_it():
    """In a channel that two companies share, whoever fills it in may be of the other one, and so may `team`."""
    sent = {"type": "view_submission", "team": {"id": "T_OTHER"}, "user": {"id": "UEVE", "team_id": "T_OTHER"}}
    assert reading.workspace_of(sent | {"view": {"app_installed_team_id": "T_ACME"}}) == "T_ACME"
    assert reading.workspace_of(sent | {"view": {"app_installed_team_id": "E_ORG"}}) == "T_OTHER"
    assert reading.workspace_of(sent | {"view": {}}) == "T_OTHER"
