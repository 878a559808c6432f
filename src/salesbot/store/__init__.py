"""The database: one SQLite file by default, PostgreSQL by URL, and one way to use either."""

from salesbot.store.base import Base, Instant, within
from salesbot.store.behind import behind
from salesbot.store.engine import Store, lasting, wake
from salesbot.store.forgetting import forget
from salesbot.store.probes import KeyProbe
from salesbot.store.processes import Process
from salesbot.store.rows import WorkedOut, add, chunks, even, insert, skip_locked, upsert

__all__ = [
    "Base",
    "Instant",
    "KeyProbe",
    "Process",
    "Store",
    "WorkedOut",
    "add",
    "behind",
    "chunks",
    "even",
    "forget",
    "insert",
    "lasting",
    "skip_locked",
    "upsert",
    "wake",
    "within",
]
