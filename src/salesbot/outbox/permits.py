"""Calls beside the outbox that keep to the same pace: whoever reads histories for long asks here before each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.outbox import lanes as lane_rows
from salesbot.outbox.choice import Choice

if TYPE_CHECKING:
    from datetime import timedelta

    from salesbot.config import Settings
    from salesbot.store import Store

_HELD = 0.05  # seconds until a turn of some process is over
_TRIES = 20  # without its lanes: nothing was ever sent there, or it was stopped


async def permit(store: Store, settings: Settings, workspace_id: str, method: str) -> None:
    """Wait until Slack has room for one call of a paced method, shared with what all processes send, and take it."""
    missed = 0
    while settings.limiter and missed < _TRIES:
        wait = await _taken(store, settings, workspace_id, method)
        if wait is None:
            missed += 1
        elif not wait:
            return
        await asyncio.sleep(_HELD if wait is None else wait.total_seconds())


async def _taken(store: Store, settings: Settings, workspace_id: str, method: str) -> timedelta | None:
    """Take a call: zero, or how long until there is one; None where the lanes cannot be had just now."""
    async with store.begin() as db:
        machine = await store.machine_now(db)
        choice = Choice(clock.now(), 1, must=[workspace_id])
        lanes = await lane_rows.locked(db, settings, machine=machine, choice=choice)
        if workspace_id not in lanes.workspaces:
            return None
        wait = lanes.next_at(workspace_id, method) - machine
        if not wait:
            lanes.take(workspace_id, method)
        return wait
