"""Prompts looked through: how hard they read, what is worn out, what is there twice, and the commands that tell it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from salesbot.cli.prompts import app, told
from salesbot.coaching.matching import match
from salesbot.coaching.prompts import library
from salesbot.coaching.prompts.checking import check
from salesbot.coaching.prompts.shelf import ours
from salesbot.coaching.rules.alike import alike
from salesbot.coaching.rules.banned import banned
from salesbot.coaching.rules.grade import LIMIT, grade, syllables
from salesbot.coaching.rules.prompt import Audience, Level, Prompt
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.rules.style import advice
from salesbot.coaching.rules.writing import words
from salesbot.errors import SalesbotError

if TYPE_CHECKING:
    from pathlib import Path

REPS, MANAGERS = 90, 30
CLEAN = Prompt(
    id="end-on-a-day", title="End every quote on a day", skill=Skill.PIPELINE, audience=Audience.REP,
    level=Level.STARTER, minutes=5, signals=("quote is lying about", "they have not come back", "no word since"),
    lesson="A quote that lies about for a month loses its shine. Put the day on which it ends into the first line, and "
    "say why: *Our costs move in May.* A reason makes a date feel fair.",
    question="Which of your quotes has no last day?", action="Write one date into one quote and send it.",
)  # fmt: skip
FILE = """---
title: {title}
skill: {skill}
audience: rep
level: starter
minutes: 5
signals:
  - quote is lying about
  - they have not come back
  - no word since
---
{lesson}

**Reflect:** Which of your quotes has no last day?

