"""The tables of coaching: prompts sent and what came of them, what people keep to themselves, one-to-ones, focus."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store import Base, within

_OPEN = text("state = 'open'")

# ---- what is chosen from ----


class OwnPrompt(Base):
    """A prompt that a team wrote itself. Withdrawn, it is sent no more."""

    __tablename__ = "coaching_prompts"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("team_id", "teams"),
        within("member_id", "members"),
        Index(None, "workspace_id", "team_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    member_id: Mapped[str]  # who wrote it
    skill: Mapped[str]
    audience: Mapped[str]  # rep, manager
    level: Mapped[str]
    minutes: Mapped[int]
    title: Mapped[str]
    lesson: Mapped[str]
    question: Mapped[str]
    action: Mapped[str]
    signals: Mapped[str] = mapped_column(default="")  # one a line
    made_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class OwnWords(Base):
    """Words by which a team's answers show a skill, as the team added them."""

    __tablename__ = "coaching_words"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("team_id", "words"),
        within("team_id", "teams"),
        within("member_id", "members"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    member_id: Mapped[str]  # who added them
    skill: Mapped[str]
    words: Mapped[str]
    added_at: Mapped[datetime]


# ---- who is coached, and how ----


class Coachee(Base):
    """What somebody chose for their own coaching; without a row all is as it comes. A focus ends after its day."""

    __tablename__ = "coachees"
    __table_args__ = (within("member_id", "members"),)

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[str] = mapped_column(default="24")  # ISO weekdays
    wall: Mapped[time] = mapped_column(default=time(11))
    focus: Mapped[str] = mapped_column(default="")  # a skill
    focus_until: Mapped[date | None]  # None: until they change it
    paused_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]  # None while paused: until they resume


class TeamCoaching(Base):
    """What a manager chose for a team: its focus, and the prompt of the week in its channel."""

    __tablename__ = "coached_teams"
    __table_args__ = (within("team_id", "teams"),)

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(primary_key=True)
    focus: Mapped[str] = mapped_column(default="")
    focus_until: Mapped[date | None]
    focus_by: Mapped[str] = mapped_column(default="")
    weekly: Mapped[bool] = mapped_column(default=False)
    weekly_by: Mapped[str] = mapped_column(default="")


# ---- prompts sent, and what came of them ----


class Shown(Base):
    """One prompt that was chosen for somebody. It keeps ids and places of what they said, never the words.

    `evidence` lists what made it: {"source": "answer.12" or "blocker.3", "words": [[from, to], ...], "day": its local
    day}, the places in that text, so that a text that was edited or deleted is quoted no more. Or it is {"source":
    "gap.one-to-ones.U123"}, what a manager had no time for: whether it is so still is looked up whenever it is told.
    """

    __tablename__ = "coachings"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "key"),
        within("team_id", "teams"),
        within("member_id", "members"),
        Index(None, "workspace_id", "member_id", "shown_at"),
        Index(None, "workspace_id", "team_id", "shown_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    member_id: Mapped[str]
    prompt: Mapped[str]  # the id of the file, or own.<id of OwnPrompt>
    skill: Mapped[str]
    key: Mapped[str]  # of its message in the outbox
    day: Mapped[date]  # on their wall
    why: Mapped[str]  # said, focus, team_focus, noticed (a manager's gap), asked (they looked it up)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    shown_at: Mapped[datetime]
    again_at: Mapped[datetime | None]  # snoozed: when it comes again
    useless_at: Mapped[datetime | None]
    useless_why: Mapped[str] = mapped_column(default="")  # known, not_me, not_now, unclear


class Weekly(Base):
    """A prompt of the week as a team's channel reads it."""

    __tablename__ = "coaching_weeks"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("team_id", "day"),
        within("team_id", "teams"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    day: Mapped[date]
    prompt: Mapped[str]
    skill: Mapped[str]
    shown_at: Mapped[datetime]


class Reflection(Base):
    """What somebody thought about a prompt: sealed, for them alone until they share it."""

    __tablename__ = "reflections"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("coaching_id"),
        within("coaching_id", "coachings"),
        within("member_id", "members"),
        Index(None, "workspace_id", "member_id", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    coaching_id: Mapped[int]
    member_id: Mapped[str]
    sealed: Mapped[str]
    made_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    shared_at: Mapped[datetime | None]  # with the managers of the prompt's team
    tip_at: Mapped[datetime | None]  # as a tip


class Commitment(Base):
    """What somebody said they would do; their managers see it. Asked after once, on the next working day."""

    __tablename__ = "commitments"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("coaching_id"),
        within("coaching_id", "coachings"),
        within("team_id", "teams"),
        within("member_id", "members"),
        Index(None, "workspace_id", "team_id", "made_at"),
        Index(
            "ix_commitments_open", "workspace_id", "member_id", sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    member_id: Mapped[str]
    coaching_id: Mapped[int]
    words: Mapped[str]
    day: Mapped[date]  # on their wall, when they made it
    made_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    asked_in: Mapped[str] = mapped_column(default="")  # the outbox key of that question
    state: Mapped[str] = mapped_column(default="open")  # open, done, dropped
    not_yet_at: Mapped[datetime | None]  # they said "not yet": it stays open, nobody asks again
    settled_at: Mapped[datetime | None]


# ---- between a manager and one person ----


class OneToOne(Base):
    """A manager's notes of a talk with somebody: sealed, for that manager alone."""

    __tablename__ = "one_to_ones"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("team_id", "teams"),
        within("manager_id", "members"),
        within("member_id", "members"),
        Index(None, "workspace_id", "manager_id", "member_id", "held_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    manager_id: Mapped[str]
    member_id: Mapped[str]
    sealed: Mapped[str]
    held_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class Action(Base):
    """Something agreed in a one-to-one: it comes back before the next one until it is done or dropped."""

    __tablename__ = "one_to_one_actions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("one_to_one_id", "one_to_ones"),
        within("owner_id", "members"),
        Index(None, "workspace_id", "owner_id", "state"),
        Index(None, "one_to_one_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    one_to_one_id: Mapped[int]
    owner_id: Mapped[str]  # the manager, or the other; the other sees theirs
    words: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")  # open, done, dropped
    settled_at: Mapped[datetime | None]


class Asked(Base):
    """A question of a manager to one person, and their answer; between the two."""

    __tablename__ = "coaching_questions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "key"),
        within("team_id", "teams"),
        within("manager_id", "members"),
        within("member_id", "members"),
        Index(None, "workspace_id", "member_id", "asked_at"),
        Index(None, "workspace_id", "manager_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    manager_id: Mapped[str]
    member_id: Mapped[str]
    key: Mapped[str]  # of its message in the outbox
    words: Mapped[str]
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
