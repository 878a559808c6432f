"""The reader of the suite's logs finds what must not be there."""

from __future__ import annotations

import logging

import pytest
import structlog
from pydantic import SecretStr

from logged import READER, Reader

WORDS = "Acme will not sign before summer"
PAYLOADS = [
    {"command": "/kudos", "text": WORDS},
    {"type": "event_callback", "event": {"type": "message", "text": WORDS}},
    {
        "type": "view_submission",
        "view": {"state": {"values": {"a": {"b": {"type": "plain_text_input", "value": WORDS}}}}},
    },
]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("line", [f"door.broken said={WORDS!r}", f"{WORDS[:24]}…", f"x {WORDS}"])
def test_what_somebody_typed_is_found_in_a_line(payload, line):
    """Whole or cut short, wherever it was typed."""
    reader = Reader()
    reader.take(line)
    assert reader.found() == []
    reader.hear(payload)
    reader.take("door.answered kind=command")
    reader.take(line)
    assert len(reader.found()) == 1
    assert reader.found() == []


@pytest.mark.parametrize(
    "secret", ["xoxb-12-abcd", "xapp-1-A0-abc", "postgresql://ana:abc@db/salesbot", "gAAAAABnX0f2zQ9J8vQ2abcdefghijk"]
)
def test_a_secret_is_found_by_its_looks(secret):
    """Tokens, passwords of databases, and what a key has sealed."""
    reader = Reader()
    reader.take(f"met {secret}")
    assert len(reader.found()) == 1


def test_every_line_of_the_suite_is_read_at_every_level():
    """Ours and the libraries', and secrets that are used are known by heart."""
    secret = SecretStr("nothing-but-a-test").get_secret_value()
    structlog.get_logger("salesbot.x").debug("one", of=secret)
    logging.getLogger("library").debug("two %s", secret)
    found = READER.found()  # a handler that an earlier test left may print the second one twice
    assert [any(f"] {word} " in line for line in found) for word in ("one", "two")] == [True, True]
