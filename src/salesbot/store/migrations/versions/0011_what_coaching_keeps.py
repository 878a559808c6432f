"""What coaching keeps."""

from __future__ import annotations

from datetime import date, time

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coached_teams",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("focus", sa.Text(), nullable=False),
        sa.Column("focus_until", sa.Date(), nullable=True),
        sa.Column("focus_by", sa.Text(), nullable=False),
        sa.Column("weekly", sa.Boolean(), nullable=False),
        sa.Column("weekly_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_coached_teams_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "team_id", name=op.f("pk_coached_teams")),
    )
    op.create_table(
        "coachees",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("wall", sa.Time(), nullable=False),
        sa.Column("focus", sa.Text(), nullable=False),
        sa.Column("focus_until", sa.Date(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_coachees_workspace_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "member_id", name=op.f("pk_coachees")),
    )
    op.create_table(
        "coaching_prompts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("signals", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_coaching_prompts_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_coaching_prompts_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_prompts")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_coaching_prompts_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("coaching_prompts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coaching_prompts_workspace_id_team_id"), ["workspace_id", "team_id"], unique=False
        )

    op.create_table(
        "coaching_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "manager_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_coaching_questions_workspace_id_manager_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_coaching_questions_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_coaching_questions_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_questions")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_coaching_questions_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_coaching_questions_workspace_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("coaching_questions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coaching_questions_workspace_id_manager_id_asked_at"),
            ["workspace_id", "manager_id", "asked_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_coaching_questions_workspace_id_member_id_asked_at"),
            ["workspace_id", "member_id", "asked_at"],
            unique=False,
        )

    op.create_table(
        "coaching_weeks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_coaching_weeks_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_weeks")),
        sa.UniqueConstraint("team_id", "day", name=op.f("uq_coaching_weeks_team_id_day")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_coaching_weeks_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "coaching_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_coaching_words_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_coaching_words_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_words")),
        sa.UniqueConstraint("team_id", "words", name=op.f("uq_coaching_words_team_id_words")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_coaching_words_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "coachings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("useless_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("useless_why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_coachings_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_coachings_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coachings")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_coachings_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_coachings_workspace_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("coachings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coachings_workspace_id_member_id_shown_at"),
            ["workspace_id", "member_id", "shown_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_coachings_workspace_id_team_id_shown_at"),
            ["workspace_id", "team_id", "shown_at"],
            unique=False,
        )

    op.create_table(
        "one_to_ones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "manager_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_one_to_ones_workspace_id_manager_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_one_to_ones_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_one_to_ones_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_to_ones")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_one_to_ones_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("one_to_ones", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_one_to_ones_workspace_id_manager_id_member_id_held_at"),
            ["workspace_id", "manager_id", "member_id", "held_at"],
            unique=False,
        )

    op.create_table(
        "commitments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("coaching_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_in", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("not_yet_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "coaching_id"],
            ["coachings.workspace_id", "coachings.id"],
            name=op.f("fk_commitments_workspace_id_coaching_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_commitments_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["teams.workspace_id", "teams.id"],
            name=op.f("fk_commitments_workspace_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint("coaching_id", name=op.f("uq_commitments_coaching_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_commitments_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("commitments", schema=None) as batch_op:
        batch_op.create_index(
            "ix_commitments_open",
            ["workspace_id", "member_id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            batch_op.f("ix_commitments_workspace_id_team_id_made_at"),
            ["workspace_id", "team_id", "made_at"],
            unique=False,
        )

    op.create_table(
        "one_to_one_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("one_to_one_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "one_to_one_id"],
            ["one_to_ones.workspace_id", "one_to_ones.id"],
            name=op.f("fk_one_to_one_actions_workspace_id_one_to_one_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_one_to_one_actions_workspace_id_owner_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_to_one_actions")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_one_to_one_actions_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("one_to_one_actions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_to_one_actions_one_to_one_id"), ["one_to_one_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_one_to_one_actions_workspace_id_owner_id_state"),
            ["workspace_id", "owner_id", "state"],
            unique=False,
        )

    op.create_table(
        "reflections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("coaching_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tip_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "coaching_id"],
            ["coachings.workspace_id", "coachings.id"],
            name=op.f("fk_reflections_workspace_id_coaching_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_reflections_workspace_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflections")),
        sa.UniqueConstraint("coaching_id", name=op.f("uq_reflections_coaching_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_reflections_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reflections_workspace_id_member_id_made_at"),
            ["workspace_id", "member_id", "made_at"],
            unique=False,
        )
    _coach_people_of_teams_that_exist()


def _coach_people_of_teams_that_exist() -> None:
    """Whoever joins a team from now on gets this by it. When it is due first, the next start computes."""
    coached = (
        "FROM memberships m JOIN teams t ON t.id = m.team_id "
        "JOIN members p ON p.workspace_id = m.workspace_id AND p.id = m.member_id "
        "WHERE m.until_at IS NULL AND m.role IN ('manager', 'rep') AND t.archived_at IS NULL AND p.active"
    )
    op.execute(
        "INSERT INTO appointments (workspace_id, job, subject, created_at) "
        f"SELECT DISTINCT m.workspace_id, 'coaching.prompt', '24.1100', CURRENT_TIMESTAMP {coached}"
    )
    plans = sa.text(
        "INSERT INTO plans (workspace_id, appointment_id, from_day, wall, weekdays, every_weeks, anchor, holidays, "
        "days_off, grace_minutes) SELECT workspace_id, id, :day, :wall, '24', 1, :day, :yes, :yes, 120 "
        "FROM appointments WHERE job = 'coaching.prompt'"
    ).bindparams(
        sa.bindparam("day", date(2024, 1, 1), sa.Date()),
        sa.bindparam("wall", time(11), sa.Time()),
        sa.bindparam("yes", True, sa.Boolean()),
    )
    op.execute(plans)
    op.execute(
        "INSERT INTO seats (workspace_id, appointment_id, member_id, who, since_at) "
        "SELECT DISTINCT m.workspace_id, a.id, m.member_id, m.member_id, CURRENT_TIMESTAMP "
        f"{coached.replace('WHERE', 'JOIN appointments a ON a.workspace_id = m.workspace_id WHERE', 1)} "
        "AND a.job = 'coaching.prompt'"
    )
