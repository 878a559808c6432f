"""How fast one person may press and type: what comes faster than any human gets a sentence instead of work."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from salesbot import clock
from salesbot.slack.kinds import Kind
from salesbot.slack.reading import user_of, workspace_of

if TYPE_CHECKING:
    from salesbot.slack.reading import Body

log = structlog.get_logger(__name__)

# Thirty at once, then two a second: a quick hand with a list of twenty buttons never notices.
BURST, A_SECOND = 30.0, 2.0
MOST = 10_000  # people of whom a process remembers how fast they are; whoever was quiet longest is forgotten first
TOLD_EVERY = 10.0  # seconds between two sentences beside a click, each of which is a call to Slack
LOGGED_EVERY = 60.0
# Messages carry answers, and closing a form says nothing back: neither is ever held up. Suggestions come with each
# letter that somebody types, and only read.
_COUNTED = frozenset({Kind.COMMAND, Kind.SUBMISSION, Kind.CLICK, Kind.SHORTCUT})


@dataclass
class Pace:
    """One person's pace: a bucket that each press takes one from, and that fills by itself. Times are monotonic."""

    left: float
    at: float
    told_at: float | None = None
    refused: int = 0  # since it was last logged

    def press(self, now: float, *, burst: float, a_second: float) -> bool:
        """Take one press; False where the bucket is empty. What is refused costs nothing."""
        self.left = min(burst, self.left + (now - self.at) * a_second)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Haste:
    """The paces of the people at the doors of this process; nothing is asked of the database."""

    def __init__(self, *, burst: float = BURST, a_second: float = A_SECOND, most: int = MOST) -> None:
        self._burst, self._a_second, self._most = burst, a_second, most
        self._paces: OrderedDict[tuple[str, str], Pace] = OrderedDict()

    def __len__(self) -> int:
        return len(self._paces)

    def refuses(self, body: Body, kind: Kind) -> bool:
        """Whether this comes too fast after all that this person did before; then it is noted for the log."""
        who = workspace_of(body), user_of(body)
        if kind not in _COUNTED or not who[1]:
            return False
        pace = self._pace(who)
        if pace.press(clock.monotonic(), burst=self._burst, a_second=self._a_second):
            return False
        pace.refused += 1
        if pace.refused == 1:
            log.warning("too_fast", workspace_id=who[0], member_id=who[1], kind=kind)
            asyncio.get_running_loop().call_later(LOGGED_EVERY, self._log, who, pace)
        return True

    def tells(self, body: Body) -> bool:
        """Whether somebody who was refused is told so beside what they pressed: now and then is enough."""
        pace, now = self._pace((workspace_of(body), user_of(body))), clock.monotonic()
        if pace.told_at is not None and now - pace.told_at < TOLD_EVERY:
            return False
        pace.told_at = now
        return True

    def _pace(self, who: tuple[str, str]) -> Pace:
        if who not in self._paces:
            self._paces[who] = Pace(self._burst, clock.monotonic())
        self._paces.move_to_end(who)
        if len(self._paces) > self._most:
            self._paces.popitem(last=False)
        return self._paces[who]

    def _log(self, who: tuple[str, str], pace: Pace) -> None:
        """Say a minute later how much it was, and begin anew."""
        if pace.refused > 1:
            log.warning("too_fast", workspace_id=who[0], member_id=who[1], refused=pace.refused)
        pace.refused = 0
