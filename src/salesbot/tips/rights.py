"""What tips hold of one person, and how they forget it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from salesbot.room import Erased, Held
from salesbot.tips import queries, rules
from salesbot.tips.model import Tip, Use, Useful
from salesbot.tips.service import redraw
from salesbot.tips.service.changing import empty

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Erasure


async def export(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> Sequence[Held]:  # noqa: ARG001  the offer's shape
    """What somebody shared, used and found useful."""
    shared = Tip.workspace_id == workspace_id, Tip.member_id == member_id
    used = Use.workspace_id == workspace_id, Use.member_id == member_id
    useful = Useful.workspace_id == workspace_id, Useful.member_id == member_id
    return [
        Held("tips", [_tip(one) for one in await db.scalars(select(Tip).where(*shared).order_by(Tip.id))]),
        Held("tips_used", [
            {"tip": one.tip_id, "used_at": one.used_at, "outcome": one.outcome}
            for one in await db.scalars(select(Use).where(*used).order_by(Use.id))
        ]),
        Held("tips_useful", [
            {"tip": one.tip_id, "said_at": one.at}
            for one in await db.scalars(select(Useful).where(*useful).order_by(Useful.id))
        ]),
    ]  # fmt: skip


def _tip(one: Tip) -> dict[str, Any]:
    names = ("kind", *rules.PARTS, "tags", "link", "uses", "useful", "shared_at", "edited_at", "withdrawn_at")
    return {"tip": one.id} | {name: getattr(one, name) for name in names}


async def erase(db: AsyncSession, erasure: Erasure) -> Erased:
    """Forget what somebody shared, and what they said came of others' tips. Counts stay as they are.

    Their tips are withdrawn with their posts; the posts under which they told of a use are drawn anew.
    """
    mine = Tip.workspace_id == erasure.workspace_id, Tip.member_id == erasure.member_id
    tips = (await db.scalars(select(Tip).where(*mine).order_by(Tip.id).with_for_update())).all()
    for tip in tips:
        await empty(db, tip, by=erasure.stand_in, now=erasure.now)
        tip.member_id, tip.asked_in = erasure.stand_in, ""
    by_them = Tip.workspace_id == erasure.workspace_id, Tip.withdrawn_by == erasure.member_id
    await db.execute(update(Tip).where(*by_them).values(withdrawn_by=erasure.stand_in))
    uses = await _forget_uses(db, erasure)
    await _forget_useful(db, erasure)
    await db.flush()
    await queries.tidy(db)
    return Erased({"tips": sum(1 for one in tips), "outcomes of tips": uses})


async def _forget_uses(db: AsyncSession, erasure: Erasure) -> int:
    mine = Use.workspace_id == erasure.workspace_id, Use.member_id == erasure.member_id
    uses = (await db.scalars(select(Use).where(*mine).order_by(Use.id))).all()
    for one in uses:
        one.outcome = ""
        tip = await queries.tip(db, one.tip_id, workspace_id=erasure.workspace_id)
        if tip is not None and tip.withdrawn_at is None:
            await redraw(db, tip)
        if await queries.use(db, one.tip_id, erasure.stand_in):  # of somebody else who was forgotten: the count stands
            await db.execute(delete(Use).where(Use.id == one.id))
        else:
            one.member_id = erasure.stand_in
        await db.flush()
    return len(uses)


async def _forget_useful(db: AsyncSession, erasure: Erasure) -> None:
    """Who found it useful is forgotten; that somebody did, the tip itself counts."""
    await db.execute(
        delete(Useful).where(Useful.workspace_id == erasure.workspace_id, Useful.member_id == erasure.member_id)
    )
