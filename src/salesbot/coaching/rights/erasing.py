"""How coaching forgets one person: their words, and what managers noted about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, cast, delete, or_, select

from salesbot.attention import service as attention
from salesbot.coaching.model import Action, Asked, Coachee, Commitment, OneToOne, Reflection, Shown
from salesbot.coaching.queries.reflections import SHARED
from salesbot.coaching.service.asking import ANSWERED, ASKED
from salesbot.coaching.service.talks import AGREED
from salesbot.outbox import service as outbox
from salesbot.outbox.model import Delivery
from salesbot.room import Erased
from salesbot.store import chunks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Erasure

_AT_ONCE = 500


async def erase(db: AsyncSession, erasure: Erasure) -> Erased:
    """Forget what somebody thought, promised and answered, and what managers noted about them.

    That a prompt was shown and something done with it stays, as the stand-in's: a team's counts are others' too.
    """
    thoughts = await _forget_thoughts(db, erasure)
    promises = await _forget_promises(db, erasure)
    talks = await _forget_talks(db, erasure)
    questions = await _forget_questions(db, erasure)
    chosen = Coachee.workspace_id == erasure.workspace_id, Coachee.member_id == erasure.member_id
    await db.execute(delete(Coachee).where(*chosen))
    for shown in await db.scalars(_of(Shown, Shown.member_id, erasure)):
        shown.member_id, shown.evidence = erasure.stand_in, []
        shown.key = shown.key.replace(erasure.member_id, erasure.stand_in)
    await _forget_gaps(db, erasure)
    await db.flush()
    removed = {"reflections": thoughts, "commitments": promises, "one-to-ones": talks, "questions": questions}
    return Erased({name: number for name, number in removed.items() if number})


def _of(model: Any, who: Any, erasure: Erasure) -> Any:
    """Their rows, in the order in which everybody locks them."""
    mine = model.workspace_id == erasure.workspace_id, who == erasure.member_id
    return select(model).where(*mine).order_by(model.id).with_for_update()


async def _forget_gaps(db: AsyncSession, erasure: Erasure) -> None:
    """That a manager had no time for them is no reason for a prompt any more."""
    named = cast(Shown.evidence, Text).contains(f'.{erasure.member_id}"', autoescape=True)
    mine = Shown.workspace_id == erasure.workspace_id, named
    found = (await db.scalars(select(Shown).where(*mine).order_by(Shown.id).with_for_update())).all()
    for one in found:
        one.evidence = []
    await attention.redraw(db, erasure.workspace_id, [one.key for one in found])


async def _forget_thoughts(db: AsyncSession, erasure: Erasure) -> int:
    """Their words go, and the notes to managers with whom they shared them."""
    found = (await db.scalars(_of(Reflection, Reflection.member_id, erasure))).all()
    for one in found:
        one.member_id, one.sealed, one.shared_at = erasure.stand_in, "", None
    ids = {str(one.id) for one in found}
    told = Delivery.workspace_id == erasure.workspace_id, Delivery.kind == SHARED
    rows = await db.execute(select(Delivery.key, Delivery.subject).where(*told)) if ids else ()
    notes = [key for key, subject in rows if subject.partition("/")[0] in ids]
    await outbox.withdraw(db, erasure.workspace_id, notes)
    return len(found)


async def _forget_promises(db: AsyncSession, erasure: Erasure) -> int:
    found = (await db.scalars(_of(Commitment, Commitment.member_id, erasure))).all()
    for one in found:
        one.member_id, one.words = erasure.stand_in, ""
        one.asked_in = one.asked_in.replace(erasure.member_id, erasure.stand_in)
        if one.state == "open":
            one.state, one.settled_at = "dropped", erasure.now
    return len(found)


async def _forget_talks(db: AsyncSession, erasure: Erasure) -> int:
    """What they noted of others, and what was noted of them, goes with all that was agreed there."""
    sides = or_(OneToOne.manager_id == erasure.member_id, OneToOne.member_id == erasure.member_id)
    ids = list(await db.scalars(select(OneToOne.id).where(OneToOne.workspace_id == erasure.workspace_id, sides)))
    await let_go_of_talks(db, ids)
    await outbox.withdraw(db, erasure.workspace_id, [f"{AGREED}.{one}" for one in ids])
    return len(ids)


async def let_go_of_talks(db: AsyncSession, ids: Sequence[int]) -> None:
    """Delete these one-to-ones with all that was agreed there."""
    for some in chunks(ids, _AT_ONCE):
        await db.execute(delete(Action).where(Action.one_to_one_id.in_(some)))
        await db.execute(delete(OneToOne).where(OneToOne.id.in_(some)))


async def _forget_questions(db: AsyncSession, erasure: Erasure) -> int:
    """What they were asked goes with their answer; what they asked loses its words, the answers are others'."""
    asked = (await db.scalars(_of(Asked, Asked.member_id, erasure))).all()
    asking = (await db.scalars(_of(Asked, Asked.manager_id, erasure))).all()
    for one in asked:
        one.member_id, one.words, one.answer = erasure.stand_in, "", ""
        one.withdrawn_at = one.withdrawn_at or erasure.now
    for one in asking:
        one.manager_id, one.words = erasure.stand_in, ""
        one.withdrawn_at = one.withdrawn_at or erasure.now
    messages = [key for one in (*asked, *asking) for key in (f"{ASKED}.{one.id}", f"{ANSWERED}.{one.id}")]
    await outbox.withdraw(db, erasure.workspace_id, messages)
    return len(asked) + len(asking)
