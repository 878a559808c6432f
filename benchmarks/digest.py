"""The time to draw a team's week of two hundred people, and its manager's home, as answers grow to a million."""

from __future__ import annotations

from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from benchmarks.growth import fill
from benchmarks.office import WORKSPACE, office
from benchmarks.table import Row
from salesbot import clock
from salesbot.checkins.model import Answer
from salesbot.digest.blocks import week as drawn
from salesbot.digest.rules import told
from salesbot.digest.service import Week, span_of, week
from salesbot.home.visits import home_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    from benchmarks.office import Office
    from benchmarks.places import Place

PEOPLE, TEAM, QUESTIONS = 500, 200, 3  # teams of 200, 200 and 100
TIMES = 15
NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)  # the week before it is full; today's round is open
GROWS = 1.5


async def digest(place: Place) -> list[Row]:
    """Measure the whole week of the first team, and its manager's home, as history grows."""
    rows: list[Row] = []
    first: dict[str, float] = {}
    async with office(place, limiter=False) as here:
        await here.hire(PEOPLE, team_size=TEAM, known=1)
        await here.ask()
        clock.set_calendar(NOW)
        days = 0
        for answers in (30_000, 100_000) if place.quick else (30_000, 100_000, 1_000_000):
            until = answers // (PEOPLE * QUESTIONS) + 1
            await fill(here, days, until)
            days = until
            stored = await _stored(here)
            for name, draw in (("week of 200 people", _week), ("home of their manager", _home)):
                seconds = await _timed(here, draw)
                ratio = seconds / first.setdefault(name, seconds)
                rows.append(
                    Row(
                        f"{name}, {stored:,} answers stored", place.database, place.latency,
                        f"{seconds * 1000:.0f} ms", "" if ratio == 1 else f"{first[name] * 1000:.0f} ms", ratio,
                        f"<= {GROWS:.2f}", ratio <= GROWS,
                    )
                )  # fmt: skip
    return rows


async def _stored(here: Office) -> int:
    async with here.house.store.read() as db:
        return await db.scalar(select(func.count()).select_from(Answer)) or 0


async def _timed(here: Office, draw: Callable[[Office, AsyncSession], Awaitable[object]]) -> float:
    each = []
    async with here.house.store.read() as db:
        for _ in range(TIMES):
            db.expunge_all()
            began = perf_counter()
            await draw(here, db)
            each.append(perf_counter() - began)
    return min(each)  # whether it grows is asked; what else the machine did meanwhile is not


async def _week(here: Office, db: AsyncSession) -> None:
    team = here.teams[0]
    span = span_of(team, told(NOW, team.zone, before=None), zone=team.zone, now=NOW)
    message = drawn(Week(team, span, await week(here.house, db, span)))
    assert "answered" in message.text, message.text


async def _home(here: Office, db: AsyncSession) -> None:
    found = await home_of(here.house, db, WORKSPACE, here.members[0], outside=False, now=NOW)
    assert found.visit is not None
