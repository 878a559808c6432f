"""What audit keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("many", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_audit_lines_workspace_id_team_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_audit_lines_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_lines")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_audit_lines_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("audit_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_lines_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_lines_workspace_id_team_id_id"), ["workspace_id", "team_id", "id"], unique=False
        )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


SAME = ("id", "workspace_id", "at", "verb", "object_kind", "team_id", "how", "many")
NAMES = ("done_by", "object_id")
CHANGED, YOUNG = "lines of the audit log never change", "lines of the audit log stay for 90 days"


def kept(same: str) -> str:
    parts = [f"NEW.{one} {same} OLD.{one}" for one in SAME]
    parts += [f"(NEW.{one} = OLD.{one} OR substr(NEW.{one}, 1, 5) = 'XGONE')" for one in NAMES]
    return " AND ".join(parts)


SQLITE = (
    (
        "CREATE TRIGGER audit_lines_same BEFORE UPDATE ON audit_lines "
        f"WHEN NOT ({kept('IS')}) BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END"
    ),
    (
        "CREATE TRIGGER audit_lines_stay BEFORE DELETE ON audit_lines "
        f"WHEN julianday(OLD.at) > julianday('now', '-90 days') BEGIN SELECT RAISE(ABORT, '{YOUNG}'); END"
    ),
)
POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION audit_lines_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$"
    ),
    (
        "CREATE TRIGGER audit_lines_same BEFORE UPDATE ON audit_lines FOR EACH ROW "
        f"WHEN (NOT ({kept('IS NOT DISTINCT FROM')})) EXECUTE FUNCTION audit_lines_refuse('{CHANGED}')"
    ),
    (
        "CREATE TRIGGER audit_lines_stay BEFORE DELETE ON audit_lines FOR EACH ROW "
        f"WHEN (OLD.at > now() - interval '90 days') EXECUTE FUNCTION audit_lines_refuse('{YOUNG}')"
    ),
    (
        "CREATE TRIGGER audit_lines_whole BEFORE TRUNCATE ON audit_lines FOR EACH STATEMENT "
        f"EXECUTE FUNCTION audit_lines_refuse('{YOUNG}')"
    ),
)
