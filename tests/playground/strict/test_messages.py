"""What Slack refuses in a message as a whole."""

import pytest

from salesbot.playground import strict
from salesbot.playground.strict import messages

DIVIDER = {"type": "divider"}
METADATA = {"event_type": "salesbot.delivery", "event_payload": {"id": "d1"}}


def error(payload, method="chat.postMessage"):
    problem = strict.message(payload, method)
    return problem.error if problem else None


def section(length):
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * length}}


@pytest.mark.parametrize("payload", [{}, {"text": ""}, {"text": " \n"}, {"blocks": []}, {"text": None, "blocks": None}])
def test_a_message_says_something(payload):
    """Without words, blocks or attachments there is nothing to post."""
    assert error(payload) == "no_text"


@pytest.mark.parametrize("payload", [{"text": "hi"}, {"blocks": [DIVIDER]}, {"attachments": [{"text": "old"}]}])
def test_words_blocks_or_attachments_suffice(payload):
    """Any one of the three makes a message."""
    assert error(payload) is None


@pytest.mark.parametrize(("method", "most"), [("chat.postMessage", 40_000), ("chat.update", 4_000)])
def test_long_texts_are_refused(method, most):
    """A text as long as the method's limit passes, one more does not."""
    assert error({"text": "x" * most}, method) is None
    assert error({"text": "x" * (most + 1)}, method) == "msg_too_long"


def test_a_text_is_a_string():
    """A number instead of words is a wrong argument."""
    assert error({"text": 7}) == "invalid_arguments"


def test_markdown_text_stands_alone():
    """markdown_text excludes text and blocks and holds 12,000 characters."""
    assert error({"markdown_text": "m" * 12_000}) is None
    assert error({"markdown_text": "m" * 12_001}) == "msg_too_long"
    assert error({"markdown_text": "m", "text": "t"}) == "markdown_text_conflict"


def test_fifty_blocks_and_no_more():
    """A message holds 50 blocks; the 51st makes all of them invalid."""
    assert error({"blocks": [DIVIDER] * 50}) is None
    problem = strict.message({"blocks": [DIVIDER] * 51})
    assert problem == strict.Problem(
        "invalid_blocks", ("[ERROR] no more than 50 items allowed [json-pointer:/blocks]",)
    )


@pytest.mark.parametrize("blocks", ["[]", {"type": "divider"}, 7, [None]])
def test_blocks_are_a_list_of_objects(blocks):
    """Anything else is refused as invalid blocks."""
    assert error({"text": "hi", "blocks": blocks}) == "invalid_blocks"


def test_valid_blocks_can_be_too_long_together():
    """Blocks that each pass are refused above 13,200 serialized characters, exactly."""
    full = [section(3000)] * 4
    room = messages.BLOCKS_SIZE_MAX - messages.size([*full, section(0)])
    assert messages.size([*full, section(room)]) == 13_200
    assert error({"blocks": [*full, section(room)]}) is None
    assert error({"blocks": [*full, section(room + 1)]}) == "msg_blocks_too_long"


def test_metadata_has_a_type_and_a_payload():
    """Metadata is exactly an event type and a payload object."""
    assert error({"text": "hi", "metadata": METADATA}) is None
    for wrong in ({}, {"event_type": "a"}, {**METADATA, "id": 1}, {**METADATA, "event_payload": "x"}, "text"):
        assert error({"text": "hi", "metadata": wrong}) == "invalid_metadata_format"
