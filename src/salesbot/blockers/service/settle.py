"""A blocker is resolved, still stands, or has changed: by a button, wherever it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.audit.rules import Verb
from salesbot.audit.service import Deed, note
from salesbot.blockers import queries, rules
from salesbot.blockers.service.announce import redraw
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.rules import zone_or
from salesbot.slack import kit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.blockers.model import Blocker

LONGEST = 3000  # characters; "plain_text_input" in Slack's block reference allows no more


async def resolve(db: AsyncSession, blocker_id: int, *, workspace_id: str, member_id: str, now: datetime) -> Blocker:
    """Resolve a blocker. Raises Refusal for whoever may not, and where it is resolved already."""
    blocker, viewer = await _found(db, blocker_id, workspace_id=workspace_id, member_id=member_id, lock=True)
    if not rules.may_resolve(viewer, owner=blocker.member_id):
        raise Refusal("Only the person it blocks and the team's managers can resolve it.")
    if blocker.resolved_at is not None:
        raise await _over(db, blocker, member_id)
    await close(db, blocker, by=member_id, now=now)
    if blocker.member_id != member_id:
        await note(db, _resolved(blocker, by=member_id, now=now))
    return blocker


def _resolved(blocker: Blocker, *, by: str, now: datetime) -> Deed:
    return Deed(
        workspace_id=blocker.workspace_id, verb=Verb.BLOCKER_RESOLVED, by=by, at=now, object_id=blocker.id,
        team_id=blocker.team_id,
    )  # fmt: skip


async def still(db: AsyncSession, blocker_id: int, *, workspace_id: str, member_id: str, now: datetime) -> Blocker:
    """Note that a blocker still stands: a word about it. Raises Refusal as `mine` does."""
    blocker = await mine(db, blocker_id, workspace_id=workspace_id, member_id=member_id, lock=True)
    await heard(db, blocker, now=now)
    return blocker


async def change(
    db: AsyncSession, blocker_id: int, text: str, *, workspace_id: str, member_id: str, now: datetime
) -> Blocker:
    """Let a blocker say something else, wherever it is shown. Raises Refusal as `mine` does, and for an empty text."""
    words = text.strip()
    if not words:
        raise Refusal("What is it now? A few words are enough.", field="changed")
    if len(words) > LONGEST:
        raise Refusal(f"That is {len(words):,} characters; {LONGEST:,} fit. Could you shorten it?", field="changed")
    blocker = await mine(db, blocker_id, workspace_id=workspace_id, member_id=member_id, lock=True)
    reword(blocker, words, now=now)
    await heard(db, blocker, now=now)
    return blocker


async def mine(db: AsyncSession, blocker_id: int, *, workspace_id: str, member_id: str, lock: bool = False) -> Blocker:
    """Return somebody's own open blocker; `lock` where it is about to change.

    Raises Refusal where it is another's, resolved, or of a team that they left.
    """
    blocker, viewer = await _found(db, blocker_id, workspace_id=workspace_id, member_id=member_id, lock=lock)
    if not rules.may_change(viewer, owner=blocker.member_id):
        raise Refusal("Only the person it blocks can say how it is now.")
    if blocker.resolved_at is not None:
        raise await _over(db, blocker, member_id)
    return blocker


async def _found(
    db: AsyncSession, blocker_id: int, *, workspace_id: str, member_id: str, lock: bool
) -> tuple[Blocker, rules.Viewer]:
    blocker = await queries.blocker(db, blocker_id, workspace_id=workspace_id, lock=lock)
    if blocker is None:
        raise Refusal("That blocker is gone.")
    return blocker, await queries.viewer(db, workspace_id, blocker.team_id, member_id)


async def _over(db: AsyncSession, blocker: Blocker, member_id: str) -> Refusal:
    """The sentence for whoever presses a button of a blocker that is out of the way."""
    reader = await people.member(db, blocker.workspace_id, member_id)
    zone = zone_or(reader.zone if reader else None)
    day = f"{blocker.resolved_at.astimezone(zone):%A %-d %B}" if blocker.resolved_at else ""
    by = "you" if blocker.resolved_by == member_id else kit.mention(str(blocker.resolved_by))
    return Refusal(f"Good news: that one is out of the way already, resolved by {by} on {day}.")


async def known(db: AsyncSession, blocker_id: int, *, workspace_id: str) -> Blocker:
    """Return a blocker, which says nothing of rights. Raises Refusal where there is none."""
    blocker = await queries.blocker(db, blocker_id, workspace_id=workspace_id)
    if blocker is None:
        raise Refusal("That blocker is gone.")
    return blocker


async def close(db: AsyncSession, blocker: Blocker, *, by: str, now: datetime) -> None:
    """Resolve a blocker, wherever it is shown; whether somebody may is for the caller to know."""
    blocker.said_at = blocker.resolved_at = now
    blocker.resolved_by = by
    await redraw(db, blocker)


def reword(blocker: Blocker, text: str, *, now: datetime) -> None:
    """Let a blocker say this from now on, open again; where it says so already, it has said so all along."""
    blocker.resolved_at = blocker.resolved_by = None
    if blocker.text != text:
        blocker.text, blocker.reworded_at = text, now


async def heard(db: AsyncSession, blocker: Blocker, *, now: datetime) -> None:
    """There is a word about a blocker: its silence begins anew, and the next beat sees who looks at it."""
    blocker.said_at = blocker.unwatched_at = now
    await redraw(db, blocker)
