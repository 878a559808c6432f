"""A team begins a check-in from a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.service.compose import compose
from salesbot.checkins.service.managing import today_of
from salesbot.checkins.templates import sketched
from salesbot.people import queries as people

if TYPE_CHECKING:
    from datetime import datetime, time

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Checkin
    from salesbot.checkins.templates import Template


async def begin(
    db: AsyncSession, template: Template, *, workspace_id: str, team_id: int, wall: time | None, by: str, now: datetime
) -> Checkin:
    """Start a check-in from a template and seat the team's members; `wall` is each member's own time of asking."""
    team = (await people.teams_of_ids(db, [team_id]))[workspace_id, team_id]
    sketch = sketched(template, wall=wall, anchor=today_of(team, now=now))
    return await compose(db, sketch, workspace_id=workspace_id, team_id=team_id, by=by, now=now)
