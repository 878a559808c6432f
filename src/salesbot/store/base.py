"""What every table shares: names of constraints, instants that know their zone, keys that stay in a workspace."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Date, DateTime, ForeignKeyConstraint, MetaData, Table, Text, Time
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. A naive datetime is refused: nobody could say when it is."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Turn an aware instant into UTC; raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; instants are aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Give back aware UTC; SQLite keeps no zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The mother of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: Instant, date: Date, time: Time, str: Text}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Never give an id twice, not even after its row was deleted: keys of promises and receipts hold ids."""
        super().__init_subclass__(**kwargs)
        if isinstance(cls.__table__, Table) and cls.__table__.autoincrement_column is not None:
            cls.__table__.dialect_options["sqlite"]["autoincrement"] = True


def within(column: str, parent: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A reference that cannot leave its workspace: (workspace_id, column) -> parent (workspace_id, id)."""
    return ForeignKeyConstraint(["workspace_id", column], [f"{parent}.workspace_id", f"{parent}.id"], ondelete=ondelete)
