"""What a database is asked."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def heard(engine: Any) -> Iterator[list[str]]:
    """Every statement that this engine is asked meanwhile, but for BEGIN."""
    said: list[str] = []

    def hear(*about: Any) -> None:
        if about[2] != "BEGIN":
            said.append(about[2])

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", hear)
