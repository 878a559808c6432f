"""The table of attention: every proactive message to a person, promised or offered, with its verdict and reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store import Base, within


class Decision(Base):
    """Why one proactive message was or was not let through. Holds ids and kinds, never words people wrote."""

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "key"),
        within("member_id", "members"),
        Index(None, "workspace_id", "member_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    member_id: Mapped[str]
    key: Mapped[str]  # the outbox key of the message
    kind: Mapped[str]  # room.verb
    standing: Mapped[str]  # promised, offered
    verdict: Mapped[str]  # sent on, dropped, later
    reason: Mapped[str]  # in plain words: why this person, why now
    decided_at: Mapped[datetime]
