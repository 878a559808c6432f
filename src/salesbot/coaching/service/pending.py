"""What is open between somebody and their managers: questions that wait for them, and what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.coaching.queries import asking, managed, talks
from salesbot.people import queries as people

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.model import Asked
    from salesbot.coaching.queries.talks import Agreed

MOST = 6  # of each


@dataclass(frozen=True)
class Pending:
    """Questions to them, and open actions that are theirs or that they agreed with others; names by id."""

    me: str
    asked: Sequence[Asked]
    agreed: Sequence[Agreed]
    names: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.asked or self.agreed)


async def pending(db: AsyncSession, workspace_id: str, member_id: str) -> Pending:
    """Look it up; a question of somebody who manages them no more waits no longer."""
    asked = [
        one
        for one in (await asking.open_to(db, workspace_id, member_id))[:MOST]
        if await managed.bond(db, workspace_id, one.manager_id, member_id) is not None
    ]
    agreed = await talks.open_actions(db, workspace_id, member_id, limit=MOST)
    ids = {one.manager_id for one in asked} | {
        id_ for one in agreed for id_ in (one.talk.manager_id, one.talk.member_id)
    }
    known = await people.members(db, workspace_id, ids)
    return Pending(member_id, asked, agreed, {one.id: one.name for one in known.values()})
