"""What check-ins hold of one person, how they forget it, and when answers are let go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, false, func, or_, select, update

from salesbot.checkins.model import Answer, Ask, Checkin, Draft, Invited, Proposal, Question, Round
from salesbot.checkins.service.question import board_of
from salesbot.checkins.service.stand import ENTRY, REPORT
from salesbot.outbox import queries as messages
from salesbot.outbox import service as outbox
from salesbot.people.model import Team
from salesbot.room import Erased, Held, Place, Retention
from salesbot.store import chunks, even

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Erasure

_AT_ONCE = 500
_NOWHERE = "UTC"  # the zone of those who stand in for somebody


async def export(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> Sequence[Held]:  # noqa: ARG001  the offer's shape
    """What somebody answered, in which rounds they took part, and what they typed."""
    return [
        Held("answers", await _answers(db, workspace_id, member_id)),
        Held("rounds", await _parts(db, workspace_id, member_id)),
        Held("typed", await _typed(db, workspace_id, member_id)),
    ]


async def _answers(db: AsyncSession, workspace_id: str, member_id: str) -> list[dict[str, object]]:
    rows = await db.execute(
        select(Round.day, Team.name, Checkin.name, Question.words, Answer.text, Answer.answered_at)
        .select_from(Answer)
        .join(Ask, Ask.id == Answer.ask_id)
        .join(Question, Question.id == Answer.question_id)
        .join(Round, Round.id == Ask.round_id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .join(Team, Team.id == Checkin.team_id)
        .where(Ask.workspace_id == workspace_id, Ask.member_id == member_id)
        .order_by(Round.day, Ask.id, Question.position, Answer.id)
    )
    names = ("day", "team", "check_in", "question", "answer", "answered_at")
    return [dict(zip(names, row, strict=True)) for row in rows]


async def _parts(db: AsyncSession, workspace_id: str, member_id: str) -> list[dict[str, object]]:
    rows = await db.execute(
        select(Round.day, Team.name, Checkin.name, Ask.state, Ask.asked_at, Ask.answered_at, Ask.edited_at, Ask.late)
        .select_from(Ask)
        .join(Round, Round.id == Ask.round_id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .join(Team, Team.id == Checkin.team_id)
        .where(Ask.workspace_id == workspace_id, Ask.member_id == member_id)
        .order_by(Round.day, Ask.id)
    )
    names = ("day", "team", "check_in", "state", "asked_at", "answered_at", "edited_at", "late")
    return [dict(zip(names, row, strict=True)) for row in rows]


async def _typed(db: AsyncSession, workspace_id: str, member_id: str) -> list[dict[str, object]]:
    mine = Draft.workspace_id == workspace_id, Draft.member_id == member_id
    rows = await db.scalars(select(Draft).where(*mine).order_by(Draft.id))
    return [{"typed_at": one.typed_at, "text": one.text, "used": one.used_at is not None} for one in rows]


# ---- forgetting one person ----


async def erase(db: AsyncSession, erasure: Erasure) -> Erased:
    """Forget what somebody answered and typed. Their parts stay, of nobody by name, so that who took part is counted.

    Every report in which they stand is drawn anew, old ones too.
    """
    mine = Ask.workspace_id == erasure.workspace_id, Ask.member_id == erasure.member_id
    parts = (await db.scalars(select(Ask).where(*mine).order_by(Ask.id).with_for_update())).all()
    answers = await _forget_answers(db, [one.id for one in parts])
    theirs = await _forget_typed(db, erasure)
    await _forget_work(db, erasure)
    for one in parts:
        one.member_id, one.zone = erasure.stand_in, _NOWHERE
        one.key = one.key.replace(erasure.member_id, erasure.stand_in)
        one.shown_in = one.shown_in.replace(erasure.member_id, erasure.stand_in)
    await db.flush()
    await _redraw(db, erasure.workspace_id, parts)
    return Erased({"answers": answers, "typed messages": len(theirs)}, theirs)


async def _forget_answers(db: AsyncSession, ask_ids: Sequence[int]) -> int:
    gone = 0
    for some in chunks(ask_ids, _AT_ONCE):
        gone += len((await db.scalars(delete(Answer).where(Answer.ask_id.in_(some)).returning(Answer.id))).all())
    return gone


async def _forget_typed(db: AsyncSession, erasure: Erasure) -> list[Place]:
    """Forget what they typed; where it stands in Slack only they can delete it."""
    mine = Draft.workspace_id == erasure.workspace_id, Draft.member_id == erasure.member_id
    found = (await db.scalars(select(Draft.ts).where(*mine).order_by(Draft.id))).all()
    await db.execute(delete(Draft).where(*mine))
    channel = await messages.direct_message(db, erasure.workspace_id, erasure.member_id) if found else ""
    return [Place(channel, ts) for ts in found]


async def _forget_work(db: AsyncSession, erasure: Erasure) -> None:
    """Forget what they were making, and that they were invited; others' unfinished work names the stand-in."""
    here = erasure.workspace_id
    await db.execute(delete(Invited).where(Invited.workspace_id == here, Invited.member_id == erasure.member_id))
    await db.execute(delete(Proposal).where(Proposal.workspace_id == here, Proposal.member_id == erasure.member_id))
    named = Proposal.workspace_id == here, Proposal.body.contains(erasure.member_id)
    for one in (await db.scalars(select(Proposal).where(*named))).all():
        one.body = re.sub(rf'"{re.escape(erasure.member_id)}"', f'"{erasure.stand_in}"', one.body)


