"""A disk of a few megabytes for a database, which somebody may fill."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = "64m"
_SERVER = "pgserver"  # as whom PostgreSQL runs where the tests run as root


@contextmanager
def small() -> Iterator[Path]:
    """A disk in memory of its own. Only root may mount one; where nobody may, the test is left out, and says so.

    It is not below pytest's own folder, which is closed to the user whom PostgreSQL needs.
    """
    folder = Path(tempfile.mkdtemp(prefix="salesbot-disk-"))
    folder.chmod(0o755)
    mount, umount = shutil.which("mount"), shutil.which("umount")
    options = ("-t", "tmpfs", "-o", f"size={SIZE},mode=0777", "tmpfs", str(folder))
    if not mount or not umount or subprocess.run([mount, *options], check=False, capture_output=True).returncode:  # noqa: S603  our own words
        pytest.skip("a disk that can be filled needs the right to mount one: run it as root")
    try:
        yield folder
    finally:
        subprocess.run([umount, "-l", str(folder)], check=True)  # noqa: S603  the same
        folder.rmdir()


@contextmanager
def database_on(disk: Path, home: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh database whose tables are on that disk; PostgreSQL's log of writes is elsewhere, as hosts have it."""
    if home == "sqlite":
        yield f"sqlite:///{disk / 'salesbot.db'}"
        return
    server = request.getfixturevalue("postgresql_server")
    space = disk / "tables"
    space.mkdir()
    if os.geteuid() == 0:
        os.chown(space, pwd.getpwnam(_SERVER).pw_uid, -1)
    name = f"small_disk_{os.getpid()}"
    _say(server, f"CREATE TABLESPACE {name} LOCATION '{space}'")
    _say(server, f"CREATE DATABASE {name} TABLESPACE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _say(server, f"DROP DATABASE {name} WITH (FORCE)")
        _say(server, f"DROP TABLESPACE {name}")


def _say(server: str, statement: str) -> None:
    async def say() -> None:
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    with asyncio.Runner() as runner:
        runner.run(say())
