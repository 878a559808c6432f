"""Choosing prompts: for ten thousand people by the rules alone, and for a thousand with their database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from benchmarks.growth import fill
from benchmarks.local_slack import ZONE
from benchmarks.office import office
from benchmarks.table import Row
from salesbot import clock
from salesbot.checkins.model import Answer
from salesbot.coaching import service
from salesbot.coaching.model import Shown
from salesbot.coaching.prompts import library
from salesbot.coaching.queries import Text
from salesbot.coaching.rules.choice import Chosen, Person, choose
from salesbot.coaching.rules.history import Past
from salesbot.coaching.rules.prompt import Audience
from salesbot.coaching.service.choosing import heard
from salesbot.room import TeamMade

if TYPE_CHECKING:
    from benchmarks.office import Office
    from benchmarks.places import Place

TUESDAY = date(2026, 3, 3)
ELEVEN = datetime(2026, 3, 3, 11, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
ANSWERS = 9
GOAL = 10.0  # seconds
# What people write; each with a number of its own, so that nothing is remembered from one to the next.
SAID = (
    "Two calls, one demo, offer {} is out", "They asked how much wiggle room there is on order {}",
    "Nothing in my way today, case {}", "Procurement wants {} percent off or they look elsewhere",
    "Followed up with the three leads from stand {}", "Only know the project lead at site {}, nobody above her",
    "Legal has had contract {} for two weeks", "The demo for account {} ran long, I talked too much",
    "Customer {} went quiet after the second meeting", "Lunch with the team of floor {}",
    "I put deal {} into commit and am not sure about it", "Lost number {} to the incumbent, no idea why",
)  # fmt: skip


async def coaching(place: Place) -> list[Row]:
    """Measure both."""
    return [*(_alone(place) if place.database == "sqlite" else ()), *await _with_database(place)]


def _alone(place: Place) -> list[Row]:
    """Match and choose, nothing else: nine answers and eight earlier prompts each."""
    many, shelf = place.few(10_000, 1_000), library()
    texts = [_texts(number) for number in range(many)]
    pasts = [_past(number) for number in range(many)]
    began = perf_counter()
    said = [heard(some, {}) for some in texts]
    matched = perf_counter()
    chosen = [
        choose(
            Person(workspace_id="T1", member_id=f"U{number}", audience=Audience.REP, teams=(1,), said=said[number],
                   texts=ANSWERS, checkins=3, history=pasts[number]),
            shelf, day=TUESDAY,
        )
        for number in range(many)
    ]  # fmt: skip
    ended = perf_counter()
    assert any(isinstance(one, Chosen) for one in chosen)
    limit = GOAL * many / 10_000
    return [
        Row(
            f"prompts chosen for {many:,} people of {ANSWERS} new answers each", place.database, place.latency,
            f"{ended - began:.1f} s", goal=f"< {limit:.0f} s", good=ended - began < limit,
        ),
        Row("of that, matching the answers", place.database, place.latency, f"{matched - began:.1f} s"),
        Row("of that, choosing", place.database, place.latency, f"{ended - matched:.1f} s"),
    ]  # fmt: skip


def _texts(number: int) -> list[Text]:
    at = datetime(2026, 3, 3, tzinfo=UTC)
    return [
        Text(
            source=f"answer.{number * ANSWERS + place}", member_id=f"U{number}", team_id=1, at=at,
            text=_said(number * ANSWERS + place), day=TUESDAY - timedelta(days=place // 3), checkin=place // 3,
        )
        for place in range(ANSWERS)
    ]  # fmt: skip


def _said(number: int) -> str:
    return SAID[(number * 7 + number // len(SAID)) % len(SAID)].format(number)


def _past(number: int) -> list[Past]:
    prompts = library().prompts
    some = [prompts[(number * 13 + at * 29) % len(prompts)] for at in range(8)]
    return [
        Past(prompt=one.id, skill=one.skill, day=TUESDAY - timedelta(days=3 + at * 4), did=at % 3 == 0)
        for at, one in enumerate(some)
    ]


async def _with_database(place: Place) -> list[Row]:
    """The job as it comes at eleven: read, match, choose, offer, write."""
    many = place.few(1_000, 200)
    async with office(place, limiter=False) as here:
        await here.hire(many, team_size=50, known=1)
        await here.ask()
        await fill(here, 0, 3)
        await _speak(here)
        clock.set_calendar(ELEVEN)
        began = perf_counter()
        await here.house.beat(clock.now())
        seconds = perf_counter() - began
        async with here.house.store.read() as db:
            shown = await db.scalar(select(func.count()).select_from(Shown)) or 0
    assert shown, "nobody got a prompt"
    return [
        Row(
            f"the job at eleven for {many:,} people ({shown:,} get one)", place.database, place.latency,
            f"{seconds:.1f} s",
        )
    ]  # fmt: skip


async def _speak(here: Office) -> None:
    """Let everybody have said something of their own, and be coached."""
    async with here.house.store.begin() as db:
        ids = list(await db.scalars(select(Answer.id)))
        await db.execute(update(Answer), [{"id": one, "text": _said(one)} for one in ids])
        for team in here.teams:
            made = TeamMade(team.workspace_id, team.id, by=team.created_by, templates=(), now=clock.now())
            await service.begin(db, made)
