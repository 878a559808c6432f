"""What the audit log hears of whoever hosts salesbot: it concerns every workspace, and stands in each one's log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.audit.rules import HOST
from salesbot.audit.service import Deed, note
from salesbot.people import queries as people

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.audit.rules import Verb


async def everywhere(
    db: AsyncSession, verb: Verb, *, by: str = HOST, how: str = "", many: int | None = None, now: datetime
) -> None:
    """Note this for each workspace. A number over several workspaces is told to none of them: it is not theirs."""
    known = await people.workspaces(db)
    counted = many if len(known) == 1 else None
    await note(db, *(Deed(workspace_id=one.id, verb=verb, by=by, at=now, how=how, many=counted) for one in known))
