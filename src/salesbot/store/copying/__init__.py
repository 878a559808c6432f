"""From a SQLite file to PostgreSQL: every row, once, compared on both sides before any of it counts."""

from salesbot.store.copying.copying import FINISHING, Copied, Progress, copy

__all__ = ["FINISHING", "Copied", "Progress", "copy"]
