"""Settling what came back from Slack: deliveries move on, copies are written down, troubles find their place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import bindparam, select

from salesbot import trace
from salesbot.outbox import copies, pauses, points, rules
from salesbot.outbox.model import Delivery
from salesbot.outbox.parcel import Did, During
from salesbot.outbox.rights import ERASED
from salesbot.outbox.rules import Failure, Verdict
from salesbot.outbox.telling import Told
from salesbot.people import service as people
from salesbot.store import even, skip_locked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.config import Settings
    from salesbot.outbox.lanes import Lanes
    from salesbot.outbox.parcel import Outcome

_log = structlog.get_logger(__name__)
_OVERWRITTEN = "overwritten"  # hash of what is claimed, where a late call went beside its claimant's: no text has it
_RENDER_TRIES = 3
_A_MOMENT = timedelta(milliseconds=200)


@dataclass
class Settling:
    """One turn's settling: who settles, when, and with which lanes; `pause` is between two updates of one board."""

    db: AsyncSession
    lanes: Lanes
    settings: Settings
    owner: str
    now: datetime
    machine: datetime
    pause: timedelta
    extra: list[tuple[Delivery, str, str]] = field(default_factory=list)
    left: list[Outcome] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Settle these; `extra` are the copies one too many, `left` what a door is changing at this moment.

        The sender never waits for a door: doors wait for it, in whichever order they change things.
        """
        if not outcomes:
            return
        rows = await _rows(self.db, [outcome.parcel.id for outcome in outcomes])
        here = [outcome for outcome in outcomes if outcome.parcel.id in rows]
        self.left = await _held(self.db, [outcome for outcome in outcomes if outcome.parcel.id not in rows])
        for outcome in sorted(here, key=lambda one: one.parcel.id):
            with trace.resumed(rows[outcome.parcel.id].trace):
                await self._one(rows[outcome.parcel.id], outcome)
        self.told = [Told.of(rows[one.parcel.id], one, now=self.now, machine=self.machine) for one in here]
        await self.db.flush()
        await copies.record(self.db, here, extra=self.extra, machine=self.machine)
        points.at("settle.copies_recorded")

    async def _one(self, row: Delivery, outcome: Outcome) -> None:
        mine = (row.state, row.owner, row.attempts) == ("claimed", self.owner, outcome.parcel.attempt)
        if not mine:
            self._late(row, outcome)
            return
        row.owner, row.lease_until = None, None
        if outcome.failure is None:
            await self._done(row, outcome)
        else:
            await self._failed(row, outcome, outcome.failure)

    # ---- it was no longer ours ----

    def _late(self, row: Delivery, outcome: Outcome) -> None:
        """The lease had passed to somebody else: keep what is in Slack, take back what is one too many."""
        _log.warning("outbox.fenced", key=row.key, did=outcome.did)
        if outcome.may_have_changed and row.ts == outcome.parcel.ts:
            self._say_anew(row)  # an old text may have gone over a newer one
        if outcome.did not in {Did.POSTED, Did.FOUND} or not self._stands(row, outcome):
            return
        if row.state != "claimed":
            self._rest(row, shown=0)
        row.check_at = self.machine + 2 * self.settings.lease

    def _say_anew(self, row: Delivery) -> None:
        row.version += 1
        row.shown_hash = _OVERWRITTEN
        if row.state == "sent" and row.board:
            row.state, row.settled_at = "waiting", None

    def _shows(self, row: Delivery, fingerprint: str) -> None:
        """Remember what stands in Slack by its claimant's call, unless another may have gone over it meanwhile."""
        row.shown_hash = fingerprint if row.shown_hash != _OVERWRITTEN else ""

    def _stands(self, row: Delivery, outcome: Outcome) -> bool:
        """Whether what came back is now the delivery's own message; else it is an extra copy."""
        channel, ts = str(outcome.channel), str(outcome.ts)
        self.extra += [(row, channel, other) for other in outcome.extra if other != row.ts]
        if row.ts is None and row.state != "withdrawn":
            row.channel, row.ts, row.sent_at = channel, ts, self.machine
        elif row.ts != ts:
            self.extra.append((row, channel, ts))
        return row.ts == ts

    # ---- it went well ----

    async def _done(self, row: Delivery, outcome: Outcome) -> None:
        did = outcome.did
        if row.error and did in {Did.POSTED, Did.UPDATED, Did.FOUND}:
            await pauses.reached(self.db, row, did, machine=self.machine)
        if did is Did.NOT_STARTED:
            row.state, row.not_before = "waiting", self.machine + _A_MOMENT if row.board else None
            self._shows(row, outcome.parcel.shown_hash)
            return
        row.error, row.error_times = "", 0
        if did in {Did.POSTED, Did.FOUND}:
            stands = self._stands(row, outcome)
            known = did is Did.POSTED and stands
            self._shows(row, outcome.fingerprint if known else "")
            self._rest(row, shown=outcome.parcel.version if known else 0)
        elif did is Did.TOO_LATE:
            self._too_late(row)
        elif did is Did.DELETED:
            await self._deleted(row, outcome)
        elif did is Did.NOTHING and row.removing:
            self._end(row, "withdrawn")
        else:
            self._shows(row, outcome.fingerprint)
            self._rest(row, shown=outcome.parcel.version)

    def _too_late(self, row: Delivery) -> None:
        """What stood once, and was taken away, was sent. The rest lapses with the next beat, and its occurrence too.

        Nobody claims it until then: it is too late, and no longer in doubt.
        """
        if row.sent_at:
            self._end(row, "sent")
        else:
            row.state, row.not_before = "waiting", None
            self._check_later(row)

    def _rest(self, row: Delivery, *, shown: int) -> None:
        """Settle it, unless it has more to say (a newer version) or to take back."""
        row.shown = shown
        more = row.removing or (row.board and row.version > shown)
        row.not_before = self.machine + self.pause if row.board and not row.removing else None
        if more:
            row.state = "waiting"
            self._check_later(row)
        else:
            self._end(row, "sent")

    def _end(self, row: Delivery, state: str) -> None:
        row.state, row.settled_at, row.message = state, self.machine, None
        self._check_later(row)

    def _check_later(self, row: Delivery) -> None:
        """Whatever was ever in doubt is looked at once more, when a frozen process would long have come back."""
        if row.maybe_sent:
            row.maybe_sent, row.check_at = False, self.machine + 2 * self.settings.lease

    async def _deleted(self, row: Delivery, outcome: Outcome) -> None:
        await copies.gone(self.db, row, machine=self.machine)
        row.channel, row.ts, row.shown_hash, row.first_try_at = None, None, "", None
        if row.removing:
            self._end(row, "withdrawn")
        else:
            self._rest(row, shown=outcome.parcel.version)

    # ---- it went wrong ----

    async def _failed(self, row: Delivery, outcome: Outcome, failure: Failure) -> None:
        during = outcome.during or During.RENDER
        verdict = rules.classify(failure)
        row.state, row.error = "waiting", failure.code
        row.error_times += 1
        if during is During.RENDER or verdict is Verdict.NOT_PROCESSED:  # after anything else a change may stand there
            self._shows(row, outcome.parcel.shown_hash)
        if outcome.did is Did.UNSURE:
            self._unknown(row)
        elif during is During.RENDER:
            self._render_failed(row)
        elif verdict in {Verdict.NOT_PROCESSED, Verdict.AMBIGUOUS, Verdict.UNHEARD_OF}:
            self._again(row, verdict, failure, during)
        elif verdict in {Verdict.THREAD_GONE, Verdict.MESSAGE_GONE, Verdict.FROZEN}:
            await self._moved_on(row, verdict, outcome)
        elif verdict is Verdict.TARGET_GONE and row.kind == ERASED:
            self._end(row, "withdrawn")  # where nobody comes any more, nobody reads it
        elif verdict is Verdict.TARGET_GONE:
            await pauses.pause(self.db, row, failure.code, now=self.now, machine=self.machine)
            points.at("settle.paused")
        elif verdict is Verdict.WORKSPACE_GONE:
            _log.error("outbox.workspace_stopped", workspace_id=row.workspace_id, error=failure.code)
            await people.stop_workspace(self.db, row.workspace_id, failure.code, now=self.now)
            self.lanes.close(row.workspace_id)
        elif verdict is Verdict.OUR_BUG:
            self._our_bug(row)
        else:
            self._hourly(row, verdict, failure)

    def _unknown(self, row: Delivery) -> None:
        row.state, row.check_at = "unknown", self.machine + rules.HOUR
        _log.error("outbox.unknown", key=row.key, kind=row.kind, error=row.error)

    def _render_failed(self, row: Delivery) -> None:
        if row.error_times >= _RENDER_TRIES:
            self._dead(row)
        else:
            row.not_before = self.machine + rules.back_off(row.error_times, least=self.settings.look_again)

    def _again(self, row: Delivery, verdict: Verdict, failure: Failure, during: During) -> None:
        """Wait and try again; what may have arrived is looked for first, later than its call could still be running."""
        wait = rules.back_off(row.error_times)
        if verdict is Verdict.NOT_PROCESSED:
            wait = self._slow_down(row, failure, during) or min(wait, timedelta(minutes=1))
        elif during is During.POST:
            row.maybe_sent = True
            wait = rules.back_off(row.error_times, least=self.settings.look_again)
        row.not_before = self.machine + wait
        tried = self.machine - (row.first_try_at or self.machine)
        hopeless = verdict is Verdict.UNHEARD_OF and row.error_times >= rules.UNKNOWN_CODE_TRIES
        long = tried > rules.GIVE_UP_AFTER and row.error_times >= rules.GIVE_UP_TRIES  # not where we were away so long
        if hopeless or (verdict is Verdict.AMBIGUOUS and long):
            self._dead(row)

    def _slow_down(self, row: Delivery, failure: Failure, during: During) -> timedelta | None:
        if not rules.is_too_fast(failure):
            return None
        wait = timedelta(seconds=failure.retry_after or 1.0)
        self.lanes.slow(row.workspace_id, during.method, retry_after=wait)
        return wait

    async def _moved_on(self, row: Delivery, verdict: Verdict, outcome: Outcome) -> None:
        """What we wanted to change, or the thread we wanted to join, is not as it was."""
        row.error_times, row.not_before = 0, None
        if verdict is Verdict.FROZEN:
            self._end(row, "withdrawn" if row.removing else "sent")
            row.shown = outcome.parcel.version
        elif outcome.during is During.DELETE:
            await self._deleted(row, outcome)
        elif outcome.during is During.UPDATE:
            await copies.gone(self.db, row, machine=self.machine)
            row.channel, row.ts, row.shown, row.shown_hash, row.first_try_at = None, None, 0, "", None
        elif row.parent_id is None:
            self._dead(row)
        else:
            row.parent_id = None  # better said outside the thread than not at all

    def _our_bug(self, row: Delivery) -> None:
        if row.plain or row.error == "unknown_method":
            self._dead(row)
        else:
            row.plain, row.not_before = True, None

    def _hourly(self, row: Delivery, verdict: Verdict, failure: Failure) -> None:
        row.not_before = self.machine + rules.HOUR
        if verdict is Verdict.NO_SCOPE:
            _log.error("outbox.missing_scope", workspace_id=row.workspace_id, kind=row.kind, needed=failure.needed)
        elif row.error_times >= rules.SLOW_TRIES:
            self._dead(row)

    def _dead(self, row: Delivery) -> None:
        """Nobody but a person can help; its words stay until somebody decided."""
        row.state, row.settled_at = "dead", self.machine
        self._check_later(row)
        _log.error("outbox.dead", key=row.key, kind=row.kind, error=row.error)


async def _rows(db: AsyncSession, numbers: Sequence[int]) -> dict[int, Delivery]:
    found = await db.scalars(skip_locked(_fresh(), db), {"ids": even(numbers)})
    return {row.id: row for row in found}


@cache
def _fresh() -> Select[Delivery]:
    wanted = select(Delivery).where(Delivery.id.in_(bindparam("ids", expanding=True))).order_by(Delivery.id)
    return wanted.execution_options(populate_existing=True)


async def _held(db: AsyncSession, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Those whose delivery somebody else holds; of what is forgotten nothing is left to settle."""
    if not outcomes:
        return []
    there = set(await db.scalars(select(Delivery.id).where(Delivery.id.in_([one.parcel.id for one in outcomes]))))
    return [outcome for outcome in outcomes if outcome.parcel.id in there]
