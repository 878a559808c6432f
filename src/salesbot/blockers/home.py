"""What the home tab says of blockers: one's own, and for managers what stands in their teams' way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.blockers.service.shown import open_blockers
from salesbot.people import queries as people
from salesbot.room import Card
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Block, House, OpenBlocker, Visit

OWN, TEAMS = 40, 110
MOST, MOST_TEAMS = 5, 3
SHOWN = 200  # characters; "Read it all" has the rest


async def home(house: House, db: AsyncSession, visit: Visit) -> Sequence[Card]:
    """Offer the cards; nothing in one's way is no card."""
    cards = []
    mine = [
        one
        for team_id in visit.teams
        for one in await open_blockers(db, visit.workspace_id, team_id, visit.member_id, now=visit.now)
    ]
    if mine:
        cards.append(Card(order=OWN, title="In your way", blocks=_rows(mine, house, own=True)))
    for team_id in visit.managed[:MOST_TEAMS]:
        found = await open_blockers(db, visit.workspace_id, team_id, None, now=visit.now)
        team = await people.team(db, visit.workspace_id, team_id)
        if found and team is not None:
            title = f"In the way of {team.name}"
            cards.append(Card(order=TEAMS, title=title, blocks=_rows(found, house, own=False), managing=True))
    return cards


def _rows(found: Sequence[OpenBlocker], house: House, *, own: bool) -> list[Block]:
    blocks = [block for one in found[:MOST] for block in _row(one, own=own)]
    more = len(found) - MOST
    if more > 0:
        typed = f"{house.command('checkin')} blockers"
        blocks.append(kit.context(f"And {more} more, the oldest are here: `{typed}` in the team's channel has all."))
    return blocks


def _row(one: OpenBlocker, *, own: bool) -> list[Block]:
    name = "" if own else f"*{kit.name(one.owner)}* "
    text = " ".join(one.text.split())
    said = f":construction: {name}{kit.escape(kit.shorten(text, SHOWN))} · {one.since}"
    buttons = [kit.button("Resolved", "blocker.resolve", value=str(one.id))]
    buttons += [kit.button("Changed", "blocker.change", value=str(one.id))] if own else []
    buttons += [kit.button("Read it all", "blocker.read", value=str(one.id))] if len(text) > SHOWN else []
    return [kit.section(said), kit.actions(*buttons)]
