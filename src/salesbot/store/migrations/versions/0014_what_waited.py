"""What waited until somebody was there, found by the day on which it came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_WAITED = sa.text("due_at > decided_at")


def upgrade() -> None:
    op.create_index(
        "ix_decisions_waited", "decisions", ["workspace_id", "member_id", "due_at"],
        sqlite_where=_WAITED, postgresql_where=_WAITED,
    )  # fmt: skip
