"""What somebody asked for, packed: a ZIP with JSON for programs, CSV for spreadsheets, and a page for people."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from salesbot.room import Held

# A spreadsheet takes a cell that begins so for a formula, after spaces and marks that nobody sees too; full-width and
# small forms are read as the others in East Asian locales (OWASP's page "CSV Injection").
_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})  # Unicode's controls, marks of format, and spaces
# In RFC 4180's words; the mark at the beginning lets spreadsheets see that it is UTF-8.
_MARK = "\ufeff"


def cell(value: object) -> str:
    """Return a value as a CSV cell that no spreadsheet takes for a formula: words that look like one get a `'`."""
    if not isinstance(value, str):
        return "" if value is None else _plain(value)
    return f"'{value}" if _like_a_formula(value) else value


def _like_a_formula(text: str) -> bool:
    for character in text:
        if character in _FORMULA:
            return True
        if unicodedata.category(character) not in _UNSEEN:
            return False
    return False


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows, all with the same columns, as CSV with every cell in quotes; without rows nothing but a mark."""
    out = io.StringIO(newline="")
    if rows:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow([cell(name) for name in rows[0]])
        writer.writerows([cell(row[name]) for name in rows[0]] for row in rows)
    return _MARK + out.getvalue()


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as JSON, words exactly as they were written; instants in ISO 8601."""
    return json.dumps(list(rows), indent=2, ensure_ascii=False, default=_plain) + "\n"


def contents(held: Iterable[Held], *, about: str, now: datetime) -> dict[str, str]:
    """Return the files of an export by name. Kinds without a row are told on the page and have no file."""
    some = list(held)
    files = {"README.txt": _readme(some, about=about, now=now)}
    for one in some:
        if one.rows:
            files[f"{one.name}.json"] = as_json(one.rows)
            files[f"{one.name}.csv"] = as_csv(one.rows)
    return files


def zipped(files: Mapping[str, str], *, now: datetime) -> bytes:
    """Return these files as one ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in files.items():
            entry = zipfile.ZipInfo(name, date_time=now.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, words.encode("utf-8", "replace"))
    return out.getvalue()


def _readme(held: Sequence[Held], *, about: str, now: datetime) -> str:
    there = [f"  {one.name:<24} {len(one.rows)}" for one in held if one.rows]
    empty = ", ".join(one.name for one in held if not one.rows)
    lines = [
        f"What salesbot knows of {about}, on {now:%-d %B %Y at %H:%M} UTC.",
        "",
        "Each kind of data is here twice: as JSON, word for word, and as CSV for a spreadsheet. In the CSV a cell",
        "that a spreadsheet could take for a formula begins with an apostrophe. Times are UTC, in ISO 8601.",
        "",
        "What is here, and how many rows:",
        *(there or ["  nothing"]),
        "",
        *([f"Nothing is held of: {empty}.", ""] if empty else []),
        "What stands in Slack itself is not in here; Slack keeps that. `/salesbot me erase` in Slack lets salesbot",
        "forget all of it.",
    ]
    return "\n".join(lines) + "\n"
