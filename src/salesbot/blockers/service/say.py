"""What answers say of blockers is taken: words about open ones, and new ones, each of which is announced once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.blockers import queries
from salesbot.blockers.model import Blocker
from salesbot.blockers.service.announce import announce, announced_key, redraw
from salesbot.blockers.service.settle import close, heard, reword
from salesbot.outbox import queries as outbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import BlockersSaid, BlockerWord


async def say(db: AsyncSession, *said: BlockersSaid) -> None:
    """Take all that these answers say. A new blocker is told of where its answer says, once its round has opened."""
    await _words(db, said)
    known = await queries.said_in(db, [(one.workspace_id, one.source) for one in said])
    known |= await _said_before(db, [one for one in said if one.new and (one.workspace_id, one.source) not in known])
    raised = [
        (await _raise(db, one, known.get((one.workspace_id, one.source))), one)
        for one in said
        if one.new is not None and not _nothing_new(one, known)
    ]
    await announce(db, raised)
    for one in said:
        blocker = known.get((one.workspace_id, one.source))
        if one.new is None and blocker is not None:
            await _end(db, blocker, one)


async def _end(db: AsyncSession, blocker: Blocker, said: BlockersSaid) -> None:
    """What an answer does not name any more is over; of a deleted answer no word stays, resolved since or not.

    What another answer names as well is that one's from now on, unless it has raised one of its own.
    """
    if said.heir and not await queries.said_in(db, [(said.workspace_id, said.heir)]):
        blocker.source = said.heir
        return
    if said.gone:
        blocker.text = ""
    if blocker.resolved_at is None:
        await close(db, blocker, by=said.member_id, now=said.now)
    elif said.gone:
        await redraw(db, blocker)


def _nothing_new(one: BlockersSaid, known: Mapping[tuple[str, str], Blocker]) -> bool:
    """Whether an answer that was read before says what it said then, of a blocker that is another answer's."""
    return one.read and one.new == one.was and (one.workspace_id, one.source) not in known


async def _words(db: AsyncSession, said: Sequence[BlockersSaid]) -> None:
    """Take words about one's own blockers, whatever a form says. Of one that is over only new words count.

    Somebody may have resolved it while the form was open.
    """
    words = [(word, one) for one in said for word in one.said]
    found = await queries.known(db, {word.blocker_id for word, _ in words}) if words else {}
    for word, one in words:
        blocker = found.get(word.blocker_id)
        if blocker is None or (blocker.workspace_id, blocker.member_id) != (one.workspace_id, one.member_id):
            continue
        if blocker.resolved_at is None or _is_new(word):
            await _word(db, blocker, word, one)


def _is_new(word: BlockerWord) -> bool:
    return word.verdict == "changed" and bool(word.text)


async def _word(db: AsyncSession, blocker: Blocker, word: BlockerWord, said: BlockersSaid) -> None:
    if word.verdict == "resolved":
        await close(db, blocker, by=said.member_id, now=said.now)
        return
    if _is_new(word):
        reword(blocker, word.text, now=said.now)
    await heard(db, blocker, now=said.now)


async def _said_before(db: AsyncSession, new: Sequence[BlockersSaid]) -> dict[tuple[str, str], Blocker]:
    """What these answers call new, and was said word for word in an answer that nobody has read yet, or ever will.

    It is the same blocker, and now this answer's: it is told of when the first of them is read. Where that was another
    one, whoever reads this answer has nothing new to hear, and where its readers know it from a day before, it is a
    word about that one.
    """
    found = await queries.open_as_said(db, new) if new else {}
    before = {}
    for one in new:
        words = (one.workspace_id, one.team_id, one.member_id, one.new or "")
        blocker = found.get(words)
        if blocker is not None and blocker.report_key is None:
            blocker.source = one.source
            before[one.workspace_id, one.source] = found.pop(words)  # it can be one answer's only
        elif blocker is not None and (one.new == one.was or await _told(db, blocker, one)):
            before[one.workspace_id, one.source] = blocker
    return before


async def _told(db: AsyncSession, blocker: Blocker, said: BlockersSaid) -> bool:
    """Whether those who would be told of what this answer says know this blocker already.

    What only some of them know, as it was said in another channel or to managers alone, is told anew.
    """
    if said.tell in {"off", "later"}:
        return True
    where = await outbox.fate(db, blocker.workspace_id, [announced_key(blocker)])
    if any(one.channel == said.channel_id for one in where.values()):
        return True
    return said.tell == "dm" and any(one.why == "new" for one in await queries.told_of(db, [blocker.id]))


async def _raise(db: AsyncSession, said: BlockersSaid, blocker: Blocker | None) -> Blocker:
    if blocker is None:
        blocker = Blocker(
            workspace_id=said.workspace_id, team_id=said.team_id, member_id=said.member_id, source=said.source,
            text=said.new or "", report_key=None, raised_at=said.now, said_at=said.now,
            unwatched_at=said.now,
        )  # fmt: skip
        db.add(blocker)
        return blocker
    if said.new != said.was:  # else it may read otherwise by now, or be resolved: the answer says nothing new of it
        reword(blocker, said.new or "", now=said.now)
        await heard(db, blocker, now=said.now)
    return blocker
