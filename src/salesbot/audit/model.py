"""The table of the audit log, and what keeps it as it was written: the database itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import DDL, ForeignKey, Index, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store import Base, within

if TYPE_CHECKING:
    from collections.abc import Callable


class Line(Base):
    """One thing that somebody did, in ids and verbs. It never changes, but for who it names when they are forgotten."""

    __tablename__ = "audit_lines"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("team_id", "teams"),
        Index(None, "workspace_id", "team_id", "id"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    at: Mapped[datetime]
    done_by: Mapped[str]  # a member's id, or `host`, `slack`, `salesbot`
    verb: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[str] = mapped_column(default="")
    team_id: Mapped[int | None]
    how: Mapped[str] = mapped_column(default="")  # one more word of salesbot's own: a role, a skill, on or off
    many: Mapped[int | None]  # how many of them


# ---- append-only, in the words of each database ----

# A line may name the stand-in of whoever was forgotten (ids that begin with XGONE) in the place of a person, and may go
# when it is older than 90 days by the database's own clock. Nothing else is done to it, by whatever statement.
_SAME = ("id", "workspace_id", "at", "verb", "object_kind", "team_id", "how", "many")
_NAMES = ("done_by", "object_id")
_CHANGED, _YOUNG = "lines of the audit log never change", "lines of the audit log stay for 90 days"


def _kept(same: str) -> str:
    """The condition under which a change only forgets somebody; `same` is how this database compares, NULL included."""
    parts = [f"NEW.{one} {same} OLD.{one}" for one in _SAME]
    parts += [f"(NEW.{one} = OLD.{one} OR substr(NEW.{one}, 1, 5) = 'XGONE')" for one in _NAMES]
    return " AND ".join(parts)


SQLITE = (
    (
        "CREATE TRIGGER audit_lines_same BEFORE UPDATE ON audit_lines "
        f"WHEN NOT ({_kept('IS')}) BEGIN SELECT RAISE(ABORT, '{_CHANGED}'); END"
    ),
    (
        "CREATE TRIGGER audit_lines_stay BEFORE DELETE ON audit_lines "
        f"WHEN julianday(OLD.at) > julianday('now', '-90 days') BEGIN SELECT RAISE(ABORT, '{_YOUNG}'); END"
    ),
)
POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION audit_lines_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$"
    ),
    (
        "CREATE TRIGGER audit_lines_same BEFORE UPDATE ON audit_lines FOR EACH ROW "
        f"WHEN (NOT ({_kept('IS NOT DISTINCT FROM')})) EXECUTE FUNCTION audit_lines_refuse('{_CHANGED}')"
    ),
    (
        "CREATE TRIGGER audit_lines_stay BEFORE DELETE ON audit_lines FOR EACH ROW "
        f"WHEN (OLD.at > now() - interval '90 days') EXECUTE FUNCTION audit_lines_refuse('{_YOUNG}')"
    ),
    (
        "CREATE TRIGGER audit_lines_whole BEFORE TRUNCATE ON audit_lines FOR EACH STATEMENT "
        f"EXECUTE FUNCTION audit_lines_refuse('{_YOUNG}')"
    ),
)
_ddl: Callable[[str], Any] = DDL
for _dialect, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        event.listen(Line.__table__, "after_create", _ddl(_statement).execute_if(dialect=_dialect))
