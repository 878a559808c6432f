"""Installing salesbot in a workspace, and what happens when Slack refuses its token and takes it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.audit.rules import SLACK, Verb
from salesbot.people.model import Workspace
from salesbot.people.service import noting
from salesbot.store import insert, leases

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from sqlalchemy.ext.asyncio import AsyncSession

# One at a time changes how a workspace stands, and sees what the one before wrote.
_HELD: dict[str, Any] = {"with_for_update": {"key_share": True}, "populate_existing": True}
_LOOK = "people.look"  # the lease of whoever looks at everybody
_REMOVED = "app_uninstalled"  # Slack's event; whatever else stops a workspace is about its token


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
    deed: Verb = Verb.WORKSPACE_RESUMED,
    by: str = SLACK,
) -> Workspace:
    """Remember the workspace as Slack just described it; a stopped one goes on, since the token works.

    `worked_at` (machine time) is when Slack said so: what it tells later of an end before that is an old story. `deed`
    is what the audit log hears, and `by` whose it was: an install each time, being met once, going on after a stop.
    """
    new = await insert(db, Workspace, [{"id": workspace_id, "created_at": now}], ignore=["id"])
    found = await db.get_one(Workspace, workspace_id, **_HELD)
    is_true = {Verb.WORKSPACE_MET: bool(new), Verb.WORKSPACE_RESUMED: found.stopped_at is not None}.get(deed, True)
    found.name = name or found.name
    found.bot_user_id = bot_user_id or found.bot_user_id
    found.enterprise_id = enterprise_id or found.enterprise_id
    found.scopes = ",".join(sorted(scopes)) or found.scopes
    found.stopped_at, found.stopped_why = None, ""
    found.worked_at = worked_at or found.worked_at
    if is_true:
        await noting.of_workspace(db, workspace_id, deed, by=by, now=now)
    return found


async def stop_workspace(
    db: AsyncSession, workspace_id: str, why: str, *, now: datetime, happened: int | None = None
) -> bool:
    """Stop a workspace: nothing is sent, nothing is forgotten. `why` is Slack's code; False where it stood already.

    `happened` is when, in Slack's whole seconds: an end before the install that works now was told late.
    """
    found = await db.get(Workspace, workspace_id, **_HELD)
    if found is None or found.stopped_at is not None:
        return False
    if happened is not None and found.worked_at is not None and happened < int(found.worked_at.timestamp()):
        return False
    found.stopped_at, found.stopped_why = now, why
    removed = why == _REMOVED
    verb, how = (Verb.WORKSPACE_UNINSTALLED, "") if removed else (Verb.WORKSPACE_REVOKED, why)
    await noting.of_workspace(db, workspace_id, verb, how=how, now=now)
    return True


async def take_look(
    db: AsyncSession,
    workspace_id: str,
    *,
    began: datetime,
    mine: datetime | None,
    share: timedelta,
    now: datetime,
    at_work: datetime,
) -> bool:
    """Take the next look at everybody there upon this process; False where another has just taken it.

    That counts since this process `began`, for `share`, unless they died over it. `mine` is when it took its own last
    one: whoever asks again gets one again. Of two that ask at once the second finds what the first wrote. All instants
    are calendar time but `at_work`, which is now in machine time; `keep_look` tells it again while the look goes on.
    """
    found = await db.get(Workspace, workspace_id, **_HELD)
    if found is None:
        return True
    at = found.synced_at
    taken = at is not None and at != mine and at > began and abs(now - at) < share
    if taken and not await leases.lapsed(db, workspace_id, _LOOK, now=at_work):
        return False
    found.synced_at = now
    await leases.hold(db, workspace_id, _LOOK, now=at_work)
    return True


async def look_left(db: AsyncSession, workspace_id: str, *, at_work: datetime) -> bool:
    """Whether somebody died while they looked at everybody there (`at_work`: now in machine time)."""
    return await leases.lapsed(db, workspace_id, _LOOK, now=at_work)


async def keep_look(db: AsyncSession, workspace_id: str, *, at_work: datetime) -> None:
    """The look goes on (`at_work`: now in machine time)."""
    await leases.hold(db, workspace_id, _LOOK, now=at_work)


async def end_look(db: AsyncSession, workspace_id: str, *, failed: datetime | None = None) -> None:
    """The look is over. One that `failed` (when it was taken) is left to whoever asks next, if none was taken since."""
    found = await db.get(Workspace, workspace_id, **_HELD)
    await leases.let_go(db, workspace_id, _LOOK)
    if found is not None and failed is not None and found.synced_at == failed:
        found.synced_at = None
