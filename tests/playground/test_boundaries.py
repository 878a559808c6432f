"""The playground stands alone: it knows the clocks and the errors of salesbot and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import salesbot.playground

FOLDER = Path(salesbot.playground.__file__).parent


def test_the_playground_imports_no_room():
    """Of salesbot only clock, errors and config, besides itself."""
    said = "\n".join(file.read_text(encoding="utf-8") for file in FOLDER.rglob("*.py"))
    imported = set(re.findall(r"(?:from|import) salesbot(?:\.(\w+)| import (\w+))", said))
    assert {first or second for first, second in imported} <= {"playground", "clock", "errors", "config"}


def test_no_file_is_long():
    """300 lines are the end of a file."""
    assert not [file.name for file in FOLDER.rglob("*.py") if file.read_text(encoding="utf-8").count("\n") > 300]
