"""Riding along: an offer that may not be sent by itself is said in the next promised message of that person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.attention import queries, shape
from salesbot.attention.rules import RIDERS, Verdict
from salesbot.attention.service.because import NEEDLESS
from salesbot.outbox import queries as outbox
from salesbot.outbox import rules as messages

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.attention.model import Decision, Rider
    from salesbot.outbox.model import Delivery
    from salesbot.outbox.promises import Promise

    Waiting = list[tuple[Decision, Rider]]


async def take_along(db: AsyncSession, items: Sequence[Promise], *, now: datetime) -> None:
    """Let what was kept for these people ride in the first of these messages that takes it, two in each.

    The messages are promised already and not sent yet, as that is this same transaction; one that was promised long ago
    takes nobody along.
    """
    for workspace_id in sorted({item.workspace_id for item in items}):
        mine = [item for item in items if item.workspace_id == workspace_id and item.parent_key is None]
        waiting = await queries.kept(db, workspace_id, {item.member_id or item.to for item in mine}, now=now)
        keys = [item.key for item in mine if (item.member_id or item.to) in waiting]
        hosts = {row.key: row for row in await outbox.locked(db, workspace_id, keys)} if keys else {}
        for key in keys:
            _board(hosts.get(key), waiting)


def _board(host: Delivery | None, waiting: dict[str, Waiting]) -> None:
    if host is None or host.state not in {"waiting", "paused"} or host.attempts or host.removing:
        return
    member_id = host.member_id or host.target
    room = RIDERS
    for decision, rider in list(waiting[member_id]):
        if room and host.due_at < rider.ends_at and _takes(host, rider):
            decision.verdict, decision.carried_by, decision.due_at = Verdict.RIDING, host.key, host.due_at
            waiting[member_id].remove((decision, rider))
            room -= 1


def _takes(host: Delivery, rider: Rider) -> bool:
    """Whether this message says that as well: a board is drawn with it later, a note is given its words now.

    What can change rides in boards only: a note is never changed.
    """
    if host.board or host.message is None:
        return host.board
    if rider.board or rider.message is None:
        return False
    joined = shape.joined(messages.from_json(host.message), rider.key, messages.from_json(rider.message))
    if joined is not None:
        host.message = messages.as_json(joined)
    return joined is not None


async def get_off(db: AsyncSession, workspace_id: str, keys: Collection[str]) -> None:
    """Let these wait for another ride: the message in which they should have stood had no place for them."""
    for one in (await queries.decided(db, workspace_id, keys)).values():
        if one.verdict == Verdict.RIDING:
            one.verdict, one.carried_by = Verdict.KEPT, None


async def drop_off(db: AsyncSession, workspace_id: str, keys: Collection[str]) -> None:
    """Nothing is left to say of these when their message comes: they are said no more, and nobody was shown them."""
    for one in (await queries.decided(db, workspace_id, keys)).values():
        if one.verdict == Verdict.RIDING:
            one.verdict, one.because = Verdict.DROPPED, NEEDLESS
