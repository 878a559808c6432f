"""What a member types while a round is open is kept, and becomes an answer if they say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot import store
from salesbot.checkins import queries, rules
from salesbot.checkins.model import Draft
from salesbot.checkins.service.answer import Submission, answer
from salesbot.checkins.service.form import answerable, at_hand, current, left_open
from salesbot.checkins.service.question import DRAFT, draft_key
from salesbot.errors import Refusal
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board
from salesbot.slack import reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Part
    from salesbot.room import OnAway, SayBlockers


async def keep(db: AsyncSession, text: str, *, workspace_id: str, member_id: str, ts: str, now: datetime) -> bool:
    """Keep what was typed and ask whether it is today's answer; False where no round is waiting for one."""
    part = await _waiting(db, member_id, workspace_id=workspace_id, at=(_typed_at(ts, now), now))
    if part is None or not text.strip():
        return False
    ids = await store.insert(
        db,
        Draft,
        [
            {
                "workspace_id": workspace_id,
                "member_id": member_id,
                "ask_id": part.ask.id,
                "ts": ts,
                "text": text.strip(),
                "typed_at": now,
            }
        ],
        ignore=["workspace_id", "member_id", "ts"],
    )
    await outbox.promise(
        db,
        *(
            Board(workspace_id, draft_key(one), DRAFT, str(one), to=member_id, due_at=now, member_id=member_id)
            for one in ids
        ),
    )
    return True


def _typed_at(ts: str, now: datetime) -> datetime:
    """When it was typed, which is before now where nobody listened; a `ts` that is none says nothing of it."""
    try:
        return reading.sent_at(ts)
    except (ValueError, OverflowError, OSError):
        return now


async def _waiting(db: AsyncSession, member_id: str, *, workspace_id: str, at: Sequence[datetime]) -> Part | None:
    """The round that still lacks an answer of this member; an unanswered one before one with a gap."""
    for part in await current(db, member_id, workspace_id=workspace_id):
        if not any(at_hand(part, now=one) for one in at):
            continue
        if part.ask.state == "open" or (part.ask.state == "answered" and await left_open(db, part)):
            return part
    return None


async def use(
    db: AsyncSession,
    draft_id: int,
    *,
    workspace_id: str,
    member_id: str,
    say: Sequence[SayBlockers] = (),
    on_away: Sequence[OnAway] = (),
    now: datetime,
) -> Part:
    """Store a typed text as the answer to the first unanswered text question, or add it to the first of them.

    Raises Refusal where none takes it.
    """
    draft = await mine(db, draft_id, workspace_id=workspace_id, member_id=member_id)
    part = await answerable(db, draft.ask_id, workspace_id=workspace_id, member_id=member_id, lock=True)
    await db.refresh(draft)  # it may have been used while we waited for the lock
    if draft.used_at is not None:
        return part  # pressed again, as the first yes got lost: it must not answer the next question too
    texts = (await queries.texts(db, [part.ask.id])).get(part.ask.id, {})
    first = rules.taker(await queries.asked(db, part), texts)
    if first is None:
        raise Refusal(f"{part.checkin.name} asks for numbers and choices only. *Open the form* has them.")
    words = f"{texts[first.id]}\n{draft.text}" if first.id in texts else draft.text  # nothing said before is lost
    whole = Submission(part.ask.id, workspace_id, member_id, texts | {first.id: words}, partial=True, now=now)
    done = await answer(db, whole, say=say, on_away=on_away)
    draft.used_at = now
    await outbox.dirty(db, workspace_id, [draft_key(draft.id)])
    return done


async def mine(db: AsyncSession, draft_id: int, *, workspace_id: str, member_id: str) -> Draft:
    """Return somebody's own typed text; raises Refusal for anybody else's."""
    draft = await queries.draft(db, draft_id, workspace_id=workspace_id)
    if draft is None or draft.member_id != member_id:
        raise Refusal("I cannot find that text any more. Type it again, or open the form with `/checkin`.")
    return draft
