"""Misbehaviour on command: which calls and deliveries go wrong, how, and how often."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "ratelimited", "error", "error_after", "status", "status_after", "html", "html_after", "text", "text_after", "slow",
    "slow_after", "reset", "reset_after", "truncated", "garbled", "empty", "repeat", "lost", "ack_lost",
]  # fmt: skip
_DELIVERY = {"repeat", "lost", "ack_lost", "slow"}


@dataclass
class Fault:
    """One piece of misbehaviour.

    `method` is a Web API method, `*` for all of them, `response_url`, or a delivery: `events_api`, `interactive`,
    `slash_commands`, `options`. `times` is how many calls it still spoils (None: until cleared), `chance` the share
    of calls
    it picks, `skip` how many it lets pass first. `status` goes with status, html and text, `seconds` with ratelimited
    (Retry-After)
    and slow, `error` with error, `copies` with repeat. `team` spoils calls for that workspace only.

    Kinds ending in `_after` happen after the call was carried out, the others instead of it: a message is posted by
    `reset_after` and not by `reset`. `truncated` (the body breaks off and the connection with it), `garbled` (half of
    the JSON
    in a whole answer) and `empty` (a 200 without body) are answers to calls that were carried out. For deliveries:
    `repeat`
    sends an event again though it was acked, `lost` never delivers, `ack_lost` delivers and ignores the ack, `slow`
    waits first.
    """

    method: str
    kind: Kind
    times: int | None = 1
    chance: float = 1.0
    skip: int = 0
    status: int = 503
    seconds: float = 1.0
    error: str = "internal_error"
    copies: int = 1
    team: str = ""
    spoiled: int = 0

    def __post_init__(self) -> None:
        """A misspelt kind would spoil nothing and make a test pass for no reason."""
        if self.kind not in get_args(Kind):
            raise ValueError(f"no such fault: {self.kind}; there are {', '.join(get_args(Kind))}")

    @property
    def after(self) -> bool:
        """Whether the call is carried out first."""
        return self.kind.endswith("_after") or self.kind in ("truncated", "garbled", "empty")

    def fits(self, method: str, team: str, *, delivery: bool) -> bool:
        """Whether this method of this workspace is meant and there is something left to spoil."""
        wide = self.method == "*" and not delivery
        meant = (wide or self.method == method) and self.team in ("", team)
        return meant and self.times != 0 and (not delivery or self.kind in _DELIVERY)


class Faults:
    """All misbehaviour that is switched on, tried in the order in which it was; chance is seeded."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  seeded chance for tests, no secret hangs on it
        self.active: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Switch it on."""
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        """Behave again."""
        self.active.clear()

    def take(self, method: str, *, team: str = "", delivery: bool = False) -> Fault | None:
        """The fault that spoils this call, used up by one."""
        if not self.active:
            return None
        for fault in self.active:
            if fault.fits(method, team, delivery=delivery) and self._picks(fault):
                fault.spoiled += 1
                fault.times = None if fault.times is None else fault.times - 1
                return fault
        return None

    def _picks(self, fault: Fault) -> bool:
        if fault.chance < 1.0 and self._random.random() >= fault.chance:
            return False
        if fault.skip > 0:
            fault.skip -= 1
            return False
        return True
