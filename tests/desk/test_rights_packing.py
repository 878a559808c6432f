"""A copy of somebody's data, packed: spreadsheets take no word for a formula, and not a word is lost."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot import clock
from salesbot.desk import packing, rules
from salesbot.desk.blocks import rights as blocks
from salesbot.desk.listeners import rights as doors
from salesbot.errors import Refusal
from salesbot.room import Held, Place

NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)
FORMULAS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize("space", ["", " ", "  ", "\u00a0", "\u3000", "\u200b", "\ufeff", " \u202e "])
@pytest.mark.parametrize("sign", FORMULAS)
def test_what_looks_like_a_formula_gets_an_apostrophe(sign, space):
    """Whatever invisible stands before the sign, and in its full-width form."""
    assert packing.cell(f"{space}{sign}1+1") == f"'{space}{sign}1+1"


@given(st.text())
def test_no_cell_begins_a_formula(words):
    """What is left of a cell after all that nobody sees is no sign of a formula; the words themselves stay."""
    cell = packing.cell(words)
    seen = [one for one in cell if unicodedata.category(one) not in {"Cc", "Cf", "Zs", "Zl", "Zp"}]
    assert cell == words or cell[0] == "'"
    assert cell.removeprefix("'") == words.removeprefix("'") or cell == words
    assert not seen or seen[0] not in "=+-@\uff1d\uff0b\uff0d\uff20"


@given(
    st.lists(
        st.fixed_dictionaries({"a": st.text(), "b": st.one_of(st.none(), st.integers(), st.booleans())}), max_size=5
    )
)
def test_rows_survive_csv_and_json(rows):
    """Quotes, commas and line breaks come back as they were; JSON holds every word exactly."""
    assert json.loads(packing.as_json(rows)) == rows
    read = list(csv.DictReader(io.StringIO(packing.as_csv(rows).removeprefix("\ufeff"), newline="")))
    assert [one["a"] for one in read] == [packing.cell(one["a"]) for one in rows]


def test_plain_values_read_as_people_write_them():
    """Numbers stay numbers, nothing is an empty cell, days and instants are ISO 8601."""
    values = [-5, None, True, date(2026, 3, 3), NOW, "fine - really"]
    assert [packing.cell(one) for one in values] == [
        "-5", "", "yes", "2026-03-03", "2026-03-03T08:00:00+00:00", "fine - really",
    ]  # fmt: skip


def test_the_zip_has_a_page_and_two_files_of_each_kind():
    """What is empty is named on the page and has no file."""
    held = [Held("answers", [{"day": date(2026, 3, 3), "answer": "Sent"}]), Held("tips", [])]
    packed = packing.zipped(packing.contents(held, about="Ben", now=NOW), now=NOW)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["README.txt", "answers.json", "answers.csv"]
        page = archive.read("README.txt").decode()
    assert "What salesbot knows of Ben, on 3 March 2026" in page
    assert "Nothing is held of: tips" in page


@pytest.mark.parametrize(
    ("value", "in_time"),
    [("UBEN.-60", True), ("UBEN.-840", True), ("UBEN.-960", False), ("UBEN.3600", False), ("UANA.-60", False),
     ("UBEN", False), ("", False), ("UBEN.x", False)],
)  # fmt: skip
def test_a_button_is_one_persons_for_a_quarter_of_an_hour(value, in_time):
    """Another's, an old one, one from the future and nonsense are refused in words."""
    whose, dot, offset = value.partition(".")
    seconds = str(int(clock.real().timestamp()) + int(offset)) if offset.lstrip("-").isdecimal() else offset
    if in_time:
        doors.in_time(f"{whose}{dot}{seconds}", "UBEN")
        return
    with pytest.raises(Refusal, match="I did nothing"):
        doors.in_time(f"{whose}{dot}{seconds}", "UBEN")


def test_the_list_of_what_only_they_can_delete_fits_a_window():
    """Five thousand messages are counted, as many as fit are linked, and the window is one that Slack takes."""
    theirs = [Place("D0123456789", f"17724384{at:02}.{at:06}") for at in range(5000)]
    view = blocks.done({"answers": 3}, theirs, url="https://acme.slack.com/")
    assert len(view["blocks"]) <= 100
    assert "(5000)" in str(view)
    assert "more, all of them there" in str(view)
    assert "<https://acme.slack.com/archives/D0123456789/p1772438400000000|message 1>" in str(view)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("export", rules.EXPORT), ("Download please", rules.EXPORT), ("erase", rules.ERASE), ("delete", rules.ERASE),
     ("", None), ("hours", None)],
)  # fmt: skip
def test_what_stands_after_me_is_understood(typed, meant):
    """A copy, being forgotten, or simply one's settings."""
    assert rules.own_data(typed) == meant
