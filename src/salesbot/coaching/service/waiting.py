"""Telling people what is not urgent when they are there, and sooner or later where their days change meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.attention import queries as attention
from salesbot.attention.service.knowing import at_home
from salesbot.coaching.rules import waiting as rules
from salesbot.coaching.rules.waiting import Wait
from salesbot.outbox import queries as outbox
from salesbot.store import wake

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


async def there(db: AsyncSession, workspace_id: str, member_id: str, *, now: datetime) -> Wait:
    """When this person can be told something that is not urgent."""
    person = (await at_home(db, workspace_id, [member_id])).get(member_id)
    return rules.there(person, now) if person is not None else Wait(now)


async def move(db: AsyncSession, workspace_id: str, member_id: str, kinds: Collection[str], *, now: datetime) -> None:
    """Somebody's days are others now: what waits for them comes when they are there."""
    keys = [key for kind in kinds for key in await outbox.keys_of(db, workspace_id, kind, to=member_id)]
    fates = await outbox.fate(db, workspace_id, keys)
    unsaid = [key for key, fate in fates.items() if fate.state in {"waiting", "paused"} and fate.ts is None]
    if not unsaid:
        return
    at = (await there(db, workspace_id, member_id, now=now)).at
    decided = await attention.decided(db, workspace_id, unsaid)  # locked before their messages, as everywhere
    for row in await outbox.locked(db, workspace_id, unsaid):
        if row.state in {"waiting", "paused"} and not row.attempts and row.ts is None:
            row.due_at = at
            if row.key in decided:
                decided[row.key].due_at = at
    await db.flush()
    wake(db, "outbox")


async def wait_again(db: AsyncSession, workspace_id: str, key: str, *, until: datetime) -> None:
    """What stood once, was taken away, and shall stand anew comes when they are there."""
    for row in await outbox.locked(db, workspace_id, [key]):
        if row.state == "sent" and row.ts is None:
            row.due_at = until
    await db.flush()
