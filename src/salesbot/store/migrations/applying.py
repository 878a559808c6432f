"""Alembic, which applies the versions; imported only where there is something to apply, or to write."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection


def upgrade(connection: Connection, folders: Sequence[Path]) -> None:
    """Apply all versions of these folders that the database still lacks, in the transaction of this connection."""
    config = settings(folders)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def settings(folders: Sequence[Path]) -> Config:
    """Return Alembic's settings: in which folders the versions are."""
    config = Config()
    config.set_main_option("script_location", _literally(str(Path(__file__).parent)))
    config.set_main_option("version_locations", _literally(os.pathsep.join(map(str, folders))))
    config.set_main_option("path_separator", "os")
    return config


def _literally(words: str) -> str:
    """Keep a percent sign in a folder's name from being read as a variable."""
    return words.replace("%", "%%")
