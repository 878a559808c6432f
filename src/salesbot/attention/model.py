"""The tables of attention: each proactive message to a person with its verdict, what waits for a ride, and pauses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store import Base, within

_OFFERED = text("standing = 'offered'")
_CARRIED = text("carried_by IS NOT NULL")
_WAITED = text("due_at > decided_at")


class Decision(Base):
    """Why one proactive message was or was not let through. Holds ids and kinds, never words people wrote."""

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "key"),
        within("member_id", "members"),
        Index(None, "workspace_id", "member_id", "decided_at"),
        Index(
            "ix_decisions_offered", "workspace_id", "member_id", "due_at",
            sqlite_where=_OFFERED, postgresql_where=_OFFERED,
        ),
        Index(
            "ix_decisions_carried", "workspace_id", "carried_by",
            sqlite_where=_CARRIED, postgresql_where=_CARRIED,
        ),
        Index(
            "ix_decisions_waited", "workspace_id", "member_id", "due_at",
            sqlite_where=_WAITED, postgresql_where=_WAITED,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    member_id: Mapped[str]
    key: Mapped[str]  # the outbox key of the message
    kind: Mapped[str]  # room.verb
    standing: Mapped[str]  # promised, offered
    light: Mapped[bool] = mapped_column(default=False)  # reminders, kudos: they count for nothing and carry nothing
    verdict: Mapped[str]  # sent on, dropped, later, kept, riding
    reason: Mapped[str]  # in plain words: why this person, why now
    because: Mapped[str] = mapped_column(default="")  # in plain words: why it was not simply sent on
    carried_by: Mapped[str | None]  # the promised message in which it rides
    due_at: Mapped[datetime]  # when it comes, as far as that was known
    decided_at: Mapped[datetime]
    heeded_at: Mapped[datetime | None]  # somebody pressed a button of it


class Rider(Base):
    """What an offer says that waits for a ride, or rides; a board is drawn anew whenever its host is."""

    __tablename__ = "riders"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "key"),
        within("member_id", "members"),
        Index(None, "workspace_id", "member_id", "ends_at"),
        Index(None, "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    key: Mapped[str]
    member_id: Mapped[str]
    kind: Mapped[str]
    board: Mapped[bool]
    subject: Mapped[str]
    message: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    ends_at: Mapped[datetime]  # later than this it is not said for the first time


class Restraint(Base):
    """What holds offers to one person back, and the lock under which they are decided one after another."""

    __tablename__ = "restraints"
    __table_args__ = (within("member_id", "members"),)

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    paused_until: Mapped[datetime | None]  # they ignored what was offered; past it, offers begin again
