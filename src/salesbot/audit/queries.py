"""Every question to the audit log; each is of one workspace, but for those of whoever hosts salesbot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from salesbot.audit.model import Line

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


async def lines(
    db: AsyncSession,
    workspace_id: str,
    *,
    team_ids: Collection[int] | None = None,
    about: str = "",
    before: int | None = None,
    limit: int,
) -> Sequence[Line]:
    """Return lines of a workspace, the newest first: of these teams alone, or (None) all that there are.

    `about` is somebody who did it or to whom it was done; `before` is the id of a line: only older ones.
    """
    wanted = select(Line).where(Line.workspace_id == workspace_id)
    if team_ids is not None:
        wanted = wanted.where(Line.team_id.in_(team_ids))
    if about:
        wanted = wanted.where(names(about))
    if before is not None:
        wanted = wanted.where(Line.id < before)
    return (await db.scalars(wanted.order_by(Line.id.desc()).limit(limit))).all()


def names(member_id: str) -> ColumnElement[bool]:
    """The condition that a line names somebody, as who did it or to whom it was done."""
    return or_(Line.done_by == member_id, (Line.object_kind == "member") & (Line.object_id == member_id))


async def everywhere(
    db: AsyncSession, *, since: datetime | None, about: Collection[str] = (), after: int = 0, limit: int
) -> Sequence[Line]:
    """Return lines of all workspaces, the oldest first, for whoever hosts salesbot; `after` is the id of a line."""
    wanted = select(Line).where(Line.id > after)
    if since is not None:
        wanted = wanted.where(Line.at >= since)
    if about:
        wanted = wanted.where(or_(*(names(one) for one in about)))
    return (await db.scalars(wanted.order_by(Line.id).limit(limit))).all()


async def of_member(db: AsyncSession, workspace_id: str, member_id: str) -> Sequence[Line]:
    """Return every line that names somebody, the oldest first."""
    wanted = select(Line).where(Line.workspace_id == workspace_id, names(member_id))
    return (await db.scalars(wanted.order_by(Line.id))).all()
