"""When somebody sets this machine's clock: what waits by it goes on waiting for as long as it had left, no longer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, true, update

from salesbot import clock
from salesbot.outbox.model import Delivery, Lane, PausedTarget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.store import Store

_DELIVERY = ("not_before", "lease_until", "check_at", "settled_at")
# A post of which nobody knows is looked for from its first try on. Too early an instant only costs a longer look, so
# this one never moves on: what Slack took before its clock and ours parted company is still found.
_BACK_ONLY = ("first_try_at",)


async def follow(store: Store) -> None:
    """See to a clock that was set, and look what is due."""
    await keep_up(store)
    store.signal("outbox").set()


async def keep_up(store: Store) -> None:
    """Move all machine time of the outbox along with a clock that was set, if it was; each turn asks.

    It must come before anything is written by the new time: that would be moved as well, and wait for as long as the
    clock was set on. On PostgreSQL it is the server's clock, which nobody set here.
    """
    by = store.skew.take()
    if not by or store.dialect != "sqlite":
        return
    try:
        async with store.begin() as db:
            await move(db, by)
    except BaseException:
        store.skew.give_back(by)
        raise


async def move(db: AsyncSession, by: timedelta) -> None:
    """Move what waits by machine time on, or back."""
    await _move(db, Delivery, _DELIVERY + (_BACK_ONLY if by < timedelta(0) else ()), by)
    await _move(db, Lane, ("free_at", "blocked_until", "tuned_at"), by)
    await _move(db, PausedTarget, ("look_at",), by)


def _not_over() -> ColumnElement[bool]:
    rests = Delivery.not_before > clock.real()
    return Delivery.state.in_(("waiting", "claimed")) | Delivery.check_at.is_not(None) | rests


async def _move(db: AsyncSession, table: Any, names: Sequence[str], by: timedelta) -> None:
    """Move these columns of all that is not over: few rows. What was sent may rest, until it may change again."""
    keys = list(table.__mapper__.primary_key)
    columns = [getattr(table, name) for name in names]
    some = _not_over() if table is Delivery else true()
    for row in (await db.execute(select(*keys, *columns).where(some))).all():
        moved = {name: at + by for name, at in zip(names, row[len(keys) :], strict=True) if at is not None}
        same = [key == value for key, value in zip(keys, row[: len(keys)], strict=True)]
        if moved:
            await db.execute(update(table).where(*same).values(**moved).execution_options(synchronize_session=False))
