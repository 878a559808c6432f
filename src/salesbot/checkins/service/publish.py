"""An answer is published as its round has it: in the report or the day's thread, in the channel or to the managers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.checkins import queries, rules
from salesbot.checkins.rules.places import CLOSE, MANAGERS, THREAD
from salesbot.checkins.service.question import board_of
from salesbot.checkins.service.stand import ENTRY, REPORT, Stand, entry, entry_key, report_key, stand, stands
from salesbot.outbox import service as outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Ask, Question
    from salesbot.checkins.queries import Part
    from salesbot.outbox.promises import Board
    from salesbot.room import SeatsChanged

__all__ = [
    "ENTRY",
    "REPORT",
    "News",
    "entry_key",
    "give_pages",
    "keys_of",
    "publish",
    "published",
    "read_by_managers",
    "readers_changed",
    "redraw",
    "report_key",
    "show",
    "telling",
    "withdraw",
]


@dataclass(frozen=True)
class News:
    """An answered part, with its questions and what it says by question."""

    part: Part
    questions: Sequence[Question]
    texts: Mapping[int, str]


async def publish(db: AsyncSession, *news: News, now: datetime) -> None:
    """Put answered parts where their rounds are read. The first answer of a round makes the first message there."""
    await outbox.show(db, *await published(db, news, now=now))


async def published(db: AsyncSession, news: Sequence[News], *, now: datetime) -> list[Board]:
    """Weigh answered parts for their reports, and return what is to be shown now: each report's first page.

    Which page a part stands on is decided when that page is drawn (`give_pages`), so that any number of people may
    answer at the same moment and no page is filled twice over. Of an answer given before its round opened where its
    author is, and of a round that waits for its close, nothing is shown yet.
    """
    opened = [one for one in news if one.part.ask.asked_at is not None]
    await _look_again(db, [one.part for one in opened if not one.part.place.may_publish])
    there = await stands(db, {one.part.round.id: one.part for one in opened}.values())
    boards: dict[str, Board] = {}
    for one in opened:
        here, stood = there[one.part.round.id], _pages(one.part.ask)
        old, was_out = _keys(one.part, here), not one.part.ask.to_page
        pieces = _weigh(one, here)
        if here.place.may_publish:
            left = {0} | stood - _pages(one.part.ask)  # a long one that is short now stands there no more
            shown = [*here.boards(left, now=now), *(entry(one.part, piece, now=now) for piece in range(pieces))]
            boards |= {board.key: board for board in shown}
        elif one.part.ask.edited_at is not None:
            _mark(one.part.ask, here, was_out=was_out)
            await outbox.dirty(db, one.part.ask.workspace_id, old)
    await _explain(db, list(boards.values()), now=now)
    return list(boards.values())


async def _look_again(db: AsyncSession, parts: Sequence[Part]) -> None:
    """A channel that another company reads may have been confirmed while we waited for our part."""
    for one in {one.round.id: one for one in parts}.values():
        for row in (one.round, one.checkin, one.team):
            await db.refresh(row)


def _weigh(one: News, here: Stand) -> int:
    """Note what an answer takes in the report; return how many messages of the thread may say it, now or before."""
    ask, before = one.part.ask, one.part.ask.report_pages
    weight = rules.weigh(spoken(one.questions, one.texts))
    in_thread = here.place.mode == THREAD
    ask.report_size, ask.report_blocks, ask.report_pages = weight.size, weight.blocks, weight.pages
    ask.to_page = not in_thread or not here.place.may_publish
    return max(before, weight.pages) if in_thread and here.place.may_publish else 0


def spoken(questions: Sequence[Question], texts: Mapping[int, str]) -> list[str]:
    """Return what the report will say of these answers, to weigh it."""
    return [
        f"{one.words}\n{rules.spoken(texts[one.id], kind=one.kind, unit=one.unit, options=one.options)}"
        for one in questions
        if one.id in texts
    ]


async def _explain(db: AsyncSession, boards: Sequence[Board], *, now: datetime) -> None:
    """What comes to one person alone is explained to them by `/salesbot why`."""
    mine = [board for board in boards if board.member_id is not None and board.parent_key is None]
    if mine:
        await attention.promise(db, *mine, reason="the report of a check-in in a team that you manage", now=now)


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
    here = await stand(db, round_id, workspace_id=workspace_id)
    await outbox.show(db, *here.boards(changed - {0}, now=now))


def _pages(ask: Ask) -> set[int]:
    return set() if ask.page is None else set(range(ask.page, ask.page + ask.report_pages))


def _weight(ask: Ask) -> rules.Weight:
    return rules.Weight(ask.report_size, ask.report_blocks, ask.report_pages)


async def withdraw(db: AsyncSession, part: Part) -> None:
    """Take a deleted answer out of what was published; its part is open again by now, and its texts are gone.

    The others keep their pages; a page or a message of the thread on which nobody stands any more goes.
    """
    ask, here = part.ask, await stand(db, part.round.id, workspace_id=part.ask.workspace_id)
    keys, was_out, ask.to_page = _keys(part, here), not ask.to_page, False
    if here.place.may_publish:
        ask.page = None
    else:
        _mark(ask, here, was_out=was_out)
    ask.report_size, ask.report_blocks, ask.report_pages = 0, 0, 1
    ask.late, ask.answered_at, ask.edited_at = False, None, None
    await db.flush()
    await outbox.dirty(db, ask.workspace_id, keys)


def _mark(ask: Ask, here: Stand, *, was_out: bool) -> None:
    """Note where nothing new appears that something somebody said is to go: a page of theirs says that it stood there.

    What stands in the day's thread has none, and yet a blocker of it may stand in the first message.
    """
    if was_out and ask.page is None and here.place.mode == THREAD:
        ask.page = 0


def _keys(part: Part, here: Stand) -> list[str]:
    """The messages in which somebody's words may stand."""
    pieces = range(part.ask.report_pages)
    return [*here.keys(_pages(part.ask) | {0}), *(entry_key(part.ask.id, piece) for piece in pieces)]


