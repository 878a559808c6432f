"""The loop as the house meets it: its boards, its job, what it offers other rooms, and what of it will come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching.blocks import committing as commitment_blocks
from salesbot.coaching.blocks import reflecting as reflection_blocks
from salesbot.coaching.queries import commitments, reflections
from salesbot.coaching.queries.commitments import FOLLOW
from salesbot.coaching.queries.reflections import SHARED
from salesbot.coaching.service import following
from salesbot.people import queries as people
from salesbot.room import AnswerWords
from salesbot.room.foretelling import Foretold
from salesbot.slack.ids import is_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Message, Run
    from salesbot.room.foretelling import Foreseen

SEALED = (("reflections", "sealed"), ("one_to_ones", "sealed"))
CALLED = {FOLLOW: "my question about what you said you would do"}
_PREFIX = "reflection."  # of the values of buttons


# ---- boards ----


async def follow(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw the question what became of it; `subject` is the numbers of the commitments."""
    found = await commitments.commitments(db, workspace_id, map(int, subject.split(",")))
    return commitment_blocks.follow(found) if found else None


async def shared(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw the note to a manager, while they may read what it is about; `subject` is reflection/manager."""
    number, _, reader = subject.partition("/")
    found = await reflections.thought(db, int(number), workspace_id=workspace_id)
    if found is None or reader not in {one.id for one in found.readers}:
        return None
    author = await people.member(db, workspace_id, found.reflection.member_id)
    return reflection_blocks.shared_with_you(found.reflection.id, author.name) if author else None


BOARDS = {FOLLOW: follow, SHARED: shared}


# ---- what comes by itself ----


async def ask(_house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Ask what became of what people said they would do."""
    return await following.ask(db, runs)


JOBS = {FOLLOW: ask}


async def foretell(db: AsyncSession, foreseen: Sequence[Foreseen]) -> tuple[list[Foretold], dict[str, str]]:
    """Return what will be asked, and why the rest is not, by key: each commitment is asked about once."""
    mine = sorted((one for one in foreseen if one.job == FOLLOW and not one.skipped), key=lambda one: one.at)
    messages: list[Foretold] = []
    skipped: dict[str, str] = {}
    asked: set[int] = set()
    for workspace_id in {one.workspace_id for one in mine}:
        here = [one for one in mine if one.workspace_id == workspace_id]
        found = await commitments.open_of(db, workspace_id, {str(one.member_id) for one in here})
        for one in here:
            waiting = [each for each in found.get(str(one.member_id), ()) if each.asked_at is None]
            due = {each.id for each in waiting if each.day < one.day} - asked
            asked |= due
            if due:
                messages.append(_message(one))
            else:
                skipped[one.key] = following.NOTHING
    return messages, skipped


def _message(one: Foreseen) -> Foretold:
    return Foretold(
        key=one.key, team_id=one.team_id, day=one.day, at=one.at, zone=one.zone, to=str(one.member_id),
        what="Coaching", words="what became of a commitment", only="if it is not settled before",
    )  # fmt: skip


# ---- what other rooms get ----


async def beside_question(
    db: AsyncSession,
    workspace_id: str,
    member_ids: Sequence[str],
    now: datetime,  # noqa: ARG001  the offer's shape
) -> dict[str, str]:
    """Remind people, as they answer, of what they said they would do."""
    found = await commitments.open_of(db, workspace_id, member_ids)
    return {member_id: commitment_blocks.beside(some) for member_id, some in found.items()}


async def answer_said(
    house: House, db: AsyncSession, workspace_id: str, member_id: str, value: str
) -> AnswerWords | None:
    """What somebody thought about a prompt, opened for a form of theirs; None where it is another's, or gone."""
    found = await _thought(db, workspace_id, member_id, value)
    if found is None:
        return None
    return AnswerWords(found.shown.team_id, member_id, house.seals.unseal(found.reflection.sealed))


async def _thought(db: AsyncSession, workspace_id: str, member_id: str, value: str) -> reflections.Thought | None:
    number = value.removeprefix(_PREFIX)
    if number == value or not is_number(number):
        return None
    found = await reflections.thought(db, int(number), workspace_id=workspace_id)
    if found is None or found.reflection.member_id != member_id or not found.reflection.sealed:
        return None
    return found


async def shared_as_tip(db: AsyncSession, workspace_id: str, member_id: str, value: str, now: datetime) -> None:
    """Note that what somebody thought is a tip now; what they wrote about the prompt stays sealed."""
    found = await _thought(db, workspace_id, member_id, value)
    if found is not None:
        found.reflection.tip_at = found.reflection.tip_at or now
