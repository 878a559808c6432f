"""The tables of tips: what was shared, who used it and who found it useful, and the words in which it is looked for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import DDL, Index, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store import Base, within
from salesbot.tips import rules

if TYPE_CHECKING:
    from collections.abc import Callable

# Words are compared letter by letter, so that those which begin alike stand together in the index on PostgreSQL too.
_Word = Text().with_variant(Text(collation="C"), "postgresql")


def _folded(row: Any) -> str:
    """A new tip's words as they are looked for: no way of storing one can forget them."""
    said = row.get_current_parameters()
    return rules.findable(*(said[name] for name in (*rules.PARTS, "tags")))


class Tip(Base):
    """What somebody learned: a tip, or the story of a deal that was won or lost. Withdrawn, it keeps no word."""

    __tablename__ = "tips"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        within("team_id", "teams"),
        within("member_id", "members"),
        Index(None, "workspace_id", "member_id", "shared_at"),
        Index(None, "workspace_id", "team_id", "shared_at"),
        Index("ix_tips_ranked", "workspace_id", "uses", "useful", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    team_id: Mapped[int]
    member_id: Mapped[str]
    kind: Mapped[str] = mapped_column(default="tip")  # tip, win, loss
    uses: Mapped[int] = mapped_column(default=0)  # how many others used it
    useful: Mapped[int] = mapped_column(default=0)  # how many others found it useful
    posted: Mapped[bool] = mapped_column(default=True)  # in the team's channel
    shared_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]  # the last word that it holds: shared, used, or still true
    asked_at: Mapped[datetime | None]  # when somebody was last asked whether it is still true
    asked_in: Mapped[str] = mapped_column(default="")  # the outbox key of that question
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    # Long words stand last: to rank tips, no database need read past them.
    text: Mapped[str]  # the tip itself; of a story, what happened
    why: Mapped[str] = mapped_column(default="")
    worked: Mapped[str] = mapped_column(default="")
    learned: Mapped[str] = mapped_column(default="")
    thanks: Mapped[str] = mapped_column(default="")
    tags: Mapped[str] = mapped_column(default="")  # without their sign, a space between two
    link: Mapped[str] = mapped_column(default="")  # the message it was saved from
    folded: Mapped[str] = mapped_column(default=_folded)  # all of it as people look for it


class Use(Base):
    """Somebody used a tip, and what came of it. Told again, the newer outcome counts."""

    __tablename__ = "tip_uses"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("tip_id", "member_id"),
        within("tip_id", "tips"),
        within("member_id", "members"),
        Index(None, "workspace_id", "used_at"),
        Index(None, "workspace_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    tip_id: Mapped[int]
    member_id: Mapped[str]
    outcome: Mapped[str]
    used_at: Mapped[datetime]


class Useful(Base):
    """Somebody found a tip useful."""

    __tablename__ = "tip_useful"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("tip_id", "member_id"),
        within("tip_id", "tips"),
        within("member_id", "members"),
        Index(None, "workspace_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str]
    tip_id: Mapped[int]
    member_id: Mapped[str]
    at: Mapped[datetime]


class Word(Base):
    """A word of the workspace's tips, and in how many of them it stands: what a mistyped word may have been."""

    __tablename__ = "tip_words"

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(_Word, primary_key=True)
    tips: Mapped[int] = mapped_column(default=0)


class Piece(Base):
    """What is left of a word without a letter or two: two words that share one are alike (see `rules.mending`)."""

    __tablename__ = "tip_pieces"
    __table_args__ = ({"sqlite_with_rowid": False},)

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    piece: Mapped[str] = mapped_column(_Word, primary_key=True)
    word: Mapped[str] = mapped_column(_Word, primary_key=True)


# ---- full text, in the words of each database ----

# The words stand in `tips` alone; the index refers to them, and the triggers see to it that no way of storing a tip can
# forget it. `folded` is cut into words already, so the plainest tokenizer is the right one.
_TAKE_OUT = "INSERT INTO tips_index(tips_index, rowid, folded) VALUES ('delete', old.id, old.folded);"
_PUT_IN = "INSERT INTO tips_index(rowid, folded) VALUES (new.id, new.folded);"
_INDEX = "folded, content='tips', content_rowid='id', tokenize='ascii', detail='none', prefix='3'"
SQLITE = (
    f"CREATE VIRTUAL TABLE tips_index USING fts5({_INDEX})",
    f"CREATE TRIGGER tips_index_new AFTER INSERT ON tips BEGIN {_PUT_IN} END",
    f"CREATE TRIGGER tips_index_gone AFTER DELETE ON tips BEGIN {_TAKE_OUT} END",
    f"CREATE TRIGGER tips_index_changed AFTER UPDATE OF folded ON tips BEGIN {_TAKE_OUT} {_PUT_IN} END",
)
# The words as they are: to_tsvector would cut them up again in its own way.
_WORDS = "array_to_tsvector(string_to_array(btrim(folded), ' '))"
POSTGRESQL = (
    f"ALTER TABLE tips ADD COLUMN words tsvector GENERATED ALWAYS AS ({_WORDS}) STORED",
    "CREATE INDEX ix_tips_words ON tips USING gin (words)",
)
_ddl: Callable[[str], Any] = DDL
for _dialect, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        event.listen(Tip.__table__, "after_create", _ddl(_statement).execute_if(dialect=_dialect))
