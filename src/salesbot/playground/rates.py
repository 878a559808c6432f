"""How many calls Slack takes; page "Rate limits"."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.playground import strict

if TYPE_CHECKING:
    from salesbot.playground.settings import Settings

_POSTS = {"chat.postMessage"}


@dataclass
class Bucket:
    """A token bucket: holds `size`, refills `per_second`; `level` is what it held at `seen` (seconds since 1970)."""

    size: float
    per_second: float
    level: float
    seen: float

    def wait(self, now: float) -> float:
        """Seconds until one more call fits; 0 when it fits now."""
        self.level = min(self.size, self.level + max(0.0, now - self.seen) * self.per_second)
        self.seen = now
        return 0.0 if self.level >= 1 else (1 - self.level) / self.per_second


class Rates:
    """The buckets of every token: per method by tier, per channel for posts, and per workspace."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def refuse(self, token: str, method: str, channel: str, *, now: float) -> int:
        """Whole seconds to wait as Retry-After says them; 0 when the call is taken."""
        if not self._settings.strict_rates:
            return 0
        buckets = self._of(token, method, channel, now)
        wait = max((bucket.wait(now) for bucket in buckets), default=0.0)
        if wait > 0:
            return max(1, math.ceil(wait))
        for bucket in buckets:
            bucket.level -= 1
        return 0

    def _of(self, token: str, method: str, channel: str, now: float) -> list[Bucket]:
        knobs = self._settings
        if method in _POSTS:
            per_minute = knobs.posts_per_workspace_per_minute
            return [
                self._bucket(
                    (token, "post", channel), knobs.posts_per_channel_burst, knobs.posts_per_channel_per_second, now
                ),
                self._bucket((token, "posts"), per_minute, per_minute / 60, now),
            ]
        tier = strict.METHODS[method].tier if method in strict.METHODS else 0
        size = knobs.tier_1_burst if tier == 1 else tier * knobs.tier_factor
        return [self._bucket((token, method), size, tier * knobs.tier_factor / 60, now)] if tier else []

    def _bucket(self, key: tuple[str, ...], size: float, per_second: float, now: float) -> Bucket:
        if key not in self._buckets:
            self._buckets[key] = Bucket(size, per_second, size, now)
        return self._buckets[key]
