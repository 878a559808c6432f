"""The switch for bad days: for a short while Slack misbehaves on purpose, and one watches salesbot cope."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.playground.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesbot.playground.delivery import Links
    from salesbot.playground.faults import Faults
    from salesbot.playground.state import World

LASTS = 12.0  # seconds of machine time: long enough to try two or three things, and it heals while one looks

KINDS: dict[str, str] = {
    "429": "Slack says “too many requests, try again in two seconds”",
    "500": "Slack answers with errors of its own",
    "reset": "Slack does what it is asked, and the line breaks before the answer",
    "slow": "Slack takes a second and a half for every answer",
    "refresh": "Slack renews its sockets: salesbot connects anew",
    "none": "",
}
"""What can go wrong, by the name of the switch, in a sentence without its full stop."""

_MAKE: dict[str, Callable[[], Fault]] = {
    "429": lambda: Fault("*", "ratelimited", times=None, seconds=2.0),
    "500": lambda: Fault("*", "status", times=None, status=500),
    "reset": lambda: Fault("*", "reset_after", times=None),
    "slow": lambda: Fault("*", "slow", times=None, seconds=1.5),
}


@dataclass(frozen=True)
class Spell:
    """Bad weather that is on: which, in words, and how many seconds it still lasts."""

    kind: str
    words: str
    left: float


class Weather:
    """What goes wrong now because somebody at the page wants it so. One spell at a time; a new one ends the old."""

    def __init__(self, world: World, faults: Faults, links: Links) -> None:
        self._world = world
        self._faults = faults
        self._links = links
        self._kind = "none"
        self._ends = 0.0
        self._fault: Fault | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def now(self) -> Spell | None:
        """What is on; None in fair weather."""
        left = self._ends - clock.monotonic()
        return Spell(self._kind, KINDS[self._kind], left) if self._kind != "none" and left > 0 else None

    async def turn(self, kind: str, *, lasts: float = LASTS) -> str:
        """Begin a spell of that kind, or end the one that is on ("none"); the words for it. Raises ValueError."""
        if kind not in KINDS:
            raise ValueError(f"There is no fault called “{kind}”; there are {', '.join(KINDS)}.")
        self.clear()
        if kind == "none":
            return "Slack behaves again."
        self._begin(kind, lasts)
        if kind == "refresh":
            for app in list(self._world.apps.values()):
                await self._links.refresh(app)
        return f"{KINDS[kind]}, for {lasts:.0f} seconds." if kind in _MAKE else f"{KINDS[kind]}."

    def _begin(self, kind: str, lasts: float) -> None:
        self._kind, self._ends = kind, clock.monotonic() + lasts
        if kind in _MAKE:
            self._fault = self._faults.add(_MAKE[kind]())
        self._timer = asyncio.get_running_loop().call_later(lasts, self.clear)
        self._world.changed("weather", kind)

    def clear(self) -> None:
        """Fair weather from now on; what somebody else made go wrong stays wrong."""
        if self._timer is not None:
            self._timer.cancel()
        if self._fault in self._faults.active:
            self._faults.active = [one for one in self._faults.active if one is not self._fault]
        if self._kind != "none":
            self._kind, self._fault, self._timer = "none", None, None
            self._world.changed("weather", "none")
