"""Why a person was or was not offered each thing, and what of it still comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.attention import blocks, queries
from salesbot.attention.rules import Standing, Verdict
from salesbot.attention.service.because import NEEDLESS
from salesbot.outbox import queries as outbox
from salesbot.room import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.attention.model import Decision
    from salesbot.outbox.queries import Fate

_NEEDLESS = ("withdrawn", "sent")  # taken back before it came, or nothing was left to say when it was drawn
_LOST = ("expired", "dead", *_NEEDLESS)


async def explain(db: AsyncSession, workspace_id: str, member_id: str, since: datetime) -> Sequence[Reason]:
    """Say what became of each offer since then, and what waits; of promises the desk tells with the ledger's help."""
    now = clock.now()
    found = await queries.decisions(db, workspace_id, member_id, since)
    offers = [one for one in found if one.standing == Standing.OFFERED]
    fates = await outbox.fate(db, workspace_id, {one.carried_by or one.key for one in offers}) if offers else {}
    ends = await queries.ends(db, workspace_id, [one.key for one in offers])
    told = [_reason(one, fates, ends.get(one.key, one.decided_at), now) for one in offers]
    until = await queries.paused_until(db, workspace_id, member_id)
    if until is not None and until > now:
        told.append(Reason(until, blocks.BEGINS_AGAIN))
    return told


def _reason(one: Decision, fates: Mapping[str, Fate], ends_at: datetime, now: datetime) -> Reason:
    fate = fates.get(one.carried_by or one.key)
    lost = fate is not None and fate.state in _LOST and fate.sent_at is None
    if one.verdict == Verdict.KEPT or (one.verdict == Verdict.RIDING and lost):
        return _kept(one, ends_at, now)
    if one.verdict == Verdict.DROPPED or (lost and fate is not None and fate.state in _NEEDLESS):
        return Reason(one.decided_at, blocks.dropped(one.reason, one.because or NEEDLESS))
    at = one.due_at if one.due_at > now or one.verdict == Verdict.LATER else one.decided_at
    if fate is None or fate.sent_at is not None:
        return Reason(one.due_at, blocks.said(one.reason, rode=one.verdict == Verdict.RIDING))
    return Reason(at, blocks.on_its_way(one.reason, one.because, lost=lost))


def _kept(one: Decision, ends_at: datetime, now: datetime) -> Reason:
    """What waits for a ride comes with the message that was foreseen, or by its end; past that it was dropped."""
    if ends_at <= now:
        return Reason(one.decided_at, blocks.dropped(one.reason, blocks.LAPSED))
    return Reason(one.due_at if one.due_at > now else ends_at, blocks.waits(one.reason, one.because))
