"""The tables of people: workspaces, members, teams, memberships and time away."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store import Base, within


class Workspace(Base):
    """One Slack install. `id` is Slack's team id (T…)."""

    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    bot_user_id: Mapped[str] = mapped_column(default="")
    enterprise_id: Mapped[str | None]
    scopes: Mapped[str] = mapped_column(default="")  # granted, comma-separated, as Slack last said
    created_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]  # Slack refuses the token: nothing is sent, nothing is forgotten
    stopped_why: Mapped[str] = mapped_column(default="")
    worked_at: Mapped[datetime | None]  # when Slack last said who we are there, machine time
    synced_at: Mapped[datetime | None]  # when a look at everybody was taken on by a process, or done


class Member(Base):
    """A person salesbot knows: in a team now or once, or who took part. `id` is Slack's user id (U…)."""

    __tablename__ = "members"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    slack_zone: Mapped[str] = mapped_column(default="UTC")  # IANA name from Slack
    own_zone: Mapped[str | None]  # set by the member; wins
    own_country: Mapped[str | None]  # ISO 3166-1 alpha-2; None: guessed from the zone
    working_days: Mapped[str] = mapped_column(default="12345")  # ISO weekdays
    day_begins: Mapped[time | None]  # nothing is asked before it; None: whenever a plan says
    quiet_from: Mapped[time] = mapped_column(default=time(20))
    quiet_to: Mapped[time] = mapped_column(default=time(7))
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_guest: Mapped[bool] = mapped_column(default=False)
    is_stranger: Mapped[bool] = mapped_column(default=False)  # of another company (Slack Connect)
    active: Mapped[bool] = mapped_column(default=True)  # False: deactivated in Slack
    paused_until: Mapped[datetime | None]
    status_away_until: Mapped[datetime | None]  # a Slack status that says away; far future: no end given
    status_mark: Mapped[str] = mapped_column(default="")  # a digest of that status, never its words
    status_waived: Mapped[str] = mapped_column(default="")  # the mark of one whose owner said that they are here
    welcomed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def zone(self) -> str:
        """The zone on this person's wall."""
        return self.own_zone or self.slack_zone


class Team(Base):
    """A sales team: a channel, managers, members, and a zone for its reports."""

    __tablename__ = "teams"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        Index(
            "uq_teams_one_a_channel",
            "workspace_id",
            "channel_id",
            unique=True,
            sqlite_where=text("archived_at IS NULL"),
            postgresql_where=text("archived_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str]
    channel_id: Mapped[str]
    channel_name: Mapped[str] = mapped_column(default="")
    zone: Mapped[str]
    everyone: Mapped[bool] = mapped_column(default=False)  # members are kept in step with the channel
    shared: Mapped[bool] = mapped_column(default=False)  # the channel is shared with another company now
    shared_ok: Mapped[str] = mapped_column(default="")  # the shared channel that a manager confirmed
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    @property
    def may_publish(self) -> bool:
        """Whether answers may appear in the channel: nobody outside sees one, unless a manager confirmed it."""
        return not self.shared or self.shared_ok == self.channel_id


class Membership(Base):
    """Who had which role in a team from when until when. History never moves: a change ends a row and begins one."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("team_id", "teams"),
        within("member_id", "members"),
        Index(None, "workspace_id", "member_id"),
        Index(None, "team_id", "until_at"),
        Index(
            "uq_memberships_one_now",
            "team_id",
            "member_id",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    member_id: Mapped[str]
    role: Mapped[str]  # manager, rep, contributor, observer
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    added_by: Mapped[str] = mapped_column(default="")  # a member's id, or "channel": came with the channel
    ended_by: Mapped[str] = mapped_column(default="")  # a member's id, "channel", or "slack": deactivated there


class Away(Base):
    """Days on which a person is not asked; both days count."""

    __tablename__ = "aways"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("member_id", "members"),
        Index(None, "workspace_id", "member_id", "last_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    member_id: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    set_by: Mapped[str]  # a member's id, or the button that they pressed for themselves: `checkin.away`
    set_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class Forgotten(Base):
    """Somebody was forgotten: only that it was so, for backups of before, which still know them.

    Without a foreign key: it outlives what it is about.
    """

    __tablename__ = "forgotten"
    __table_args__ = (Index(None, "workspace_id", "member_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)  # a random name, the same in the file beside the database
    workspace_id: Mapped[str]
    member_id: Mapped[str]
    forgotten_at: Mapped[datetime]
