"""Prompts as files: what is read, what is refused, and in which words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.app.serving import serve
from salesbot.cli.doctor import _settings
from salesbot.coaching.prompts import library, read
from salesbot.coaching.prompts.files import parse
from salesbot.coaching.prompts.front import Wrong
from salesbot.coaching.rules.prompt import Audience, Level
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.rules.style import advice
from salesbot.config import Settings
from salesbot.errors import WrongSetting

GOOD = """---
title: Trade, do not give
skill: negotiation
audience: rep
level: starter
minutes: 5
signals:
  - they want ten off
  - no
---
A cut that costs them nothing teaches them to ask again.
Ask for a date in return.

Say: *If we sign by Friday, yes.*

**Reflect:** What did you give last week, and what came back for it?

**Today:** Write down one thing that
you will ask for in return.
"""


def wrong(text: str, file: str = "name-the-trade.md") -> list[tuple[int, str]]:
    with pytest.raises(Wrong) as no:
        parse(text, file)
    return list(no.value.found)


def test_a_file_becomes_a_prompt():
    """Every part arrives as it was written, a paragraph a line, and what YAML calls a truth value is a word."""
    prompt = parse(GOOD, "negotiation/name-the-trade.md").prompt
    assert (prompt.id, prompt.title) == ("name-the-trade", "Trade, do not give")
    assert (prompt.skill, prompt.audience, prompt.level) == (Skill.NEGOTIATION, Audience.REP, Level.STARTER)
    assert (prompt.minutes, prompt.signals) == (5, ("they want ten off", "no"))
    assert prompt.lesson.startswith(
        "A cut that costs them nothing teaches them to ask again. Ask for a date in return."
    )
    assert prompt.lesson.endswith("\n\nSay: *If we sign by Friday, yes.*")
    assert prompt.question == "What did you give last week, and what came back for it?"
    assert prompt.action == "Write down one thing that you will ask for in return."


def test_each_part_knows_its_line():
    """A finding can name the line on which the part begins."""
    lines = parse(GOOD, "name-the-trade.md").lines
    assert [lines[one] for one in ("title", "signals", "lesson", "question", "action")] == [2, 7, 11, 16, 18]


@pytest.mark.parametrize("text", [GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD])
def test_editors_of_every_system_are_understood(text, tmp_path):
    """Line ends of Windows and a mark at the beginning change nothing."""
    (tmp_path / "name-the-trade.md").write_bytes(text.encode())
    sources, found = read(tmp_path)
    assert found == []
    assert sources[0].prompt == parse(GOOD, "name-the-trade.md").prompt


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("minutes: 5", "minutes: soon", 6, "minutes is “soon”: write a whole number from 2 to 20."),
        ("minutes: 5", "minutes: 90", 6, "minutes is “90”: write a whole number from 2 to 20."),
        ("level: starter\n", "", 1, "level is missing: write one of starter, practised, seasoned."),
        ("audience: rep", "audience: boss", 4, "audience is “boss”: write rep or manager."),
        ("skill: negotiation", "skil: negotiation", 3, "“skil” is no field of a prompt: is skill meant?"),
        ("skill: negotiation", "skill: [a, b]", 3, "skill is a list: write one of listening,"),
        ("title: Trade, do", "title: Trade: do", 2, "It cannot be read here: put what holds a colon"),
        ("level: starter", "level: starter\nlevel: seasoned", 6, "level stands there twice: keep one."),
        ("---\ntitle", "title", 1, "It does not begin with front matter"),
        ("---\nA cut", "A cut", 1, "The front matter has no end"),
        ("**Reflect:**", "Reflect:", 11, "There is no **Reflect:** in it"),
        ("**Reflect:**", "**Today:** x\n\n**Reflect:**", 20, "**Today:** stands there twice: keep one."),
        ("A cut", "word " * 80 + "cut", 11, "The lesson has "),
        ("  - no\n", "  - ''\n", 7, "A signal is empty"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_in_a_sentence(old, new, line, said):
    """Whoever wrote it reads on which line it is, what it is, and what is expected."""
    found = wrong(GOOD.replace(old, new, 1))
    assert any(at == line and words.startswith(said) for at, words in found), found


def test_all_wrong_fields_are_told_at_once():
    """Nobody has to mend one to hear of the next."""
    text = GOOD.replace("minutes: 5", "minutes: x").replace("level: starter", "level: x")
    assert [line for line, _ in wrong(text)] == [5, 6]


@given(st.text(max_size=300))
def test_anything_typed_is_a_prompt_or_told(text):
    """No text ends in anything but a prompt or sentences."""
    for whole in (text, GOOD.replace("title: Trade, do not give", text), GOOD.replace("**Reflect:**", text)):
        found = []
        try:
            parse(whole, "name-the-trade.md")
        except Wrong as no:
            found = list(no.found)
        assert all(line >= 1 and words for line, words in found)


def test_a_file_that_is_no_text_is_told(tmp_path):
    """Bytes that are not UTF-8 are named with their line; a file that is far too long, or badly called, as well."""
    (tmp_path / "a-picture.md").write_bytes(b"---\n\xff\xd8")
    (tmp_path / "too-long.md").write_bytes(b"x" * 30_000)
    (tmp_path / "strange.md").write_text(GOOD.replace("A cut", "A \0cut"))
    (tmp_path / "My Prompt.md").write_text(GOOD)
    (tmp_path / "README.md").write_text("Not a prompt.")
    assert [str(one) for one in read(tmp_path)[1]] == [
        "My Prompt.md:1: The file is called My Prompt: use lower-case words with - between, such as name-the-trade.md.",
        "a-picture.md:2: It is not UTF-8: save it as UTF-8 text.",
        "strange.md:11: There is a control character here, which nobody sees: delete it.",
        "too-long.md:1: It has 30,000 bytes, a prompt has about 1,000: keep one prompt in a file.",
    ]


def test_one_name_stands_for_one_prompt(tmp_path):
    """Two files of one name in two folders are told."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "name-the-trade.md").write_text(GOOD)
    assert [str(one) for one in read(tmp_path)[1]] == [
        "two/name-the-trade.md:1: one/name-the-trade.md has the same name: rename one, the name is the prompt's id."
    ]


