"""A question to one person: asked when they are there, answered for one reader, changed for a while, taken back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.coaching.model import Asked
from salesbot.coaching.queries import asking as queries
from salesbot.coaching.queries import managed
from salesbot.coaching.rules import asking as rules
from salesbot.coaching.service.managing import bonded
from salesbot.coaching.service.waiting import there
from salesbot.errors import Refusal
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board
from salesbot.people import queries as people

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.rules.waiting import Wait
    from salesbot.people.model import Member

ASKED, ANSWERED = "coaching.asked", "coaching.answered"
WHY, WHY_ANSWERED = "your manager asked you something", "somebody answered what you had asked"  # in `/salesbot why`
GONE = "That question is gone, or not yours."
LAPSED = "{name} does not manage your team any more, so this question needs no answer."


@dataclass(frozen=True)
class Put:
    """A question as it was put, to whom, and when it reaches them."""

    asked: Asked
    member: Member
    wait: Wait


async def ask(db: AsyncSession, words: str, *, workspace_id: str, by: str, to: str, now: datetime) -> Put:
    """Ask somebody whom one manages. Raises Refusal beside the field, also where three questions wait already."""
    bond = await bonded(db, workspace_id, by, to)
    text = rules.question(words)
    await queries.hold(db, workspace_id, by)
    if await queries.count_open(db, workspace_id, by, to) >= rules.MOST_OPEN:
        raise Refusal(
            f"{bond.member.name} has {rules.MOST_OPEN} questions of yours open. Wait for an answer, or withdraw one: "
            "they stand in the brief.",
            field="words",
        )
    one = Asked(
        workspace_id=workspace_id, team_id=bond.teams[0].id, manager_id=by, member_id=to, key=secrets.token_hex(8),
        words=text, asked_at=now,
    )  # fmt: skip
    db.add(one)
    await db.flush()
    one.key = f"{ASKED}.{one.id}"
    await db.flush()
    wait = await there(db, workspace_id, to, now=now)
    board = Board(workspace_id, one.key, ASKED, str(one.id), to=to, due_at=wait.at, member_id=to)
    await attention.promise(db, board, reason=WHY, now=now)
    before = await queries.answered_before(db, one, since=now - rules.EDITABLE)
    await outbox.dirty(db, workspace_id, before)  # what was answered before stands as it is from now on
    return Put(one, bond.member, wait)


# ---- whoever was asked ----


@dataclass(frozen=True)
class Question:
    """A question as one of the two sees it. `lapsed`: nobody of the two needs an answer any more."""

    asked: Asked
    manager: Member
    member: Member
    lapsed: bool
    may_change: bool


async def question(db: AsyncSession, number: int, *, workspace_id: str, now: datetime) -> Question | None:
    """Look up a question with all that is true of it now; None where it was withdrawn or never was."""
    one = await queries.asked(db, number, workspace_id=workspace_id)
    return await _question(db, one, now=now) if one is not None else None


async def _question(db: AsyncSession, one: Asked, *, now: datetime) -> Question | None:
    known = await people.members(db, one.workspace_id, [one.manager_id, one.member_id])
    if one.withdrawn_at is not None or not {one.manager_id, one.member_id} <= known.keys():
        return None
    bond = await managed.bond(db, one.workspace_id, one.manager_id, one.member_id)
    may = one.answered_at is not None and rules.may_change(
        one.answered_at, next_at=await queries.next_at(db, one), now=now
    )
    return Question(one, known[one.manager_id], known[one.member_id], bond is None, may and bond is not None)


async def to_answer(
    db: AsyncSession, number: int, *, workspace_id: str, by: str, now: datetime, lock: bool = False
) -> Question:
    """Return a question that this person may answer now, or whose answer they may change. Raises Refusal in words."""
    one = await queries.asked(db, number, workspace_id=workspace_id, lock=lock)
    if one is None or one.member_id != by or not one.words:
        raise Refusal(GONE)
    found = await _question(db, one, now=now)
    if found is None:
        raise Refusal("That question was withdrawn.")
    if found.lapsed:
        raise Refusal(LAPSED.format(name=found.manager.name))
    if one.answered_at is not None and not found.may_change:
        raise Refusal(
            f"{found.manager.name} has read it by now; an answer can be changed for a week, or until the next question."
        )
    return found


async def answer(
    db: AsyncSession, number: int, words: str, *, workspace_id: str, by: str, now: datetime
) -> Question:  # fmt: skip
    """Keep an answer, or another one, and bring it to the manager who asked. Raises Refusal beside the field."""
    text = rules.answer(words)
    found = await to_answer(db, number, workspace_id=workspace_id, by=by, now=now, lock=True)
    one = found.asked
    if one.answered_at is None:
        one.answered_at = now
    elif one.answer != text:
        one.edited_at = now
    one.answer = text
    await db.flush()
    at = (await there(db, workspace_id, one.manager_id, now=now)).at
    board = Board(
        workspace_id, answered_key(one), ANSWERED, str(one.id), to=one.manager_id, due_at=at, member_id=one.manager_id
    )
    await attention.promise(db, board, reason=WHY_ANSWERED, light=True, now=now)
    await outbox.dirty(db, workspace_id, [one.key, answered_key(one)])
    return found


def answered_key(one: Asked) -> str:
    """The outbox key of the note that brings an answer."""
    return f"{ANSWERED}.{one.id}"


# ---- whoever asked ----


async def withdraw(db: AsyncSession, number: int, *, workspace_id: str, by: str, now: datetime) -> Asked:
    """Take back one's own question while nobody has answered it. Raises Refusal otherwise."""
    one = await queries.asked(db, number, workspace_id=workspace_id, lock=True)
    if one is None or one.manager_id != by:
        raise Refusal(GONE)
    if one.answered_at is not None:
        raise Refusal("It was answered already, so it stays.")
    if one.withdrawn_at is None:
        one.withdrawn_at = now
        await db.flush()
        await outbox.withdraw(db, workspace_id, one.key)
    return one
