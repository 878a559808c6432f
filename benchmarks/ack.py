"""The ack of a stored answer: signed submissions over HTTP, beside a bare insert and commit on the same database."""

from __future__ import annotations

import asyncio
import json
import random
from collections import defaultdict
from itertools import islice
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sqlalchemy import Column, Integer, MetaData, Table, Text, insert, select

from benchmarks import modals
from benchmarks.driver import driver
from benchmarks.office import WORKSPACE, office, running
from benchmarks.table import Row
from salesbot import clock
from salesbot.checkins import blocks
from salesbot.checkins import service as checkins
from salesbot.checkins.model import Answer, Ask
from salesbot.playground.delivery.posts import signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.ext.asyncio import AsyncEngine

    from benchmarks.driver import Driver, Load
    from benchmarks.office import Office
    from benchmarks.places import Place
    from salesbot.store import Store

TEAM_SIZE = 20
ROUNDS = 3  # ours and bare by turns: this machine's mood changes from second to second
BARE = Table(
    "bench_rows", MetaData(), Column("id", Integer, primary_key=True), Column("who", Text), Column("text", Text)
)
Request = tuple[dict[str, str], str]


async def ack(place: Place) -> list[Row]:
    """Measure alone, 16 and 64 at once, while the sender runs as it does in earnest."""
    alone, crowd = place.few(200, 60), place.few(240, 128)
    async with office(place, limiter=False) as here, driver() as load:
        await here.hire(20 + alone + 2 * ROUNDS * crowd, team_size=TEAM_SIZE)
        await here.ask()
        await here.deliver()
        await here.slack.settings(latency=place.latency)
        here.house.settings.limiter = True
        async with _engine(here.house.store).begin() as db:
            await db.run_sync(BARE.metadata.create_all)
            await db.exec_driver_sql("ANALYZE")  # as PostgreSQL does by itself within the first minute of an office
        submissions = await _submissions(here)
        acked: set[int] = set()
        async with running(here.house):
            rows = await _measure(here, load, iter(submissions), place, acked, alone=alone, crowd=crowd)
        rows += await _bolt(here, load, submissions[:crowd], place)
        await _verify(here, acked)
    return rows


async def _measure(
    here: Office, load: Driver, left: Iterator[dict[str, Any]], place: Place, acked: set[int], *, alone: int, crowd: int
) -> list[Row]:
    await _ours(here, load, left, 20, acked, at_once=4)
    await here.deliver()  # what answers bring was said once: no statement is made and read for the first time below
    bare = await _bare(here.house.store, alone, at_once=1)
    ours = await _ours(here, load, left, alone, acked, at_once=1)
    rows = [_alone(place, ours, alone / bare)]
    for at_once in (16, 64):
        pairs = []
        for _ in range(ROUNDS):
            bare = await _bare(here.house.store, crowd, at_once=at_once)
            pairs.append((await _ours(here, load, left, crowd, acked, at_once=at_once), crowd / bare))
        rows.append(_together(place, pairs, at_once=at_once))
    return rows


async def _bolt(
    here: Office, load: Driver, payloads: list[dict[str, Any]], place: Place, *, at_once: int = 64
) -> list[Row]:
    """The same submissions at a bolt app that stores nothing: what no handler behind bolt can be faster than."""
    async with modals.bare(here) as bot:
        requests = [_signed(one, bot["signing_secret"]) for one in payloads]
        await load.post(bot["url"], requests[:20], at_once=at_once)
        done = await load.post(bot["url"], requests, at_once=at_once)
        bare = len(payloads) / await _bare(here.house.store, len(payloads), at_once=at_once)
    told, there = f"{done.a_second:.0f} /s", f"{bare:.0f} /s"
    return [Row(f"bolt alone, {at_once} at once", place.database, place.latency, told, there, done.a_second / bare)]


def _alone(place: Place, ours: Load, bare: float) -> Row:
    p50, p99 = ours.percentile(0.5) * 1000, ours.percentile(0.99) * 1000
    told = f"p50 {p50:.1f} p99 {p99:.1f} ms"
    return Row(
        "ack of a stored answer, alone", place.database, place.latency, told, f"mean {1000 / bare:.1f} ms",
        goal="p50 < 5, p99 < 25", good=p50 < 5 and p99 < 25,
    )  # fmt: skip


