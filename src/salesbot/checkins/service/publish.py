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
    await outbox.show(db, *published(ask, found, team=team, texts=texts, now=now))


def published(ask: Ask, found: Round, *, team: Team, texts: Iterable[str], now: datetime) -> list[Board]:
    """Weigh an answered part for the report, and return what is to be shown now: the report's first page.

    Which page the part stands on is decided when that page is drawn (`give_pages`): only one sender draws it at a
    time, so that any number of people may answer at the same moment and no page is filled twice over.
    """
    if ask.asked_at is None:
        return []  # answered early: its round has not opened where this person is
    weight = rules.weigh(list(texts))
    ask.report_size, ask.report_blocks, ask.report_pages = weight.size, weight.blocks, weight.pages
    ask.to_page = True
    return _boards(found, team=team, pages={0}, now=now)


async def give_pages(db: AsyncSession, round_id: int, *, workspace_id: str, now: datetime) -> None:
    """Give every part with something new its page, and draw the pages that change by it; the first is being drawn."""
    asks = await queries.answered(db, round_id, lock=True)
    new = [ask for ask in asks if ask.to_page]
    before = {page for ask in new for page in _pages(ask)}
    given = rules.paginate([rules.Entry(ask.id, ask.page, _weight(ask)) for ask in asks])
    moved = [ask for ask in asks if given[ask.id] != ask.page]
    before |= {page for ask in moved for page in _pages(ask)}
    for ask in asks:
        ask.page, ask.to_page = given[ask.id], False
    changed = before | {page for ask in (*new, *moved) for page in _pages(ask)}
    found, team = await queries.round_and_team(db, round_id, workspace_id=workspace_id)
    await show(db, found, team=team, pages=changed - {0}, now=now)


def _pages(ask: Ask) -> set[int]:
    return set() if ask.page is None else set(range(ask.page, ask.page + ask.report_pages))


def _weight(ask: Ask) -> rules.Weight:
    return rules.Weight(ask.report_size, ask.report_blocks, ask.report_pages)


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
