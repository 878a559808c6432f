"""Reports of 17, 50 and 500 people with long answers full of emoji: all pages are taken, and nothing is cut."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.local_slack import failures
from benchmarks.office import WORKSPACE, later, office
from benchmarks.table import Row
from salesbot import clock
from salesbot.checkins import queries
from salesbot.checkins import service as checkins

if TYPE_CHECKING:
    from benchmarks.office import Office
    from benchmarks.places import Place

SIZES = (17, 50, 500)
WORDS = "Met *Acme* & <Globex> \U0001f389 the offer goes out \U0001f680\U0001f4c8 Ünïcode \u05e9\u05dc\u05d5\u05dd "


async def reports(place: Place) -> list[Row]:
    """Measure how long it takes until all pages stand in the channel."""
    return [await _report(place, size) for size in (SIZES[:2] if place.quick else SIZES)]


async def _report(place: Place, size: int) -> Row:
    async with office(place, limiter=False, board_seconds=0.0) as here:
        await here.hire(size, team_size=size)
        await here.ask()
        await here.deliver()
        later(5)
        await _answer_all(here)
        await here.slack.settings(latency=place.latency)
        began = perf_counter()
        await here.deliver(300)
        seconds = perf_counter() - began
        pages, missing = await _read(here)
        refused = await failures(here.slack)
    good = not refused and not missing
    told = f"{pages} pages, {seconds:.1f} s" + (f", refused {refused}" if refused else "")
    return Row(
        f"report of {size} people", place.database, place.latency, told + (f", {missing} missing" if missing else ""),
        goal="all accepted, nobody cut", good=good,
    )  # fmt: skip


async def _answer_all(here: Office) -> None:
    """Everybody writes between 300 and 2,800 characters to each question, with a mark at the end."""
    for number, ask in enumerate(await here.asks()):
        async with here.house.store.begin() as db:
            part = await queries.part(db, ask.id, workspace_id=WORKSPACE)
            assert part is not None
            asked = await queries.questions(db, part.checkin.id, question_set=part.round.question_set)
            length = 300 + number * 1370 % 2400
            texts = {one.id: (WORDS * 60)[:length] + _mark(ask.id, one.position) for one in asked[:2]}
            await checkins.answer(db, checkins.Submission(ask.id, WORKSPACE, ask.member_id, texts, now=clock.now()))


def _mark(ask_id: int, position: int) -> str:
    return f"end{ask_id:05}x{position}"


async def _read(here: Office) -> tuple[int, int]:
    """How many pages stand in the channel, and how many answers are not whole in them."""
    pages = await here.slack.messages(channel=here.teams[0].channel_id, by_bots=True)
    words = str([page["blocks"] for page in pages])
    marks = [_mark(ask.id, position) for ask in await here.asks() for position in (0, 1)]
    return len(pages), sum(1 for mark in marks if words.count(mark) != 1)
