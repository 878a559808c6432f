"""The form that a member answers in: which round it is for, and what already stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.checkins import queries
from salesbot.errors import Refusal
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Question
    from salesbot.checkins.queries import Part
    from salesbot.room import OpenBlocker, OpenBlockers


@dataclass(frozen=True)
class Form:
    """All that the answer modal shows: `stored` by question id, `last` by position, `draft` for the first empty one."""

    part: Part
    questions: Sequence[Question]
    stored: dict[int, str]
    last: dict[int, str]
    blockers: Sequence[OpenBlocker]
    draft: str = ""


async def form(
    db: AsyncSession,
    ask_id: int,
    *,
    workspace_id: str,
    member_id: str,
    open_blockers: Sequence[OpenBlockers],
    draft: str = "",
) -> Form:
    """Return the form for this part; raises Refusal where it is not this person's or can no longer be answered."""
    part = await answerable(db, ask_id, workspace_id=workspace_id, member_id=member_id)
    questions = await queries.questions(db, part.checkin.id, question_set=part.round.question_set)
    stored = (await queries.texts(db, [part.ask.id])).get(part.ask.id, {})
    blockers = [one for offer in open_blockers for one in await offer(db, workspace_id, part.team.id, member_id)]
    return Form(part, questions, stored, await queries.last_words(db, part), blockers, draft)


async def answerable(db: AsyncSession, ask_id: int, *, workspace_id: str, member_id: str, lock: bool = False) -> Part:
    """Return this person's part while it can be answered, on time or late; raises Refusal in words otherwise."""
    found = await queries.answerable(db, [ask_id], lock=lock)
    return await checked(db, found.get(ask_id), workspace_id=workspace_id, member_id=member_id)


async def checked(
    db: AsyncSession, found: tuple[Part, str | None] | None, *, workspace_id: str, member_id: str
) -> Part:
    """Return a part that `queries.answerable` found if this person may answer it now; raises Refusal in words."""
    if found is None or (found[0].ask.workspace_id, found[0].ask.member_id) != (workspace_id, member_id):
        raise Refusal("That check-in belongs to somebody else.")
    part, role = found
    if role is None:
        raise Refusal(f"You are no longer in {part.team.name}, so there is nothing left to answer there.")
    if part.ask.superseded_at is not None:
        raise await _over(db, part)
    return part


async def _over(db: AsyncSession, part: Part) -> Refusal:
    """The sentence for a button of an earlier round, with the button of the one that is open now."""
    mine = await queries.current_parts(db, part.ask.member_id, workspace_id=part.ask.workspace_id)
    words = f"{part.round.day:%A} is over."
    newest = next((one for one in mine if one.checkin.id == part.checkin.id), None)
    if newest is None:
        return Refusal(words)
    button = kit.button(f"Answer {newest.round.day:%A}", "checkin.answer", value=str(newest.ask.id), style="primary")
    return Refusal(f"{words} {newest.round.day:%A} is the one to answer now.", blocks=[kit.actions(button)])


async def current(db: AsyncSession, member_id: str, *, workspace_id: str, team_id: int | None = None) -> list[Part]:
    """Return what this member can answer now: unanswered first, then by age; of one team if it is given."""
    parts = await queries.current_parts(db, member_id, workspace_id=workspace_id)
    mine = [part for part in parts if team_id is None or part.team.id == team_id]
    return sorted(mine, key=lambda part: (part.ask.state != "open", -part.ask.opens_at.timestamp()))
