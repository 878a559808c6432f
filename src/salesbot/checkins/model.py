"""The tables of check-ins: what is asked, the rounds, who was asked in them, and what they answered."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store import Base, within


class Checkin(Base):
    """Recurring questions of one team. When they are asked stands in its appointment."""

    __tablename__ = "checkins"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("team_id", "teams"),
        within("appointment_id", "appointments"),
        Index(None, "workspace_id", "team_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    appointment_id: Mapped[int | None]  # None only until the appointment is made in the same transaction
    template: Mapped[str]
    name: Mapped[str]
    question_set: Mapped[int] = mapped_column(default=1)  # a running round keeps the set it began with
    reminder_minutes: Mapped[int] = mapped_column(default=90)  # after the question; 0: none
    close_wall: Mapped[time]
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class Question(Base):
    """One question of one set. Sets are never changed, only followed by the next."""

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("checkin_id", "question_set", "position"),
        within("checkin_id", "checkins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    checkin_id: Mapped[int]
    question_set: Mapped[int]
    position: Mapped[int]
    words: Mapped[str]
    hint: Mapped[str] = mapped_column(default="")
    topic: Mapped[str] = mapped_column(default="")  # `blockers`: the answer is a blocker
    required: Mapped[bool] = mapped_column(default=True)


class Round(Base):
    """One occurrence of a check-in on one local date, across all zones."""

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("checkin_id", "day"),
        within("checkin_id", "checkins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    checkin_id: Mapped[int]
    day: Mapped[date]
    question_set: Mapped[int]


class Ask(Base):
    """One member's part in a round."""

    __tablename__ = "asks"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("round_id", "member_id"),
        within("round_id", "rounds"),
        within("member_id", "members"),
        Index(None, "workspace_id", "member_id", "opens_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    round_id: Mapped[int]
    member_id: Mapped[str]
    key: Mapped[str]  # of its occurrence, and so of its question in the outbox
    zone: Mapped[str]  # on whose wall the times below are told
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]  # None: it was opened early and its time has not come
    state: Mapped[str] = mapped_column(default="open")  # open, answered, skipped, away, left
    late: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]  # the person's next round was asked
    to_page: Mapped[bool] = mapped_column(default=False)  # it has something new for the report
    page: Mapped[int | None]  # of the report; people keep their page
    report_size: Mapped[int] = mapped_column(default=0)  # serialized characters of the entry
    report_blocks: Mapped[int] = mapped_column(default=0)
    report_pages: Mapped[int] = mapped_column(default=1)  # a very long entry fills pages of its own


class Answer(Base):
    """What a member answered to one question."""

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("ask_id", "question_id"),
        within("ask_id", "asks"),
        within("question_id", "questions"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    ask_id: Mapped[int]
    question_id: Mapped[int]
    text: Mapped[str]
    answered_at: Mapped[datetime]


class Draft(Base):
    """Something typed to salesbot while a round was open, kept until its author says what it was."""

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "member_id", "ts"),
        within("ask_id", "asks"),
        within("member_id", "members"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    member_id: Mapped[str]
    ask_id: Mapped[int]
    ts: Mapped[str]  # of the typed message
    text: Mapped[str]
    typed_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
