"""The channels in which check-ins are published: renamed, moved, shared with another company, and confirmed by name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from salesbot.attention import service as attention
from salesbot.audit.rules import Verb
from salesbot.checkins import queries
from salesbot.checkins.model import Checkin, Round
from salesbot.checkins.rules.places import NAME_FIELD, THREAD
from salesbot.checkins.service import noting
from salesbot.checkins.service.stand import entry, stand
from salesbot.errors import Refusal
from salesbot.outbox import queries as waiting
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board
from salesbot.people import queries as people
from salesbot.people.rules import same_name

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.service.stand import Stand
    from salesbot.people.model import Team
    from salesbot.room import ChannelChange

SHARED = "checkin.shared"
STILL_READ = timedelta(days=7)  # how far back what waited for a confirmation is still worth reading


async def on_channel(db: AsyncSession, change: ChannelChange) -> None:
    """Follow a channel: its name and id, and whether another company reads it; what may appear again does."""
    now_at, may_again = change.new_id or change.channel_id, change.confirmed or change.shared is False
    if may_again:
        held = await queries.published_in(db, now_at, workspace_id=change.workspace_id)
        await _hold(db, {one.id for one, _ in held}, now=change.now)
    if change.name or change.new_id:
        await _rename(db, change)
    mine = await queries.published_in(db, now_at, workspace_id=change.workspace_id)
    if change.shared is not None:  # the hourly look says it anew: rounds of who knows it already stay as confirmed
        known = {one.id for one, _ in mine if one.channel_id == now_at and one.channel_shared} if change.shared else ()
        there = Round.workspace_id == change.workspace_id, Round.channel_id == now_at, Round.checkin_id.not_in(known)
        differs = Round.channel_ok == change.shared
        await db.execute(update(Round).where(*there, differs).values(channel_ok=not change.shared))
    open_again = {one.id for one, _ in mine if one.channel_id != now_at and may_again}
    for checkin, team in mine:
        if checkin.channel_id == now_at and change.shared is not None and checkin.channel_shared != change.shared:
            await _share(db, checkin, team, shared=change.shared, now=change.now)
            open_again |= set() if change.shared else {checkin.id}
    await release(db, open_again, workspace_id=change.workspace_id, now=change.now)


async def _hold(db: AsyncSession, checkin_ids: Collection[int], *, now: datetime) -> None:
    """An answer on its way is either seen by `release`, or sees itself that its channel may be published in."""
    if checkin_ids:
        await queries.hold(db, checkin_ids, since=(now - STILL_READ).date())


async def _rename(db: AsyncSession, change: ChannelChange) -> None:
    own = Checkin.workspace_id == change.workspace_id, Checkin.channel_id == change.channel_id
    if change.name:
        await db.execute(update(Checkin).where(*own).values(channel_name=change.name))
    if change.new_id:
        confirmed = Checkin.channel_ok == change.channel_id
        await db.execute(update(Checkin).where(*own, confirmed).values(channel_ok=change.new_id))
        await db.execute(update(Checkin).where(*own).values(channel_id=change.new_id))
        rounds = Round.workspace_id == change.workspace_id, Round.channel_id == change.channel_id
        await db.execute(update(Round).where(*rounds).values(channel_id=change.new_id))


async def _share(db: AsyncSession, checkin: Checkin, team: Team, *, shared: bool, now: datetime) -> None:
    """Nothing more appears in a channel that became shared until a manager confirms it; the managers hear of that.

    A confirmation ends when the channel stops being shared: the next company needs a new one.
    """
    checkin.channel_shared = shared
    if not shared:
        checkin.channel_ok = ""
        return
    if checkin.channel_ok == checkin.channel_id:
        return
    key = f"{SHARED}.{checkin.id}.{int(now.timestamp())}"
    boards = [
        Board(team.workspace_id, f"{key}.{one.id}", SHARED, str(checkin.id), to=one.id, due_at=now, member_id=one.id)
        for one in await people.managers(db, team.workspace_id, team.id)
    ]
    reason = f"the channel of {checkin.name} is now shared with another company"
    await attention.promise(db, *boards, reason=reason, light=True, now=now)


async def release(db: AsyncSession, checkin_ids: Collection[int], *, workspace_id: str, now: datetime) -> None:
    """Let appear what waited in these check-ins until their channel was confirmed, or is no longer shared."""
    boards: list[Board] = []
    if not checkin_ids:
        return
    for round_id in await queries.waiting(db, checkin_ids, since=(now - STILL_READ).date()):
        here = await stand(db, round_id, workspace_id=workspace_id)
        if here.place.may_publish and (here.round.published_at or await queries.answered_in(db, round_id)):
            boards += here.boards(range(await queries.last_page(db, round_id) + 1), now=now)
            await queries.clear_pages(db, round_id, all_of_them=here.place.mode == THREAD)
            boards += await _entries(db, here, now=now)
    await outbox.show(db, *boards)
    below = await waiting.in_thread(db, workspace_id, [board.key for board in boards])
    await outbox.dirty(db, workspace_id, below)  # what others said in the threads waited too


async def _entries(db: AsyncSession, here: Stand, *, now: datetime) -> list[Board]:
    """The messages of a day's thread, of all who have answered."""
    if here.place.mode != THREAD:
        return []
    asks = await queries.answered(db, here.round.id)
    for ask in asks:
        ask.to_page = False
    parts = await queries.parts(db, [ask.id for ask in asks])
    return [entry(parts[ask.id], piece, now=now) for ask in asks for piece in range(ask.report_pages)]


async def to_confirm(db: AsyncSession, checkin_id: int, *, workspace_id: str, member_id: str) -> Checkin:
    """Return a check-in whose shared channel this person may confirm; raises Refusal for everybody else."""
    checkin, team = (await queries.checkins(db, [checkin_id])).get(checkin_id, (None, None))
    if checkin is None or team is None or checkin.workspace_id != workspace_id:
        raise Refusal("That check-in is gone.")
    if not await people.may_manage(db, workspace_id, team.id, member_id):
        raise Refusal("Only the team's managers can confirm a channel that another company reads.")
    return checkin


async def confirm(
    db: AsyncSession, checkin_id: int, *, typed: str, workspace_id: str, member_id: str, now: datetime
) -> Checkin:
    """Publish in a check-in's own shared channel all the same: a manager named it. Raises Refusal beside the field."""
    checkin = await to_confirm(db, checkin_id, workspace_id=workspace_id, member_id=member_id)
    if not same_name(typed, checkin.channel_name):
        raise Refusal(f"That is not its name: it is called {checkin.channel_name}.", field=NAME_FIELD)
    await _hold(db, {checkin.id}, now=now)
    checkin.channel_ok = checkin.channel_id
    rounds = Round.checkin_id == checkin.id, Round.channel_id == checkin.channel_id
    await db.execute(update(Round).where(*rounds).values(channel_ok=True))
    await db.flush()
    await noting.of_checkin(db, checkin, Verb.CHECKIN_CONFIRMED, by=member_id, now=now)
    await release(db, {checkin.id}, workspace_id=workspace_id, now=now)
    return checkin
