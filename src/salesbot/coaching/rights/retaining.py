"""When coaching lets go of what is old, the words first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update

from salesbot.coaching.model import Asked, Commitment, OneToOne, Reflection, Shown, Weekly
from salesbot.coaching.rights.erasing import let_go_of_talks
from salesbot.room import Retention

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


async def purge_reflections(db: AsyncSession, before: datetime, limit: int) -> int:
    """Let go of old words; the rows stay, by which notes to managers are found when somebody is forgotten."""
    old = Reflection.made_at < before, or_(Reflection.edited_at.is_(None), Reflection.edited_at < before)
    return await _emptied(db, Reflection, limit, *old, Reflection.sealed != "", sealed="")


async def purge_coaching(db: AsyncSession, before: datetime, limit: int) -> int:
    """Let go of the words of old commitments, then of old prompts of which nothing came."""
    old = Commitment.made_at < before, Commitment.words != ""
    gone = await _emptied(db, Commitment, limit, *old, Commitment.state != "open", words="")
    left = {"words": "", "state": "dropped", "settled_at": before}
    gone += await _emptied(db, Commitment, limit - gone, *old, Commitment.state == "open", **left)
    gone += await _deleted(db, Shown, limit - gone, Shown.shown_at < before, *_without_deeds())
    return gone + await _deleted(db, Weekly, limit - gone, Weekly.shown_at < before)


def _without_deeds() -> tuple[ColumnElement[bool], ...]:
    thoughts = select(Reflection.id).where(Reflection.coaching_id == Shown.id).exists()
    promises = select(Commitment.id).where(Commitment.coaching_id == Shown.id).exists()
    return ~thoughts, ~promises


async def purge_talks(db: AsyncSession, before: datetime, limit: int) -> int:
    """Let go of old notes of one-to-ones with what was agreed there, and of the words of old questions."""
    old = select(OneToOne.id).where(OneToOne.held_at < before).order_by(OneToOne.id).limit(limit)
    ids = list(await db.scalars(old))
    await let_go_of_talks(db, ids)
    words = Asked.asked_at < before, Asked.words != ""
    return len(ids) + await _emptied(db, Asked, limit - len(ids), *words, words="", answer="")


async def _emptied(db: AsyncSession, model: Any, limit: int, *old: ColumnElement[bool], **values: Any) -> int:
    if limit <= 0:
        return 0
    some = select(model.id).where(*old).order_by(model.id).limit(limit)
    return len((await db.scalars(update(model).where(model.id.in_(some)).values(**values).returning(model.id))).all())


async def _deleted(db: AsyncSession, model: Any, limit: int, *old: ColumnElement[bool]) -> int:
    if limit <= 0:
        return 0
    some = select(model.id).where(*old).order_by(model.id).limit(limit)
    return len((await db.scalars(delete(model).where(model.id.in_(some)).returning(model.id))).all())


RETENTION = (
    Retention(name="reflections", what="what people thought about prompts, sealed", days=730, purge=purge_reflections),
    Retention(name="coaching", what="prompts shown and what people said they would do", days=730, purge=purge_coaching),
    Retention(
        name="one_to_ones", what="notes of one-to-ones, what was agreed, and questions", days=730, purge=purge_talks
    ),
)
