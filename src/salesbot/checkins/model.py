"""The tables of check-ins: what is asked, the rounds, who was asked in them, and what they answered."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.checkins.rules import words as rules
from salesbot.store import Base, within


def _folded(row: Any) -> str:
    """A new answer's words, as `/checkin history` looks for them: no way of storing one can forget them."""
    return rules.folded(row.get_current_parameters()["text"])


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
    publish: Mapped[str] = mapped_column(default="live")  # live, thread (as they come), close, managers
    channel_id: Mapped[str] = mapped_column(default="")  # where it is published; empty: the team's channel
    channel_name: Mapped[str] = mapped_column(default="")
    channel_shared: Mapped[bool] = mapped_column(default=False)  # that channel is shared with another company now
    channel_ok: Mapped[str] = mapped_column(default="")  # the shared channel that a manager confirmed by name
    blockers_to: Mapped[str] = mapped_column(default="thread")  # new ones: thread, dm (to the managers), off
    roles: Mapped[str] = mapped_column(default="manager,rep")  # who is asked; empty: only who is invited by name
    created_by: Mapped[str]
    created_at: Mapped[datetime]

    @property
    def may_publish(self) -> bool:
        """Whether answers may appear in its own channel: nobody outside sees one, unless a manager confirmed it."""
        return not self.channel_shared or self.channel_ok == self.channel_id


class Invited(Base):
    """Somebody who is asked in a check-in by name, whatever their role in the team."""

    __tablename__ = "invited"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("checkin_id", "member_id"),
        within("checkin_id", "checkins"),
        within("member_id", "members"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    checkin_id: Mapped[int]
    member_id: Mapped[str]


class Question(Base):
    """One question of one set. Sets are never changed, only followed by the next.

    A follow-up (`follows`: the position of its question) is asked where that question's answer matches `when`.
    """

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
    topic: Mapped[str] = mapped_column(default="")  # blockers, outcome, learned, helped; empty: none of them
    required: Mapped[bool] = mapped_column(default=True)
    kind: Mapped[str] = mapped_column(default="text")  # text, number, scale, choice, choices
    unit: Mapped[str] = mapped_column(default="")  # of a number: EUR, meetings
    options: Mapped[str] = mapped_column(default="")  # of a choice: one a line; of a scale: words for its ends
    role: Mapped[str] = mapped_column(default="")  # only who has this role is asked; empty: everybody but contributors
    weekdays: Mapped[str] = mapped_column(default="")  # ISO weekdays on which it is asked; empty: on all
    follows: Mapped[int | None]
    when: Mapped[str] = mapped_column(default="")  # which answers bring it; see rules.matches


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
    publish: Mapped[str] = mapped_column(default="live")  # how and where it is published, as when it began
    channel_id: Mapped[str] = mapped_column(default="")
    channel_ok: Mapped[bool] = mapped_column(default=True)  # that channel may be published in, as far as is known
    published_at: Mapped[datetime | None]  # of a round that is published at its close: when that came


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
    role: Mapped[str] = mapped_column(default="rep")  # in the team, when they were asked: what they are asked
    question_set: Mapped[int | None]  # what was answered early, where it is not asked any more; None: the round's
    key: Mapped[str]  # of its occurrence, and so of its question in the outbox
    shown_in: Mapped[str] = mapped_column(default="")  # the key of another question in whose message this one stands
    zone: Mapped[str]  # on whose wall the times below are told
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]  # None: it was opened early and its time has not come
    state: Mapped[str] = mapped_column(default="open")  # open, answered, skipped, away, left (asked no more)
    late: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]  # the person's next round was asked
    reminded: Mapped[bool] = mapped_column(default=False)  # a reminder was promised that names this part
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
    folded: Mapped[str] = mapped_column(default=_folded)  # `text` as people look for it
    answered_at: Mapped[datetime]


class Proposal(Base):
    """A check-in as somebody is making or changing it, kept between the pages of the editor until they approve it."""

    __tablename__ = "proposals"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("team_id", "teams"),
        within("checkin_id", "checkins"),
        within("member_id", "members"),
        Index(None, "touched_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    checkin_id: Mapped[int | None]  # None: a new one
    member_id: Mapped[str]  # who makes it
    body: Mapped[str]  # JSON, see service/proposal.py
    touched_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]  # approved or cancelled
    approved: Mapped[bool] = mapped_column(default=False)


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
