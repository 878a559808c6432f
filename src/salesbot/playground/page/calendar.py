"""The calendar behind the page's clock: what time it is everywhere, and the leaps that one can take from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, get_args

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from salesbot.playground.state import User

Leap = Literal["next", "hour", "tomorrow", "week"]
LEAPS: tuple[str, ...] = get_args(Leap)


class MovingError(ValueError):
    """The calendar is on its way already, and a second leap would have to begin where the first one has not ended."""


class Clock(Protocol):
    """The calendar behind the page's clock; the demo gives one that also beats and delivers."""

    def now(self) -> datetime:
        """Calendar time, aware."""

    def zones(self) -> Sequence[tuple[str, str]]:
        """Each zone of the people, from west to east, with the time on the wall there: ("New York", "Mon 09:10")."""

    @property
    def progress(self) -> str:
        """How far a leap has come, in words; "" while the calendar only ticks."""

    async def leap(self, kind: Leap, *, who: User) -> str:
        """Go to the next event, an hour on, to tomorrow 09:15 on `who`'s wall, or through a week; words, or "".

        A week goes by on its own: this returns when it has begun, and the world changes with every step of it.
        Raises MovingError while another leap is under way.
        """

    def stop(self) -> None:
        """End a leap after the step that it is taking."""
