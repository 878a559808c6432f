"""What may be said: it is sent now or after the night, kept for a ride, or dropped; decided once, with its reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from salesbot.attention import queries, rules, shape
from salesbot.attention.model import Rider
from salesbot.attention.rules import Cause, Ruling, Standing, Verdict
from salesbot.attention.service.because import UNUSED, because
from salesbot.attention.service.knowing import persons
from salesbot.attention.service.promise import Why, decision, person_of, promise, write
from salesbot.outbox import rules as messages
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board, Note, Promise
from salesbot.store import insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.attention.model import Restraint
    from salesbot.attention.rules import Person
    from salesbot.room import House

# A policy of the room's own looks at an offer first: (session, what is offered, calendar now) -> why it is dropped, in
# plain words, or None.
Policy = Callable[["AsyncSession", Promise, "datetime"], Awaitable[str | None]]

PAUSED = "attention.paused"
# The budget is that of a day, to its end, however soon an offer ends; the longest day has this many hours.
_A_WHOLE_DAY = timedelta(hours=25)


async def offer(
    db: AsyncSession, item: Promise, *, house: House, reason: Why, policies: Sequence[Policy] = (), now: datetime
) -> bool:
    """Offer one message to a person: sent, sent after their quiet hours, kept for a ride, or dropped (then False).

    It needs a button, or three of them are taken for ignored. Its blocks carry block ids of attention's own. What can
    change is a board, and changes by `redraw`, never by the outbox: it may stand in another message. The key decides
    once: offered again, it stays as it was decided.
    """
    found = await offer_all(db, [item], house=house, reason=reason, policies=policies, now=now)
    return found.get(item.key, Verdict.DROPPED) is not Verdict.DROPPED


async def offer_all(
    db: AsyncSession, items: Sequence[Promise], *, house: House, reason: Why, policies: Sequence[Policy] = (),
    now: datetime,
) -> dict[str, Verdict]:  # fmt: skip
    """Offer many messages at once, each as `offer` does; returns by key what became of it.

    Whoever salesbot does not know is offered nothing, and left out.
    """
    found: dict[str, Verdict] = {}
    for workspace_id in sorted({item.workspace_id for item in items}):
        mine = [item for item in items if item.workspace_id == workspace_id]
        offering = _Offering(db, house, reason, policies, now, workspace_id)
        found |= await offering.make(mine)
    return found


@dataclass
class _Offering:
    """Offers of one workspace, decided one after another under each person's lock."""

    db: AsyncSession
    house: House
    reason: Why
    policies: Sequence[Policy]
    now: datetime
    workspace_id: str
    persons: dict[str, Person] = field(default_factory=dict)
    restraints: dict[str, Restraint] = field(default_factory=dict)

    async def make(self, items: Sequence[Promise]) -> dict[str, Verdict]:
        """Decide, and do as decided."""
        until = max(_ends_at(item, self.now) for item in items) + _A_WHOLE_DAY
        people = {person_of(item) for item in items}
        self.persons, self.restraints = await persons(
            self.db, self.house, self.workspace_id, people, now=self.now, until=until
        )
        before = await queries.decided(self.db, self.workspace_id, [item.key for item in items])
        found = {key: Verdict(one.verdict) for key, one in before.items()}
        rulings: list[tuple[Promise, Ruling, str]] = []
        for item in items:
            if item.key not in found and person_of(item) in self.persons:
                ruling, because = await self._decide(item)
                rulings.append((item, ruling, because))
                found[item.key] = ruling.verdict
        await self._do(rulings)
        return found

    async def _decide(self, item: Promise) -> tuple[Ruling, str]:
        member_id = person_of(item)
        at = max(item.due_at, self.now)
        for policy in self.policies:
            objection = await policy(self.db, item, self.now)
            if objection is not None:
                return Ruling(Verdict.DROPPED, at, Cause.OBJECTION), objection
        if rules.off(self.persons[member_id], at) is None:
            await self._lose_patience(member_id)
        person = self.persons[member_id]
        ruling = rules.rule(person, at=at, until=_ends_at(item, self.now), rides=shape.is_small(item))
        self.persons[member_id] = rules.after(person, ruling)
        return ruling, because(ruling, person)

    async def _lose_patience(self, member_id: str) -> None:
        """Pause the offers to somebody who ignores them, and say so to them, once."""
        person = self.persons[member_id]
        paused = person.paused_until is not None and person.paused_until > self.now
        if paused or not rules.ignored(person.shown, now=self.now):
            return
        until = self.now + rules.PAUSE
        self.restraints[member_id].paused_until = until
        self.persons[member_id] = replace(person, paused_until=until, shown=())
        told = Board(
            self.workspace_id, f"{PAUSED}.{member_id}.{self.now.date()}", PAUSED,
            subject=until.astimezone(person.zone).date().isoformat(), to=member_id,
            due_at=rules.awake_at(self.now, person.zone, *person.quiet), member_id=member_id,
        )  # fmt: skip
        await promise(self.db, told, reason=UNUSED, light=True, now=self.now)

    async def _do(self, rulings: Sequence[tuple[Promise, Ruling, str]]) -> None:
        await write(self.db, [self._row(item, ruling, because) for item, ruling, because in rulings])
        kept = [self._rider(item) for item, ruling, _ in rulings if ruling.verdict is Verdict.KEPT]
        await insert(self.db, Rider, kept, ignore=["workspace_id", "key"])
        sent = [(item, ruling.at) for item, ruling, _ in rulings if ruling.verdict in {Verdict.SENT, Verdict.LATER}]
        await outbox.promise(self.db, *(_marked(item, at) for item, at in sent))

    def _row(self, item: Promise, ruling: Ruling, because: str) -> dict[str, Any]:
        reason = self.reason if isinstance(self.reason, str) else self.reason(item)
        decided = {"verdict": ruling.verdict, "because": because, "due_at": ruling.at, "standing": Standing.OFFERED}
        return decision(item, reason, now=self.now) | decided

    def _rider(self, item: Promise) -> dict[str, Any]:
        note = isinstance(item, Note)
        return {
            "workspace_id": item.workspace_id,
            "key": item.key,
            "member_id": person_of(item),
            "kind": item.kind,
            "board": not note,
            "subject": "" if isinstance(item, Note) else item.subject,
            "message": messages.as_json(item.message) if isinstance(item, Note) else None,
            "ends_at": _ends_at(item, self.now),
        }


def _ends_at(item: Promise, now: datetime) -> datetime:
    return item.expires_at or max(item.due_at, now) + rules.LIFE


def _marked(item: Promise, at: datetime) -> Promise:
    """The offer as it is sent; a board is marked when it is drawn."""
    if isinstance(item, Note):
        return replace(item, message=shape.marked(item.message, item.key), due_at=at)
    return replace(item, due_at=at)
