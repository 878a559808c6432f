"""A form's one field is read as bolt would read it, only faster."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.request.internals import parse_body

from salesbot.slack.http import unwrapped

WORDS = st.text(st.characters(exclude_categories=["Cs"]))


@given(words=st.dictionaries(WORDS, WORDS), plus=st.booleans())
def test_a_form_says_what_bolt_reads_in_it(words: dict[str, str], plus: bool) -> None:
    """Whatever people write, its JSON comes out of the form as it went in."""
    said = json.dumps(words, ensure_ascii=plus)
    form = urlencode({"payload": said}) if plus else f"payload={quote(said)}"
    assert parse_body(unwrapped(form), None) == parse_body(form, None) == words
    assert unwrapped(form).startswith("{")


@given(st.text(st.sampled_from('{}payload=%7B22"&+\r\n =é:1,a'), max_size=40))
def test_a_garbled_form_is_left_to_bolt(tail: str) -> None:
    """Half escapes, further fields and line ends come out as bolt reads them, or as little as it does."""
    form = f"payload={tail}"
    assert _read(unwrapped(form)) == _read(form)


def _read(form: str) -> object:
    try:
        return parse_body(form, None)
    except ValueError:
        return "nothing"


def test_a_command_is_no_payload() -> None:
    """Other forms are left as they are."""
    assert unwrapped("command=%2Fcheckin&text=blockers") == "command=%2Fcheckin&text=blockers"
