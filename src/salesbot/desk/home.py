"""What the home tab says of one's own settings, and for managers of their people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.desk.blocks import personal as blocks
from salesbot.desk.blocks import team_settings, teams
from salesbot.desk.service import personal
from salesbot.people import queries as people
from salesbot.people.rules import zone_or
from salesbot.room import Card
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Member, Team
    from salesbot.room import House, Visit

PEOPLE, SETTINGS = 120, 900
MOST_TEAMS, MOST_NAMES = 3, 15


async def home(house: House, db: AsyncSession, visit: Visit) -> Sequence[Card]:
    """Offer the reader's settings, and the people of the teams they manage."""
    cards = []
    for team_id in visit.managed[:MOST_TEAMS]:
        team = await people.team(db, visit.workspace_id, team_id)
        cards += [await _people(house, db, visit, team)] if team is not None else []
    member = await people.member(db, visit.workspace_id, visit.member_id)
    if member is not None:
        standing = await personal.standing_of(db, member, now=visit.now)
        button = kit.button("Change my settings", blocks.OPEN)
        words = kit.section(blocks.kept(standing, now=visit.now))
        cards.append(Card(order=SETTINGS, title="My settings", blocks=[words, kit.actions(button)]))
    return cards


async def _people(house: House, db: AsyncSession, visit: Visit, team: Team) -> Card:
    places = await people.roster(db, visit.workspace_id, team.id)
    count = "One person" if len(places) == 1 else f"{len(places)} people"
    gone = await _away(db, visit, [one.member for one in places])
    said = f"{count}" + (f"; away today: {_names(gone)}." if gone else ", nobody is away today.")
    silent = {key for offer in house.offers("noticed") for key in await offer(db, visit.workspace_id, team.id)}
    quiet = [one.member for one in places if one.member.id in silent]
    said += f"\n:mute: Silent for three rounds: {_names(quiet)}." if quiet else ""
    buttons = (("Add or change people", teams.EDIT), ("Time away", team_settings.AWAY),
               ("Team settings", team_settings.OPEN))  # fmt: skip
    row = kit.actions(*(kit.button(text, action, value=str(team.id)) for text, action in buttons))
    return Card(order=PEOPLE, title=f"People of {team.name}", blocks=[kit.section(said), row], managing=True)


async def _away(db: AsyncSession, visit: Visit, members: Sequence[Member]) -> list[Member]:
    """Who is away today, on their own walls."""
    since = visit.now.date() - timedelta(days=1)  # where it is still yesterday
    noted = await people.aways(db, visit.workspace_id, [one.id for one in members], since=since)
    gone = []
    for one in members:
        today = visit.now.astimezone(zone_or(one.zone)).date()
        if any(span.first_day <= today <= span.last_day for span in noted.get(one.id, ())):
            gone.append(one)
    return gone


def _names(members: Sequence[Member]) -> str:
    more = f" and {len(members) - MOST_NAMES} more" if len(members) > MOST_NAMES else ""
    return ", ".join(kit.name(one.name) for one in members[:MOST_NAMES]) + more
