"""Looking back: whose answers somebody asks for, whether they may read them, and one page of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.checkins import queries, rules
from salesbot.checkins.queries import history as past
from salesbot.errors import Refusal
from salesbot.people import queries as people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries.history import Past

A_PAGE = 5  # days
LONGEST_SEARCH = 100  # characters; a button must carry them along
MOST_PAGES = 10_000  # nobody turns so far; a made-up number shall not make the database count


@dataclass(frozen=True)
class History:
    """One page of somebody's answers. `to_change`: the parts whose form their owner can still open.

    `everything`: their reader may read all that there is, not only what was published.
    """

    of: str
    name: str
    own: bool
    typed: str
    page: int
    days: Sequence[Past]
    more: bool
    to_change: frozenset[int]
    everything: bool = True


async def history(db: AsyncSession, workspace_id: str, *, of: str, to: str, typed: str = "", page: int = 0) -> History:
    """Return a page of what somebody answered, as far as this reader may see it; `typed` words narrow it down.

    Raises Refusal where there is nothing that they may see, in the same words whether there is anything or not.
    """
    if len(typed) > LONGEST_SEARCH:
        raise Refusal(f"A word or two find it best; {LONGEST_SEARCH} characters are the most I look for.")
    words = rules.wanted(typed) if typed.strip() else []
    page = min(max(page, 0), MOST_PAGES)
    seen = await past.visible(db, workspace_id, of=of, to=to)
    if of != to and not seen:
        raise Refusal(_not_yours(of))
    found = await past.history(db, workspace_id, of=of, seen=seen, words=words, skip=page * A_PAGE, limit=A_PAGE + 1)
    member = await people.member(db, workspace_id, of)
    can = await _to_change(db, found) if of == to else frozenset()
    name = member.name if member else ""
    more, everything = len(found) > A_PAGE, not seen.published
    return History(of, name, of == to, typed.strip(), page, found[:A_PAGE], more, can, everything)


async def _to_change(db: AsyncSession, found: Sequence[Past]) -> frozenset[int]:
    """The parts among these that can still be answered: until the next round was asked, and while in the team."""
    parts = [one.part for one in found if one.part is not None and one.part.ask.superseded_at is None]
    may = await queries.answerable(db, [one.ask.id for one in parts]) if parts else {}
    return frozenset(number for number, one in may.items() if one.role and one.part.team.archived_at is None)


def _not_yours(of: str) -> str:
    return (
        f"I can't show you what <@{of}> answered. People of one team read what is published there, "
        "and its managers read the rest."
    )


async def whole(db: AsyncSession, workspace_id: str, ask_id: int, *, to: str) -> Past:
    """Return one day with all that was said on it. Raises Refusal where the reader may not see it."""
    found = await past.past_part(db, ask_id, workspace_id=workspace_id, to=to)
    if found is None:
        raise Refusal("That answer is gone, or not yours to read.")
    return found
