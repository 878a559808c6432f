"""Two check-ins that are due for one person within a quarter of an hour come as one message."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.checkins import queries, rules
from salesbot.checkins.service.question import ASK, board_of, question
from salesbot.outbox import service as outbox
from salesbot.schedule import service as schedule

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Ask
    from salesbot.checkins.service.ask import Newly
    from salesbot.outbox.promises import Board
    from salesbot.room import Run

TOGETHER = timedelta(minutes=15)
# Parts in one message: more are hard to read, and of ten Slack would take none, for a message has fifty blocks.
MOST = 6
_TRIES, _PAUSE = 10, 0.05  # seconds: another process may be asking the same person; then theirs is seen, and joined

Place = tuple[str, str]  # workspace, member


async def may_join(db: AsyncSession, runs: Sequence[Run]) -> set[Place]:
    """Return who of these may get two questions in one message: only those in several check-ins, most are in one.

    Call it before anything is written: two processes may hold the two questions of one person, and the second then
    waits for the first a moment. Whoever waits in vain asks in a message of its own; nothing is lost or doubled by it.
    """
    wanted = await _near(db, runs)
    mine = await queries.held(db, wanted)
    for _ in range(_TRIES):
        if mine == wanted:
            break
        await asyncio.sleep(_PAUSE)
        mine |= await queries.held(db, wanted - mine)
    return mine


async def _near(db: AsyncSession, runs: Sequence[Run]) -> set[Place]:
    """Who is asked something else at this moment, or was just before."""
    times = Counter((run.workspace_id, str(run.member_id)) for run in runs)
    several = await queries.with_several(db, set(times), job=ASK)
    if not several:
        return set()
    now = runs[0].now
    near = {place for place in several if times[place] > 1}
    near |= await queries.with_several(db, several - near, job=ASK, now=now)
    return near | set(await queries.asked_lately(db, several, since=lately(now)))


def lately(now: datetime) -> datetime:
    """Return since when a question counts as asked just before: in whole minutes, as on people's walls.

    Two that are due a quarter of an hour apart come together, whichever of the two beats took a moment longer.
    """
    return now.replace(second=0, microsecond=0) - TOGETHER


async def join(db: AsyncSession, newly: Sequence[Newly], *, among: Collection[Place]) -> None:
    """Put questions that are asked now into the message of one asked just before, or of the first one now."""
    await _say_what_carries(db, newly)
    asked = {one.ask.id: one for one in newly if (one.ask.workspace_id, one.ask.member_id) in among}
    if not asked:
        return
    await db.flush()
    now = newly[0].run.now
    found = await queries.asked_lately(db, among, since=lately(now))
    for place in sorted(found):
        await _Joining(db, found[place], asked).join()


async def _say_what_carries(db: AsyncSession, newly: Sequence[Newly]) -> None:
    """A question that comes anew has a message of another name than its occurrence, which is missed with it."""
    for one in newly:
        if is_anew(one.ask):
            await schedule.carry(db, one.ask.workspace_id, one.ask.key, by=one.ask.shown_in)


@dataclass
class _Joining:
    """One person's open parts, oldest first; those asked now go into the first message that takes them."""

    db: AsyncSession
    parts: Sequence[Ask]
    asked: Mapping[int, Newly]
    standing: Counter[str] = field(default_factory=Counter)  # how many parts a message holds, answered ones too

    async def join(self) -> None:
        earlier = [part for part in self.parts if part.id not in self.asked]
        if earlier:
            self.standing = await queries.standing_in(
                self.db, earlier[0].workspace_id, earlier[0].member_id, [board_of(part) for part in earlier]
            )
        for part in (part for part in self.parts if part.id in self.asked):
            host = await self._host(part, earlier)
            if host is not None:
                part.shown_in = board_of(host)
                await schedule.carry(self.db, part.workspace_id, part.key, by=part.shown_in)
            self.standing[board_of(part)] += 1
            earlier.append(part)

    async def _host(self, part: Ask, earlier: Sequence[Ask]) -> Ask | None:
        for host in earlier:
            if self.standing[board_of(host)] < MOST and await self._takes(host, part):
                return host
        return None

    async def _takes(self, host: Ask, part: Ask) -> bool:
        """Whether its message can still change; then it may come as late as this part."""
        new = host.id in self.asked and not host.shown_in
        return new or await outbox.prolong(
            self.db, host.workspace_id, board_of(host), until=part.closes_at - rules.LAST_CALL
        )


def messages(newly: Sequence[Newly]) -> list[Board]:
    """Return what is to be posted for those asked now: one message for those that stand together.

    It may come as late as the last of them.
    """
    every = [question(one.ask, due_at=one.run.due_at) for one in newly]
    own = [not one.ask.shown_in or is_anew(one.ask) for one in newly]
    boards = {(board.workspace_id, board.key): board for board, first in zip(every, own, strict=True) if first}
    for board in every:
        place = (board.workspace_id, board.key)
        first = boards.get(place)
        if first is not None and first.expires_at and board.expires_at:
            boards[place] = replace(first, expires_at=max(first.expires_at, board.expires_at))
    return list(boards.values())


def is_anew(ask: Ask) -> bool:
    """Whether this part has a message of its own for the second time: its early answer was taken back."""
    return ask.shown_in.startswith(f"{ask.key}.")


def anew(ask: Ask) -> str:
    """Return the outbox key of a part's next message: the one that stood is gone for good."""
    return f"{board_of(ask)}.anew"
