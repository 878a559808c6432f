"""What rooms tell the gatherers: their part of a team's week, a manager's brief, one's own week, and one's home."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room.house import House
    from salesbot.room.shapes import Block


@dataclass(frozen=True, kw_only=True)
class Span:
    """Whole days of one team, `first` and `last` included, on the calendar of `zone` (an IANA name).

    In instants: `since` <= it < `until`, both UTC. `now` is calendar time and may lie before `until`.
    """

    workspace_id: str
    team_id: int
    zone: str
    first: date
    last: date
    since: datetime
    until: datetime
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Section:
    """A room's part of a digest: `lines` in Slack's mrkdwn, what people wrote escaped already.

    `order` places it (small first). `charts` are blocks that show what the lines say; where a workspace refuses them,
    the lines stand alone. `coming` is what the room knows of the days after. `quiet`: nothing happened, `lines`
    may be left out where the others have something to tell.
    """

    order: int
    title: str
    lines: Sequence[str]
    charts: Sequence[Block] = ()
    coming: Sequence[str] = ()
    quiet: bool = False


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Somebody opened their home tab. `teams` are the ids of theirs, `managed` of those they manage.

    `zone` is the one on their wall; `now` is calendar time.
    """

    workspace_id: str
    member_id: str
    zone: str
    teams: Sequence[int]
    managed: Sequence[int]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Card:
    """A room's part of a home tab; `order` places it (small first). `managing`: it is for those who manage a team."""

    order: int
    title: str
    blocks: Sequence[Block]
    managing: bool = False


# A room's part of the week that a whole team reads in its channel.
DigestSections = Callable[["House", "AsyncSession", Span], Awaitable[Sequence[Section]]]
# A room's part of what one manager (the member id) reads in private of a team of theirs.
BriefSections = Callable[["House", "AsyncSession", Span, str], Awaitable[Sequence[Section]]]
# A room's part of one member's (the member id) own week.
OwnWeek = Callable[["House", "AsyncSession", Span, str], Awaitable[Sequence[Section]]]
HomeCards = Callable[["House", "AsyncSession", Visit], Awaitable[Sequence[Card]]]
