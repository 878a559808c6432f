"""The time to draw a report when ten thousand, a hundred thousand and a million answers are stored: it stays flat."""

from __future__ import annotations

from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import func, inspect, select, text

from benchmarks.office import WORKSPACE, office
from benchmarks.table import Row
from salesbot.checkins.model import Answer, Ask, Round

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from benchmarks.office import Office
    from benchmarks.places import Place

TEAM, TEAMS, QUESTIONS = 50, 10, 3
TIMES = 30

# Earlier days of the same check-ins, one round a check-in and day, answered by everybody.
ROUNDS = """
WITH RECURSIVE days(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM days WHERE n + 1 < {last})
INSERT INTO rounds (workspace_id, checkin_id, day, question_set, publish, channel_id, channel_ok)
SELECT c.workspace_id, c.id, {day}, 1, c.publish, c.channel_id, TRUE FROM days CROSS JOIN checkins c
"""
ASKS = """
INSERT INTO asks ({columns})
SELECT {values} FROM rounds r
JOIN rounds today ON today.checkin_id = r.checkin_id AND today.day = {today}
JOIN asks a ON a.round_id = today.id
WHERE r.id > {after} AND r.id <> today.id
"""
# What differs from today's part of the same person; its instants lie as many days back as its round.
ANSWERED = {
    "round_id": "r.id",
    "key": "'old.' || r.id || '.' || a.member_id",
    "state": "'answered'",
    "page": "0",
    "report_size": "400",
    "report_blocks": "2",
}
INSTANTS = {
    "opens_at": "opens_at", "closes_at": "closes_at", "asked_at": "asked_at", "answered_at": "asked_at",
    "closed_at": "closes_at", "superseded_at": "closes_at",
}  # fmt: skip
ANSWERS = """
INSERT INTO answers (workspace_id, ask_id, question_id, text, folded, answered_at)
SELECT a.workspace_id, a.id, q.id, 'Met Acme, sent the offer, called Globex back about the paper.',
    'met acme sent the offer called globex back about the paper', a.asked_at
FROM asks a JOIN rounds r ON r.id = a.round_id JOIN questions q ON q.checkin_id = r.checkin_id
WHERE r.id > {after} AND a.key LIKE 'old.%'
"""


async def growth(place: Place) -> list[Row]:
    """Measure one whole report, all pages, of a team of fifty."""
    rows, first = [], 0.0
    async with office(place, limiter=False) as here:
        await here.hire(TEAM * TEAMS, team_size=TEAM, known=1)
        await here.ask()
        days = 0
        for answers in (10_000, 100_000) if place.quick else (10_000, 100_000, 1_000_000):
            until = answers // (TEAM * TEAMS * QUESTIONS) + 1
            await fill(here, days, until)
            days = until
            stored, seconds = await _draw(here)
            first = first or seconds
            ratio = seconds / first
            rows.append(
                Row(
                    f"report with {stored:,} answers stored", place.database, place.latency,
                    f"{seconds * 1000:.1f} ms", "" if ratio == 1 else f"{first * 1000:.1f} ms", ratio,
                    "<= 1.50", ratio <= 1.5,
                )
            )  # fmt: skip
    return rows


async def fill(here: Office, first: int, last: int) -> None:
    """Write days `first` to `last` before today, below all services: they have no bulk entrance for the past."""
    lite = here.house.store.dialect == "sqlite"
    day = "date('2026-03-02', '-' || n || ' days')" if lite else "DATE '2026-03-02' - n"
    today = "'2026-03-03'"
    names = [column.name for column in inspect(Ask).columns if column.name != "id"]
    async with here.house.store.begin() as db:
        after = await db.scalar(select(func.max(Round.id)))
        await _run(db, ROUNDS, first=first, last=last, day=day)
        await _run(
            db, ASKS, after=after, today=today, columns=", ".join(names),
            values=", ".join(_value(name, lite=lite) for name in names),
        )  # fmt: skip
        await _run(db, ANSWERS, after=after)
        if not lite:
            await db.execute(text("ANALYZE"))  # as PostgreSQL does by itself a minute later; SQLite never does


def _value(name: str, *, lite: bool) -> str:
    if name not in INSTANTS:
        return ANSWERED.get(name, f"a.{name}")
    at = f"a.{INSTANTS[name]}"
    if lite:
        return f"strftime('%Y-%m-%d %H:%M:%f000', {at}, '-' || (julianday(today.day) - julianday(r.day)) || ' days')"
    return f"{at} - (today.day - r.day) * INTERVAL '1 day'"


async def _run(db: AsyncSession, statement: str, **parts: object) -> None:
    await db.execute(text(statement.format(**parts).replace(":", r"\:")))


async def _draw(here: Office) -> tuple[int, float]:
    """Draw the newest full report so often; how many answers are stored, and the seconds of a drawing."""
    draw = here.house.boards["checkin.report"]
    async with here.house.store.read() as db:
        stored = await db.scalar(select(func.count()).select_from(Answer)) or 0
        newest = await db.scalar(select(func.max(Round.id)))
        each = []
        for _ in range(TIMES):
            db.expunge_all()
            began = perf_counter()
            assert await draw(db, WORKSPACE, f"{newest}/0") is not None
            each.append(perf_counter() - began)
    return stored, median(each)
