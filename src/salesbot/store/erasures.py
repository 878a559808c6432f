"""Who was forgotten, beside the database: a backup that is put back knows nothing of it, this file does."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from salesbot.errors import StoreError
from salesbot.store import files, urls

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Noted:
    """One erasure: ids and an instant (ISO 8601, UTC), no name and no word."""

    id: str
    workspace: str
    member: str
    at: str

    @property
    def instant(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.at)


def place(url: str, named: str = "") -> Path:
    """Return the file: as `named` in the settings, beside a SQLite file, or in this user's data folder."""
    if named:
        return Path(named).expanduser().absolute()
    address = urls.parse(url)
    file = urls.file_of(address)
    if file is not None:
        return file.with_name(f"{file.name}.forgotten")
    return urls.in_data_folder(address, ".forgotten")


def read(path: Path) -> list[Noted]:
    """Return what is noted, oldest first and each once; a line that a crash cut short is passed over.

    Two processes may have noted the same. Raises StoreError.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    except OSError as error:
        raise StoreError(f"{path}, which says who was forgotten, cannot be read: {error}.") from error
    found = [noted for line in lines if (noted := _parsed(line)) is not None]
    return list({one.id: one for one in found}.values())


def _parsed(line: str) -> Noted | None:
    try:
        return Noted(**json.loads(line))
    except (ValueError, TypeError):
        return None


def add(path: Path, entries: Iterable[Noted]) -> int:
    """Note these for good, those left out that are noted already; return how many are new. Raises StoreError."""
    known = {one.id for one in read(path)}
    new = [one for one in entries if one.id not in known]
    if new:
        _append(path, "".join(f"{json.dumps(asdict(one))}\n" for one in new))
    return len(new)


def _append(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, f"\n{text}".encode())  # whatever a crash left in the last line ends here
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise StoreError(f"{path}, which says who was forgotten, cannot be written: {error}.") from error


def inside(file: Path) -> list[Noted]:
    """Return what a SQLite file itself says of it, before another takes its place; nothing where it has no say."""
    if not file.exists():
        return []
    try:
        with closing(files.opened(file)) as database:
            rows = database.execute("SELECT id, workspace_id, member_id, forgotten_at FROM forgotten").fetchall()
    except sqlite3.Error:
        return []
    return [Noted(str(name), str(at), str(who), f"{when}+00:00") for name, at, who, when in rows]
