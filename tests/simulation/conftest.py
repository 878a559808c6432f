"""Stories in virtual time: a company on a fresh database, whose clocks and Slack belong to the story."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from company import Company
from inline_sqlite import sqlite_store
from virtual_time import Clocks, VirtualLoop, utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from inline_sqlite import StoryStore


@contextmanager
def company_on(store_of: Callable[[VirtualLoop], StoryStore], **settings: Any) -> Iterator[Company]:
    """A company over this store, in a loop of its own."""
    loop = VirtualLoop()
    clocks = Clocks(loop, start=utc("2026-03-02T06:00"))

    async def opened() -> Company:
        return await Company.open(store_of(loop), clocks, **settings)

    with clocks.rule():
        company = loop.run_until_complete(opened())
        with company.watched():
            yield company
        loop.run_until_complete(company.close())
    loop.close()


@pytest.fixture
def company(sqlite_url: str) -> Iterator[Company]:
    """A company on SQLite, without threads."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with company_on(lambda loop: sqlite_store(file, loop=loop)) as opened:
        yield opened


@pytest.fixture
def quick_company(sqlite_url: str) -> Iterator[Company]:
    """The same, to which Slack has no pace: for many members."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with company_on(lambda loop: sqlite_store(file, loop=loop), limiter=False) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _no_loop() -> Iterator[None]:
    """A story's loop is nobody else's."""
    yield
    asyncio.set_event_loop(None)


@pytest.fixture
def chaos_seed(request: pytest.FixtureRequest) -> int:
    """The first seed of a long run; `--randomly-seed=…` gives the same stories again."""
    return int(request.config.getoption("randomly_seed", default=None) or 20260303)
