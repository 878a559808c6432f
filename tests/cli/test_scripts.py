"""Scripts as people write them: every way to write a line is read, and a slip is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesbot.cli.stories import script

FORMS = [*script.STAGE, *script.DEEDS]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.written)
def test_every_way_to_write_a_line_is_read_as_it_is_meant(form):
    """The example that help and docs give of a line is such a line."""
    assert [deed.verb for deed in script.read(form.written)] == [form.verb]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.written)
def test_every_way_to_write_a_line_is_explained(form):
    """docs/demo.md and the command line's help name it, with what it does."""
    page = (ROOT / "docs" / "demo.md").read_text(encoding="utf-8")
    assert f"| `{form.written}` | {form.means} |" in page
    assert form.written in script.guide()


def test_the_help_of_the_demo_documents_the_format(run):
    """Whoever types `salesbot demo --help` reads how a script is written."""
    said = run("demo", "--help").out
    assert 'ben: presses "Answer"' in said
    assert "clock: to tomorrow 09:15" in said


def test_a_line_says_who_where_and_what():
    """Names in any case, a channel after the name, quoted words, comments and empty lines."""
    told = script.read('# a comment\n\n  Ana in #demo-sales: says "Well: done, #1." to "4 of 5"\n')
    assert told == [
        script.Deed(3, "say", "ana", "#demo-sales", {"words": "Well: done, #1.", "on": "4 of 5"}),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("bob: submits", "There is nobody called bob in the demo. There are Ana, Ben"),
        ("ben: dances", "I do not understand what ben does: “dances”. docs/demo.md lists all"),
        ("ben: presses Answer", 'Expected: `ben: presses "Answer"`.'),
        ('ben: fills "What" to "that"', 'Expected: `ben: fills "What came of it?" with "Two meetings."`.'),
        ("clock: tomorrow", "I do not understand “clock: tomorrow”. Expected: `clock: next` or `clock: +1 h`"),
        ("slack: 418", "Expected: `slack: 429`."),
        ("shout", "I do not understand “shout”."),
        ("show ben's hat", "Expected: `show #demo-sales`."),
    ],
)
def test_a_slip_is_told_with_its_line_and_what_is_expected(line, words):
    """The number of the line, and what such a line looks like."""
    with pytest.raises(script.ScriptError) as slip:
        script.read(f"# one\nclock: next\n{line}\n")
    assert str(slip.value).startswith("Line 3: ")
    assert words in str(slip.value)
