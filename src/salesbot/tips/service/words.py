"""The vocabulary follows what is said in tips: words come with the first tip that has them, and go with the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, tuple_, update

from salesbot.store import chunks, insert
from salesbot.tips import queries, rules
from salesbot.tips.model import Piece, Word

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.ext.asyncio import AsyncSession

_AT_ONCE = 300  # rows named in one statement


async def follow(db: AsyncSession, workspace_id: str, *, before: str = "", after: str = "") -> None:
    """Count the words of a tip that said `before` (folded) and says `after` now."""
    old, new = rules.words_of(before), rules.words_of(after)
    await _come(db, workspace_id, new - old)
    await _go(db, workspace_id, old - new)


async def _come(db: AsyncSession, workspace_id: str, words: Collection[str]) -> None:
    """Two who share at once wait for each other in one order: what is new is written sorted, then what is counted."""
    if not words:
        return
    rows = [{"workspace_id": workspace_id, "word": word, "tips": 0} for word in sorted(words)]
    new = await insert(db, Word, rows, ignore=["workspace_id", "word"])
    await _count(db, workspace_id, words, by=1)
    pieces = [
        {"workspace_id": workspace_id, "piece": piece, "word": word}
        for word in sorted(new)
        if rules.slips(word)
        for piece in sorted(rules.pieces(word))
    ]
    for some in chunks(pieces, _AT_ONCE):
        await insert(db, Piece, some, ignore=["workspace_id", "piece", "word"])


async def _go(db: AsyncSession, workspace_id: str, words: Collection[str]) -> None:
    if not words:
        return
    await _count(db, workspace_id, words, by=-1)
    here = Word.workspace_id == workspace_id, Word.word.in_(sorted(words)), Word.tips <= 0
    gone = list(await db.scalars(delete(Word).where(*here).returning(Word.word)))
    keys = [(workspace_id, piece, word) for word in gone for piece in sorted(rules.pieces(word))]
    for some in chunks(keys, _AT_ONCE):
        await db.execute(delete(Piece).where(tuple_(Piece.workspace_id, Piece.piece, Piece.word).in_(some)))


async def _count(db: AsyncSession, workspace_id: str, words: Collection[str], *, by: int) -> None:
    known = await queries.lock(db, workspace_id, words)
    here = Word.workspace_id == workspace_id, Word.word.in_(known)
    changed = update(Word).where(*here).values(tips=Word.tips + by)
    await db.execute(changed.execution_options(synchronize_session=False))
