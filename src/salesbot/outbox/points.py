"""Named places at which a test may make this process die or freeze; nothing happens at them otherwise."""

from __future__ import annotations

import os
import signal

POINTS = (
    "sender.before_turn",
    "sender.lines_locked",
    "sender.results_settled",
    "sender.chosen",
    "sender.claimed",
    "sender.before_commit",
    "sender.after_commit",
    "carry.before_render",
    "carry.before_look",
    "carry.after_look",
    "carry.before_post",
    "carry.after_post",
    "carry.before_update",
    "carry.after_update",
    "carry.before_delete",
    "carry.after_delete",
    "settle.copies_recorded",
    "settle.paused",
    "heal.before_delete",
    "heal.after_delete",
    "janitor.before_look",
    "janitor.after_look",
    "stop.begins",
    "stop.ends",
)
_SIGNALS = {"kill": signal.SIGKILL, "freeze": signal.SIGSTOP}

_armed = ""
_left = 0
_signal = signal.SIGKILL


def arm(what: str) -> None:
    """Arm one place, as `name`, `name:3` (the third time it is passed) or `name:3:freeze`; empty disarms."""
    global _armed, _left, _signal
    name, _, rest = what.partition(":")
    times, _, how = rest.partition(":")
    if name and name not in POINTS:
        raise ValueError(f"{name!r} is none of the named points: {', '.join(POINTS)}")
    _armed, _left, _signal = name, int(times or 1), _SIGNALS[how or "kill"]


def at(name: str) -> None:
    """Pass a named place: die or freeze there when it is armed."""
    global _left  # noqa: PLW0603  one process dies once
    if name != _armed:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), _signal)
