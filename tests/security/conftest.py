"""The three teams of the rights matrix, on a database that is theirs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

for folder in ("rights", "security"):
    sys.path.insert(0, str(Path(__file__).parent.parent / folder))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many attacks there were, and how they ended."""
    for table in sys.modules["siege"].TABLES if "siege" in sys.modules else ():
        terminalreporter.write_line(table)
