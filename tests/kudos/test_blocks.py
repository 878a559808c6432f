"""The words and forms of kudos: what Slack takes, whatever people and values are called."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from salesbot.kudos import blocks, rules
from salesbot.kudos.model import Kudos
from salesbot.kudos.queries import Act, Tally
from salesbot.kudos.service import Board, LeftOut, Mine
from salesbot.people.model import Member, Team
from salesbot.playground import strict

AT = datetime(2026, 3, 3, 8, tzinfo=UTC)
LONG = "<&>" * 30
VALUES = [rules.Value(f"value-{'x' * 18}-{n:02}", "<&" * 75) for n in range(rules.MOST_VALUES)]
TEAMS = [
    Team(id=n, workspace_id="T1", name=LONG, channel_id="C1", channel_name="emea", zone="Europe/Berlin")
    for n in range(1, 101)
]
TEAM = TEAMS[0]
ACT = Act(
    Kudos(id=7, workspace_id="T1", team_id=1, giver_id="U0", reason="&" * rules.LONGEST, link="https://a.example/p1",
          given_at=AT),
    LONG, [(f"U{n}", LONG) for n in range(1, 11)], VALUES[:3], 12,
)  # fmt: skip


def _board(**more):
    left_out = [LeftOut(Member(name=LONG), AT if n % 2 else None) for n in range(30)]
    first = [(LONG, LONG)] * 6
    tags = [(one.tag, 3) for one in VALUES]
    return Board(
        team=TEAM, month=AT, tally=Tally(9, 3, 4), people=12, lived=tags, first=first, ranking=True,
        ranked=[(LONG, 9)] * 5, may_change=True, left_out=left_out, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    "message",
    [
        blocks.post(ACT),
        blocks.note(ACT, "U3", TEAM),
        blocks.taken_back(ACT),
        blocks.board(_board(), typed="/kudos"),
        blocks.mine(Mine("UTC", 9, 9, 2, [ACT] * 5, [ACT] * 5), typed="/kudos"),
        blocks.values_list(TEAM, VALUES),
        blocks.choose(TEAMS[:30], action="kudos.board"),
    ],
    ids=["post", "note", "taken back", "board", "mine", "values", "choose"],
)
def test_the_longest_message_is_one_that_slack_takes(message):
    """Names, reasons and values of the greatest length, each letter of which must be escaped."""
    said = {"text": message.text, "blocks": [dict(one) for one in message.blocks]}
    assert strict.message(said) is None
    assert len(str(said["blocks"])) < 13_200


@pytest.mark.parametrize(
    "view",
    [
        blocks.form(blocks.Form([TEAM], TEAM, VALUES)),
        blocks.form(blocks.Form(
            TEAMS, TEAM, VALUES, [f"U{n}" for n in range(10)], "x" * rules.LONGEST, [VALUES[0].tag],
            ["sales"], "https://a.example/p1",
        )),
        blocks.values_form(TEAM, [*rules.DEFAULTS], version=3),
        blocks.kept(TEAM, VALUES),
    ],
    ids=["bare", "full", "values", "kept"],
)  # fmt: skip
def test_the_longest_form_is_one_that_slack_takes(view):
    """As full as it can be."""
    assert strict.view(view) is None


def test_who_says_so_too_is_counted_and_values_keep_their_words():
    """`and 12 others thank`, each value with its sentence, and the link to the message."""
    said = str(blocks.post(ACT).blocks)
    assert "and 12 others thank" in said
    assert "#value-xxxxxxxxxxxxxxxxxx-00" in said
    assert "<https://a.example/p1|The message it is about>" in said
    assert blocks.post(ACT).text.count("<") == 0
