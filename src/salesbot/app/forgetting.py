"""What is forgotten by itself: traces that nobody asks about any more, and each kind of data when its time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from salesbot.app import noting
from salesbot.attention import queries as attention
from salesbot.attention.model import Decision, Rider
from salesbot.audit.rules import SALESBOT, Verb
from salesbot.checkins import queries as checkins
from salesbot.checkins.model import Proposal
from salesbot.errors import WrongSetting
from salesbot.outbox import queries as outbox
from salesbot.outbox import rights
from salesbot.outbox.model import Delivery
from salesbot.schedule import queries as schedule
from salesbot.schedule.model import Occurrence
from salesbot.store import forget

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from salesbot.config import Settings
    from salesbot.room import Retention, Room
    from salesbot.store import Store

_log = structlog.get_logger(__name__)

# Longer than answers are kept (365 days): the place of a message in Slack stays as long as what it says.
KEPT = timedelta(days=400)
REASONS_KEPT = timedelta(days=100)  # `/salesbot why` looks back seven days
PROPOSALS_KEPT = timedelta(days=100)  # who changed a check-in last is told to whoever edits it at the same time


async def forget_old(store: Store, *, now: datetime) -> int:
    """Forget what is long over at this calendar time; returns how many rows. A job of the heartbeat."""
    forgotten = await forget(store, Decision, *attention.long_over(now - REASONS_KEPT))
    forgotten += await forget(store, Rider, *attention.long_ridden(now - REASONS_KEPT))
    forgotten += await forget(store, Delivery, *rights.taken_back())
    forgotten += await forget(store, Delivery, *outbox.long_over(now - KEPT))
    forgotten += await forget(store, Proposal, *checkins.long_untouched(now - PROPOSALS_KEPT))
    return forgotten + await forget(store, Occurrence, *schedule.long_over(now - KEPT))


@dataclass(frozen=True)
class Purged:
    """How many rows of one kind of data were removed, and how many days it is kept."""

    kind: Retention
    days: int
    rows: int


def kinds(rooms: Sequence[Room], settings: Settings) -> list[tuple[Retention, int]]:
    """Return each kind of data with the days it is kept.

    Raises WrongSetting where the settings name one not there, or fewer days than one must be kept.
    """
    known = {one.name: one for room in rooms for one in room.retention}
    for name in settings.days_kept:
        if name not in known:
            there = ", ".join(sorted(known))
            raise WrongSetting(f"SALESBOT_RETENTION names {name!r}, which is no kind of data here; there are {there}.")
        if settings.days_kept[name] < (least := known[name].least):
            days = settings.days_kept[name]
            raise WrongSetting(f"SALESBOT_RETENTION keeps {name} for {days} days; {least} are the least.")
    return [(one, settings.days_kept.get(one.name, one.days)) for one in known.values()]


async def purge(
    store: Store, rooms: Sequence[Room], settings: Settings, *, by: str = SALESBOT, now: datetime
) -> list[Purged]:
    """Remove what is older than its kind is kept, a batch a transaction so that no door waits; says how much.

    `by`: who wanted it, for the audit log.
    """
    wanted = kinds(rooms, settings)
    done = [Purged(one, days, await _purge(store, one, now - timedelta(days=days))) for one, days in wanted]
    for one in done:
        if one.rows:
            _log.info("retention.removed", kind=one.kind.name, rows=one.rows, days=one.days)
            async with store.begin() as db:
                await noting.everywhere(db, Verb.DATA_PURGED, by=by, how=one.kind.name, many=one.rows, now=now)
    return done


async def _purge(store: Store, kind: Retention, before: datetime) -> int:
    removed = 0
    while True:
        async with store.begin() as db:
            some = await kind.purge(db, before, store.batch)
        removed += some
        if some < store.batch:
            return removed
