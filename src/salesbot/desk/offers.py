"""What the desk does unasked: it reports lost managers and shared channels, and answers whatever is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.desk.blocks import help as helping
from salesbot.desk.blocks import teams as blocks
from salesbot.errors import AlreadyDone
from salesbot.outbox import Note
from salesbot.outbox import service as outbox
from salesbot.people import queries as people
from salesbot.room import Once

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Member
    from salesbot.room import ChannelChange, House, Message, SeatsChanged


async def seats_changed(db: AsyncSession, change: SeatsChanged) -> None:
    """When a team's last manager is gone, tell the admins; where none is known, the team's own channel."""
    team = await people.team(db, change.workspace_id, change.team_id)
    if not change.left or team is None or team.archived_at is not None:
        return
    if await people.managers(db, change.workspace_id, change.team_id):
        return
    told = await people.admins(db, change.workspace_id)
    message = blocks.no_manager(team)
    key = f"desk.no_manager.{team.id}.{int(change.now.timestamp())}"
    await _tell(db, told, message, key=key, reason=f"{team.name} has no manager any more", now=change.now)
    if not told:
        note = Note(team.workspace_id, key, "desk.no_manager", to=team.channel_id, message=message, due_at=change.now)
        await outbox.promise(db, note)


async def _tell(
    db: AsyncSession, whom: Sequence[Member], message: Message, *, key: str, reason: str, now: datetime
) -> None:
    kind = ".".join(key.split(".")[:2])
    notes = [
        Note(one.workspace_id, f"{key}.{one.id}", kind, to=one.id, message=message, due_at=now, member_id=one.id)
        for one in whom
    ]
    if notes:
        await attention.promise(db, *notes, reason=reason, light=True, now=now)


async def channel_changed(db: AsyncSession, change: ChannelChange) -> None:
    """When a team's channel becomes shared with another company, its managers hear of it."""
    team = await people.team_in(db, change.workspace_id, change.channel_id) if change.shared else None
    if team is not None and not team.may_publish:
        managers = await people.managers(db, change.workspace_id, team.id)
        key = f"desk.shared.{team.id}.{int(change.now.timestamp())}"
        reason = f"the channel of {team.name} is now shared with another company"
        await _tell(db, managers, blocks.now_shared(team), key=key, reason=reason, now=change.now)


async def reachable(db: AsyncSession, workspace_id: str, target: str, now: datetime) -> None:  # noqa: ARG001  the offer's shape
    """Let what waits for a channel or person go on, now that Slack reaches it again."""
    await outbox.resume(db, workspace_id, target)


async def typed(house: House, *, workspace_id: str, member_id: str, text: str, ts: str, now: datetime) -> bool:
    """Take what somebody typed to salesbot, once per Slack's ts, however it is heard of. False: it was taken before."""
    try:
        async with house.store.begin(once=Once(workspace_id, f"typed.{member_id}.{ts}")) as db:
            await _take(db, house, text, workspace_id=workspace_id, member_id=member_id, ts=ts, now=now)
    except AlreadyDone:
        return False
    return True


async def retyped(house: House, *, workspace_id: str, member_id: str, text: str, ts: str, now: datetime) -> None:
    """Follow an edit of what somebody typed to salesbot; `text` is empty where they deleted it."""
    async with house.store.begin() as db:
        for offer in house.offers("retyped"):
            await offer(db, workspace_id, member_id, ts, text, now)


async def _take(
    db: AsyncSession, house: House, text: str, *, workspace_id: str, member_id: str, ts: str, now: datetime
) -> None:
    """Offer typed words to the rooms in order; where none takes them, say what salesbot can do now."""
    for offer in house.offers("typed"):
        if await offer(db, workspace_id, member_id, text, ts, now):
            return
    known = await people.member(db, workspace_id, member_id)
    answer = helping.spoken_to(typed=house.command("salesbot"), checkin=house.command("checkin"))
    key = f"desk.typed.{member_id}.{ts}"
    note = Note(
        workspace_id, key, "desk.typed", to=member_id, message=answer, due_at=now, member_id=known.id if known else None
    )
    await outbox.promise(db, note)
