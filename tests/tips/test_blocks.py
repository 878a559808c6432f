"""What people read of tips: nothing anybody wrote becomes live, and the longest fits."""

from __future__ import annotations

import json

import pytest

from salesbot.people.model import Member, Team
from salesbot.people.rules import Role
from salesbot.room import Message
from salesbot.slack import split
from salesbot.tips import blocks, rules
from salesbot.tips.model import Tip, Use
from salesbot.tips.queries import Shown
from salesbot.tips.service.finding import Page, Whole
from salesbot.tips.service.sharing import Shared

HOSTILE = "<!channel> & <@UANA> <https://evil.example|here> *_~`"


def shown(now, words=HOSTILE, kind="loss", **more):
    """A story whose every part is these words."""
    parts = dict.fromkeys(rules.PARTS, words)
    row = {
        "uses": 0,
        "useful": 0,
        "posted": True,
        "tags": "legal",
        "link": "",
        "member_id": "UBEN",
        "team_id": 1,
    } | more
    tip = Tip(id=7, workspace_id="T1", kind=kind, shared_at=now, confirmed_at=now, **parts, **row)
    return Shown(tip, Member(id="UBEN", name=HOSTILE), Team(id=1, name=HOSTILE, channel_id="C1", shared=False))


def all_of(now, words):
    """Every message and form of one tip."""
    one = shown(now, words)
    viewer = rules.Viewer("UANA", {1: Role.MANAGER})
    uses = [Use(member_id="UCLEO", outcome=words[: rules.LONGEST_OUTCOME])] * 3
    page = Page("search", viewer, [one] * 5, typed=words[:100], mended=words[:100], page=1, more=True)
    return [
        blocks.post(one, uses, {"UCLEO": HOSTILE}), blocks.listing(page, typed="/tip"),
        blocks.drawn(Whole(one, viewer)), blocks.still([one.tip] * 3, {7: one}),
        blocks.shared(Shared(one.tip, one.team)),
        blocks.whole(Whole(one, viewer, uses, {"UCLEO": HOSTILE})), blocks.edit_form(one.tip), blocks.use_form(one.tip),
        blocks.share_form(rules.Draft("win", words), teams=[one.team], team_id=1),
        Message(text=blocks.beside(one).words, blocks=blocks.card(one, typed="/tip")),
    ]  # fmt: skip


def live(block):
    """All mrkdwn in it."""
    if isinstance(block, dict):
        return ([block["text"]] if block.get("type") == "mrkdwn" else []) + [
            text for value in block.values() for text in live(value)
        ]
    return [text for value in block for text in live(value)] if isinstance(block, list) else []


def test_nothing_that_people_write_becomes_live(now):
    """Wherever a tip, a name, an outcome or a search stands."""
    for made in all_of(now, HOSTILE):
        texts = [made.text, *live(list(made.blocks))] if isinstance(made, Message) else live(made["blocks"])
        for text in texts:
            assert "<!channel" not in text
            assert "<@UANA" not in text
            assert "<https://evil" not in text


@pytest.mark.parametrize("letter", ["x", "<", "é", "👩"])
def test_the_longest_tip_fits_everywhere(now, letter):
    """What must be escaped is up to five times as long as it reads; what does not fit has a button."""
    long = letter * (rules.LONGEST // (2 if letter == "👩" else 1))
    for made in all_of(now, long):
        if isinstance(made, Message):
            assert split.size(made.blocks) < split.LARGEST
            assert len(made.blocks) <= split.MOST
        else:
            assert len(json.dumps(made)) < 250_000
            assert len(made["blocks"]) <= 100
    if letter in "x<":
        assert "Read it all" in str(blocks.post(shown(now, long), [], {}).blocks)


def test_the_buttons_are_those_of_the_reader(now):
    """Its author edits and deletes, a colleague confirms, a manager does both."""
    one = shown(now, "Short", kind="tip")
    wanted = {
        "UBEN": {"tips.edit", "tips.listed.delete"},
        "UCLEO": {"tips.listed.useful", "tips.use"},
        "UANA": {"tips.listed.useful", "tips.use", "tips.edit", "tips.listed.delete"},
    }
    for member, actions in wanted.items():
        viewer = rules.Viewer(member, {1: Role.MANAGER if member == "UANA" else Role.REP})
        message = blocks.listing(Page("search", viewer, [one], typed="short"), typed="/tip")
        assert {e["action_id"] for b in message.blocks for e in b.get("elements", ())} - {"tips.show"} == actions
