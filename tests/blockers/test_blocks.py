"""The words of blockers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sales_floor import words

from salesbot.blockers import blocks
from salesbot.blockers.model import Blocker
from salesbot.people.model import Member
from salesbot.playground import strict

AT = datetime(2026, 3, 3, 8, 15, tzinfo=UTC)
BEN = Member(workspace_id="T1", id="UBEN", name="Ben <!here>", created_at=AT)
ANA = Member(workspace_id="T1", id="UANA", name="Ana", created_at=AT)


def blocker(text="Legal is slow", **more):
    """Ben's blocker."""
    return Blocker(id=7, workspace_id="T1", team_id=1, member_id="UBEN", text=text, raised_at=AT, said_at=AT, **more)


def accepted(message):
    """Slack takes it; returns all words."""
    body = {"text": message.text, "blocks": list(message.blocks)}
    for method in ("chat.postMessage", "chat.update"):
        assert strict.message(body, method) is None
    return words(message)


def test_an_open_blocker_calls_the_managers_and_offers_its_end():
    """Everybody who manages is mentioned, but nobody calls themselves."""
    message = blocks.announced(blocker(), BEN, [ANA, BEN])
    said = accepted(message)
    assert "<@UANA>" in said
    assert "<@UBEN>" not in said
    assert message.blocks[-1]["elements"][0]["value"] == "7"


@pytest.mark.parametrize(("by", "words_"), [("UBEN", "Resolved."), ("UANA", "Resolved by <@UANA>.")])
def test_a_resolved_blocker_says_who_resolved_it(by, words_):
    """Its owner needs no mention; there is nothing left to press."""
    message = blocks.announced(blocker(resolved_at=AT, resolved_by=by), BEN, [ANA])
    assert words_ in accepted(message)
    assert all(block["type"] != "actions" for block in message.blocks)


@settings(max_examples=40, deadline=None)
@given(
    st.text(
        st.one_of(st.sampled_from("<>&`*\n 👍"), st.characters(exclude_categories=["Cs", "Cc"])),
        min_size=1,
        max_size=3000,
    )
)
def test_slack_takes_whatever_is_in_somebodys_way(text):
    """Long or hostile, open or resolved; nothing in it is live."""
    for one in (blocker(text), blocker(text, resolved_at=AT, resolved_by="UANA")):
        message = blocks.announced(one, BEN, [ANA])
        for said in (message.text, accepted(message)):
            assert "<!" not in said
