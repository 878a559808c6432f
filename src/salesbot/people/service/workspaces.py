"""Installing salesbot in a workspace, and what happens when Slack refuses its token and takes it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.people.model import Workspace
from salesbot.store import insert

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


async def install(
    db: AsyncSession,
    workspace_id: str,
    *,
    name: str = "",
    bot_user_id: str = "",
    enterprise_id: str | None = None,
    scopes: Iterable[str] = (),
    now: datetime,
    worked_at: datetime | None = None,
) -> Workspace:
    """Remember the workspace as Slack just described it; a stopped one goes on, since the token works.

    `worked_at` (machine time) is when Slack said so: what it tells later of an end before that is an old story.
    """
    await insert(db, Workspace, [{"id": workspace_id, "created_at": now}], ignore=["id"])
    found = await db.get_one(Workspace, workspace_id, populate_existing=True)
    found.name = name or found.name
    found.bot_user_id = bot_user_id or found.bot_user_id
    found.enterprise_id = enterprise_id or found.enterprise_id
    found.scopes = ",".join(sorted(scopes)) or found.scopes
    found.stopped_at, found.stopped_why = None, ""
    found.worked_at = worked_at or found.worked_at
    return found


async def stop_workspace(
    db: AsyncSession, workspace_id: str, why: str, *, now: datetime, happened: int | None = None
) -> bool:
    """Stop a workspace: nothing is sent, nothing is forgotten. `why` is Slack's code; False where it stood already.

    `happened` is when, in Slack's whole seconds: an end before the install that works now was told late.
    """
    found = await db.get(Workspace, workspace_id)
    if found is None or found.stopped_at is not None:
        return False
    if happened is not None and found.worked_at is not None and happened < int(found.worked_at.timestamp()):
        return False
    found.stopped_at, found.stopped_why = now, why
    return True
