"""The database: one SQLite file by default, PostgreSQL by URL, and one way to use either."""

from salesbot.store.base import Base, Instant, within
from salesbot.store.engine import Store, wake
from salesbot.store.forgetting import forget
from salesbot.store.probes import KeyProbe
from salesbot.store.processes import Process
from salesbot.store.rows import chunks, even, insert, skip_locked, upsert

__all__ = [
    "Base",
    "Instant",
    "KeyProbe",
    "Process",
    "Store",
    "chunks",
    "even",
    "forget",
    "insert",
    "skip_locked",
    "upsert",
    "wake",
    "within",
]
