"""What the home tab says of digests: what comes to its reader, and when their teams' weeks are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.digest import service
from salesbot.digest.blocks.choosing import OPEN, said
from salesbot.room import Card
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Visit

_MOST = 5  # teams
ORDER = 910  # among the settings


async def home(house: House, db: AsyncSession, visit: Visit) -> Sequence[Card]:
    """Offer the card, a line for each of the reader's teams."""
    blocks = []
    for team_id in visit.teams[:_MOST]:
        now_is = await service.standing(db, visit.workspace_id, team_id, visit.member_id)
        blocks.append(kit.section(said(now_is), kit.button("Change", OPEN, value=str(team_id))))
    more = len(visit.teams) - len(blocks)
    if more > 0:
        words = f"And {more} more: type `{house.command('digest')} settings` in a team's channel."
        blocks.append(kit.context(words))
    return [Card(order=ORDER, title="Digests", blocks=blocks)] if blocks else []
