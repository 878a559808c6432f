"""How a list of blockers and a reminder read, for Slack and for people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sales_floor import words

from salesbot.blockers import blocks
from salesbot.blockers.model import Blocker, Told
from salesbot.blockers.service.shown import Listed, Listing, Reminder
from salesbot.people.model import Member, Team
from salesbot.playground import strict
from salesbot.slack import split

AT = datetime(2026, 3, 3, 8, 15, tzinfo=UTC)
BEN = Member(workspace_id="T1", id="UBEN", name="Ben <!here>", slack_zone="America/New_York", created_at=AT)
ANA = Member(workspace_id="T1", id="UANA", name="Ana", slack_zone="Europe/Berlin", created_at=AT)
TEAM = Team(id=1, workspace_id="T1", name="EMEA <Sales>", channel_id="C1", zone="UTC", created_by="UANA", created_at=AT)


def blocker(number=7, text="Legal is slow", **more):
    """Ben's blocker."""
    return Blocker(
        id=number,
        workspace_id="T1",
        team_id=1,
        member_id="UBEN",
        text=text,
        **({"raised_at": AT, "said_at": AT} | more),
    )


def entry(number=7, text="Legal is slow", **more):
    """A line of a list."""
    shown = {"since": "since Monday", "gone": False, "may_resolve": False, "mine": False, "private": False} | more
    return Listed(blocker(number, text), "Ben <!here>", **shown)


def told(one, why="silent", to="UANA"):
    """Somebody is told of it."""
    return Told(workspace_id="T1", blocker_id=one.id, member_id=to, why=why, since_at=AT, key="k", told_at=AT)


def accepted(message):
    """Slack takes it; nothing that a person wrote is live; returns all words."""
    body = {"text": message.text, "blocks": list(message.blocks)}
    for method in ("chat.postMessage", "chat.update"):
        assert strict.message(body, method) is None
    assert "<!" not in words(message) + message.text
    return words(message)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"may_resolve": True}, ["Resolved"]),
        ({"mine": True, "may_resolve": True}, ["Resolved", "Still blocked", "Changed"]),
    ],
    ids=str,
)
def test_each_reader_has_the_buttons_that_are_theirs(more, expected):
    """None for teammates, one for managers, three for whom it blocks."""
    message = blocks.listing(Listing(TEAM, [entry(**more)]), page=0)
    accepted(message)
    found = [one["text"]["text"] for block in message.blocks if block["type"] == "actions" for one in block["elements"]]
    assert found == expected


@pytest.mark.parametrize(
    ("entries", "only_mine", "expected"),
    [
        ([], False, "Nothing stands in the way of EMEA &lt;Sales&gt;."),
        ([], True, "Nothing is in your way in EMEA &lt;Sales&gt;."),
        ([entry()], False, "One thing stands in the way of EMEA &lt;Sales&gt;"),
        ([entry(), entry(8)], True, "2 things stand in your way in EMEA &lt;Sales&gt;"),
        ([entry(gone=True)], False, "who has left the team"),
        ([entry(private=True)], False, "not published"),
    ],
)
def test_a_list_reads_aloud(entries, only_mine, expected):
    """Whatever there is, or is not."""
    assert expected in accepted(blocks.listing(Listing(TEAM, entries, only_mine), page=0))


texts = st.text(
    st.one_of(st.sampled_from('<>&`*\n 👍"\\'), st.characters(exclude_categories=["Cs", "Cc"])),
    min_size=1,
    max_size=3000,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, min_size=1, max_size=20), st.integers(0, 5), st.booleans())
def test_slack_takes_every_page_of_a_list(found, page, mine):
    """Long or hostile; every blocker stands on exactly one page, and a page beyond the last is the last."""
    entries = [entry(n, text, mine=mine, may_resolve=True) for n, text in enumerate(found)]
    accepted(blocks.listing(Listing(TEAM, entries), page=page))
    last = (len(entries) - 1) // 8
    pages = [blocks.listing(Listing(TEAM, entries), page=n) for n in range(last + 1)]
    assert sum(words(one).count(":construction: ") >= 1 for one in pages) == last + 1


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, min_size=1, max_size=20), st.sampled_from([ANA, BEN]), st.sampled_from(["silent", "left"]))
def test_slack_takes_every_reminder(found, reader, why):
    """However many are silent at once."""
    many = [(told(one, why, reader.id), one, BEN) for one in (blocker(n, text) for n, text in enumerate(found))]
    message = blocks.reminded(Reminder(reader, TEAM, many), typed="/checkin blockers")
    said = accepted(message)
    shown = said.count("Resolved")
    assert ("more: `/checkin blockers`" in said) == (len(found) > shown)
    assert shown == min(len(found), 12) or any(set(text) & set('<>&"\\') for text in found)


