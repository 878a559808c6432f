"""What the command line says of an error that nobody expected."""

from __future__ import annotations

import traceback

from salesbot import config
from salesbot.errors import WrongSetting


def words(broken: Exception) -> str:
    """Return one sentence; with SALESBOT_LOG_LEVEL=DEBUG the traceback as well."""
    said = f"salesbot stopped unexpectedly: {type(broken).__name__}: {_first_line(broken)}"
    if _debug():
        return f"{''.join(traceback.format_exception(broken))}{said}"
    return f"{said} (SALESBOT_LOG_LEVEL=DEBUG shows where.)"


def _first_line(broken: Exception) -> str:
    return next(iter(str(broken).splitlines()), "no reason given")


def _debug() -> bool:
    try:
        return config.load().log_level == "DEBUG"
    except WrongSetting:
        return False
