"""The tables of the schedule: appointments, their plans through time, their seats, and the ledger of what happened."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store import Base, within

_FAILED = text("retry_at IS NOT NULL")
_CARRIED = text("carried_by IS NOT NULL")


class Appointment(Base):
    """Something that happens by itself, for each of its seats. The stable half of the ledger's key."""

    __tablename__ = "appointments"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("team_id", "teams"),
        Index(None, "workspace_id", "job", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    team_id: Mapped[int | None]
    job: Mapped[str]  # room.verb
    subject: Mapped[str]  # the room's own id of the thing
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class PlanVersion(Base):
    """When an appointment happens, from a local day on. The latest version that began holds for a day."""

    __tablename__ = "plans"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("appointment_id", "from_day"),
        within("appointment_id", "appointments"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    appointment_id: Mapped[int]
    from_day: Mapped[date]
    wall: Mapped[time]
    zone: Mapped[str | None]  # None: each member's own
    weekdays: Mapped[str] = mapped_column(default="12345")  # ISO weekdays
    every_weeks: Mapped[int] = mapped_column(default=1)
    anchor: Mapped[date]  # a day of the first week, for every n weeks
    nth: Mapped[int | None]  # the nth such weekday of the month; -1 the last
    holidays: Mapped[bool] = mapped_column(default=True)  # public holidays are respected
    days_off: Mapped[bool] = mapped_column(default=True)  # each member's own working days are respected
    grace_minutes: Mapped[int]  # how late it may still happen


class Seat(Base):
    """One member's place in an appointment (`who`: the member, or `team`).

    `next_at` is an index; wall and zone are the truth.
    """

    __tablename__ = "seats"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("appointment_id", "who"),
        within("appointment_id", "appointments"),
        within("member_id", "members"),
        Index(None, "next_at"),
        Index(None, "workspace_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    appointment_id: Mapped[int]
    member_id: Mapped[str | None]
    who: Mapped[str]
    since_at: Mapped[datetime]  # earlier times of that day are not due
    next_day: Mapped[date | None]
    next_at: Mapped[datetime | None]  # None: nothing comes (left, ended, switched off for a team as a whole)


class Occurrence(Base):
    """The ledger: each occurrence once, by (appointment, who, local day, slot), done or skipped with its reason.

    `planned` are one-shots that belong to an occurrence, such as its reminder and its close.
    """

    __tablename__ = "occurrences"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("appointment_id", "who", "day", "slot"),
        within("appointment_id", "appointments"),
        within("member_id", "members"),
        Index(None, "state", "due_at"),
        Index("ix_occurrences_again", "state", "retry_at", sqlite_where=_FAILED, postgresql_where=_FAILED),
        Index(None, "workspace_id", "member_id", "due_at"),
        Index(None, "workspace_id", "key"),
        Index(
            "ix_occurrences_carried", "workspace_id", "carried_by",
            sqlite_where=_CARRIED, postgresql_where=_CARRIED,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    appointment_id: Mapped[int]
    member_id: Mapped[str | None]
    who: Mapped[str]
    day: Mapped[date]
    slot: Mapped[str]
    job: Mapped[str]
    subject: Mapped[str]
    key: Mapped[str]  # what its promise is called in the outbox
    carried_by: Mapped[str | None]  # the other promise whose message says it, if it has none of its own
    zone: Mapped[str]
    due_at: Mapped[datetime]
    state: Mapped[str]  # planned, done, skipped
    reason: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    late_at: Mapped[datetime | None]  # later than this it is skipped as missed; None: never too late
    tries: Mapped[int] = mapped_column(default=0)  # how often its job failed
    retry_at: Mapped[datetime | None]  # planned again after its job failed
