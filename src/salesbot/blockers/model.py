"""The table of blockers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store import Base, within


class Blocker(Base):
    """Something in somebody's way. It is open until `resolved_at`."""

    __tablename__ = "blockers"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "source"),
        within("team_id", "teams"),
        within("member_id", "members"),
        Index(None, "workspace_id", "team_id", "resolved_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    member_id: Mapped[str]
    text: Mapped[str]
    source: Mapped[str]  # what it was said in, so that saying it again changes it instead of adding one
    report_key: Mapped[str | None]  # the report in whose thread it was announced
    raised_at: Mapped[datetime]
    said_at: Mapped[datetime]  # the last word about it
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]
    reminded_at: Mapped[datetime | None]  # its owner and the managers were reminded of its silence, once
