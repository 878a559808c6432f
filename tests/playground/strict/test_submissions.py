"""What Slack's client holds back before a form is sent."""

import pytest

from salesbot.playground import strict


def form(element, **more):
    return {"blocks": [{"type": "input", "block_id": "b", "element": {**element, "action_id": "a"}, **more}]}


def beside(element, state, **more):
    return strict.submission(form(element, **more), {"b": {"a": state}}).get("b")


TEXT = {"type": "plain_text_input"}
NUMBER = {"type": "number_input", "is_decimal_allowed": False}


@pytest.mark.parametrize(
    "state", [{}, {"value": None}, {"value": ""}, {"selected_option": None}, {"selected_users": []}]
)
def test_a_required_input_wants_an_answer(state):
    """Nothing typed or chosen keeps the form, unless the input is optional."""
    assert beside(TEXT, state) == "Please complete this required field."
    assert beside(TEXT, state, optional=True) is None


def test_an_input_that_was_never_touched_is_empty():
    """A state without the block is an empty answer."""
    assert strict.submission(form(TEXT), {}) == {"b": "Please complete this required field."}


@pytest.mark.parametrize(("typed", "goes"), [("xx", False), ("xxx", True), ("xxxxx", True), ("xxxxxx", False)])
def test_lengths_hold_exactly(typed, goes):
    """Three to five characters are asked for, and just those go."""
    limits = {"min_length": 3, "max_length": 5}
    assert (beside({**TEXT, **limits}, {"value": typed}) is None) is goes


def test_a_text_holds_3000_characters_without_saying_so():
    """Slack's own limit counts where the form names none."""
    assert beside(TEXT, {"value": "x" * 3000}) is None
    assert beside(TEXT, {"value": "x" * 3001}) == "Please enter at most 3000 characters."


@pytest.mark.parametrize(
    ("typed", "goes"), [("0", False), ("1", True), ("5", True), ("6", False), ("2.5", False), ("two", False)]
)
def test_numbers_keep_their_bounds(typed, goes):
    """A whole number from one to five is asked for, and just those go."""
    bounds = {"min_value": "1", "max_value": "5"}
    assert (beside({**NUMBER, **bounds}, {"value": typed}) is None) is goes


def test_decimals_go_where_they_are_allowed():
    """2.5 is a number when decimals are."""
    assert beside({**NUMBER, "is_decimal_allowed": True}, {"value": "2.5"}) is None


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("email_text_input", "ana@acme.example", "ana at acme"),
        ("url_text_input", "https://acme.example/deal", "acme"),
    ],
)
def test_addresses_look_like_addresses(kind, good, bad):
    """An address and a link are checked for their shape."""
    assert beside({"type": kind}, {"value": good}) is None
    assert beside({"type": kind}, {"value": bad}) is not None


def test_no_more_choices_than_allowed():
    """Two people fit, three do not."""
    pick = {"type": "multi_users_select", "max_selected_items": 2}
    assert beside(pick, {"selected_users": ["U1", "U2"]}) is None
    assert beside(pick, {"selected_users": ["U1", "U2", "U3"]}) == "Please choose at most 2."


def test_only_inputs_are_looked_at():
    """A section's menu never keeps a form."""
    view = {"blocks": [{"type": "section", "block_id": "s", "accessory": {"type": "users_select", "action_id": "a"}}]}
    assert strict.submission(view, {}) == {}