async def _redraw(db: AsyncSession, workspace_id: str, parts: Collection[Ask]) -> None:
    """Draw anew every page and every message of a thread on which one of these parts may stand, whoever reads it.

    So are their teams' other reports since: what stood in their way is listed there while it lasts, answered or not.
    """
    about = {REPORT: await _reports_since(db, {one.round_id for one in parts}), ENTRY: {one.id for one in parts}}
    boards = await messages.boards(db, workspace_id, REPORT, ENTRY)
    keys = [key for kind, key, subject in boards if int(subject.partition("/")[0]) in about[kind]]
    await outbox.dirty(db, workspace_id, [*keys, *await _helped(db, workspace_id)])


async def _reports_since(db: AsyncSession, round_ids: Collection[int]) -> set[int]:
    """The rounds of the same teams, from the first of these days on."""
    found = select(Checkin.team_id, func.min(Round.day)).join(Round, Round.checkin_id == Checkin.id)
    found = found.where(Round.id.in_(even(round_ids))).group_by(Checkin.team_id)
    since = [and_(Checkin.team_id == team_id, Round.day >= first) for team_id, first in await db.execute(found)]
    theirs = select(Round.id).join(Checkin, Checkin.id == Round.checkin_id).where(or_(false(), *since))
    return set(await db.scalars(theirs))


async def _helped(db: AsyncSession, workspace_id: str) -> list[str]:
    """The messages in which words of another room, and so perhaps of theirs, stand beside somebody's blocker now."""
    last = Ask.workspace_id == workspace_id, Ask.state == "answered", Ask.superseded_at.is_(None)
    named = select(Answer.id).join(Question, Question.id == Answer.question_id)
    named = named.where(Answer.ask_id == Ask.id, Question.topic == "blockers")
    return [board_of(one) for one in await db.scalars(select(Ask).where(*last, named.exists()))]


# ---- letting go when it is time ----


async def purge(db: AsyncSession, before: datetime, limit: int) -> int:
    """Let go of the words of old answers and of what was typed for them, the oldest first.

    The parts stay: they hold no words, and say in which reports somebody stands who may want to be forgotten.
    """
    old = select(Answer.id).where(Answer.answered_at < before).order_by(Answer.id).limit(limit)
    gone = len((await db.scalars(delete(Answer).where(Answer.id.in_(old)).returning(Answer.id))).all())
    stale = select(Draft.id).where(Draft.typed_at < before, Draft.text != "").order_by(Draft.id).limit(limit - gone)
    emptied = update(Draft).where(Draft.id.in_(stale)).values(text="").returning(Draft.id)
    return gone + (len((await db.scalars(emptied)).all()) if gone < limit else 0)


RETENTION = (Retention(name="answers", what="what people answered and typed in check-ins", days=365, purge=purge),)
