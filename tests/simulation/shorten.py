"""Stories that fail are made short: steps are left out, many at first, as long as the same thing goes wrong."""

from __future__ import annotations

import datetime as dt
import re
import traceback
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_STEP = re.compile(r"state\.(\w+)\(.*\)")
NEWLINE = "\n"
_NAMES = re.compile(r"\bU[A-Z]+\b|\d+")  # people and numbers, in which two failures of one kind differ


def told(error: BaseException) -> list[list[str]]:
    """The steps of each story that Hypothesis reports with this error."""
    every = error.exceptions if isinstance(error, BaseExceptionGroup) else [error]
    notes = ["\n".join(getattr(one, "__notes__", ())) for one in every]
    stories = [[line for line in note.splitlines() if _STEP.fullmatch(line)] for note in notes]
    return [[step for step in steps if "teardown" not in step] for steps in stories if steps]


def failure(machine: type[Any], steps: Sequence[str]) -> str:
    """Play these steps and the end; what went wrong, without names and numbers, "" where nothing did.

    A step that needs another one which was left out goes wrong in another way than the whole story did.
    """
    state = machine()
    try:
        for step in steps:
            if "submits_again" not in step or state.sent:
                eval(step, {"state": state, "datetime": dt})  # noqa: S307  what Hypothesis printed just now
        state.teardown()
    except Exception as error:  # noqa: BLE001  whatever a story brings to light
        frames = traceback.extract_tb(error.__traceback__)
        return f"{type(error).__name__} in {frames[-1].name}: {_NAMES.sub('', str(error).partition(NEWLINE)[0])}"
    return ""


def shortest(steps: Sequence[str], fails: Callable[[Sequence[str]], bool]) -> list[str]:
    """As few of these steps, after the first, as still fail; takes a few hundred plays."""
    first, *rest = steps
    size = max(1, len(rest) // 2)
    while True:
        before, at = len(rest), 0
        while at < len(rest):
            tried = rest[:at] + rest[at + size :]
            if fails([first, *tried]):
                rest = tried
            else:
                at += size
        if size == 1 and len(rest) == before:
            return [first, *rest]
        size = max(1, size // 2)
