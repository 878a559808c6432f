"""What the admin reads and Prometheus counts of each attempt to say something: told once its settling is committed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from salesbot import metrics, trace
from salesbot.outbox import rules
from salesbot.outbox.parcel import Did

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Self

    from salesbot.outbox.model import Delivery
    from salesbot.outbox.parcel import Outcome

_log = structlog.get_logger(__name__)
_CHANGED_SLACK = {Did.POSTED, Did.FOUND, Did.UPDATED, Did.DELETED}


@dataclass(frozen=True)
class Told:
    """One attempt as it was settled: `late` is how long after its time it was posted, `wait` until the next try (s)."""

    outcome: Outcome
    trace: str
    state: str
    late: float
    wait: float | None

    @classmethod
    def of(cls, row: Delivery, outcome: Outcome, *, now: datetime, machine: datetime) -> Self:
        """Take from a row what is told of it; the row itself ends with its transaction."""
        wait = None if row.not_before is None else (row.not_before - machine).total_seconds()
        return cls(outcome, row.trace, row.state, max(0.0, (now - row.due_at).total_seconds()), wait)


def tell(attempts: Iterable[Told]) -> None:
    """Log and count these; what died or became unknown has a line of its own already."""
    for one in attempts:
        metrics.ATTEMPTS.labels(_result(one.outcome)).inc()
        if one.outcome.did is Did.POSTED:
            metrics.DELAY.observe(one.late)
        with trace.resumed(one.trace):
            _line(one)


def _result(outcome: Outcome) -> str:
    return str(outcome.did if outcome.failure is None else rules.classify(outcome.failure)).replace(" ", "_")


def _line(one: Told) -> None:
    parcel, failure = one.outcome.parcel, one.outcome.failure
    about = {"key": parcel.key, "kind": parcel.kind, "workspace_id": parcel.workspace_id, "attempt": parcel.attempt}
    if failure is not None and one.state == "waiting":
        during = str(one.outcome.during or "render")
        _log.info("outbox.again", **about, error=failure.code, during=during, seconds=round(one.wait or 0, 1))
    elif one.outcome.did in _CHANGED_SLACK:
        _log.info("outbox.sent", **about, did=str(one.outcome.did))
    elif failure is None:
        _log.debug("outbox.rests", **about, did=str(one.outcome.did), state=one.state)
