"""What a prompt says of itself: why it came, as far as that is still true, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from salesbot.coaching.blocks.prompt import LARGEST, mrkdwn, prompt, when, why
from salesbot.coaching.model import Commitment, Reflection, Shown
from salesbot.coaching.prompts import library
from salesbot.coaching.queries import Had, Text
from salesbot.coaching.rules.fairness import Gap
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.service.telling import TeamsFocus, Told, Words
from salesbot.room import Aid
from salesbot.slack import split

TUESDAY = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 11, tzinfo=UTC)
PRICE = "They asked how much wiggle room <we> have"
TONE = next(one for one in library().prompts if one.skill == "tone")


def text(number, *, checkin=None, day=TUESDAY, blocker=False):
    """Something that Ben wrote."""
    return Text(
        source=f"answer.{number}", member_id="UBEN", team_id=1, text=PRICE, day=day, at=NOW, checkin=checkin,
        blocker=blocker,
    )  # fmt: skip


def told(*texts, of=3, why="said", focus=None, tip=None, one=TONE, reflection=None, commitment=None, **more):
    """A prompt that came to Ben on Tuesday because of these."""
    shown = Shown(
        id=7, workspace_id="T1", team_id=1, member_id="UBEN", prompt=one.id, skill=one.skill, key="k", day=TUESDAY,
        why=why, evidence=[], shown_at=NOW, **({"again_at": None, "useless_at": None, "useless_why": ""} | more),
    )  # fmt: skip
    kept = [
        {"source": one.source, "words": [[23, 34]], "checkin": one.checkin, "of": of, "day": one.day.isoformat()}
        for one in texts
    ]
    return Told(Had(shown, reflection, commitment), one, Words(kept, texts), focus, tip, "UTC")


@pytest.mark.parametrize(
    ("texts", "of", "words"),
    [
        ([text(1, checkin=1)], 3, "You wrote today: “They asked"),
        ([text(1, checkin=1), text(2, checkin=1)], 3, "You wrote today"),
        ([text(1, checkin=1), text(2, checkin=2)], 3, "came up in two of your last three check-ins"),
        ([text(1, checkin=1), text(2, checkin=2)], 2, "came up in both of your last two check-ins"),
        ([text(at, checkin=at) for at in (1, 2, 3)], 3, "came up in all of your last three check-ins"),
        ([text(1, blocker=True, day=date(2026, 3, 2))], 3, "You said yesterday that this is in your way: “They"),
        ([], 3, "Because of what you said lately"),
    ],
)
def test_the_reason_counts_check_ins_and_quotes_what_was_written(texts, of, words):
    """Once is quoted, oftener is counted over the check-ins that were read; nothing left says nothing more."""
    assert words in why(told(*texts, of=of))
    assert "<we>" not in why(told(*texts, of=of))


def test_a_focus_is_named_with_who_chose_it():
    """One's own, the team's with its manager, and a team's that has ended meanwhile."""
    assert why(told(why="focus")) == "Your focus is *tone in messages*."
    by = TeamsFocus("Ana", date(2026, 4, 3))
    assert why(told(why="team_focus", focus=by)) == "Ana chose *tone in messages* as your team's focus until 3 April."
    assert why(told(why="team_focus", focus=TeamsFocus("", None))) == "*Tone in messages* was your team's focus."
    assert why(told(why="asked")) == "You looked this one up."


def test_what_a_manager_had_no_time_for_is_told_in_days_while_it_is_so():
    """By name and escaped; where it is so no more, only what it was about is left."""
    for skill, words in (
        (Skill.ONE_TO_ONES, "You last noted a one-to-one with Ben &lt;3 23 days ago."),
        (Skill.RECOGNITION, "As far as I know, you last thanked Ben &lt;3 23 days ago."),
    ):
        one = next(one for one in library().prompts if one.skill is skill)
        gap = Gap(
            source=f"gap.{skill}.UBEN", text="", skill=skill, confidence=0.4, day=TUESDAY, team_id=1,
            member_id="UBEN", name="Ben <3", days=23, known=True,
        )  # fmt: skip
        still = replace(told(why="noticed", one=one), words=Words([{"source": gap.source}], gap=gap))
        assert why(still) == words
        assert why(replace(still, had=told(why="focus").had)) == f"Your focus is *{skill.words}*. {words}"
        assert why(told(why="noticed", one=one)).startswith("Because of what I noticed lately about")
    assert why(told(why="noticed", one=one)).endswith("thanks in your team: it is about *recognition*.")


def test_the_buttons_that_are_left_make_sense():
    """What was noted or promised is said back, and is neither useless nor for later any more."""

    def buttons(one):
        return [
            each["action_id"]
            for block in prompt(one).blocks
            for each in block.get("elements", ())
            if "action_id" in each
        ]

    note = Reflection(id=1, sealed="x", shared_at=None)
    promise = Commitment(id=1, words="Call <Acme>", state="open")
    for done in (
        told(reflection=Reflection(id=1, sealed="x")),
        told(commitment=Commitment(id=1, words="x", state="open")),
    ):
        assert not {"coaching.useless", "coaching.snooze"} & set(buttons(done))
        assert buttons(done)[-1] == "coaching.focus"
    said = str(prompt(told(reflection=note, commitment=promise)).blocks)
    assert "only you can read it" in said
    assert "Call &lt;Acme&gt;" in said
    assert buttons(told(useless_at=NOW))[-1] == "coaching.take_up"
    assert "coaching.snooze" in buttons(told(again_at=datetime(2026, 3, 10, 11, tzinfo=UTC)))


def test_every_prompt_is_small_enough_to_ride_in_another_message():
    """With the longest reason; a tip stands below it only where there is room."""
    long = TeamsFocus("Bartholomäus Featherstonehaugh", date(2026, 9, 23))
    for one in library().prompts:
        texts = [text(at, checkin=at) for at in range(3)]
        message = prompt(told(*texts, one=one, why="team_focus", focus=long, tip=Aid("x" * 2_000, "Open", "a", "1")))
        assert split.size(message.blocks) <= LARGEST
        assert len(message.blocks) <= 8


def test_days_and_italics_read_as_people_write_them():
    """A weekday within a week, a date before that; words to say aloud stand out, a lone asterisk stays one."""
    told_ = [when(date(2026, *day), TUESDAY) for day in ((3, 3), (3, 2), (2, 26), (2, 23))]
    assert told_ == ["today", "yesterday", "on Thursday", "on Monday 23 February"]
    assert mrkdwn("Say *not yet* & wait") == "Say _not yet_ &amp; wait"
    assert mrkdwn("5 * 3") == "5 * 3"
