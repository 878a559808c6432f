"""The words of a workspace's tips: in how many each stands, and which ones are near a mistyped one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, select

from salesbot.store import even
from salesbot.tips import rules
from salesbot.tips.model import Piece, Tip, Word
from salesbot.tips.queries.found import BEGINS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

_LAST = "\U0010ffff"  # stands behind every letter
_MOST_NEAR = 500  # words that share a piece with a mistyped one: far more than ever do


async def hits(db: AsyncSession, workspace_id: str, words: Sequence[str]) -> list[int]:
    """In about how many tips each of these words stands, or begins one where its beginning is enough; in one trip."""
    if not words:
        return []
    asked = {"workspace_id": workspace_id}
    for place, word in enumerate(words):
        asked |= {f"word{place}": word, f"end{place}": word + _LAST if len(word) >= BEGINS else word}
    return [tips or 0 for tips in (await db.execute(_begun(len(words)), asked)).one()]


@cache
def _begun(many: int) -> Select[Any]:
    here = Word.workspace_id == bindparam("workspace_id")
    spans = [(Word.word >= bindparam(f"word{place}"), Word.word <= bindparam(f"end{place}")) for place in range(many)]
    return select(*(select(func.sum(Word.tips)).where(here, *span).scalar_subquery() for span in spans))


async def near(db: AsyncSession, workspace_id: str, typed: str) -> dict[str, int]:
    """The words that this one may have meant, with how many tips have each."""
    asked = {"workspace_id": workspace_id, "pieces": even(sorted(rules.pieces_typed(typed)))}
    rows = await db.execute(_near(), asked)
    return {word: tips for word, tips in rows}  # noqa: C416  rows are no tuples to the type checker


@cache
def _near() -> Select[str, int]:
    same = and_(Word.workspace_id == Piece.workspace_id, Word.word == Piece.word)
    alike = Piece.workspace_id == bindparam("workspace_id"), Piece.piece.in_(bindparam("pieces", expanding=True))
    return select(Word.word, Word.tips).join(Piece, same).where(*alike).distinct().limit(_MOST_NEAR)


async def lock(db: AsyncSession, workspace_id: str, words: Collection[str]) -> list[str]:
    """Those of these words that are known, locked in one order by everybody (PostgreSQL)."""
    wanted = Word.workspace_id == workspace_id, Word.word.in_(sorted(words))
    return list(await db.scalars(select(Word.word).where(*wanted).order_by(Word.word).with_for_update()))


async def how_many(db: AsyncSession, workspace_id: str) -> int:
    """How many tips there are, about: ids are given in turn."""
    first, last = (await db.execute(_span(), {"workspace_id": workspace_id})).one()
    return 0 if last is None else last - first + 1


@cache
def _span() -> Select[int, int]:
    return select(func.min(Tip.id), func.max(Tip.id)).where(Tip.workspace_id == bindparam("workspace_id"))
