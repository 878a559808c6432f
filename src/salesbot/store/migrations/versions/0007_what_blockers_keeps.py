"""What blockers keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blockers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("report_key", sa.Text(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reworded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unwatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_blockers_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_blockers_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blockers")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_blockers_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "source", name=op.f("uq_blockers_workspace_id_source")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("blockers", schema=None) as batch_op:
        batch_op.create_index(
            "ix_blockers_unwatched",
            ["id"],
            unique=False,
            sqlite_where=sa.text("unwatched_at IS NOT NULL"),
            postgresql_where=sa.text("unwatched_at IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_blockers_workspace_id_team_id_resolved_at"),
            ["workspace_id", "team_id", "resolved_at"],
            unique=False,
        )

    op.create_table(
        "told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("blocker_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "blocker_id"],
            ["blockers.workspace_id", "blockers.id"],
            name=op.f("fk_told_workspace_id_blocker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_told_workspace_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told")),
        sa.UniqueConstraint(
            "blocker_id", "member_id", "why", "since_at", name=op.f("uq_told_blocker_id_member_id_why_since_at")
        ),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_told_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_told_workspace_id_key"), ["workspace_id", "key"], unique=False)
