"""Locks on a SQLite file: one `salesbot run` at a time, and one process that brings the tables up to date."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import asynccontextmanager, contextmanager
from typing import IO, TYPE_CHECKING

from salesbot import clock
from salesbot.errors import StoreError
from salesbot.store import urls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

_LOOK_SECONDS = 0.05


@contextmanager
def hold(url: str) -> Iterator[None]:
    """Hold a SQLite file for one running salesbot; raises StoreError, naming the process, when another holds it.

    PostgreSQL takes any number of processes. Tools that only join need no hold.
    """
    file = urls.file_of(urls.parse(url))
    if file is None:
        yield
        return
    with _opened(file, "run") as handle:
        if not _try_twice(handle):
            raise _refused(handle, f"{file} is in use by another salesbot{{who}}. Stop that one first.")
        _sign(handle)
        yield


def holder(url: str) -> str | None:
    """Return the number of the process that runs on this SQLite file, "" where it did not say; None where none does."""
    file = urls.file_of(urls.parse(url))
    if file is None or not _beside(file, "run").exists():
        return None
    with _opened(file, "run") as handle:  # held for a moment at most: whoever starts just then looks twice
        if _try(handle):
            return None
        handle.seek(0)
        return handle.read().strip()


def _try_twice(handle: IO[str]) -> bool:
    """Try, and once more a moment later: somebody may only have looked whether the file is in use."""
    if _try(handle):
        return True
    time.sleep(_LOOK_SECONDS)
    return _try(handle)


@asynccontextmanager
async def locked_patiently(file: Path, what: str, *, wait_seconds: float, refusal: str) -> AsyncIterator[None]:
    """Lock `<file>.<what>.lock`, waiting for others; raises StoreError with `refusal`, whose `{who}` is the holder."""
    until = clock.monotonic() + wait_seconds
    with _opened(file, what) as handle:
        while not _try(handle):
            if clock.monotonic() >= until:
                raise _refused(handle, f"{file}: {refusal}")
            await asyncio.sleep(_LOOK_SECONDS)
        _sign(handle)
        yield


def _opened(file: Path, what: str) -> IO[str]:
    """Open the lock's file. Closing it lets go, as does the end of the process, however it ends.

    The file stays: deleting it would let two processes lock two files of one name.
    """
    urls.make_room(file)
    path = _beside(file, what)
    try:
        return path.open("a+")
    except OSError as error:
        raise StoreError(
            f"{path} cannot be opened: {error.strerror}. Run this as the user whose database it is, "
            "or give the file to that user."
        ) from error


def _beside(file: Path, what: str) -> Path:
    """The lock stands beside the file itself: by whatever link it was named, it is one database."""
    real = file.resolve()
    return real.with_name(f"{real.name}.{what}.lock")


def _refused(handle: IO[str], refusal: str) -> StoreError:
    handle.seek(0)
    pid = handle.read().strip()
    return StoreError(refusal.format(who=f" (process {pid})" if pid else ""))


def _sign(handle: IO[str]) -> None:
    """Write who holds it."""
    handle.seek(0)
    handle.truncate()
    handle.write(str(os.getpid()))
    handle.flush()


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # a byte that nobody reads: Windows keeps readers off a locked one

    def _try(handle: IO[str]) -> bool:
        try:
            handle.seek(_FAR)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try(handle: IO[str]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
