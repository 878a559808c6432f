"""The table of digests: which weeks were told to a team, so that the next one begins where the last one ended."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store import Base, within


class Digest(Base):
    """The week of a team as its channel reads it. Holds instants, never words."""

    __tablename__ = "digests"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("team_id", "until_at"),
        within("team_id", "teams"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    day: Mapped[date]  # on which it was due, on the team's calendar
    zone: Mapped[str]  # the team's then
    since_at: Mapped[datetime]
    until_at: Mapped[datetime]
    key: Mapped[str]  # of its message in the outbox
