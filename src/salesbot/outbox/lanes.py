"""The lanes in the database: how many calls each workspace may start now, shared by all processes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, literal, select, tuple_

from salesbot.outbox import pace
from salesbot.outbox.choice import chosen
from salesbot.outbox.model import Delivery, Lane
from salesbot.outbox.pace import WORKSPACE
from salesbot.people.model import Workspace
from salesbot.store import even, insert

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from sqlalchemy import BindParameter, Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.config import Settings
    from salesbot.outbox.choice import Choice
    from salesbot.outbox.pace import Pace, Rate

POST = "chat.postMessage"
PACED = tuple(pace.METHODS)


@dataclass
class Lanes:
    """The lanes of the workspaces that a turn took, locked for it: claims of one workspace come one by one.

    `workspaces` has them in the order in which they are served. `alone`: there is no other workspace than this one.
    """

    rates: Mapping[str, Rate]
    machine: datetime
    rows: dict[tuple[str, str], Lane]
    workspaces: list[str]
    limiter: bool
    alone: bool = True

    def free(self, workspace_id: str, method: str) -> int:
        """How many calls of this method may start now."""
        now = self._pace(workspace_id, method)
        if self.limiter:
            return pace.allowance(now, at=self.machine)
        return 0 if self.is_full(now) else 1_000_000

    def take(self, workspace_id: str, method: str) -> None:
        """Take one call."""
        if self.limiter:
            row = self.rows[workspace_id, lane(method)]
            row.free_at = pace.take(self._pace(workspace_id, method), 1, at=self.machine).free_at

    def next_at(self, workspace_id: str, method: str) -> datetime:
        """When the next call of this method may start."""
        return pace.next_at(self._pace(workspace_id, method), at=self.machine)

    def is_full(self, lane: Pace) -> bool:
        """Whether a lane, of whichever workspace, has no room now."""
        if self.limiter:
            return pace.allowance(lane, at=self.machine) < 1
        return lane.blocked_until is not None and lane.blocked_until > self.machine

    def slow(self, workspace_id: str, method: str, *, retry_after: timedelta) -> None:
        """Slack said "too fast"."""
        row = self.rows.get((workspace_id, lane(method)))
        if row is None:  # the workspace was stopped meanwhile
            return
        slowed = pace.slowed(
            self._pace(workspace_id, method), retry_after=retry_after, at=self.machine, halve=method == POST
        )
        row.blocked_until, row.interval_ms, row.tuned_at = slowed.blocked_until, slowed.interval_ms, slowed.tuned_at

    def close(self, workspace_id: str) -> None:
        """Claim nothing more for a workspace in this transaction: it was just stopped."""
        self.workspaces = [one for one in self.workspaces if one != workspace_id]

    def ease(self) -> None:
        """Let lanes that were slowed grow back."""
        for (workspace_id, name), row in self.rows.items():
            now = self._pace(workspace_id, name)
            eased = pace.eased(now, self.rates[name], at=self.machine)
            if eased is not now:
                row.interval_ms, row.tuned_at = eased.interval_ms, eased.tuned_at

    def _pace(self, workspace_id: str, method: str) -> Pace:
        name = lane(method)
        row = self.rows[workspace_id, name]
        return pace.Pace(row.free_at, row.interval_ms, self.rates[name].burst, row.blocked_until, row.tuned_at)


def lane(method: str) -> str:
    """Return the name of the lane of a method (or of a lane): posts share the workspace's own."""
    if method == POST:
        return WORKSPACE
    return method if method == WORKSPACE or method.startswith("method:") else f"method:{method}"


