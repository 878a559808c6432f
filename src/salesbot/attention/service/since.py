"""What happens to an offer after it was made: somebody takes it up, it changes, it is taken back, or its night does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from salesbot.attention import queries, rules
from salesbot.attention.model import Rider
from salesbot.attention.rules import Standing, Verdict
from salesbot.attention.service.because import NEEDLESS, because
from salesbot.attention.service.knowing import at_home
from salesbot.outbox import queries as messages
from salesbot.outbox import service as outbox
from salesbot.store import behind, wake

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


async def heeded(db: AsyncSession, workspace_id: str, member_id: str, what: str, *, now: datetime) -> None:
    """Somebody did what an offer was for; `what` is its key, or a kind for whatever was offered of that kind.

    A press of one of its buttons is noticed by itself (listeners.py).
    """
    for one in await queries.open_offers(db, workspace_id, member_id, what):
        one.heeded_at = now


async def redraw(db: AsyncSession, workspace_id: str, keys: Iterable[str] | str) -> None:
    """These offered boards should say something new, wherever they stand: by themselves, or in another message.

    Another process may take one along in a message at this moment, and send it before this is committed.
    """
    named = {keys} if isinstance(keys, str) else set(keys)
    hosts = await queries.hosts_of(db, workspace_id, named)
    await outbox.dirty(db, workspace_id, named | hosts)

    async def look_again(session: AsyncSession) -> None:
        if new := await queries.hosts_of(session, workspace_id, named) - hosts:
            await outbox.dirty(session, workspace_id, new)

    behind(db, look_again)


async def withdraw(db: AsyncSession, workspace_id: str, keys: Iterable[str] | str) -> None:
    """Take these offers back: what waits is not said any more, what stands is deleted, what rides leaves its message.

    The words of a note that rode in another note are there to stay.
    """
    named = {keys} if isinstance(keys, str) else set(keys)
    offers = await queries.decided(db, workspace_id, named)  # locked before their messages, as everywhere here
    await outbox.withdraw(db, workspace_id, named)
    hosts = await queries.hosts_of(db, workspace_id, named)
    fates = await messages.fate(db, workspace_id, named)
    for one in offers.values():
        if one.standing == Standing.OFFERED and (one.key not in fates or fates[one.key].sent_at is None):
            one.because = one.because if one.verdict == Verdict.DROPPED else NEEDLESS
            one.verdict = Verdict.DROPPED
    await db.execute(delete(Rider).where(Rider.workspace_id == workspace_id, Rider.key.in_(named)))
    await outbox.dirty(db, workspace_id, hosts)


async def reconsider(db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, now: datetime) -> None:
    """These people's days or nights are others now: what waits for their morning is judged anew."""
    waiting = await queries.waiting(db, workspace_id, member_ids, now=now)
    people = await at_home(db, workspace_id, {one.member_id for one, _ in waiting}) if waiting else {}
    for one, message in waiting:
        at = now if one.verdict == Verdict.LATER else message.due_at
        ruling = rules.when_awake(people[one.member_id], at=at, until=message.expires_at or at + rules.LIFE)
        one.verdict, one.because = ruling.verdict, because(ruling, people[one.member_id])
        one.due_at = message.due_at = ruling.at
        if ruling.verdict is Verdict.DROPPED:
            await outbox.drop(db, message)
    if waiting:
        wake(db, "outbox")
