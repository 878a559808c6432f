"""Whether somebody may look after a person: the managers of a team in which that person is, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching.queries import managed
from salesbot.errors import Refusal

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.queries.managed import Bond
    from salesbot.people.model import Team


async def bonded(db: AsyncSession, workspace_id: str, manager_id: str, member_id: str) -> Bond:
    """Return what makes one the manager of the other now. Raises Refusal, in the same words whoever the other is."""
    teams = await leading(db, workspace_id, manager_id)
    if manager_id == member_id:
        raise Refusal("That is you. Choose somebody whom you manage.", field="who")
    found = await managed.bond(db, workspace_id, manager_id, member_id)
    if found is None:
        where = "your team" if len(teams) == 1 else "a team that you manage"
        raise Refusal(f"That person is not in {where}, and this is for your own people only.", field="who")
    return found


async def leading(db: AsyncSession, workspace_id: str, member_id: str) -> list[Team]:
    """Return the teams that somebody manages. Raises Refusal where there is none."""
    teams = await managed.managed(db, workspace_id, member_id)
    if not teams:
        raise Refusal(
            "That is for those who manage a team. Your own coaching is behind the command without a word after it, and "
            "a colleague is best asked in a direct message.",
            field="who",
        )
    return teams
