"""What digest keeps."""

from __future__ import annotations

from datetime import date, time

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_digests_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("team_id", "until_at", name=op.f("uq_digests_team_id_until_at")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_digests_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    _tell_weeks_of_teams_that_exist()


def _tell_weeks_of_teams_that_exist() -> None:
    """Teams made from now on get this with their setup. When it is due first, the next start computes."""
    op.execute(
        "INSERT INTO appointments (workspace_id, team_id, job, subject, created_at) "
        "SELECT workspace_id, id, 'digest.week', CAST(id AS TEXT), CURRENT_TIMESTAMP FROM teams "
        "WHERE archived_at IS NULL"
    )
    plans = sa.text(
        "INSERT INTO plans (workspace_id, appointment_id, from_day, wall, weekdays, every_weeks, anchor, holidays, "
        "days_off, grace_minutes) SELECT workspace_id, id, :day, :wall, '5', 1, :day, :no, :no, 720 "
        "FROM appointments WHERE job = 'digest.week'"
    ).bindparams(
        sa.bindparam("day", date(2024, 1, 1), sa.Date()),
        sa.bindparam("wall", time(16), sa.Time()),
        sa.bindparam("no", False, sa.Boolean()),
    )
    op.execute(plans)
    op.execute(
        "INSERT INTO seats (workspace_id, appointment_id, who, since_at) "
        "SELECT workspace_id, id, 'team', CURRENT_TIMESTAMP FROM appointments WHERE job = 'digest.week'"
    )
