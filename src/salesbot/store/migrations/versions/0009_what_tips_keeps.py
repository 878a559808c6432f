"""What tips keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tip_pieces",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("piece", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("word", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "piece", "word", name=op.f("pk_tip_pieces")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tip_words",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("word", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("tips", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "word", name=op.f("pk_tip_words")),
    )
    op.create_table(
        "tips",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("useful", sa.Integer(), nullable=False),
        sa.Column("posted", sa.Boolean(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_in", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("worked", sa.Text(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_tips_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"], ["teams.workspace_id", "teams.id"], name=op.f("fk_tips_workspace_id_team_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tips")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_tips_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tips", schema=None) as batch_op:
        batch_op.create_index("ix_tips_ranked", ["workspace_id", "uses", "useful", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_tips_workspace_id_member_id_shared_at"),
            ["workspace_id", "member_id", "shared_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_tips_workspace_id_team_id_shared_at"), ["workspace_id", "team_id", "shared_at"], unique=False
        )

    op.create_table(
        "tip_useful",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("tip_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_tip_useful_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "tip_id"], ["tips.workspace_id", "tips.id"], name=op.f("fk_tip_useful_workspace_id_tip_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_useful")),
        sa.UniqueConstraint("tip_id", "member_id", name=op.f("uq_tip_useful_tip_id_member_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_tip_useful_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tip_useful", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tip_useful_workspace_id_member_id"), ["workspace_id", "member_id"], unique=False
        )

    op.create_table(
        "tip_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("tip_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["members.workspace_id", "members.id"],
            name=op.f("fk_tip_uses_workspace_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "tip_id"], ["tips.workspace_id", "tips.id"], name=op.f("fk_tip_uses_workspace_id_tip_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_uses")),
        sa.UniqueConstraint("tip_id", "member_id", name=op.f("uq_tip_uses_tip_id_member_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_tip_uses_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tip_uses", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tip_uses_workspace_id_member_id"), ["workspace_id", "member_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_tip_uses_workspace_id_used_at"), ["workspace_id", "used_at"], unique=False)
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


TAKE_OUT = "INSERT INTO tips_index(tips_index, rowid, folded) VALUES ('delete', old.id, old.folded);"
PUT_IN = "INSERT INTO tips_index(rowid, folded) VALUES (new.id, new.folded);"
INDEX = "folded, content='tips', content_rowid='id', tokenize='ascii', detail='none', prefix='3'"
SQLITE = (
    f"CREATE VIRTUAL TABLE tips_index USING fts5({INDEX})",
    f"CREATE TRIGGER tips_index_new AFTER INSERT ON tips BEGIN {PUT_IN} END",
    f"CREATE TRIGGER tips_index_gone AFTER DELETE ON tips BEGIN {TAKE_OUT} END",
    f"CREATE TRIGGER tips_index_changed AFTER UPDATE OF folded ON tips BEGIN {TAKE_OUT} {PUT_IN} END",
)
WORDS = "array_to_tsvector(string_to_array(btrim(folded), ' '))"
POSTGRESQL = (
    f"ALTER TABLE tips ADD COLUMN words tsvector GENERATED ALWAYS AS ({WORDS}) STORED",
    "CREATE INDEX ix_tips_words ON tips USING gin (words)",
)
