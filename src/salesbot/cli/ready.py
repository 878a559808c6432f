"""Whether the database is one that a command can read: there, and of this salesbot's version."""

from __future__ import annotations

from salesbot.errors import SalesbotError
from salesbot.store import migrate, urls


async def refuse_unready(url: str) -> None:
    """A database that is not there is not made, and one of an older version is not read.

    Raises SalesbotError, which says what to type; StoreError where the database is of a newer salesbot.
    """
    if not await migrate.pending(url):
        return
    file = urls.file_of(urls.parse(url))
    if file is not None and not file.exists():
        raise SalesbotError(f"There is no database at {file} yet. salesbot run makes it.")
    raise SalesbotError("The database is of an older version of salesbot. Run: salesbot db upgrade")
