"""What a week brought: tips shared, and tips used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from salesbot.tips.model import Tip, Use
from salesbot.tips.queries.tips import Shown, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Span

_MOST = 20


@dataclass(frozen=True)
class Week:
    """Tips shared and tips used in some days, the most used there first; `times` is how often any was."""

    shared: Sequence[Shown]
    used: Sequence[Shown]
    times: int = 0


async def week(db: AsyncSession, span: Span, *, of: str | None = None) -> Week:
    """What these days brought of a team's tips, or of one author's in it."""
    tips = [Tip.workspace_id == span.workspace_id, Tip.team_id == span.team_id]
    tips += [Tip.member_id == of] if of is not None else []
    new = select(Tip.id).where(
        *tips, Tip.withdrawn_at.is_(None), Tip.shared_at >= span.since, Tip.shared_at < span.until
    )
    shared = list(await db.scalars(new.order_by(Tip.uses.desc(), Tip.useful.desc(), Tip.id).limit(_MOST)))
    told = Use.used_at >= span.since, Use.used_at < span.until
    times = func.count()
    rows = (
        await db.execute(
            select(Tip.id, times)
            .join(Use, Use.tip_id == Tip.id)
            .where(*tips, *told)
            .group_by(Tip.id)
            .order_by(times.desc(), Tip.id)
        )
    ).all()
    used = await shown(db, [tip_id for tip_id, _ in rows[:_MOST]], workspace_id=span.workspace_id)
    return Week(await shown(db, shared, workspace_id=span.workspace_id), used, sum(number for _, number in rows))
