"""Colleagues say that a tip holds: useful, used with what came of it; and its author, that it is still true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from salesbot.errors import Refusal
from salesbot.store import insert
from salesbot.tips import queries, rules
from salesbot.tips.model import Use, Useful
from salesbot.tips.service.changing import GONE, changeable, redraw

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.tips.model import Tip


async def toggle(db: AsyncSession, tip_id: int, *, workspace_id: str, by: str, now: datetime) -> Tip:
    """Say that a tip is useful, or take that back. Raises Refusal as `usable` does."""
    tip = await usable(db, tip_id, workspace_id=workspace_id, by=by, lock=True, own="find it useful")
    mine = Useful.tip_id == tip.id, Useful.member_id == by
    gone = (await db.scalars(delete(Useful).where(*mine).returning(Useful.id))).all()
    if gone:
        tip.useful = max(0, tip.useful - 1)
    else:
        row = {"workspace_id": workspace_id, "tip_id": tip.id, "member_id": by, "at": now}
        tip.useful += len(await insert(db, Useful, [row], ignore=["tip_id", "member_id"]))
    await redraw(db, tip)
    return tip


async def use(db: AsyncSession, tip_id: int, outcome: str, *, workspace_id: str, by: str, now: datetime) -> Tip:
    """Say that one used a tip, and what came of it; told again, the newer outcome counts. Raises Refusal as above."""
    said = rules.outcome(outcome)
    tip = await usable(db, tip_id, workspace_id=workspace_id, by=by, lock=True)
    before = await queries.use(db, tip.id, by)
    if before is not None:
        before.outcome, before.used_at = said, now
    else:
        db.add(Use(workspace_id=workspace_id, tip_id=tip.id, member_id=by, outcome=said, used_at=now))
        tip.uses += 1
    tip.confirmed_at = now
    await db.flush()
    await redraw(db, tip)
    return tip


async def usable(
    db: AsyncSession, tip_id: int, *, workspace_id: str, by: str, lock: bool = False, own: str = "use it"
) -> Tip:
    """Return a colleague's tip. Raises Refusal for one's own, for one that is gone, and for whoever reads none."""
    tip = await queries.tip(db, tip_id, workspace_id=workspace_id, lock=lock)
    viewer = await queries.viewer(db, workspace_id, by)
    if tip is None or not viewer.may_find:
        raise Refusal("That tip is gone, or not yours to read.")
    if tip.withdrawn_at is not None:
        raise Refusal(GONE)
    if tip.member_id == by:
        raise Refusal(f"It is your own tip. What counts is when colleagues {own}.")
    return tip


async def confirm(db: AsyncSession, tip_id: int, *, workspace_id: str, by: str, now: datetime) -> Tip:
    """Say that a tip is still true. Raises Refusal as `changeable` does."""
    tip = await changeable(db, tip_id, workspace_id=workspace_id, by=by, lock=True)
    tip.confirmed_at = now
    await db.flush()
    await redraw(db, tip)
    return tip
