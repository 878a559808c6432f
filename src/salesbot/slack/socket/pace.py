"""How patient the socket door is, in seconds."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """The waits of Socket Mode; tests make them short."""

    ping: float = 15.0  # between two pings of ours
    silence: float = 45.0  # without any sign of life until a connection counts as dead
    hello: float = 10.0  # until Slack greets on a new connection
    first_wait: float = 0.5  # before the second try to connect; doubles
    longest_wait: float = 30.0
    retire: float = 10.0  # an old connection may finish its answers that long after its successor stands
    ghost: float = 60.0  # until a connection is renewed because Slack counts more than there should be; doubles

    def wait(self, failures: int) -> float:
        """Return how long to wait after so many failures in a row, spread so that processes do not come together."""
        longest = min(self.longest_wait, self.first_wait * 2.0 ** min(failures - 1, 10))
        share: float = random.uniform(0.5, 1)  # noqa: S311  nothing secret hangs on it
        return longest * share
