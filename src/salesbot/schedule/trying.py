"""Doing things for many so that one that makes it fail holds up no other: halves of halves, each in a savepoint."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select

from salesbot.store.away import is_away

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Job, Run

    Do = Callable[[Sequence[int]], Awaitable[None]]
    Broken = Callable[[int, Exception], None]

_log = structlog.get_logger(__name__)


@dataclass
class Outcome:
    """What became of some runs, by key: skipped with a reason, or failed; all others are done."""

    skipped: dict[str, str] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)


async def attempt(db: AsyncSession, jobs: Mapping[str, Job], runs: Sequence[Run]) -> Outcome:
    """Call each kind's job once with all its runs. Raises only where the database itself fails: full, locked, gone.

    In the order in which the rooms name their jobs, whichever was due first: a round that is looked at is locked after
    the parts that close, as doors do it.
    """
    by_kind: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by_kind[run.job].append(run)
    outcome = Outcome()
    for kind in [one for one in jobs if one in by_kind]:
        await _attempt(db, jobs[kind], by_kind.pop(kind), outcome)
    for kind, some in by_kind.items():
        _log.error("schedule.no_such_job", job=kind, runs=len(some))
        outcome.failed.update(run.key for run in some)
    return outcome


async def _attempt(db: AsyncSession, job: Job, runs: Sequence[Run], outcome: Outcome) -> None:
    try:
        async with db.begin_nested():
            skipped = await job(db, runs)
    except Exception as error:  # whatever a job raises, the other runs go on
        if is_away(error):  # no run is to blame: the next beat does them all, and none waits as for a second try
            raise
        await _alive(db)
        await _again(db, job, runs, outcome, error)
    else:
        outcome.skipped.update(skipped)


async def _alive(db: AsyncSession) -> None:
    """Raise what the database says if it was the database that failed: then nothing of this batch can be kept."""
    await db.execute(select(1))


async def _again(db: AsyncSession, job: Job, runs: Sequence[Run], outcome: Outcome, error: Exception) -> None:
    """Try both halves; a run that fails alone is the culprit."""
    if len(runs) > 1:
        middle = len(runs) // 2
        await _attempt(db, job, runs[:middle], outcome)
        await _attempt(db, job, runs[middle:], outcome)
        return
    outcome.failed.add(runs[0].key)
    _log.error("schedule.job_failed", key=runs[0].key, error=type(error).__name__, at=where(error))


async def apart(db: AsyncSession, ids: Sequence[int], do: Do, *, broken: Broken) -> None:
    """Do something with these rows; `broken` hears of each with which it cannot be done. Raises as `attempt` does."""
    try:
        async with db.begin_nested():
            await do(ids)
    except Exception as error:  # whatever is wrong with one row, the others go on
        if is_away(error):
            raise
        await _alive(db)
        if len(ids) == 1:
            broken(ids[0], error)
            return
        middle = len(ids) // 2
        await apart(db, ids[:middle], do, broken=broken)
        await apart(db, ids[middle:], do, broken=broken)


def where(error: Exception) -> str:
    """Return file and line where it was raised; its words stay out of the log, for they may be a person's."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
