"""What rooms do about one person's data: give it out, take it away, and let it go when its time is over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room.house import House


@dataclass(frozen=True)
class Held:
    """One kind of data that is held of a person, as they get it: `name` becomes the file's name (`kudos_given`).

    Each row maps a column to a text, number, truth value, date, aware instant or None; all rows have the same columns.
    """

    name: str
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """Somebody wants to be forgotten. Rows that others count on stay, as those of `stand_in`, without a word of theirs.

    `stand_in` is the id of a member without name or settings who takes their place; it exists already.
    """

    workspace_id: str
    member_id: str
    stand_in: str
    now: datetime


@dataclass(frozen=True)
class Place:
    """A message that the person typed in Slack themselves: only they can delete it."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Erased:
    """What a room forgot: how many of what (`{"answers": 12}`), and what only the person can delete."""

    removed: Mapping[str, int] = field(default_factory=dict)
    theirs: Sequence[Place] = ()


# All that a room holds of a person and they may see: (session, workspace id, member id, now).
Export = Callable[["AsyncSession", str, str, datetime], Awaitable[Sequence[Held]]]
# What nobody but this person may read, whoever hosts salesbot included: added where they ask for their own file.
OwnExport = Callable[["House", "AsyncSession", str, str, datetime], Awaitable[Sequence[Held]]]
# Take a person's words out of a room, and draw anew or take back what salesbot posted of them, in this transaction.
Erase = Callable[["AsyncSession", Erasure], Awaitable[Erased]]


@dataclass(frozen=True, kw_only=True)
class Retention:
    """One kind of data with an end: `name` is its name in the settings (`answers`), `what` how people call it.

    `days` is how long it is kept unless set otherwise, and never less than `least`. `purge` removes what ended before
    an instant, at most so many rows at once, and returns how many: (session, before, limit).
    """

    name: str
    what: str
    days: int
    purge: Callable[[AsyncSession, datetime, int], Awaitable[int]]
    least: int = 1
