"""What blockers say in a team's week, in a manager's brief, and in one's own week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.blockers import queries, rules
from salesbot.blockers.service.shown import public_of
from salesbot.people import queries as people
from salesbot.people.rules import Calendar
from salesbot.room import Section
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.blockers.model import Blocker
    from salesbot.people.model import Member
    from salesbot.room import House, Span

WEEK, BRIEF, OWN = 30, 20, 20  # where they stand among the rooms' sections
SHOWN = 160  # characters of one blocker; `/checkin blockers` has the whole
MOST = 8
_NOWHERE = Calendar("UTC")


# ---- a team's week ----


async def digest(house: House, db: AsyncSession, span: Span) -> Sequence[Section]:
    """How many came, went and still stand, and the oldest of them; only of what the team reads in its channel."""
    found = await queries.of_days(db, span.workspace_id, span.team_id, since=span.since, until=span.until)
    public = await public_of(db, span.workspace_id, found, house.offers("published_answers"))
    shown = [one for one in found if one.id in public]
    came = sum(one.raised_at >= span.since for one in shown)
    still = rules.standing_at(shown, span.until)
    went = len(shown) - len(still)
    left = _many(len(still)) if still else "none of them"  # there may be others, which only managers read
    counts = f"{_many(came).capitalize()} opened, {_many(went)} resolved, *{left} still open*."
    said = [one for one in still if one.text][:1]  # of whoever was forgotten no word is left
    lines = [counts, *(f"The oldest: {line}" for line in await _lines(db, said, span))] if shown else []
    return [Section(order=WEEK, title="Blockers", lines=lines, quiet=not shown)]


def _many(number: int) -> str:
    return str(number) if number else "none"


# ---- a manager's brief ----


async def brief(_house: House, db: AsyncSession, span: Span, member_id: str) -> Sequence[Section]:  # noqa: ARG001  the offer's shape
    """All that stands in the team's way, the oldest first, and how much went since."""
    found = await queries.of_days(db, span.workspace_id, span.team_id, since=span.since, until=span.until)
    still = rules.standing_at(found, span.until)
    went = len(found) - len(still)
    still = [one for one in still if one.text]
    lines = [f"• {line}" for line in await _lines(db, still[:MOST], span)]
    lines += [f"… and {len(still) - MOST} more."] if len(still) > MOST else []
    lines += [f"_{went} resolved since._"] if went else []
    return [Section(order=BRIEF, title="In the way", lines=lines, quiet=not lines)]


# ---- one's own week ----


async def own_week(_house: House, db: AsyncSession, span: Span, member_id: str) -> Sequence[Section]:
    """What stood in somebody's own way."""
    found = await queries.of_days(db, span.workspace_id, span.team_id, since=span.since, until=span.until)
    mine = [one for one in found if one.member_id == member_id]
    still = rules.standing_at(mine, span.until)
    went = len(mine) - len(still)
    lines = [f"{went} out of the way."] if went else []
    still = [one for one in still if one.text]  # a deleted answer took its words along, maybe since that week
    lines += [f"• {line}" for line in await _lines(db, still[:MOST], span, named=False)]
    return [Section(order=OWN, title="In your way", lines=lines, quiet=not lines)]


# ---- a line each ----


async def _lines(db: AsyncSession, found: Sequence[Blocker], span: Span, *, named: bool = True) -> list[str]:
    members = await people.members(db, span.workspace_id, {one.member_id for one in found})
    calendars = await people.calendars_of(db, span.workspace_id, members)
    return [_line(one, members, calendars, span, named=named) for one in found]


def _line(
    one: Blocker, members: Mapping[str, Member], calendars: Mapping[str, Calendar], span: Span, *, named: bool
) -> str:
    since = rules.dated(calendars.get(one.member_id, _NOWHERE), one.raised_at, now=span.now)
    name = f"*{kit.name(members[one.member_id].name)}* " if named and one.member_id in members else ""
    return f"{name}{kit.escape(kit.shorten(' '.join(one.text.split()), SHOWN))} · {since}"
