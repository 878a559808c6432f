"""What somebody in no team reads: who could add them to one, or how to make one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.errors import Refusal
from salesbot.people import queries
from salesbot.people.described import plain_name

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_MOST_NAMED = 5  # teams in one sentence


async def alone(db: AsyncSession, workspace_id: str, *, setup: str) -> Refusal:
    """Return what to say to somebody in no team: who could add them; `setup` is the command that makes a team."""
    who = [f"<@{manager}> ({plain_name(name)})" for name, manager in await who_add(db, workspace_id)]
    if not who:
        return Refusal(
            f"You are in no team right now, and there is none here to join. `{setup}` makes one in a minute."
        )
    can = f"Somebody who manages one can add you: {', '.join(who)}."
    return Refusal(f"You are in no team right now. {can} Or start one with `{setup}`.")


async def who_add(db: AsyncSession, workspace_id: str) -> list[tuple[str, str]]:
    """Return the first teams of the workspace, each by its name and a manager who could add somebody."""
    found = []
    for team in (await queries.teams(db, workspace_id))[:_MOST_NAMED]:
        managers = await queries.managers(db, workspace_id, team.id)
        found += [(team.name, managers[0].id)] if managers else []
    return found
