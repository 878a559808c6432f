"""What was typed goes with the answer it became: sent in the form it is used, taken back it is offered again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from salesbot.checkins import queries
from salesbot.checkins.model import Draft
from salesbot.checkins.service.question import draft_key
from salesbot.outbox import service as outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Ask
    from salesbot.checkins.service.answer import Answered


async def use_sent(db: AsyncSession, given: Sequence[Answered]) -> None:
    """What was typed and came with the form is stored with it: pressing *Use it* as well would say it twice."""
    sent = {one.part.ask.id: one for one in given if one.typed and not one.submission.partial}
    for draft in await queries.unused(db, [one.part.ask for one in sent.values()]) if sent else ():
        one = sent[draft.ask_id]
        new = [text for number, text in one.kept.items() if one.stood.get(number) != text]
        if any(f"\n{text}".endswith(f"\n{draft.text}") for text in new):
            draft.used_at = one.submission.now
    await db.flush()


async def offer_again(db: AsyncSession, ask: Ask) -> None:
    """No answer holds what was typed in this part any more: its messages ask anew whether to use it."""
    mine = Draft.workspace_id == ask.workspace_id, Draft.member_id == ask.member_id, Draft.ask_id == ask.id
    await db.execute(update(Draft).where(*mine).values(used_at=None))
    typed = await queries.drafts(db, [ask], used=True)
    await outbox.dirty(db, ask.workspace_id, [draft_key(draft_id) for _, draft_id in typed])


async def retype(db: AsyncSession, workspace_id: str, member_id: str, ts: str, text: str, now: datetime) -> None:  # noqa: ARG001  the offer's shape
    """Follow what its author made of a typed message in Slack: other words, or none where they deleted it.

    What was used already is an answer, which has doors of its own to be changed and taken back.
    """
    draft = await queries.typed_at(db, ts, workspace_id=workspace_id, member_id=member_id)
    if draft is None:
        return
    await queries.part(db, draft.ask_id, workspace_id=workspace_id, lock=True)
    await db.refresh(draft)  # it may have been used while we waited for the lock
    if draft.used_at is not None:
        return
    key = draft_key(draft.id)
    if text.strip():
        draft.text = text.strip()
    else:
        await db.delete(draft)
    await db.flush()
    await outbox.dirty(db, workspace_id, [key])
