"""What Slack refuses in modals and home tabs."""

import pytest

from salesbot.playground import strict

PLAIN = {"type": "plain_text", "text": "x"}
DIVIDER = {"type": "divider"}
INPUT = {"type": "input", "label": PLAIN, "element": {"type": "plain_text_input", "action_id": "a"}}


def plain(length):
    return {"type": "plain_text", "text": "x" * length}


def modal(**more):
    return {"type": "modal", "title": plain(5), "blocks": [DIVIDER], **more}


def home(**more):
    return {"type": "home", "blocks": [DIVIDER], **more}


def messages(view):
    problem = strict.view(view)
    return problem.messages if problem else ()


LIMITS = {
    "title 24": (24, lambda n: modal(title=plain(n))),
    "submit 24": (24, lambda n: modal(submit=plain(n))),
    "close 24": (24, lambda n: modal(close=plain(n))),
    "private_metadata 3000": (3000, lambda n: modal(private_metadata="p" * n)),
    "callback_id 255": (255, lambda n: modal(callback_id="c" * n)),
    "external_id 255": (255, lambda n: modal(external_id="e" * n)),
    "blocks 100": (100, lambda n: modal(blocks=[DIVIDER] * n)),
    "home blocks 100": (100, lambda n: home(blocks=[DIVIDER] * n)),
    "home metadata 3000": (3000, lambda n: home(private_metadata="p" * n)),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_holds_exactly(limit):
    """What is as long as a limit opens, and one more is refused as invalid arguments."""
    most, make = LIMITS[limit]

    assert strict.view(make(most)) is None
    problem = strict.view(make(most + 1))
    assert problem is not None
    assert problem.error == "invalid_arguments"


def test_inputs_need_a_submit_button():
    """A form without Submit could never be sent; on a home tab there is none to ask for."""
    assert any("`submit` is required" in line for line in messages(modal(blocks=[INPUT])))
    assert messages(modal(blocks=[INPUT], submit=PLAIN)) == ()
    assert messages(home(blocks=[INPUT])) == ()


@pytest.mark.parametrize("key", ["title", "submit", "close", "clear_on_close", "colour"])
def test_a_home_tab_has_no_frame(key):
    """What belongs to a modal's frame, or to nothing, is an unknown key of a home tab."""
    assert any(key in line for line in messages(home(**{key: PLAIN})))


def test_a_modal_has_a_title_and_no_unknown_keys():
    """A missing title and a misspelt key are both named."""
    untitled = {"type": "modal", "blocks": []}
    assert messages(untitled) == ("[ERROR] missing required field: title [json-pointer:/view]",)
    assert messages(modal(sumbit=PLAIN)) == ("[ERROR] invalid additional property: sumbit [json-pointer:/view]",)


def test_a_fault_in_a_block_points_through_the_view():
    """The pointer starts at the view and ends at the text."""
    long = {"type": "header", "text": plain(151)}
    assert messages(modal(blocks=[long])) == (
        "[ERROR] must be less than 151 characters [json-pointer:/view/blocks/0/text/text]",
    )


def test_only_one_element_takes_the_focus():
    """Two inputs that both want the focus are refused."""
    eager = {**INPUT, "element": {"type": "plain_text_input", "focus_on_load": True}}
    assert messages(modal(blocks=[eager, INPUT], submit=PLAIN)) == ()
    assert len(messages(modal(blocks=[eager, eager], submit=PLAIN))) == 1


def test_a_view_weighs_at_most_250_kb():
    """Blocks that each pass can be too much together."""
    heavy = {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2000}] * 10}
    assert strict.view(modal(blocks=[heavy] * 12)) is None
    assert strict.view(modal(blocks=[heavy] * 13)) == strict.Problem("view_too_large")


@pytest.mark.parametrize("view", [{}, {"type": "popup"}, {"type": "modal", "title": None, "blocks": None}])
def test_what_is_no_view_is_refused(view):
    """Nonsense gets messages, not an exception."""
    assert messages(view)
