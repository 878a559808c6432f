"""A tip is edited or withdrawn, by its author or a manager of its team, and what is posted of it follows."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.audit.rules import Verb
from salesbot.audit.service import Deed, note
from salesbot.errors import Refusal
from salesbot.outbox import service as outbox
from salesbot.tips import queries, rules
from salesbot.tips.service.sharing import folded
from salesbot.tips.service.words import follow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.tips.model import Tip

GONE = "That tip has been withdrawn."


async def changeable(db: AsyncSession, tip_id: int, *, workspace_id: str, by: str, lock: bool = False) -> Tip:
    """Return a tip that this person may edit and withdraw. Raises Refusal otherwise."""
    tip = await queries.tip(db, tip_id, workspace_id=workspace_id, lock=lock)
    viewer = await queries.viewer(db, workspace_id, by)
    if tip is None or not viewer.may_change(author=tip.member_id, team_id=tip.team_id):
        raise Refusal("Only whoever shared a tip and the managers of their team can change it.")
    if tip.withdrawn_at is not None:
        raise Refusal(GONE)
    return tip


async def change(
    db: AsyncSession, tip_id: int, draft: rules.Draft, *, workspace_id: str, by: str, now: datetime
) -> Tip:
    """Let a tip say something else, wherever it is shown. Raises Refusal as `changeable` and `share` do."""
    tip = await changeable(db, tip_id, workspace_id=workspace_id, by=by, lock=True)
    kept, before = rules.checked(draft), tip.folded
    for name, words in asdict(kept).items():
        if name != "link":
            setattr(tip, name, words)
    tip.folded, tip.edited_at = folded(kept), now
    if tip.member_id == by:
        tip.confirmed_at = now  # whoever mends their tip stands by it
    await db.flush()
    await follow(db, workspace_id, before=before, after=tip.folded)
    await redraw(db, tip)
    await _note(db, tip, Verb.TIP_CHANGED, by=by, now=now)
    return tip


async def withdraw(db: AsyncSession, tip_id: int, *, workspace_id: str, by: str, now: datetime) -> Tip:
    """Take a tip away: its words go from here, its post from the channel. Raises Refusal as `changeable` does."""
    tip = await changeable(db, tip_id, workspace_id=workspace_id, by=by, lock=True)
    await empty(db, tip, by=by, now=now)
    await queries.tidy(db)
    await _note(db, tip, Verb.TIP_WITHDRAWN, by=by, now=now)
    return tip


async def _note(db: AsyncSession, tip: Tip, verb: Verb, *, by: str, now: datetime) -> None:
    """What somebody does to another's tip stands in the audit log; what one does to one's own is nobody's business."""
    if tip.member_id != by:
        here = tip.workspace_id
        await note(db, Deed(workspace_id=here, verb=verb, by=by, at=now, object_id=tip.id, team_id=tip.team_id))


async def empty(db: AsyncSession, tip: Tip, *, by: str, now: datetime) -> None:
    """Withdraw a tip; whether somebody may is for the caller to know."""
    before = tip.folded
    for name in (*rules.PARTS, "tags", "link", "folded"):
        setattr(tip, name, "")
    tip.withdrawn_at, tip.withdrawn_by = tip.withdrawn_at or now, tip.withdrawn_by or by
    await db.flush()
    await follow(db, tip.workspace_id, before=before)
    await outbox.withdraw(db, tip.workspace_id, queries.post_key(tip.id))
    await redraw(db, tip)


async def redraw(db: AsyncSession, tip: Tip) -> None:
    """Draw a tip's post anew, and what asks whether it still holds."""
    await outbox.dirty(db, tip.workspace_id, queries.post_key(tip.id))
    if tip.asked_in:
        await attention.redraw(db, tip.workspace_id, tip.asked_in)
