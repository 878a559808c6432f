"""The tip that may help with what is in somebody's way, if one clearly does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.tips import queries, rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.tips.queries import Shown

_LOOKED_AT = 100  # tips, the most used first
_MOST = 3_000  # tips that have a word: what more of them have is not looked for


async def beside_blocker(db: AsyncSession, workspace_id: str, words: str) -> Shown | None:
    """Return the tip of the workspace that fits these words best; None where none clearly does."""
    roots = await _telling(db, workspace_id, rules.telling(words)[: rules.MOST])
    if not roots:
        return None
    ids = await queries.found(db, workspace_id, roots, most=_LOOKED_AT, any_of=True)
    found = await queries.shown(db, ids, workspace_id=workspace_id)
    known = [(one.tip.id, rules.words_of(one.tip.folded), rules.findable(one.tip.tags).split()) for one in found]
    number = rules.best(roots, known)
    return next((one for one in found if one.tip.id == number), None)


async def _telling(db: AsyncSession, workspace_id: str, roots: Sequence[str]) -> list[str]:
    """Those that some tips have, and not too many: a word of every other tip tells nothing."""
    if not roots:
        return []
    often = rules.common(await queries.how_many(db, workspace_id))
    most = _MOST if often is None else min(_MOST, often)
    known = await queries.hits(db, workspace_id, roots)
    return [one for one, tips in zip(roots, known, strict=True) if 0 < tips <= most]
