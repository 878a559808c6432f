"""`salesbot version`: what a bug report should begin with."""

from __future__ import annotations

import platform
from importlib.metadata import version

STANDS_ON = ("slack_bolt", "slack_sdk", "sqlalchemy", "apscheduler", "tzdata")


def lines() -> list[str]:
    """Return one line for salesbot, one for Python and one for each library whose version changes what it does."""
    return [
        f"salesbot {version('salesbot')}",
        f"Python {platform.python_version()} on {platform.system()}",
        *(f"{name} {version(name)}" for name in STANDS_ON),
    ]
