"""Noting what was done, in the transaction that did it: both stand, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.audit.model import Line
from salesbot.audit.rules import Verb, shaped
from salesbot.store import insert

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What somebody did. `by` is a member's id, or one of `rules.HOST`, `SLACK`, `SALESBOT`; `at` is calendar time.

    `object_id` is that of what it was done to, of the kind that the verb begins with; `how` is a word of our own.
    """

    workspace_id: str
    verb: Verb
    by: str
    at: datetime
    object_id: str | int = ""
    team_id: int | None = None
    how: str = ""
    many: int | None = None


async def note(db: AsyncSession, *deeds: Deed) -> None:
    """Write these into the audit log in this transaction. Raises ValueError where something is no id, but words."""
    await insert(db, Line, [_row(one) for one in deeds])


def _row(deed: Deed) -> Mapping[str, object]:
    if not shaped(deed.by, deed.object_id, how=deed.how):
        raise ValueError(f"a line of the audit log about {deed.verb} holds ids and verbs, never words")
    return {
        "workspace_id": deed.workspace_id, "at": deed.at, "done_by": deed.by, "verb": deed.verb.value,
        "object_kind": deed.verb.kind, "object_id": str(deed.object_id), "team_id": deed.team_id, "how": deed.how,
        "many": deed.many,
    }  # fmt: skip
