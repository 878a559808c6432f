"""Telling the other rooms what changed about people, in the transaction that made it true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import MemberMoved, SeatsChanged
from salesbot.store import behind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.service import Learned
    from salesbot.room import ChannelChange, House


async def learned(db: AsyncSession, house: House, what: Learned, *, now: datetime) -> None:
    """Tell of a person who moved, left their teams, is back, or whose status began or ended to say away."""
    one = what.member
    for team_id in what.left:
        await seats(db, house, one.workspace_id, team_id, left=[one.id], now=now)
    for team_id in what.returned:
        await seats(db, house, one.workspace_id, team_id, joined=[one.id], now=now)
    if what.returned:
        await reachable(db, house, one.workspace_id, one.id, now=now)
    if what.moved:
        await moved(db, house, MemberMoved(one.workspace_id, one.id, was=what.was, now=now))
    if what.status or what.moved:  # a pause until a day has moved with them
        await away(db, house, one.workspace_id, one.id, now=now)


async def moved(db: AsyncSession, house: House, move: MemberMoved) -> None:
    """Tell that somebody's wall changed."""
    for offer in house.offers("on_member_moved"):
        await offer(db, move)


async def away(db: AsyncSession, house: House, workspace_id: str, member_id: str, *, now: datetime) -> None:
    """Tell that somebody's time away (or a pause, or a status that says away) was noted or ended."""
    for offer in house.offers("on_away"):
        await offer(db, workspace_id, member_id, now)


async def seats(
    db: AsyncSession,
    house: House,
    workspace_id: str,
    team_id: int,
    *,
    joined: Sequence[str] = (),
    left: Sequence[str] = (),
    now: datetime,
) -> None:
    """Tell who joined a team and who left it; nothing where nobody did."""
    if not joined and not left:
        return
    change = SeatsChanged(workspace_id, team_id, joined=joined, left=left, now=now)
    for offer in house.offers("on_seats_changed"):
        await offer(db, change)


async def reachable(db: AsyncSession, house: House, workspace_id: str, target: str, *, now: datetime) -> None:
    """Tell that a channel or person can be reached again."""
    for offer in house.offers("on_reachable"):
        await offer(db, workspace_id, target, now)


async def channel(db: AsyncSession, house: House, change: ChannelChange) -> None:
    """Tell what is new of a channel."""
    for offer in house.offers("on_channel"):
        await offer(db, change)


async def rewritten(db: AsyncSession, house: House, changed: Iterable[tuple[str, int, str, datetime]]) -> None:
    """Tell of words that were changed or taken back: in which workspace and team, whose, and since when they stood.

    In one order, room by room: two who change several answers at once would else wait for each other (PostgreSQL). What
    another process promises at this moment quotes the words of before, and is not there yet: rooms look for it again.
    """
    ordered = sorted(changed)

    async def tell(session: AsyncSession) -> None:
        for offer in house.offers("on_rewritten"):
            for whose in ordered:
                await offer(session, *whose)

    await tell(db)
    if ordered:
        behind(db, tell)


async def archived(db: AsyncSession, house: House, workspace_id: str, team_id: int, *, now: datetime) -> None:
    """Tell that a team has ended."""
    for offer in house.offers("on_team_archived"):
        await offer(db, workspace_id, team_id, now)
