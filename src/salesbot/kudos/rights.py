"""What kudos hold of one person, how they forget it, and when the words of old ones are let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from salesbot.kudos import queries
from salesbot.kudos.model import Kudos, MeToo, Thanked
from salesbot.kudos.service import note_key, post_key
from salesbot.outbox import service as outbox
from salesbot.room import Erased, Held, Retention

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Erasure

ALL = 100_000


async def export(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> Sequence[Held]:  # noqa: ARG001  the offer's shape
    """What somebody gave, received, and joined."""
    given = await queries.given_by(db, workspace_id, member_id, limit=ALL)
    received = await queries.received_by(db, workspace_id, member_id, limit=ALL)
    joined = await db.execute(
        select(MeToo.kudos_id, MeToo.said_at)
        .where(MeToo.workspace_id == workspace_id, MeToo.member_id == member_id, MeToo.counts)
        .order_by(MeToo.said_at, MeToo.id)
    )
    return [
        Held("kudos_given", [_row(one) | {"to": ", ".join(name for _, name in one.receivers)} for one in given]),
        Held("kudos_received", [_row(one) | {"from": one.giver} for one in received]),
        Held("kudos_joined", [{"kudos": number, "at": at} for number, at in joined]),
    ]


def _row(act: queries.Act) -> dict[str, object]:
    kudos, tags = act.kudos, " ".join(f"#{one.tag}" for one in act.values)
    return {"kudos": kudos.id, "at": kudos.given_at, "reason": kudos.reason, "values": tags, "link": kudos.link}


async def erase(db: AsyncSession, erasure: Erasure) -> Erased:
    """Forget what somebody wrote, and their name; that thanks were given still counts for everybody else."""
    given = await _unsay(db, erasure)
    received = await _received(db, erasure)
    mine = MeToo.workspace_id == erasure.workspace_id, MeToo.member_id == erasure.member_id
    joined = (await db.execute(update(MeToo).where(*mine).values(member_id=erasure.stand_in).returning(MeToo.id))).all()
    return Erased({"kudos given": given, "kudos received": received, "kudos joined": len(joined)})


async def _unsay(db: AsyncSession, erasure: Erasure) -> int:
    """What they gave loses its words: notes are taken back, posts say only that somebody thanked."""
    mine = Kudos.workspace_id == erasure.workspace_id, Kudos.giver_id == erasure.member_id
    ids = list(await db.scalars(select(Kudos.id).where(*mine).order_by(Kudos.id).with_for_update()))
    notes = await _notes(db, erasure)
    nothing = {"giver_id": erasure.stand_in, "reason": "", "link": "", "unsaid_at": erasure.now}
    await db.execute(update(Kudos).where(*mine).values(nothing))
    theirs = Thanked.workspace_id == erasure.workspace_id, Thanked.giver_id == erasure.member_id
    await db.execute(update(Thanked).where(*theirs).values(giver_id=erasure.stand_in))
    await outbox.withdraw(db, erasure.workspace_id, notes)
    await outbox.dirty(db, erasure.workspace_id, [post_key(one) for one in ids])
    return len(ids)


async def _notes(db: AsyncSession, erasure: Erasure) -> list[str]:
    theirs = Thanked.workspace_id == erasure.workspace_id, Thanked.giver_id == erasure.member_id
    rows = await db.execute(select(Thanked.kudos_id, Thanked.receiver_id).where(*theirs))
    return [note_key(kudos_id, receiver_id) for kudos_id, receiver_id in rows]


async def _received(db: AsyncSession, erasure: Erasure) -> int:
    """What they were thanked for stays its giver's; it names nobody any more, and their notes are taken back."""
    theirs = Thanked.workspace_id == erasure.workspace_id, Thanked.receiver_id == erasure.member_id
    ids = list(await db.scalars(select(Thanked.kudos_id).where(*theirs).order_by(Thanked.kudos_id)))
    await outbox.withdraw(db, erasure.workspace_id, [note_key(one, erasure.member_id) for one in ids])
    await db.execute(update(Thanked).where(*theirs).values(receiver_id=erasure.stand_in))
    await outbox.dirty(db, erasure.workspace_id, [post_key(one) for one in ids])
    return len(ids)


async def purge(db: AsyncSession, before: datetime, limit: int) -> int:
    """Let go of the words of what was given before then; who thanked whom still counts, posts stay as they stand."""
    old = Kudos.given_at < before, Kudos.reason != ""
    ids = list(await db.scalars(select(Kudos.id).where(*old).order_by(Kudos.given_at).limit(limit)))
    await db.execute(update(Kudos).where(Kudos.id.in_(ids)).values(reason="", link=""))
    return len(ids)


RETENTION = (Retention(name="kudos", what="the words of kudos", days=730, purge=purge),)
