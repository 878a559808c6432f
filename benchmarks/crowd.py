"""Five thousand people in twenty workspaces are due in one minute, while a hundred a second answer."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from benchmarks.ack import _payload, _signed
from benchmarks.city import City, city
from benchmarks.driver import driver
from benchmarks.local_slack import failures, slack_user
from benchmarks.office import ASKED, BEFORE
from benchmarks.table import Row
from salesbot import clock
from salesbot.checkins import blocks
from salesbot.checkins import service as checkins
from salesbot.checkins.model import Ask
from salesbot.checkins.templates import STANDUP
from salesbot.outbox.model import Delivery
from salesbot.people import service as people
from salesbot.people.service import TeamDraft
from salesbot.store import chunks

if TYPE_CHECKING:
    from benchmarks.driver import Driver
    from benchmarks.places import Place
    from salesbot.playground import Remote

WORKSPACES = 20
TEAM = 25
RATE = 100.0  # interactions a second
WITHIN = 300.0  # seconds
ACK = 0.150  # seconds, of the 99th of a hundred
QUESTION, WELCOME = "checkin.question", "checkin.welcome"


async def crowd(place: Place) -> list[Row]:
    """Measure one process on SQLite, one door and two workers on PostgreSQL; then whether Slack's limits are kept."""
    each, seconds = place.few(250, 100), place.few(120, 10)
    async with city(place) as here, driver() as load:
        clock.set_calendar(BEFORE)
        await here.found(place.few(WORKSPACES, 4), members=each)
        for name in here.bots:
            await _teams(here, name)
        await _welcomed(here)
        return [*await _open(here, load, place, seconds), *await _limited(here, place)]


async def _teams(here: City, name: str) -> None:
    """Everybody of a workspace is in a team with a daily standup at a quarter past nine."""
    for number, some in enumerate(chunks(here.members[name], TEAM)):
        channel = await here.slack.channel(name=f"team-{number}", members=[here.bots[name]["bot"]], workspace=name)
        now = clock.now()
        async with here.store.begin() as db:
            for one in some:
                await people.meet(db, slack_user(one, workspace_id=name), workspace_id=name, now=now)
            draft = TeamDraft(f"Team {number}", channel["id"], "Europe/Berlin", members=some[1:])
            team = await people.make_team(db, draft, workspace_id=name, by=some[0], now=now)
            await checkins.begin(db, STANDUP, workspace_id=name, team_id=team.id, wall=None, by=some[0], now=now)


async def _welcomed(here: City) -> None:
    """They were made teams a while ago: no welcome is due in the minute in which all are asked."""
    async with here.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.kind == WELCOME).values(state="withdrawn"))


async def _open(here: City, load: Driver, place: Place, seconds: int) -> list[Row]:
    """With the limiter open: all is sent in time, and whoever answers meanwhile hears of it at once."""
    clock.set_calendar(ASKED)
    many, rate = sum(map(len, here.members.values())), place.few(int(RATE), 20)
    async with here.running(*_roles(place), limiter=False) as running:
        began = perf_counter()
        sending = asyncio.create_task(_all_asked(here, many))
        requests = await _interactions(here, many, count=int(rate * seconds))
        done = await load.post([one.url for one in running if one.role != "worker"], requests, rate=rate)
        await sending
        took = perf_counter() - began
    p50, p99 = done.percentile(0.5) * 1000, done.percentile(0.99) * 1000
    late = len(done.refused)
    return [
        Row(
            f"{many:,} in {len(here.bots)} workspaces due at once: all sent", place.database, place.latency,
            f"{took:.0f} s", goal=f"<= {WITHIN:.0f} s", good=took <= WITHIN,
        ),
        Row(
            f"{rate} answers a second beside it: ack", place.database, place.latency,
            f"p50 {p50:.0f} p99 {p99:.0f} ms, {late} not in time", goal=f"p99 < {ACK * 1000:.0f} ms",
            good=p99 < ACK * 1000 and not late,
        ),
    ]  # fmt: skip


def _roles(place: Place) -> tuple[str, ...]:
    return ("all",) if place.database == "sqlite" else ("web", "worker", "worker")


async def _all_asked(here: City, many: int) -> None:
    async with asyncio.timeout(2 * WITHIN):
        while await _sent(here) < many:  # noqa: ASYNC110  other processes send them
            await asyncio.sleep(0.25)


async def _sent(here: City) -> int:
    async with here.store.read() as db:
        wanted = select(func.count()).where(Delivery.kind == QUESTION, Delivery.sent_at.is_not(None))
        return int(await db.scalar(wanted.select_from(Delivery)) or 0)


async def _interactions(here: City, many: int, *, count: int) -> list[Any]:
    """Submissions of all who were asked, one after the other and then once more with other words."""
    asks: list[Ask] = []
    async with asyncio.timeout(WITHIN):
        while len(asks) < many:
            await asyncio.sleep(0.5)
            async with here.store.read() as db:
                asks = list(await db.scalars(select(Ask).order_by(Ask.id)))
    views: dict[int, dict[str, Any]] = {}
    found: list[Any] = []
    random.Random(20260303).shuffle(asks)
    async with here.store.read() as db:
        for number in range(count):
            ask = asks[number % len(asks)]
            if ask.round_id not in views:
                form = await checkins.form(
                    db, ask.id, workspace_id=ask.workspace_id, member_id=ask.member_id, open_blockers=()
                )
                views[ask.round_id] = blocks.answer_form(form)
            found.append(_signed(_said(ask, views[ask.round_id], number), here.bot["signing_secret"]))
    return found


def _said(ask: Ask, view: dict[str, Any], number: int) -> dict[str, Any]:
    payload = _payload(ask, view)
    payload["team"]["id"] = payload["user"]["team_id"] = payload["view"]["team_id"] = ask.workspace_id
    payload["view"]["hash"] = f"{ask.id}.{number}"
    return payload


async def _limited(here: City, place: Place) -> list[Row]:
    """With the limiter on and a strict Slack: none of the workspaces is told that it is too fast."""
    clock.reset_calendar()
    before = await _too_fast(here.slack)
    await here.slack.settings(strict_rates=True)
    count = place.few(600, 80)
    async with here.running(*_roles(place)):
        await here.promise("limited", count, to=list(here.bots))
        seconds = await here.until_sent("limited", count)
        delays = await here.delays("limited")
    refused = await _too_fast(here.slack) - before
    too_fast = refused.total()
    told = (
        f"{too_fast} calls refused {dict(refused) or ''} ({count / seconds:.0f} notes /s, p50 {median(delays):.0f} s)"
    )
    where = f"limiter on, {len(here.bots)} workspaces"
    return [Row(where, place.database, place.latency, told, goal="0 refused", good=too_fast == 0)]


async def _too_fast(slack: Remote) -> Counter[str]:
    found = await failures(slack)
    return Counter({name: count for name, count in found.items() if name.endswith(": ratelimited")})
