"""Full text, behind one function: SQLite's FTS5 and PostgreSQL's tsvector look for the same folded words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from salesbot.store.rows import is_postgresql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

BEGINS = 3  # letters of a word from which on its beginning is enough; `eu` and `hr` stand for themselves
# Where more tips than these have the one word that is looked for, the ranking is walked until enough of them were met:
# few of 100,000 tips are read then. Where fewer do, or several words, they are looked up first and ranked then. Left to
# itself, PostgreSQL walked the ranking to its end for a word that no tip has, for 230 ms.
_WALKED = 2_000

# ruff: noqa: S608  these statements are put together of our own words alone
_RANKED = "ORDER BY uses DESC, useful DESC, id DESC LIMIT :most OFFSET :skip"
_HERE = "SELECT id, uses, useful FROM tips WHERE workspace_id = :workspace_id"
_SQLITE = text(
    "SELECT tips.id FROM tips_index CROSS JOIN tips ON tips.id = tips_index.rowid "
    f"WHERE tips_index MATCH :wanted AND tips.workspace_id = :workspace_id {_RANKED}"
)
_SQLITE_WALK = text(f"{_HERE} AND folded LIKE :wanted {_RANKED}")
_POSTGRESQL = text(
    f"WITH hits AS MATERIALIZED ({_HERE} AND words @@ CAST(:wanted AS tsquery)) SELECT id FROM hits {_RANKED}"
)
_POSTGRESQL_WALK = text(f"{_HERE} AND words @@ CAST(:wanted AS tsquery) {_RANKED}")


async def found(
    db: AsyncSession, workspace_id: str, words: Sequence[str], *, hits: int = 0, skip: int = 0, most: int,
    any_of: bool = False,
) -> list[int]:  # fmt: skip
    """The tips in which all these folded words stand (or any of them), their beginnings enough; the most used first.

    `hits` is about how many tips that can be. A withdrawn tip has no words, and so is not found.
    """
    walk = hits > _WALKED and len(words) == 1
    if is_postgresql(db):
        query = _POSTGRESQL_WALK if walk else _POSTGRESQL
        wanted = _joined(words, " | " if any_of else " & ", "'", ":*")
    elif walk:
        query, wanted = _SQLITE_WALK, f"% {words[0]}%" if len(words[0]) >= BEGINS else f"% {words[0]} %"
    else:
        query, wanted = _SQLITE, _joined(words, " OR " if any_of else " AND ", '"', "*")
    asked = {"wanted": wanted, "workspace_id": workspace_id, "skip": skip, "most": most}
    return list((await db.execute(query, asked)).scalars())


def _joined(words: Sequence[str], by: str, quote: str, begins: str) -> str:
    """A query in the words of the database. Folded words are letters and digits, and mean nothing to it."""
    return by.join(f"{quote}{word}{quote}{begins if len(word) >= BEGINS else ''}" for word in words)


async def tidy(db: AsyncSession) -> None:
    """Let SQLite's index forget the words of tips that are gone: until then they would lie in its older parts.

    0.4 s with 100,000 tips. PostgreSQL's vacuum does so by itself.
    """
    if not is_postgresql(db):
        await db.execute(text("INSERT INTO tips_index(tips_index) VALUES ('optimize')"))