def test_what_must_all_be_escaped_fits_into_a_list_and_a_reminder():
    """Long texts of nothing but signs that Slack wants escaped: each message stays under what it takes."""
    hostile = "&" * 900
    entries = [entry(n, hostile, mine=True, may_resolve=True) for n in range(8)]
    listed = blocks.listing(Listing(TEAM, entries), page=0)
    many = [(told(one, to="UBEN"), one, BEN) for one in (blocker(n, hostile) for n in range(20))]
    message = blocks.reminded(Reminder(BEN, TEAM, many), typed="/checkin blockers")
    assert max(split.size(listed.blocks), split.size(message.blocks)) < split.LARGEST
    shown = words(message).count(":construction: ")
    assert shown > 0
    assert f"… and {20 - shown} more" in accepted(message)


def buttons(message):
    """What can be pressed."""
    return [one["text"]["text"] for block in message.blocks if block["type"] == "actions" for one in block["elements"]]


def reminder(*found, to=BEN, why="silent"):
    """One reminder of these blockers."""
    many = [(told(one, why, to.id), one, BEN) for one in found]
    return blocks.reminded(Reminder(to, TEAM, many), typed="/checkin blockers")


def test_a_reminder_dates_by_its_owners_wall_whoever_reads_it():
    """Ben's evening in New York is Ana's night in Berlin: both read of the day on which his report had it."""
    late = datetime(2026, 3, 4, 1, 30, tzinfo=UTC)
    one = blocker(raised_at=late, said_at=late)
    for to in (BEN, ANA):
        held = Told(
            workspace_id="T1", blocker_id=7, member_id=to.id, why="silent", since_at=late, key="k", told_at=late
        )
        message = blocks.reminded(Reminder(to, TEAM, [(held, one, BEN)]), typed="/checkin blockers")
        assert "no word since Tuesday 3 March" in accepted(message)


def test_a_reminder_asks_its_owner_and_tells_the_manager():
    """Through all that can become of it."""
    one = blocker()
    assert "Is this still in your way?" in accepted(reminder(one))
    assert "no word since Tuesday 3 March" in accepted(reminder(one))
    assert buttons(reminder(one)) == ["Resolved", "Still blocked", "Changed"]
    assert "Perhaps you can help" in accepted(reminder(one, to=ANA))
    assert buttons(reminder(one, to=ANA)) == ["Resolved"]
    one = blocker(said_at=AT + timedelta(days=2))
    assert "still blocked; last word on Thursday 5 March" in accepted(reminder(one))
    assert buttons(reminder(one)) == ["Resolved", "Changed"]
    one = blocker(resolved_at=AT, resolved_by="UANA")
    assert "Resolved by <@UANA>" in words(reminder(one))
    assert buttons(reminder(one)) == []
    assert "who has left, was blocked since Tuesday 3 March" in accepted(reminder(blocker(), to=ANA, why="left"))


@pytest.mark.parametrize(
    ("to", "why", "many", "one"),
    [
        (
            BEN,
            "silent",
            "Are these still in your way? I have not heard a word about them",
            "Is this still in your way?",
        ),
        (ANA, "silent", "no word about these for a working day", "no word about this for a working day"),
        (ANA, "left", "Are they out of the way?", "Is it out of the way?"),
    ],
)
def test_a_reminder_of_two_speaks_of_two(to, why, many, one):
    """Once one of them is out of the way, it speaks of the other alone."""
    first, second = blocker(1), blocker(2)
    assert many in accepted(reminder(first, second, to=to, why=why))
    done = blocker(2, resolved_at=AT, resolved_by="UBEN")
    assert one in accepted(reminder(first, done, to=to, why=why))


def test_forms_are_views_that_slack_takes():
    """What it is now, that it was changed, the whole of a long one."""
    long = blocker(text='<!here> & "' * 250)
    for view in (blocks.change_form(long), blocks.changed(), blocks.whole(long, owner="Ben <!here>")):
        assert strict.view(view) is None
        assert "<!here>" not in str(view).replace(long.text, "")
