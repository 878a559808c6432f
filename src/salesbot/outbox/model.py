"""The tables of the outbox: deliveries (notes and boards), their copies in Slack, paused targets, and paces."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store import Base, within


def _waiting(name: str, *columns: str, also: tuple[str, str] = ("", "")) -> Index:
    """An index of what waits only: what was sent, by far the most, costs it nothing. `also`: on SQLite, PostgreSQL."""
    on_sqlite, on_postgresql = (text(f"state = 'waiting'{more}") for more in also)
    return Index(name, *columns, sqlite_where=on_sqlite, postgresql_where=on_postgresql)


_LINE = ("workspace_id", "priority", "due_at", "id")
_STANDS = (" AND (ts IS NOT NULL OR maybe_sent IS 1)", " AND (ts IS NOT NULL OR maybe_sent IS true)")


class Delivery(Base):
    """One promise to Slack.

    A note (`board` False) carries its message until it settles. A board carries a kind and a subject; its message is
    rendered when it is sent, and again whenever `version` passes `shown`.
    Calendar time: due_at, expires_at. Machine time: not_before, lease_until, first_try_at, sent_at,
    settled_at, check_at.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "key"),
        within("member_id", "members"),
        within("parent_id", "deliveries"),
        _waiting("ix_deliveries_next", *_LINE),
        _waiting("ix_deliveries_change", *_LINE, also=_STANDS),  # few, also where thousands wait to be posted
        _waiting("ix_deliveries_line", "workspace_id", "target", "priority", "due_at", "id"),
        _waiting("ix_deliveries_due", "due_at"),
        _waiting("ix_deliveries_not_before", "not_before"),
        Index(None, "workspace_id", "target"),  # what was ever sent to somebody, for them to see or to be taken back
        Index(None, "state", "expires_at"),
        Index(None, "parent_id"),
        Index(None, "check_at"),
        Index(
            "uq_deliveries_one_in_flight",
            "workspace_id",
            "target",
            unique=True,
            sqlite_where=text("state = 'claimed'"),
            postgresql_where=text("state = 'claimed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    key: Mapped[str]
    kind: Mapped[str]  # room.verb
    board: Mapped[bool]
    target: Mapped[str]  # U… or C…: where it goes
    member_id: Mapped[str | None]  # whom it is for, if it is for one person
    parent_id: Mapped[int | None]  # it goes into this delivery's thread
    subject: Mapped[str] = mapped_column(default="")
    message: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    priority: Mapped[int]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]  # a first post later than this never happens

    state: Mapped[str] = mapped_column(default="waiting")
    # waiting, claimed, sent, expired, withdrawn, unknown, dead, paused (target or workspace gone)
    version: Mapped[int] = mapped_column(default=1)
    shown: Mapped[int] = mapped_column(default=0)
    shown_hash: Mapped[str] = mapped_column(default="")
    removing: Mapped[bool] = mapped_column(default=False)
    plain: Mapped[bool] = mapped_column(default=False)  # blocks were refused: send as plain text
    channel: Mapped[str | None]  # C… or D… as Slack answered
    ts: Mapped[str | None]

    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    maybe_sent: Mapped[bool] = mapped_column(default=False)
    first_try_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    check_at: Mapped[datetime | None]  # the janitor looks again then
    error: Mapped[str] = mapped_column(default="")
    error_times: Mapped[int] = mapped_column(default=0)  # in a row, since the last success or new version
    trace: Mapped[str] = mapped_column(default="")  # the story of which it came, or which changed it last


class Copy(Base):
    """Every message Slack ever confirmed for a delivery; all but the delivery's own are extra and get deleted."""

    __tablename__ = "copies"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "channel", "ts"),
        within("delivery_id", "deliveries", ondelete="CASCADE"),
        Index(None, "delivery_id"),
        Index(
            "ix_copies_extra",
            "id",
            sqlite_where=text("extra IS 1 AND deleted_at IS NULL"),
            postgresql_where=text("extra IS true AND deleted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    delivery_id: Mapped[int]
    channel: Mapped[str]
    ts: Mapped[str]
    seen_at: Mapped[datetime]
    extra: Mapped[bool] = mapped_column(default=False)
    deleted_at: Mapped[datetime | None]


class PausedTarget(Base):
    """A channel or person that cannot be reached now; its owner was told once, and it resumes by itself."""

    __tablename__ = "paused_targets"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    error: Mapped[str]
    since_at: Mapped[datetime]
    look_at: Mapped[datetime]
    probe_id: Mapped[int | None]  # the one delivery that may try whether it works again


class Lane(Base):
    """A pace that all processes share (generic cell rate algorithm): workspace, channel:C1, method:chat.update."""

    __tablename__ = "lanes"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    free_at: Mapped[datetime]  # the theoretical arrival time, machine time
    interval_ms: Mapped[float]  # between two calls in the long run
    blocked_until: Mapped[datetime | None]  # Retry-After
    tuned_at: Mapped[datetime | None]
