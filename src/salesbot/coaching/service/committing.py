"""I'll do it: what somebody said they would do, in their own words, until it is done or dropped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.coaching.model import Commitment
from salesbot.coaching.queries import commitments, history
from salesbot.coaching.service.following import expect
from salesbot.coaching.service.reflecting import prompt_of
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.rules import zone_or
from salesbot.store import insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.model import Shown
    from salesbot.people.model import Member
    from salesbot.room import House

DONE, DROPPED, NOT_YET = "done", "dropped", "not_yet"
LONGEST = 300  # characters
_GONE = "That commitment is gone."
_ITALICS = re.compile(r"\*([^*]+)\*")  # of a prompt: words to say aloud


async def commit(
    house: House, db: AsyncSession, number: int, *, workspace_id: str, by: str, now: datetime
) -> Commitment:
    """Keep that somebody will do what a prompt suggests; said twice it is one. Raises Refusal for another's prompt."""
    shown = await history.shown(db, workspace_id, number, lock=True)
    me = await people.member(db, workspace_id, by)
    if shown is None or me is None or shown.member_id != by:
        raise Refusal("That prompt was somebody else's, or is gone.")
    prompt = await prompt_of(house, db, shown)
    if prompt is None:
        raise Refusal("That prompt is no longer in the library.")
    if await insert(db, Commitment, [_row(shown, me, prompt.action, now)], ignore=["coaching_id"]):
        await expect(db, me, now=now)
    made = await commitments.made_on(db, shown)
    if made is None:
        raise Refusal(_GONE)
    await _redraw(db, made)
    return made


def _row(shown: Shown, me: Member, words: str, now: datetime) -> dict[str, object]:
    return {
        "workspace_id": shown.workspace_id, "team_id": shown.team_id, "member_id": me.id, "coaching_id": shown.id,
        "words": _ITALICS.sub(r"“\1”", words), "day": now.astimezone(zone_or(me.zone)).date(), "made_at": now,
    }  # fmt: skip


async def _redraw(db: AsyncSession, one: Commitment) -> None:
    """Draw anew wherever it stands: with its prompt, and in the question what became of it."""
    shown = await history.shown(db, one.workspace_id, one.coaching_id)
    keys = {shown.key if shown else "", one.asked_in} - {""}
    await attention.redraw(db, one.workspace_id, keys)


async def own(db: AsyncSession, number: int, *, workspace_id: str, by: str, lock: bool = False) -> Commitment:
    """Return one's own commitment. Raises Refusal where it is gone or another's: nobody learns which."""
    one = await commitments.commitment(db, number, workspace_id=workspace_id, lock=lock)
    if one is None or one.member_id != by:
        raise Refusal(_GONE)
    return one


async def reword(db: AsyncSession, number: int, words: str, *, workspace_id: str, by: str) -> Commitment:
    """Say in other words what one will do. Raises Refusal where it is settled."""
    said = " ".join(words.split())
    if not said:
        raise Refusal("What will you do? A few words are enough.", field="words")
    one = await own(db, number, workspace_id=workspace_id, by=by, lock=True)
    if one.state != "open":
        raise Refusal("That is settled already, so its words stay.", field="words")
    one.words = said[:LONGEST]
    await db.flush()
    await _redraw(db, one)
    return one


async def settle(
    db: AsyncSession, number: int, verdict: str, *, workspace_id: str, by: str, now: datetime
) -> Commitment:
    """Say what became of it: done or dropped settles it, `not_yet` leaves it open, and nobody asks again."""
    one = await own(db, number, workspace_id=workspace_id, by=by, lock=True)
    if one.state == "open" and verdict == NOT_YET:
        one.not_yet_at = one.not_yet_at or now
    elif one.state == "open":
        one.state, one.settled_at = verdict, now
    await db.flush()
    await _redraw(db, one)
    return one