def test_the_example_in_the_docs_is_a_prompt():
    """What docs/prompts.md shows can be copied, and has nothing to mend."""
    page = (Path(__file__).parents[2] / "docs/prompts.md").read_text(encoding="utf-8")
    example = page.partition("```markdown\n")[2].partition("```")[0]
    assert advice(parse(example, "ask-what-happens.md").prompt) == []


# ---- the library ----


def test_the_library_is_read_once_and_found_by_what_it_is_about():
    """Whoever asks twice gets the same; each prompt is found under its id and among those of its skill."""
    ours = library()
    assert ours is library()
    for one in ours.prompts:
        assert ours.get(one.id) is one
        assert one in ours.of(one.skill, one.audience)
    assert ours.get("no-such-prompt") is None


def test_a_folder_of_the_hosts_own_is_laid_over_ours(tmp_path):
    """A file with the name of one of ours replaces it, others are added."""
    taken = library().prompts[0].id
    for name in (taken, "name-the-trade"):
        (tmp_path / f"{name}.md").write_text(GOOD)
    both = library(str(tmp_path))
    assert len(both.prompts) == len(library().prompts) + 1
    assert both.get(taken).title == "Trade, do not give"
    assert library().get(taken).title != "Trade, do not give"


def test_a_wrong_file_of_the_host_ends_the_start_in_a_sentence(tmp_path):
    """The setting, or the file and its line, and what is expected."""
    (tmp_path / "name-the-trade.md").write_text(GOOD.replace("minutes: 5", "minutes: 0"))
    with pytest.raises(WrongSetting, match=r"name-the-trade.md:6: minutes is “0”: write a whole number from 2 to 20"):
        library(str(tmp_path))
    with pytest.raises(WrongSetting, match="where no folder is"):
        library(str(tmp_path / "nowhere"))


async def test_salesbot_does_not_start_with_a_wrong_prompt(tmp_path):
    """The start ends before anything is made, and the doctor says the same."""
    (tmp_path / "name-the-trade.md").write_text(GOOD.replace("level: starter", "level: x"))
    file = tmp_path / "salesbot.db"
    settings = Settings(_env_file=None, prompts_folder=str(tmp_path), database_url=f"sqlite:///{file}")
    with pytest.raises(WrongSetting, match=r"name-the-trade\.md:5: level is “x”"):
        await serve(settings)
    assert not file.exists()
    assert any("name-the-trade.md:5" in one.words for one in _settings(settings) if not one.well)


def test_the_library_ships_with_the_package():
    """The folder lies within the package, which the wheel holds whole."""
    import salesbot.coaching

    assert list((Path(salesbot.coaching.__file__).parent / "library").glob("*/*.md"))
