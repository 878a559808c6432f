"""The tables of blockers: what stands in somebody's way, and who was told of it by direct message."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store import Base, within

_UNWATCHED = text("unwatched_at IS NOT NULL")


class Blocker(Base):
    """Something in somebody's way. It is open until `resolved_at`."""

    __tablename__ = "blockers"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "source"),
        within("team_id", "teams"),
        within("member_id", "members"),
        Index(None, "workspace_id", "team_id", "resolved_at"),
        Index("ix_blockers_unwatched", "id", sqlite_where=_UNWATCHED, postgresql_where=_UNWATCHED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    member_id: Mapped[str]
    text: Mapped[str]
    source: Mapped[str]  # what it was said in, so that saying it again changes it instead of adding one
    report_key: Mapped[str | None]  # the report in whose thread it was announced; "": elsewhere; None: not out yet
    raised_at: Mapped[datetime]
    said_at: Mapped[datetime]  # the last word about it
    reworded_at: Mapped[datetime | None]  # since then it says what it says; None: since it was raised
    unwatched_at: Mapped[datetime | None]  # a word whose silence nobody looks for yet; the next beat sees to it
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]


class Told(Base):
    """Somebody was told of a blocker by direct message: once for each reason, and once for each of its silences."""

    __tablename__ = "told"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("blocker_id", "member_id", "why", "since_at"),
        within("blocker_id", "blockers"),
        within("member_id", "members"),
        Index(None, "workspace_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    blocker_id: Mapped[int]
    member_id: Mapped[str]
    why: Mapped[str]  # new, silent, left (its owner did)
    since_at: Mapped[datetime]  # the word after which there was silence; of the other reasons, when it was raised
    key: Mapped[str]  # of the message in the outbox
    told_at: Mapped[datetime]
