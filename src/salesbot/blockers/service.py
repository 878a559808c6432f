"""The verbs of blockers: raise, change, resolve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.blockers import queries
from salesbot.blockers.model import Blocker
from salesbot.errors import Refusal
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board
from salesbot.people import queries as people
from salesbot.room import Priority

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.room import BlockersSaid, BlockerWord

ANNOUNCED = "blocker.announced"


async def say(db: AsyncSession, *said: BlockersSaid) -> None:
    """Take what answers say: words about open blockers, and new ones, each of which is announced once."""
    await _words(db, said)
    known = await queries.said_in(db, [(one.workspace_id, one.source) for one in said])
    new = [one for one in said if one.new is not None]
    raised = [(await _raise(db, one, known.get((one.workspace_id, one.source))), one) for one in new]
    await db.flush()
    await _announce(db, raised)
    for one in said:
        blocker = known.get((one.workspace_id, one.source))
        if one.new is None and blocker is not None and blocker.resolved_at is None:
            await _close(db, blocker, by=one.member_id, now=one.now)


async def _words(db: AsyncSession, said: Sequence[BlockersSaid]) -> None:
    words = [(word, one) for one in said for word in one.said]
    found = await queries.still_open(db, {word.blocker_id for word, _ in words}) if words else {}
    for word, one in words:
        blocker = found.get(word.blocker_id)
        if blocker is not None and (blocker.workspace_id, blocker.member_id) == (one.workspace_id, one.member_id):
            await _word(db, blocker, word, one)


async def _word(db: AsyncSession, blocker: Blocker, word: BlockerWord, said: BlockersSaid) -> None:
    blocker.said_at = said.now
    if word.verdict == "resolved":
        await _close(db, blocker, by=said.member_id, now=said.now)
    elif word.verdict == "changed" and word.text:
        blocker.text = word.text
        await outbox.dirty(db, blocker.workspace_id, [announced_key(blocker)])


async def _raise(db: AsyncSession, said: BlockersSaid, blocker: Blocker | None) -> Blocker:
    if blocker is None:
        blocker = Blocker(
            workspace_id=said.workspace_id, team_id=said.team_id, member_id=said.member_id, source=said.source,
            text=said.new or "", raised_at=said.now, said_at=said.now,
        )  # fmt: skip
        db.add(blocker)
    elif blocker.text != said.new:
        blocker.text, blocker.said_at = said.new or "", said.now
        blocker.resolved_at = blocker.resolved_by = None
        await outbox.dirty(db, blocker.workspace_id, [announced_key(blocker)])
    return blocker


async def _announce(db: AsyncSession, raised: Sequence[tuple[Blocker, BlockersSaid]]) -> None:
    """Say each once in its report's thread, where its manager reads it; not before the report may stand."""
    new = [(blocker, said) for blocker, said in raised if said.report_key and blocker.report_key is None]
    teams = await people.teams_of_ids(db, {said.team_id for _, said in new}) if new else {}
    boards = []
    for blocker, said in new:
        team = teams.get((said.workspace_id, said.team_id))
        if team is not None and team.may_publish:
            blocker.report_key = said.report_key
            boards.append(_announcement(blocker, team, said))
    await outbox.promise(db, *boards)


def _announcement(blocker: Blocker, team: Team, said: BlockersSaid) -> Board:
    return Board(
        workspace_id=said.workspace_id, key=announced_key(blocker), kind=ANNOUNCED, subject=str(blocker.id),
        to=team.channel_id, due_at=said.now, priority=Priority.REPORT, parent_key=said.report_key,
    )  # fmt: skip


def announced_key(blocker: Blocker) -> str:
    """Return the outbox key of a blocker's announcement."""
    return f"{ANNOUNCED}.{blocker.id}"


async def _close(db: AsyncSession, blocker: Blocker, *, by: str, now: datetime) -> None:
    blocker.resolved_at, blocker.resolved_by = now, by
    keys = [announced_key(blocker)] + ([blocker.report_key] if blocker.report_key else [])
    await outbox.dirty(db, blocker.workspace_id, keys)


async def resolve(db: AsyncSession, blocker_id: int, *, workspace_id: str, member_id: str, now: datetime) -> Blocker:
    """Resolve a blocker; its owner and the team's managers may. Raises Refusal for everybody else."""
    blocker = await queries.blocker(db, blocker_id, workspace_id=workspace_id)
    if blocker is None:
        raise Refusal("That blocker is gone.")
    owner = blocker.member_id == member_id and await people.role_in(db, workspace_id, blocker.team_id, member_id)
    if not owner and not await people.may_manage(db, workspace_id, blocker.team_id, member_id):
        raise Refusal("Only the person it blocks and the team's managers can resolve it.")
    if blocker.resolved_at is None:
        await _close(db, blocker, by=member_id, now=now)
    return blocker
