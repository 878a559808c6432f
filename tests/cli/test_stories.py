"""`salesbot demo --headless`: a story is played through Slack's own doors, and its transcript says who sees what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from salesbot.cli import TROUBLE
from salesbot.cli.demo.stage import opened
from salesbot.cli.stories.playing import play
from salesbot.cli.stories.script import ScriptError, read
from salesbot.cli.stories.telling import Teller

ROOT = Path(__file__).parents[2]
STORIES = ROOT / "docs" / "stories"

MONDAY = """
ben: /checkin
clock: next
ben: presses "Answer"
ben: submits
ben: fills "What came of it since last time?" with "Two meetings."
ben: fills "What is the one thing today?" with "Call *them* back & ask."
ben: fills "What is in your way?" with "No price yet."
show ben's form
ben: submits
ana in #demo-sales: says "Which price?" to "No price yet."
dev: reacts eyes on "Which price?"
expect #demo-sales "4 of 5 answered"
hush
clock: +1 h
ana in #demo-sales: /salesbot setup
show ana's form
"""

TUESDAY = """
colleagues: awake
clock: to tuesday 09:40 for cleo
slack: reset
ben: presses "Answer late"
slack: none
show #demo-sales as cleo
"""


@pytest.mark.parametrize(
    ("story", "page"),
    [
        ("readme.story", "README.md"),
        pytest.param("coaching.story", "README.md", marks=pytest.mark.chaos),  # four days: fifteen seconds
        pytest.param("coaching-weeks.story", "docs/coaching-weeks.md", marks=pytest.mark.chaos),
        pytest.param("friday.story", "docs/a-friday.md", marks=pytest.mark.chaos),  # a whole week: half a minute
    ],
)
def test_a_transcript_on_a_page_is_what_its_script_prints(run, story, page):
    """`make pictures` writes it, nobody by hand; a story that is told again reads the same."""
    page = (ROOT / page).read_text(encoding="utf-8")
    inside = re.search(rf"<!-- {story}: begin -->\n(.*?)<!-- {story}: end -->", page, flags=re.DOTALL)
    ran = run("demo", "--headless", "--script", str(STORIES / story))
    assert (ran.code, ran.err) == (0, "")
    assert inside[1] == ran.out


async def test_a_story_says_who_does_what_and_who_sees_what():
    """Deeds with the time on the doer's wall, forms, refusals, messages that are new and changed, threads, emoji."""
    told = await play(MONDAY)
    assert "**Ben**, Monday 09:10: types `/checkin`" in told
    assert "### Monday 2 March, 09:15 in New York" in told
    assert told.count("a form, on Ben's screen") == 1
    assert "reads beside it:\n- “What came of it since last time?”: Please complete this required field." in told
    assert "What is the one thing today?: Call *them* back & ask." in told
    assert "[Send]  [Cancel]" in told
    assert "salesbot in #demo-sales, in a thread, Mon 09:15\n  @Ana Demo Ben Demo is blocked:\n  No price yet." in told
    assert "**Ana**, Monday 15:15: writes in #demo-sales, in the thread: Which price?" in told
    assert "  Which price?\n  👀 1" in told
    assert "10:15" not in told
    assert "Its channel: #demo-sales\n" in told


async def test_a_story_told_again_reads_the_same():
    """While much happens at once and Slack misbehaves: what is told comes from the calendar, never from chance."""
    told = await play(TUESDAY)
    assert "### Tuesday 3 March, 09:40 in Sydney" in told
    assert "*Slack does what it is asked, and the line breaks before the answer, for 12 seconds.*" in told
    assert "Kick-off is on the 16th" in told
    assert told == await play(TUESDAY)


IMPOSSIBLE = {
    'ben: presses "Dance"': "Ben Demo sees no button “Dance”. There are: ",
    'ben in #nowhere: says "Hello."': "There is no channel #nowhere. There are #demo-sales, #demo-partners.",
    'expect #demo-sales "5 of 5 answered"': "#demo-sales does not read “5 of 5 answered”. It ends: ",
    'ben: uses "Save" on "3 of 5"': "There is no shortcut “Save”.",
    "ben: closes": "Ben Demo has no form open.",
    "show ben's form": "Ben Demo has no form open.",
    "clock: to friday 25:00": "No day has a time 25:00.",
}


async def test_what_cannot_be_done_is_told_with_its_line():
    """A story that goes wrong says where, and what there is instead."""
    async with opened(held=True) as stage:
        for line, words in IMPOSSIBLE.items():
            with pytest.raises(ScriptError) as wrong:
                await Teller(stage).tell(read(f"\n{line}"))
            assert str(wrong.value).startswith(f"Line 2: {words}")


@pytest.mark.parametrize("arguments", [["--headless"], ["--script", "a.story"]])
def test_headless_and_script_belong_together(run, arguments):
    """One without the other is a sentence and no demo."""
    ran = run("demo", *arguments)
    assert ran.code == 2
    assert "belong together" in ran.err


def test_a_script_that_is_not_there_is_one_sentence(run):
    """A wrong path is told as such."""
    ran = run("demo", "--headless", "--script", "gone.story")
    assert (ran.code, ran.err) == (TROUBLE, "The script gone.story cannot be read: No such file or directory.\n")


def test_a_slip_in_a_script_ends_it_before_it_begins(run, tmp_path):
    """The whole script is read before the stage is set, and a slip is one sentence and exit code two."""
    file = tmp_path / "slip.story"
    file.write_text("clock: next\nben: jumps\n", encoding="utf-8")
    ran = run("demo", "--headless", "--script", str(file))
    assert (ran.code, ran.out) == (TROUBLE, "")
    assert ran.err.startswith("Line 2: I do not understand what ben does")
