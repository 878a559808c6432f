"""An answer is published: it gets its page of the round's live report, and the report is drawn anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins import queries, rules
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board
from salesbot.room import Priority

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Ask, Round
    from salesbot.people.model import Team

REPORT = "checkin.report"


def report_key(round_id: int, page: int = 0) -> str:
    """Return the outbox key of one page of a round's report."""
    return f"{REPORT}.{round_id}" + (f".{page}" if page else "")


async def publish(db: AsyncSession, ask: Ask, found: Round, *, team: Team, texts: Iterable[str], now: datetime) -> None:
    """Put an answered part into the report. The first answer of a round makes the report's first message."""
    await outbox.show(db, *await published(db, ask, found, team=team, texts=texts, now=now))


async def published(
    db: AsyncSession, ask: Ask, found: Round, *, team: Team, texts: Iterable[str], now: datetime
) -> list[Board]:
    """Give an answered part its page, and return the pages of the report that are to be shown now."""
    if ask.asked_at is None:
        return []  # answered early: its round has not opened where this person is
    before = _pages(ask)
    await _take_page(db, ask, found, texts=list(texts))
    return _boards(found, team=team, pages={0, *before, *_pages(ask)}, now=now)


def _pages(ask: Ask) -> set[int]:
    return set() if ask.page is None else set(range(ask.page, ask.page + ask.report_pages))


async def _take_page(db: AsyncSession, ask: Ask, found: Round, *, texts: list[str]) -> None:
    weight = rules.weigh(texts)
    with db.no_autoflush:  # what changed so far is this part's own; it is written once, with its page
        pages = await queries.pages(db, found.id, but=ask.id)
    ask.page = rules.page_for(weight, pages=pages, mine=ask.page)
    ask.report_size, ask.report_blocks, ask.report_pages = weight.size, weight.blocks, weight.pages


async def show(db: AsyncSession, found: Round, *, team: Team, pages: set[int], now: datetime) -> None:
    """Make sure that these pages stand in the team's channel, and draw them anew."""
    await outbox.show(db, *_boards(found, team=team, pages=pages, now=now))


def _boards(found: Round, *, team: Team, pages: set[int], now: datetime) -> list[Board]:
    """Nothing new goes to a channel that another company reads unless a manager confirmed it; the answers are kept."""
    return [_page(found, team, page, now) for page in sorted(pages)] if team.may_publish else []


def _page(found: Round, team: Team, page: int, now: datetime) -> Board:
    return Board(
        workspace_id=found.workspace_id,
        key=report_key(found.id, page),
        kind=REPORT,
        subject=f"{found.id}/{page}",
        to=team.channel_id,
        due_at=now,
        priority=Priority.REPORT,
        parent_key=report_key(found.id) if page else None,
    )


async def redraw(db: AsyncSession, workspace_id: str, round_ids: Iterable[int]) -> None:
    """Draw the first page anew where it stands; where nobody has answered yet there is none."""
    await outbox.dirty(db, workspace_id, [report_key(round_id) for round_id in sorted(set(round_ids))])
