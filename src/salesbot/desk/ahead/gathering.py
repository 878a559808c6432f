"""All that lies ahead of a workspace, a team or a member, from schedule, rooms and outbox. It only reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from salesbot.outbox import queries as outbox
from salesbot.people import queries as people
from salesbot.schedule import queries as schedule
from salesbot.schedule.foresee import foresee
from salesbot.schedule.rules import PAUSED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.outbox.model import Delivery
    from salesbot.people.model import Member, Team
    from salesbot.room import Called
    from salesbot.room.foretelling import Foreseen, Foretell, Foretold
    from salesbot.schedule.foresee import Scope

# A local day begins at most 14 hours before UTC's and ends at most 12 after; a close may lie after its midnight.
_WIDEST = timedelta(days=3)
_NOT_SENT = ("waiting", "claimed", "paused", "unknown")
_MOST_WAITING = 10_000


@dataclass(frozen=True)
class Window:
    """The local days that are looked at; `first` None: whatever is due from now on."""

    now: datetime
    last: date
    first: date | None = None

    @classmethod
    def of(cls, days: int, *, now: datetime, first: date | None = None) -> Window:
        """Return a window of so many days from its first on, or from today on, as UTC counts them."""
        begin = first or now.astimezone(UTC).date()
        return cls(now, begin + timedelta(days=days - 1), first)

    @property
    def until(self) -> datetime:
        """An instant by which these days are over everywhere."""
        return datetime.combine(self.last, time(), UTC) + _WIDEST

    def has(self, day: date) -> bool:
        """Whether a local day is looked at."""
        return day <= self.last and (self.first is None or day >= self.first)


@dataclass(frozen=True)
class Unsent:
    """An occurrence of which nothing will come, why, and what it is of."""

    foreseen: Foreseen
    reason: str
    what: str


@dataclass(frozen=True)
class Waiting:
    """A message that is promised already and not sent yet. `error`: why, where Slack said so."""

    to: str
    kind: str
    due_at: datetime
    state: str
    error: str


@dataclass(frozen=True)
class Ahead:
    """What lies ahead. `paused` are names of what was paused by hand; `stopped` says why nothing at all is sent."""

    scope: Scope
    window: Window
    messages: Sequence[Foretold] = ()
    unsent: Sequence[Unsent] = ()
    waiting: Sequence[Waiting] = ()
    paused: Sequence[str] = ()
    stopped: str = ""
    members: Mapping[str, Member] = field(default_factory=dict)
    teams: Mapping[int, Team] = field(default_factory=dict)

    def name(self, target: str) -> str:
        """Name a person or a channel as people know it."""
        if target in self.members:
            return self.members[target].name
        known = {team.channel_id: f"#{team.channel_name}" for team in self.teams.values() if team.channel_name}
        return known.get(target, target)


async def look_ahead(
    db: AsyncSession, scope: Scope, window: Window, *, foretell: Sequence[Foretell], called: Sequence[Called]
) -> Ahead:
    """Return what lies ahead by what stands now; `foretell` and `called` are the rooms' offers."""
    future = await foresee(db, scope, now=window.now, until=window.until)
    # From now on, whatever the first day: a week's messages depend on those before it. What is paused is told once.
    seen = [one for one in future if one.day <= window.last and one.skipped != PAUSED]
    told, missed = await _told(db, seen, foretell, now=window.now)
    messages, unsent = (
        [one for one in told if window.has(one.day)],
        [one for one in missed if window.has(one.foreseen.day)],
    )
    if scope.member_id is not None:  # what others read depends on more people than one
        messages = [one for one in messages if one.to == scope.member_id]
    teams = {team.id: team for team in await people.teams(db, scope.workspace_id)}
    stands = await people.workspace(db, scope.workspace_id)
    waiting = await _waiting(db, scope, teams, until=window.until)
    return Ahead(
        scope,
        window,
        sorted(messages, key=lambda one: (one.day, one.at, one.to)),
        unsent,
        waiting,
        await _paused(db, scope, called),
        stands.stopped_why if stands is not None and stands.stopped_at is not None else "",
        await people.members(db, scope.workspace_id, _everybody(seen, messages) | {one.to for one in waiting}),
        teams,
    )


async def _told(
    db: AsyncSession, seen: Sequence[Foreseen], foretell: Sequence[Foretell], *, now: datetime
) -> tuple[list[Foretold], list[Unsent]]:
    messages: list[Foretold] = []
    skipped = {one.key: one.skipped for one in seen if one.skipped}
    names: dict[tuple[str, str], str] = {}
    for offer in foretell:
        told = await offer(db, seen, now)
        messages += told.messages
        skipped |= told.skipped
        names |= told.called
    missed = [one for one in seen if not one.slot and one.key in skipped and (one.job, one.subject) in names]
    return messages, [Unsent(one, skipped[one.key], names[one.job, one.subject]) for one in missed]


def _everybody(seen: Sequence[Foreseen], messages: Sequence[Foretold]) -> set[str]:
    return {one.member_id for one in seen if one.member_id} | {one.to for one in messages}


async def _waiting(db: AsyncSession, scope: Scope, teams: Mapping[int, Team], *, until: datetime) -> list[Waiting]:
    """What is promised and was never posted, to whom it concerns."""
    rows = await outbox.listed(db, states=_NOT_SENT, workspace_id=scope.workspace_id, limit=_MOST_WAITING)
    mine = [row for row in rows if row.ts is None and row.due_at < until]
    if scope.member_id is not None:
        mine = [row for row in mine if row.target == scope.member_id]
    elif scope.team_id is not None:
        inside = await _inside(db, scope, teams)
        mine = [row for row in mine if row.target in inside]
    return [_waits(row) for row in mine]


async def _inside(db: AsyncSession, scope: Scope, teams: Mapping[int, Team]) -> set[str]:
    """The people and the channel of a team."""
    places = await people.roster(db, scope.workspace_id, scope.team_id or 0)
    return {place.member.id for place in places} | {
        team.channel_id for team in teams.values() if team.id == scope.team_id
    }


def _waits(row: Delivery) -> Waiting:
    return Waiting(row.target, row.kind, row.due_at, row.state, row.error)


async def _paused(db: AsyncSession, scope: Scope, called: Sequence[Called]) -> list[str]:
    """What was paused by hand, as its room calls it."""
    names = []
    for one in await schedule.paused(db, scope.workspace_id, team_id=scope.team_id, member_id=scope.member_id):
        for offer in called:
            name = await offer(db, one.workspace_id, one.job, one.subject)
            if name:
                names.append(name.removeprefix("your "))
    return names