async def locked(db: AsyncSession, settings: Settings, *, machine: datetime, choice: Choice | None = None) -> Lanes:
    """Return the lanes of the workspaces that are chosen, locked; what other processes hold just now is passed by."""
    rates = _rates(settings)
    if choice is None or choice.most < 1:
        return Lanes(rates, machine, {}, [], settings.limiter)
    values = {"now": choice.now, "machine": machine, "must": even(choice.must), "later": even(choice.later)}
    found = (await db.execute(chosen(tuple(rates)), values | {"most": choice.most})).all()
    rows = {(row.workspace_id, row.name): row for row, *_ in found}
    places = {row.workspace_id: (later, due_at or machine) for row, due_at, later, _ in found}
    alone = not any(others for *_, others in found)
    lanes = Lanes(rates, machine, rows, sorted(places, key=places.__getitem__), settings.limiter, alone)
    lanes.ease()
    return lanes


NAMES = (WORKSPACE, *map(lane, PACED))


def _rates(settings: Settings) -> dict[str, Rate]:
    methods = {f"method:{method}": rate for method, rate in pace.METHODS.items()}
    return {WORKSPACE: pace.workspace(settings.messages_per_second), **methods}


async def lay(db: AsyncSession, settings: Settings, *, machine: datetime) -> None:
    """Lay the lanes of workspaces that have none yet."""
    bare = list(await db.scalars(_bare()))
    if bare:
        await insert(db, Lane, _new(bare, _rates(settings), machine), ignore=["workspace_id", "name"])


@cache
def _bare() -> Select[str]:
    laid = select(Lane.workspace_id).where(Lane.workspace_id == Workspace.id, Lane.name == WORKSPACE)
    return select(Workspace.id).where(Workspace.stopped_at.is_(None), ~laid.exists())


def _new(running: list[str], rates: Mapping[str, Rate], machine: datetime) -> list[dict[str, Any]]:
    return [
        {"workspace_id": one, "name": name, "free_at": machine, "interval_ms": rate.interval_ms}
        for one in running
        for name, rate in rates.items()
    ]


async def take_channels(db: AsyncSession, posts: Iterable[Delivery], *, machine: datetime) -> None:
    """Take one message from the lane of each of these deliveries' channels."""
    names = {(row.workspace_id, f"channel:{row.target}") for row in posts}
    if not names:
        return
    rate = pace.CHANNEL
    workspaces, channels = {one for one, _ in names}, {name for _, name in names}
    wanted = select(Lane).where(Lane.workspace_id.in_(workspaces), Lane.name.in_(channels)).with_for_update()
    known = {(row.workspace_id, row.name): row for row in await db.scalars(wanted)}
    fresh = [_taken(name, rate, machine) for name in sorted(names - known.keys())]
    await insert(db, Lane, fresh, ignore=["workspace_id", "name"])
    for name in names & known.keys():
        row = known[name]
        row.free_at = pace.take(pace.Pace(row.free_at, row.interval_ms, rate.burst), 1, at=machine).free_at


def _taken(name: tuple[str, str], rate: Rate, machine: datetime) -> dict[str, Any]:
    taken = pace.take(pace.rested(rate, at=machine), 1, at=machine)
    return {"workspace_id": name[0], "name": name[1], "free_at": taken.free_at, "interval_ms": rate.interval_ms}


def next_channel_at(*, full_at: BindParameter[datetime]) -> Select[datetime]:
    """Ask for the theoretical arrival time of the first full channel lane for which something waits."""
    waits = select(Delivery.id).where(
        Delivery.state == "waiting",
        Delivery.workspace_id == Lane.workspace_id,
        Lane.name == literal("channel:") + Delivery.target,
    )
    return select(func.min(Lane.free_at)).where(Lane.free_at > full_at, waits.exists())


async def forget_rested(db: AsyncSession, *, before: datetime) -> None:
    """Forget the lanes of channels that have long been at rest."""
    rested = Lane.name.startswith("channel:"), Lane.free_at < before
    names = select(Lane.workspace_id, Lane.name).where(*rested).with_for_update(skip_locked=True)
    await db.execute(delete(Lane).where(tuple_(Lane.workspace_id, Lane.name).in_(names)))
