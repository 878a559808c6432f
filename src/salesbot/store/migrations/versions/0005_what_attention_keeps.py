"""What attention keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("light", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("carried_by", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_decisions_workspace_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_decisions_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_decisions_workspace_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_decisions_carried",
            ["workspace_id", "carried_by"],
            unique=False,
            sqlite_where=sa.text("carried_by IS NOT NULL"),
            postgresql_where=sa.text("carried_by IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_decisions_offered",
            ["workspace_id", "member_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("standing = 'offered'"),
            postgresql_where=sa.text("standing = 'offered'"),
        )
        batch_op.create_index(
            batch_op.f("ix_decisions_workspace_id_member_id_decided_at"),
            ["workspace_id", "member_id", "decided_at"],
            unique=False,
        )

    op.create_table(
        "restraints",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_restraints_workspace_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", name=op.f("pk_restraints")),
    )
    op.create_table(
        "riders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("board", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("message", sa.JSON(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_riders_workspace_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_riders")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_riders_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_riders_workspace_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("riders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_riders_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_riders_workspace_id_member_id_ends_at"),
            ["workspace_id", "member_id", "ends_at"],
            unique=False,
        )
