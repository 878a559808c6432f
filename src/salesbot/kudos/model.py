"""The tables of kudos: who thanked whom for what, which values that lived, who says so too, and how teams want it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store import Base, within


class Kudos(Base):
    """One act of thanks. What was taken back is not here any more."""

    __tablename__ = "kudos"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("team_id", "teams"),
        within("giver_id", "members"),
        Index(None, "workspace_id", "team_id", "given_at"),
        Index(None, "workspace_id", "giver_id", "day"),
        Index(None, "given_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    giver_id: Mapped[str]
    day: Mapped[date]  # on the giver's wall: limits count by it
    reason: Mapped[str]  # "" once its time was over, or its giver wanted to be forgotten
    link: Mapped[str]  # the message that it is about; "" without any
    given_at: Mapped[datetime]
    unsaid_at: Mapped[datetime | None]  # the giver was forgotten, and the reason with them


class Thanked(Base):
    """One receiver of one act; whose it is and when stands here too, so that a look back needs one index."""

    __tablename__ = "kudos_thanked"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("kudos_id", "kudos", ondelete="CASCADE"),
        within("giver_id", "members"),
        within("receiver_id", "members"),
        Index(None, "kudos_id"),
        Index(None, "workspace_id", "receiver_id", "given_at"),
        Index(None, "workspace_id", "giver_id", "receiver_id", "given_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    kudos_id: Mapped[int]
    giver_id: Mapped[str]
    receiver_id: Mapped[str]
    given_at: Mapped[datetime]


class Lived(Base):
    """A value that an act named, as it was worded then: editing values changes nothing that was given."""

    __tablename__ = "kudos_lived"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("kudos_id", "tag"),
        within("kudos_id", "kudos", ondelete="CASCADE"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    kudos_id: Mapped[int]
    tag: Mapped[str]
    meaning: Mapped[str]


class MeToo(Base):
    """Somebody says so too, or took that back; what they did last, by Slack's clock, counts."""

    __tablename__ = "kudos_me_too"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("kudos_id", "member_id"),
        within("kudos_id", "kudos", ondelete="CASCADE"),
        within("member_id", "members"),
        Index(None, "workspace_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    kudos_id: Mapped[int]
    member_id: Mapped[str]
    counts: Mapped[bool]
    said_at: Mapped[datetime]


class Ways(Base):
    """How one team wants its kudos: its values, and whether its board ranks people. No row: as shipped."""

    __tablename__ = "kudos_ways"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "team_id"),
        within("team_id", "teams"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    own_values: Mapped[list[Any] | None] = mapped_column(JSON)  # [[tag, meaning], …]; None: those that are shipped
    version: Mapped[int] = mapped_column(default=0)  # of the values
    ranking: Mapped[bool] = mapped_column(default=False)
