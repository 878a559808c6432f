"""A manager makes and changes check-ins: their questions, and where the answers are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from answering import Answering
from company import ACME
from diary import CLOSE
from rhythm import Plan

from salesbot.checkins.model import Checkin
from salesbot.checkins.rules import sketch as sketches
from salesbot.checkins.rules.sketch import Item, Sketch
from salesbot.checkins.service.compose import compose, recompose, sketch_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import time

    from sqlalchemy.ext.asyncio import AsyncSession

WHY = "<= 2"  # of a scale: which answers bring the follow-up


def grace_of(wall: time) -> timedelta:
    """How late a question may come that closes as the story's check-ins do: until an hour before."""
    length = (CLOSE.hour * 60 - wall.hour * 60 - wall.minute) % (24 * 60)
    return timedelta(minutes=max(length - 60, 0))


class Editing(Answering):
    """What the editor's doors do once a manager approves."""

    async def edit_questions(self, edit: str) -> bool:
        """Another set of questions."""
        return await self._recompose(_EDITS[edit])

    async def publish(self, mode: str) -> bool:
        """Answers are read elsewhere."""
        return await self._recompose(lambda sketch: replace(sketch, publish=mode))

    async def _recompose(self, change: Callable[[Sketch], Sketch]) -> bool:
        async def deed(db: AsyncSession) -> None:
            checkin = await db.get_one(Checkin, self.checkin_id)
            sketch = change(await sketch_of(db, checkin))
            sketches.refuse(sketch)
            await recompose(db, checkin, sketch, now=self.now)

        return await self._do(deed)

    async def compose(self, wall: time) -> bool:
        """Make this check-in: one question for everybody every day."""
        plan = Plan(wall, anchor=self.now.date(), grace=grace_of(wall))
        sketch = Sketch("Pulse", wall, CLOSE, plan.anchor, items=(Item(1, "How is it?"),))

        async def deed(db: AsyncSession) -> Checkin:
            who = {"workspace_id": ACME, "team_id": self.team_id, "by": self.manager}
            return await compose(db, sketch, **who, now=self.now)

        def note(made: Checkin) -> None:
            self.checkin_id, self.appointment_id, self.plan = made.id, int(made.appointment_id or 0), plan
            for who in self.people:
                self._anew(who, seated=True)

        return await self._do(deed, note)


def _why(sketch: Sketch) -> Sketch:
    """A scale, and what a low answer brings."""
    scale = sketches.added(sketch, Item(0, "How sure are you?", kind="scale"))
    return sketches.added(scale, Item(0, "Why?", follows=max(one.id for one in scale.items), when=WHY))


def _fewer(sketch: Sketch) -> Sketch:
    return sketches.removed(sketch, sketch.items[-1].id) if len(sketches.groups(sketch)) > 1 else sketch


def _words(sketch: Sketch) -> Sketch:
    first = sketch.items[0]
    return sketches.changed(sketch, replace(first, words=f"{first.words.rstrip('!')}!"))


def _order(sketch: Sketch) -> Sketch:
    """What everybody is asked every day stays at the top, so that there is always something to ask."""
    firsts = [group[0] for group in sketches.groups(sketch)]
    return sketches.moved(sketch, firsts[-1].id, by=-1) if firsts[2:] else sketch


def _add(words: str, **more: object) -> Callable[[Sketch], Sketch]:
    return lambda sketch: sketches.added(sketch, Item(0, words, **more))


_EDITS: dict[str, Callable[[Sketch], Sketch]] = {
    "why": _why,
    "sum": _add("How much?", kind="number", unit="EUR"),
    "fate": _add("And?", kind="choice", options=("Won", "Lost"), required=False),
    "tools": _add("With what?", kind="choices", options=("Phone", "Mail", "Visit")),
    "managers": _add("And your team?", role="manager"),
    "some days": _add("What comes next week?", weekdays="15"),
    "fewer": _fewer,
    "order": _order,
    "words": _words,
}