def _together(place: Place, pairs: list[tuple[Load, float]], *, at_once: int) -> Row:
    ratio = median(ours.a_second / bare for ours, bare in pairs)
    ours, bare = median(one.a_second for one, _ in pairs), median(one for _, one in pairs)
    p99 = max(one.percentile(0.99) for one, _ in pairs) * 1000
    late = sum(len(one.refused) for one, _ in pairs)
    told = f"{ours:.0f} /s (p99 {p99:.0f} ms)" + (f", {late} not in time" if late else "")
    return Row(
        f"ack of stored answers, {at_once} at once", place.database, place.latency,
        told, f"{bare:.0f} /s", ratio, ">= 0.70", ratio >= 0.7 and not late,
    )  # fmt: skip


def _engine(store: Store) -> AsyncEngine:
    return store._engines.writing  # noqa: SLF001  the bare loop writes with the very engine that salesbot writes with


async def _bare(store: Store, count: int, *, at_once: int) -> float:
    """Insert one row and commit, so often and by so many tasks; the seconds it took."""
    left = iter(range(count))

    async def write() -> None:
        for number in left:
            async with _engine(store).begin() as db:
                await db.execute(insert(BARE).values(who=f"U{number:06}", text="Met Acme; the offer goes out today."))

    began = perf_counter()
    await asyncio.gather(*(write() for _ in range(at_once)))
    return perf_counter() - began


async def _ours(
    here: Office, load: Driver, left: Iterator[dict[str, Any]], count: int, acked: set[int], *, at_once: int
) -> Load:
    payloads = list(islice(left, count))
    done = await load.post(here.url, [_signed(one, here.bot["signing_secret"]) for one in payloads], at_once=at_once)
    refused = set(done.refused)
    acked.update(int(one["view"]["private_metadata"]) for n, one in enumerate(payloads) if n not in refused)
    return done


def _signed(payload: dict[str, Any], secret: str) -> Request:
    body = urlencode({"payload": json.dumps(payload)})
    stamp = str(int(clock.real().timestamp()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(secret, stamp, body.encode()),
    }
    return headers, body


async def _submissions(here: Office) -> list[dict[str, Any]]:
    """Everybody's answer, as Slack sends a submitted modal; neighbours are of different teams."""
    views: dict[int, dict[str, Any]] = {}
    asks = await here.asks()
    async with here.house.store.read() as db:
        for ask in asks:
            if ask.round_id not in views:
                form = await checkins.form(
                    db, ask.id, workspace_id=WORKSPACE, member_id=ask.member_id, open_blockers=()
                )
                views[ask.round_id] = blocks.answer_form(form)
    random.Random(20260303).shuffle(asks)
    return [_payload(ask, views[ask.round_id]) for ask in asks]


def _payload(ask: Ask, view: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, dict[str, Any]] = defaultdict(dict)
    fields = [block for block in view["blocks"] if block["type"] == "input"]
    words = ["Met Acme twice :tada:", f"Send the offer to number {ask.id}", "Legal is slow" if ask.id % 4 == 0 else ""]
    for block, text in zip(fields, words, strict=True):
        values[block["block_id"]][block["element"]["action_id"]] = {"type": "plain_text_input", "value": text or None}
    who = {"id": ask.member_id, "username": ask.member_id, "name": ask.member_id, "team_id": WORKSPACE}
    stands = {
        "id": f"V{ask.id:08}", "team_id": WORKSPACE, "hash": f"{ask.id}.abc", "state": {"values": values},
        "private_metadata": str(ask.id), "app_id": "A1", "bot_id": "B1", "root_view_id": f"V{ask.id:08}",
    }  # fmt: skip
    return {
        "type": "view_submission", "team": {"id": WORKSPACE, "domain": "acme"}, "user": who, "api_app_id": "A1",
        "token": "verification", "trigger_id": f"1.{ask.id}", "enterprise": None, "is_enterprise_install": False,
        "view": view | stands, "response_urls": [],
    }  # fmt: skip


async def _verify(here: Office, acked: set[int]) -> None:
    """Every answer that was acknowledged is in the database, word for word."""
    async with here.house.store.read() as db:
        answered = set(await db.scalars(select(Ask.id).where(Ask.state == "answered")))
        stored = await db.execute(select(Answer.ask_id, Answer.text).where(Answer.text.like("Send the offer%")))
    found = {int(ask_id): str(words) for ask_id, words in stored}
    assert acked <= answered, f"lost: {sorted(acked - answered)}"
    assert acked <= found.keys(), f"lost: {sorted(acked - found.keys())}"
    assert all(text == f"Send the offer to number {ask_id}" for ask_id, text in found.items())
