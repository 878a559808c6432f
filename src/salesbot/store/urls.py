"""The address of the database: a SQLite file by default, PostgreSQL by URL, and a clear sentence for anything else."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from tempfile import TemporaryFile

from platformdirs import user_data_path
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from salesbot.errors import StoreError

_POSTGRESQL = {"postgres", "postgresql", "postgresql+asyncpg"}
_OURS = {"prepared_statement_cache_size", "command_timeout"}
# What asyncpg.connect takes as text, and SQLAlchemy for it.
_WORDS = _OURS | {
    "host", "port", "user", "database", "passfile", "service", "servicefile", "ssl", "direct_tls", "krbsrvname",
    "gsslib", "target_session_attrs",
}  # fmt: skip
_SQLITE = {"sqlite", "sqlite+aiosqlite"}


def parse(url: str) -> URL:
    """Return the URL with the driver that salesbot uses; empty means a file in this platform's data folder.

    Raises StoreError, which never repeats the URL: it may hold a password.
    """
    given = _made(url or f"sqlite:///{user_data_path('salesbot', appauthor=False) / 'salesbot.db'}")
    if given.drivername in _POSTGRESQL:
        return _known(_with_ssl(_with_password(given.set(drivername="postgresql+asyncpg"))))
    if given.drivername in _SQLITE:
        return _with_file(given.set(drivername="sqlite+aiosqlite"))
    raise StoreError(
        f"salesbot speaks SQLite (sqlite:///file) and PostgreSQL (postgresql://…), not {given.drivername}."
    )


def _made(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError(
            "The database URL cannot be read. It looks like sqlite:///file or postgresql://user:password@host/name."
        ) from None


def _with_password(url: URL) -> URL:
    """Take a password behind the question mark for one before the host, where nothing shows it.

    Raises StoreError where one with an @ in it was cut in two, of which the second half would be shown as the host.
    """
    if "@" in (url.host or ""):
        raise StoreError("The password in the database URL holds an @. Write it there as %40.")
    password = url.query.get("password")
    return url if password is None else url.difference_update_query(["password"]).set(password=str(password))


def _known(url: URL) -> URL:
    """Refuse what the driver would not understand: hosts of PostgreSQL hand out words that only libpq knows."""
    if strange := sorted(set(url.query) - _WORDS):
        raise StoreError(f"The database URL says {strange[0]}=…, which salesbot's driver does not know. Take it out.")
    return url


def _with_ssl(url: URL) -> URL:
    """Take libpq's `sslmode`, as hosts of PostgreSQL hand it out, for asyncpg's `ssl`."""
    mode = url.query.get("sslmode")
    return url if mode is None else url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})


def in_libpq(url: URL) -> URL:
    """Return the address as PostgreSQL's own tools take it, which refuse a word that only our driver knows."""
    words = {"sslmode" if name == "ssl" else name: told for name, told in url.query.items() if name not in _OURS}
    return url.set(drivername="postgresql", query=words)


def _with_file(url: URL) -> URL:
    """Refuse a database in memory: readers and the writer are different connections and would not share it."""
    if not url.database or ":memory:" in url.database or url.database.startswith("file:"):
        raise StoreError("salesbot keeps its data in a file. Give the database as sqlite:///path/to/salesbot.db.")
    return url.set(database=str(Path(url.database).expanduser().absolute()))


def file_of(url: URL) -> Path | None:
    """Return the file of a SQLite database, None for PostgreSQL."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def in_data_folder(url: URL, ending: str) -> Path:
    """Return where this user's data folder has a file about a database that is none itself."""
    whose = hashlib.sha256(f"{url.host}:{url.port}/{url.database}".encode()).hexdigest()[:12]
    return Path(user_data_path("salesbot", appauthor=False)) / f"{whose}{ending}"


def make_room(file: Path) -> None:
    """Make the folder of a database's file. Raises StoreError where that cannot be done."""
    if (obstacle := obstacle_to(file)) is not None:
        raise StoreError(obstacle)
    file.parent.mkdir(parents=True, exist_ok=True)


def obstacle_to(file: Path) -> str | None:
    """Say why no file can be made there and what to do, if so; nothing is made."""
    if file.exists() and not os.access(file, os.R_OK | os.W_OK):
        return f"{file} cannot be read and written by this user. Run this as the user whose database it is."
    nearest = next(folder for folder in file.parents if folder.exists())
    if nearest.is_dir() and _writable(nearest):
        return None
    why = "this user may not write there" if nearest.is_dir() else "that is no folder"
    advice = (
        "Give SALESBOT_DATABASE_URL a file in a folder of its own, such as sqlite:////var/lib/salesbot/salesbot.db."
    )
    return f"The database cannot be kept at {file}: {nearest}: {why}. {advice}"


def _writable(folder: Path) -> bool:
    """Ask the file system itself: for root `os.access` says yes even where nothing can be made."""
    try:
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def shown(url: URL) -> str:
    """Return the address without its password, for people and logs."""
    file = file_of(url)
    return str(file) if file else url.set(drivername="postgresql").render_as_string(hide_password=True)


def reason(error: Exception) -> str:
    """Return the database's own words, without SQLAlchemy's statement, values and link."""
    words = str(getattr(error, "orig", None) or error).strip().splitlines()
    return (words or [type(error).__name__])[0].removesuffix(".")
