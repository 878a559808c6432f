"""What Alembic runs: the versions, on the connection and in the transaction that salesbot hands it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from alembic import context

from salesbot.store.base import Base, Instant

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext

_given = context.config.attributes


def _plain(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own type as what the database sees, so that old versions do not change when our code does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def _is_meant(name: str | None, kind: str, _parents: Any) -> bool:
    """Keep to the tables that a new version is about; all, unless it said so."""
    return kind != "table" or "tables" not in _given or name in _given["tables"]


context.configure(
    connection=_given["connection"],
    target_metadata=Base.metadata,
    include_name=_is_meant,
    include_object=lambda _object, name, kind, _reflected, _other: _is_meant(name, kind, None),
    render_as_batch=True,  # SQLite alters a table by making it anew
    render_item=_plain,
    transactional_ddl=True,  # we begin by ourselves, and then SQLite takes tables back as well
)
with context.begin_transaction():
    context.run_migrations()
