"""Write the next version from what one room's models say: `python -m salesbot.store.migrations.new goals`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.script import Script
from sqlalchemy import create_engine

from salesbot.store import Base
from salesbot.store.migrate import FOLDER, versions
from salesbot.store.migrations.applying import settings
from salesbot.store.migrations.tables import know_all_tables

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def main() -> None:
    """Write a version file; read it before you keep it."""
    room = sys.argv[1]
    know_all_tables()
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/new.db")
        with engine.connect() as connection:
            written = _write(connection, room)
        engine.dispose()
    _tidy(written)
    print(written)  # noqa: T201  a developer's command answers on the terminal


def _write(connection: Connection, room: str) -> Path:
    config = settings([FOLDER])
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    config.attributes["tables"] = _tables_of(room)
    written = command.revision(config, f"What {room} keeps", autogenerate=True, rev_id=_next())
    if not isinstance(written, Script):
        raise TypeError("one version was asked for")
    return Path(written.path)


def _tables_of(room: str) -> set[str]:
    """Return the tables of a room; of `store` the receipts."""
    mappers = Base.registry.mappers
    return {str(one.local_table) for one in mappers if one.class_.__module__.startswith(f"salesbot.{room}.")}


def _next() -> str:
    """Return the next number: four digits, so that files sort."""
    return f"{len(versions()) + 1:04}"


def _tidy(file: Path) -> None:
    """Leave out the generator's remarks and lay the file out as all others are."""
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.strip().startswith("# ###")))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(file)], check=True)  # noqa: S603  our own file


if __name__ == "__main__":
    main()
