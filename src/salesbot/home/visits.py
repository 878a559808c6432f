"""Who opens the home tab, and what is theirs: their teams, those they manage, and the zone on their wall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.home import rules
from salesbot.people import queries as people
from salesbot.people import teamless
from salesbot.people.rules import Role
from salesbot.room import Visit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.room import Card, House


@dataclass(frozen=True)
class Home:
    """What somebody's home tab is made of. `visit` None: they are in no team; `others` are then the teams there are."""

    name: str
    visit: Visit | None = None
    cards: Sequence[Card] = ()
    teams: Sequence[Team] = ()
    others: Sequence[tuple[str, str]] = ()  # a team's name, and who manages it
    outside: bool = False


async def home_of(
    house: House, db: AsyncSession, workspace_id: str, member_id: str, *, outside: bool, now: datetime
) -> Home:
    """Return somebody's home; `outside`: Slack says that they are a guest or of another company."""
    member = await people.member(db, workspace_id, member_id)
    if outside or (member is not None and (member.is_guest or member.is_stranger or member.is_bot)):
        return Home("", outside=True)
    mine = await people.teams_of(db, workspace_id, member_id) if member is not None else []
    if member is None or not mine:
        return Home(member.name if member is not None else "", others=await teamless.who_add(db, workspace_id))
    visit = Visit(
        workspace_id=workspace_id, member_id=member_id, zone=member.zone, teams=[team.id for team, _ in mine],
        managed=[team.id for team, role in mine if role is Role.MANAGER], now=now,
    )  # fmt: skip
    cards = [card for offer in house.offers("home") for card in await offer(house, db, visit)]
    return Home(member.name, visit, rules.in_order(cards), [team for team, _ in mine])