**Today:** Write one date into one quote and send it.
"""


def put(folder: Path, name: str, **parts: str) -> None:
    """Write a file of the clean prompt, changed."""
    (folder / name).parent.mkdir(exist_ok=True)
    said = {"title": CLEAN.title, "skill": "pipeline", "lesson": CLEAN.lesson} | parts
    (folder / name).write_text(FILE.format(**said))


def run(*typed: str, stdin: bytes = b"") -> tuple[int, str]:
    """Type a command; return its exit code and what it printed."""
    result = CliRunner().invoke(app, list(typed), input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout_bytes.decode()


# ---- how hard it reads ----


def test_syllables_are_counted_as_they_are_spoken():
    """A silent e is none, two vowels that are both spoken are two."""
    spoken = {
        1: "the asked names close league guess quote phrase friend",
        2: "wanted table puzzled prices question people quiet client being someone every business likely statement",
        3: "idea customer serious various previous area period",
        4: "experience society convenient variety",
    }
    for many, known in spoken.items():
        wrong = {one: syllables(one) for one in known.split() if syllables(one) != many}
        assert wrong == {}
    assert syllables("42") == 1


def test_the_grade_is_flesch_and_kincaids():
    """Short words in short sentences read like the first years; long ones are beyond the limit; nothing is 0."""
    assert grade("The cat sat on the mat. It was fat.") == 0.0
    assert grade("We agreed on a price for the next order.") == pytest.approx(0.39 * 9 + 11.8 * 11 / 9 - 15.59)
    hard = "Organisational considerations necessitate comprehensive prioritisation of heterogeneous opportunities."
    assert grade(hard) > LIMIT
    assert grade("") == grade("?!") == 0.0


@given(st.text(max_size=400))
def test_any_text_has_a_grade(text):
    """Whatever is typed has a grade that is a number, never less than 0."""
    assert grade(text) >= 0.0


# ---- worn words, copies, form ----


def test_worn_words_are_found_in_each_of_their_forms():
    """With an ending, with a hyphen or without; not inside of another word."""
    text = "Leveraging synergies is a win win; the low-hanging fruit of stakeholders. Circle back, touch-base."
    assert banned(text) == [
        "Leveraging", "synergies", "win win", "low-hanging", "stakeholders", "Circle back", "touch-base"
    ]  # fmt: skip
    assert banned("The crushed lever, a winner, our base: touch it. A guruji unlocks") == ["crushed", "unlocks"]


def test_copies_are_found_by_the_words_they_share():
    """The same lesson in other words is not a copy, a third of it is; so is a title with its words turned round."""
    other = replace(CLEAN, id="other", title="On a day end every quote", lesson="Nothing of this is there. " * 5)
    assert [(one.part, one.other.id) for one in alike([CLEAN, other])] == [
        ("question", CLEAN.id), ("action", CLEAN.id), ("title", CLEAN.id)
    ]  # fmt: skip
    half = replace(other, title="Else", question="Who?", action="Go.", lesson=CLEAN.lesson[:120] + " and so on it goes")
    assert [(one.part, round(one.share, 1)) for one in alike([half], [CLEAN])] == [("lesson", 0.8)]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": "Elevate it"}, "“Elevate” in the title is worn out"),
        ({"lesson": CLEAN.lesson + " **Now.**"}, "“**” in the lesson is a mark-up sign"),
        ({"lesson": CLEAN.lesson + " one * star"}, "A * in the lesson stands alone"),
        ({"lesson": CLEAN.lesson + " and — so"}, "“—” in the lesson: write a comma or a full stop."),
        ({"lesson": "Short."}, "The lesson has 1 words: say why"),
        ({"question": "Think."}, "The question has no question mark"),
        ({"signals": ()}, "There are hardly any signals"),
        ({"lesson": "Comprehensive organisational considerations " * 9}, "It reads like grade"),
    ],
)
def test_advice_says_what_would_make_it_better(changed, said):
    """A clean prompt has none; each weakness has its sentence."""
    assert advice(CLEAN) == []
    assert any(one.words.startswith(said) for one in advice(replace(CLEAN, **changed)))


# ---- the commands ----


def test_a_clean_folder_ends_with_its_counts(tmp_path):
    """Nothing to mend is exit code 0."""
    put(tmp_path, "end-on-a-day.md")
    assert run("check", str(tmp_path)) == (0, "1 prompt: 1 for reps, 0 for managers. Nothing to mend.\n")


def test_what_is_wrong_is_one_line_each_with_file_and_line(tmp_path):
    """A worn word, a copy and a wrong folder are told where they stand; the exit code says that something is."""
    put(tmp_path, "pipeline/end-on-a-day.md")
    put(tmp_path, "tone/end-it.md", title="Unlock a date")
    code, out = run("check", str(tmp_path))
    *lines, last = out.splitlines()
    assert code == 1
    assert all(re.match(r"tone/end-it\.md:\d+: ", line) for line in lines)
    for line in (
        "tone/end-it.md:2: “Unlock” in the title is worn out: say it as you would to a friend.",
        "tone/end-it.md:3: It is about pipeline and lies in tone/: move it, or change its skill.",
        "tone/end-it.md:12: 100% of the lesson is in end-on-a-day as well: keep one, or say something else.",
    ):
        assert line in lines
    assert last == "2 prompts: 2 for reps, 0 for managers. 5 things to mend in 1 file."


def test_a_folder_without_prompts_is_told_in_a_sentence(tmp_path):
    """Nothing there, and nothing in it: one sentence each, as every command says no."""
    for folder, words_ in ((tmp_path / "nowhere", "There is no folder at"), (tmp_path, "There is no prompt in")):
        with pytest.raises(SalesbotError, match=words_):
            run("check", str(folder))


def test_our_library_is_whole():
    """90 prompts for reps and 30 for managers, on every skill and level, and nothing to mend in any."""
    checked = check(ours(), whole=True)
    assert [str(one) for one in checked.findings] == []
    assert (checked.count(Audience.REP), checked.count(Audience.MANAGER)) == (REPS, MANAGERS)
    assert len(library().prompts) == REPS + MANAGERS
    for level in Level:
        assert sum(one.level is level for one in library().prompts) >= 15
    for one in library().prompts:
        assert (len(words(one.lesson)) >= 40, 3 <= len(one.signals) <= 6) == (True, True), one.id


def test_a_gap_in_a_whole_library_is_told(tmp_path):
    """A skill without a prompt for reps, and managers without any, each have their line."""
    put(tmp_path, "end-on-a-day.md")
    found = [str(one) for one in check(tmp_path, whole=True).findings]
    assert "tone/:1: There is no prompt for reps on tone in messages: write one." in found
    assert found[-1] == "./:1: There is no prompt for managers: write one."
    assert len(found) == len(Skill)


# ---- which skill a text shows ----


def test_each_line_is_answered_by_one_line(tmp_path):
    """Skill, confidence and words between tabs; none where nothing fits; blank lines, too; from a file or a pipe."""
    text = "They want a discount in our negotiation\n\n   \nlunch\r\nlast line without an end"
    file = tmp_path / "answers.txt"
    file.write_text(text)
    code, out = run("match", str(file))
    lines = out.split("\n")
    assert (code, len(lines)) == (0, 6)
    assert re.fullmatch(r"negotiation\t[01]\.\d\d\t.*discount.*", lines[0])
    assert lines[1:4] == ["none\t0.00\t"] * 3
    assert run("match", "-", stdin=text.encode()) == (0, out)


@given(st.binary(max_size=200).map(lambda one: one.replace(b"\n", b"")))
def test_whatever_stands_in_a_line_the_answer_is_one_line_of_three_columns(line):
    """Tabs, control characters, bytes that are not UTF-8, and Unicode's own line ends change nothing."""
    for text in (line, b"negotiation\t" + line, line + b"\xe2\x80\xa8discount\xff\x85"):
        said = told(text.decode("utf-8", "replace"))
        assert len(said.splitlines()) == 1
        assert said.count("\t") == 2


def test_the_words_are_those_of_the_text():
    """What made a match is quoted as it was written, its parts set off by a semicolon."""
    text = "Another DISCOUNT round in the negotiation\tagain"
    found = match(text)
    skill, confidence, quoted = told(text).split("\t")
    assert found is not None
    assert (skill, confidence) == (found.skill, f"{found.confidence:.2f}")
    assert [one.replace("\t", " ") for one in (text[a:b] for a, b in found.places)] == quoted.split("; ")


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path):
    """Missing, or a folder."""
    for file in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(SalesbotError, match="cannot be read"):
            run("match", str(file))
