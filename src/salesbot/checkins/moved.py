"""A question that comes at another time than the last one says so, where a manager has moved its check-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins import queries
from salesbot.people.rules import zone_or
from salesbot.schedule.facts import versions
from salesbot.schedule.rules import plan_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, time

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Part
    from salesbot.schedule.rules import Versions


async def moved_from(db: AsyncSession, workspace_id: str, parts: Sequence[Part]) -> dict[int, time]:
    """Return the time at which the members of these parts were asked before, by part, where that is another one now.

    Of the check-in's own times only: whoever was asked by hand, or whose day begins later, has nothing new to hear.
    """
    before = await queries.asked_before(db, [one.ask.id for one in parts], workspace_id=workspace_id) if parts else {}
    walls = {number: _wall(*asked) for number, asked in before.items()}
    other = [one for one in parts if walls.get(one.ask.id, _here(one)) != _here(one)]
    plans = await versions(db, {one.checkin.appointment_id or 0 for one in other}) if other else {}
    moved = [one for one in other if _has_moved(one, plans[one.checkin.appointment_id or 0], walls)]
    return {one.ask.id: walls[one.ask.id] for one in moved}


def _has_moved(part: Part, plans: Versions, walls: Mapping[int, time]) -> bool:
    plan = plan_on(plans, part.round.day)
    return plan is not None and plan.wall == _here(part) and walls[part.ask.id] in {one.wall for one in plans.values()}


def _here(part: Part) -> time:
    return _wall(part.ask.opens_at, part.ask.zone)


def _wall(at: datetime, zone: str) -> time:
    return at.astimezone(zone_or(zone)).time()