async def show(db: AsyncSession, round_id: int, *, workspace_id: str, now: datetime) -> None:
    """Make sure that a round's report stands where it belongs, whether anybody answered or not."""
    boards = (await stand(db, round_id, workspace_id=workspace_id)).boards({0}, now=now)
    await _explain(db, boards, now=now)
    await outbox.show(db, *boards)


async def redraw(db: AsyncSession, workspace_id: str, round_ids: Iterable[int]) -> None:
    """Draw the first page anew where it stands; where nobody has answered yet there is none."""
    await outbox.dirty(db, workspace_id, await keys_of(db, set(round_ids)))


async def keys_of(db: AsyncSession, round_ids: Collection[int]) -> list[str]:
    """Return the outbox keys of these rounds' first pages, in the channel or with each manager."""
    if not round_ids:
        return []
    private = await queries.private_readers(db, round_ids)
    keys = [report_key(round_id, to=one) for round_id, them in private.items() for one in them]
    return sorted([*keys, *(report_key(round_id) for round_id in round_ids if round_id not in private)])


async def read_by_managers(db: AsyncSession, change: SeatsChanged) -> list[int]:
    """The rounds that only managers read and that still go on; to be asked before anybody's part in them ends."""
    where = change.workspace_id
    return await queries.live(db, change.team_id, workspace_id=where, publish=MANAGERS, now=change.now)


async def readers_changed(db: AsyncSession, change: SeatsChanged, round_ids: Sequence[int]) -> None:
    """Who manages a team now reads these rounds, which only managers read; whose time as a manager is over does not."""
    people = sorted({*change.joined, *change.left})
    workspace_id = change.workspace_id
    told = await queries.told_who_reads(db, change.team_id, workspace_id=workspace_id)
    await outbox.dirty(db, workspace_id, [board_of(ask) for ask in told])
    for round_id in round_ids:
        here = await stand(db, round_id, workspace_id=change.workspace_id)
        pages = set(range(await queries.last_page(db, round_id) + 1))
        keys = [report_key(round_id, page, to=one) for one in people for page in pages]
        await outbox.dirty(db, change.workspace_id, keys)
        if await queries.answered_in(db, round_id):
            boards = here.only(people).boards(pages, now=change.now)
            await _explain(db, boards, now=change.now)
            await outbox.show(db, *boards)


def telling(part: Part) -> str:
    """Say where a new blocker of this part is announced, as BlockersSaid has it.

    Whoever could help hears of it at once: by direct message where no report stands yet, or none may.
    """
    place, wanted = part.place, part.checkin.blockers_to
    if part.ask.asked_at is None:
        return "later"
    if wanted != "thread":
        return wanted
    stands_there = place.mode not in {MANAGERS, CLOSE} or (place.mode == CLOSE and part.round.published_at is not None)
    return "thread" if stands_there and place.may_publish else "dm"
