"""What has not the shape of Slack's payloads ends at the door, and what one lacks is a no in words."""

from __future__ import annotations

import copy

import pytest
from structlog.testing import capture_logs

from salesbot.errors import Refusal
from salesbot.slack import shapes

CLICK = {
    "type": "block_actions", "user": {"id": "UBEN", "team_id": "T_ACME"}, "team": {"id": "T_ACME"},
    "actions": [{"action_id": "checkin.skip", "value": "7", "action_ts": "1772524800.000001", "type": "button"}],
    "response_url": "https://hooks.slack.com/actions/x", "trigger_id": "1.2.3", "channel": {"id": "D1"},
}  # fmt: skip
FORM = {
    "type": "view_submission", "user": {"id": "UBEN"}, "team": {"id": "T_ACME"}, "trigger_id": "1.2.3",
    "view": {"id": "V1", "type": "modal", "callback_id": "desk.me", "state": {"values": {}}},
}  # fmt: skip


def changed(body, *path, to):
    """The same with something else in one place."""
    body = copy.deepcopy(body)
    holder = body
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = to
    return body


REACTION = {
    "type": "event_callback", "event_id": "Ev1", "team_id": "T_ACME",
    "event": {"type": "reaction_added", "user": "UBEN", "reaction": "\u62cd\u624b", "event_ts": "1772524800.000001",
              "item": {"type": "message", "channel": "C1", "ts": "1772524800.000001"}},
}  # fmt: skip
USED = CLICK | {"type": "message_action", "callback_id": "tips.save", "message": {"ts": "1772524800.000001", "blocks": [
    {"type": "section", "block_id": "b", "accessory": {"type": "button", "action_id": "\u00f6ffnen"}}]}}  # fmt: skip


@pytest.mark.parametrize(
    "body", [CLICK, FORM, REACTION, USED, {"type": "url_verification", "challenge": "c"}, {}],
    ids=["click", "form", "a reaction with a name of its own", "another app's message", "challenge", "nothing"],
)  # fmt: skip
def test_what_slack_sends_passes_as_it_is(body):
    """Nothing is taken from it and nothing added."""
    assert shapes.fit(body) == body


@pytest.mark.parametrize(
    "body",
    [
        None, 7, [], "x",
        changed(CLICK, "user", to={"id": ""}), changed(CLICK, "user", to={"id": "U1> <!channel"}),
        changed(CLICK, "user", to=7), changed(CLICK, "actions", to=[7]), changed(CLICK, "actions", to=[]),
        changed(CLICK, "actions", 0, "value", to={}), changed(CLICK, "actions", 0, "action_ts", to="soon"),
        changed(CLICK, "response_url", to=""), changed(CLICK, "response_url", to="b"),
        changed(CLICK, "response_url", to="https://h:70000/x"), changed(CLICK, "response_url", to="file:///etc/x"),
        changed(FORM, "view", to={"id": "V1"}),
        changed(FORM, "view", "state", "values", to={"a": {"b": []}}),
        changed(FORM, "view", "state", "values", to={"a": {"b": {"selected_date": "2026-02-30"}}}),
        changed(FORM, "view", "state", "values", to={"a": {"b": {"selected_time": "25:61"}}}),
        changed(FORM, "view", "state", "values", to={"a": {"b": {"selected_conversation": "C_NOWHERE"}}}),
        changed(FORM, "view", "state", "values", to={"a": {"b": {"selected_users": ["UBEN", "<!channel>"]}}}),
        {"type": "event_callback", "event_id": "Ev1", "event": {"type": "message"}},
    ],
)  # fmt: skip
def test_what_slack_never_sends_ends_here_and_is_logged(body):
    """None of its parts comes to a listener."""
    with capture_logs() as lines:
        assert shapes.fit(body) is None
    assert [line["event"] for line in lines] == ["payload_misshapen"]


def test_what_is_nested_deeper_than_anything_of_slacks_ends_here():
    """And takes no stack with it."""
    deep: list = []
    for _ in range(500):
        deep = [deep]
    assert shapes.fit(FORM | {"more": deep}) is None


def test_what_no_database_takes_is_left_out():
    """A NUL, and halves of characters, wherever they stand."""
    element = {"type": "plain_text_input", "value": "Ac\0me \ud83e"}
    body = shapes.fit(changed(FORM, "view", "state", "values", to={"a": {"b": element}}))
    assert body["view"]["state"]["values"]["a"]["b"]["value"] == "Acme "


def test_a_part_that_is_missing_is_a_no_in_words():
    """Whoever reads it need not look first."""
    body = shapes.fit(CLICK)
    with pytest.raises(Refusal, match="less than I need"):
        body["view"]
    assert body.get("view") is None
    assert "view" not in body
