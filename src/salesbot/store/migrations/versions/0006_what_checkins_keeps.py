"""What checkins keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checkins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("question_set", sa.Integer(), nullable=False),
        sa.Column("reminder_minutes", sa.Integer(), nullable=False),
        sa.Column("close_wall", sa.Time(), nullable=False),
        sa.Column("publish", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("channel_name", sa.Text(), nullable=False),
        sa.Column("channel_shared", sa.Boolean(), nullable=False),
        sa.Column("channel_ok", sa.Text(), nullable=False),
        sa.Column("blockers_to", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "appointment_id"],
            ["appointments.workspace_id", "appointments.id"],
            name=op.f("fk_checkins_workspace_id_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_checkins_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkins")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_checkins_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("checkins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkins_workspace_id_team_id"), ["workspace_id", "team_id"], unique=False)

    op.create_table(
        "invited",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("checkin_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "checkin_id"],
            ["checkins.workspace_id", "checkins.id"],
            name=op.f("fk_invited_workspace_id_checkin_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_invited_workspace_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invited")),
        sa.UniqueConstraint("checkin_id", "member_id", name=op.f("uq_invited_checkin_id_member_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_invited_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("checkin_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "checkin_id"],
            ["checkins.workspace_id", "checkins.id"],
            name=op.f("fk_proposals_workspace_id_checkin_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_proposals_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_proposals_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_proposals_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposals_touched_at"), ["touched_at"], unique=False)

    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("checkin_id", sa.Integer(), nullable=False),
        sa.Column("question_set", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("weekdays", sa.Text(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.Column("when", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "checkin_id"],
            ["checkins.workspace_id", "checkins.id"],
            name=op.f("fk_questions_workspace_id_checkin_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint(
            "checkin_id", "question_set", "position", name=op.f("uq_questions_checkin_id_question_set_position")
        ),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_questions_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("checkin_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("question_set", sa.Integer(), nullable=False),
        sa.Column("publish", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("channel_ok", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "checkin_id"],
            ["checkins.workspace_id", "checkins.id"],
            name=op.f("fk_rounds_workspace_id_checkin_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("checkin_id", "day", name=op.f("uq_rounds_checkin_id_day")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_rounds_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "asks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("question_set", sa.Integer(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("shown_in", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("to_page", sa.Boolean(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("report_size", sa.Integer(), nullable=False),
        sa.Column("report_blocks", sa.Integer(), nullable=False),
        sa.Column("report_pages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_asks_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "round_id"],
            ["rounds.workspace_id", "rounds.id"],
            name=op.f("fk_asks_workspace_id_round_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
        sa.UniqueConstraint("round_id", "member_id", name=op.f("uq_asks_round_id_member_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_asks_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_asks_workspace_id_member_id_opens_at"),
            ["workspace_id", "member_id", "opens_at"],
            unique=False,
        )

    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "ask_id"], ["asks.workspace_id", "asks.id"], name=op.f("fk_answers_workspace_id_ask_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "question_id"],
            ["questions.workspace_id", "questions.id"],
            name=op.f("fk_answers_workspace_id_question_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("ask_id", "question_id", name=op.f("uq_answers_ask_id_question_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_answers_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "ask_id"], ["asks.workspace_id", "asks.id"], name=op.f("fk_drafts_workspace_id_ask_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_drafts_workspace_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_drafts_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "member_id", "ts", name=op.f("uq_drafts_workspace_id_member_id_ts")),
        sqlite_autoincrement=True,
    )
