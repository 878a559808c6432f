"""What kudos keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kudos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unsaid_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "giver_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_kudos_workspace_id_giver_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"], ["teams.workspace_id", "teams.id"], name=op.f("fk_kudos_workspace_id_team_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_kudos_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kudos_given_at"), ["given_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_kudos_workspace_id_giver_id_day"), ["workspace_id", "giver_id", "day"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_kudos_workspace_id_team_id_given_at"), ["workspace_id", "team_id", "given_at"], unique=False
        )

    op.create_table(
        "kudos_ways",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("own_values", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ranking", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_kudos_ways_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos_ways")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_kudos_ways_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "team_id", name=op.f("uq_kudos_ways_workspace_id_team_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "kudos_lived",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("kudos_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "kudos_id"],
            ["kudos.workspace_id", "kudos.id"],
            name=op.f("fk_kudos_lived_workspace_id_kudos_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos_lived")),
        sa.UniqueConstraint("kudos_id", "tag", name=op.f("uq_kudos_lived_kudos_id_tag")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_kudos_lived_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "kudos_me_too",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("kudos_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "kudos_id"],
            ["kudos.workspace_id", "kudos.id"],
            name=op.f("fk_kudos_me_too_workspace_id_kudos_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_kudos_me_too_workspace_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos_me_too")),
        sa.UniqueConstraint("kudos_id", "member_id", name=op.f("uq_kudos_me_too_kudos_id_member_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_kudos_me_too_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("kudos_me_too", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kudos_me_too_workspace_id_member_id"), ["workspace_id", "member_id"], unique=False
        )

    op.create_table(
        "kudos_thanked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("kudos_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Text(), nullable=False),
        sa.Column("receiver_id", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "giver_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_kudos_thanked_workspace_id_giver_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "kudos_id"],
            ["kudos.workspace_id", "kudos.id"],
            name=op.f("fk_kudos_thanked_workspace_id_kudos_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "receiver_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_kudos_thanked_workspace_id_receiver_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos_thanked")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_kudos_thanked_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("kudos_thanked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kudos_thanked_kudos_id"), ["kudos_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_kudos_thanked_workspace_id_giver_id_receiver_id_given_at"),
            ["workspace_id", "giver_id", "receiver_id", "given_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_kudos_thanked_workspace_id_receiver_id_given_at"),
            ["workspace_id", "receiver_id", "given_at"],
            unique=False,
        )
