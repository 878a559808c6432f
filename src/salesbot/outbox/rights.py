"""What the outbox holds of one person, and how it lets go: what salesbot wrote to them and of them is taken back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, case, cast, delete, func, literal, or_, select, update
from sqlalchemy.orm import aliased

from salesbot.outbox.model import Copy, Delivery, Lane, PausedTarget
from salesbot.people import queries as people
from salesbot.room import Erased, Held, Priority
from salesbot.slack import kit
from salesbot.store import chunks, wake

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Erasure

ERASED = "outbox.erased"  # the kind of what is only there until Slack has deleted it
_UNSETTLED = ("waiting", "claimed", "paused", "unknown", "dead")
_AT_ONCE = 500


async def export(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> Sequence[Held]:  # noqa: ARG001  the offer's shape
    """What was sent to somebody and when; the words themselves are not kept here."""
    mine = Delivery.workspace_id == workspace_id, Delivery.target == member_id
    rows = await db.scalars(select(Delivery).where(*mine).order_by(Delivery.due_at, Delivery.id))
    messages = [
        {"kind": one.kind, "due_at": one.due_at, "state": one.state, "sent_at": one.sent_at, "channel": one.channel,
         "ts": one.ts}
        for one in rows
    ]  # fmt: skip
    return [Held("messages", messages)]


async def erase(db: AsyncSession, erasure: Erasure) -> Erased:
    """Delete from Slack what was written to somebody, and notes to others that name them; forget the rest."""
    who = await _who(db, erasure)
    rows = await _rows(db, who)
    gone = {row.id: row for row in rows if who.is_theirs(row)}
    twice = await _extra(db)
    in_slack = [number for number, row in gone.items() if _may_stand(row) or number in twice]
    never = sorted(gone.keys() - set(in_slack))
    for some in chunks(in_slack, _AT_ONCE):
        await _take_back(db, some)
    for row in (row for row in rows if row.id not in gone):
        await _rename(db, row, who)
    await _forget(db, erasure, never)
    wake(db, "outbox")
    return Erased({"messages": len(gone)})


@dataclass(frozen=True)
class _Who:
    """Somebody, by all that a message may call them."""

    workspace_id: str
    id: str
    name: str
    stand_in: str

    def is_theirs(self, row: Any) -> bool:
        """Whether a message goes altogether: it is to them, or a note of which they are the matter."""
        if row.board or row.target == self.id:
            return bool(row.target == self.id)
        words = "" if row.message is None else json.dumps(row.message, ensure_ascii=False)
        return self.is_named(row.key) or self.is_named(words) or self._is_called(words)

    def is_named(self, text: str) -> bool:
        """Whether a text holds their id, and not as the beginning of another's."""
        return re.search(_whole(self.id), text) is not None

    def _is_called(self, words: str) -> bool:
        """Whether a message's JSON holds their name, as it is or as it is shown."""
        names = {json.dumps(one, ensure_ascii=False)[1:-1] for one in (self.name, kit.name(self.name))} - {""}
        return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", words) for one in names)

    def anonymous(self, text: str) -> str:
        """The text with the stand-in's id in the place of theirs."""
        return re.sub(_whole(self.id), self.stand_in, text)


def _whole(member_id: str) -> str:
    return rf"(?<![A-Z0-9]){re.escape(member_id)}(?![A-Z0-9])"


async def _who(db: AsyncSession, erasure: Erasure) -> _Who:
    one = await people.member(db, erasure.workspace_id, erasure.member_id)
    return _Who(erasure.workspace_id, erasure.member_id, one.name if one else "", erasure.stand_in)


async def _rows(db: AsyncSession, who: _Who) -> Sequence[Any]:
    """All that may have to do with them, locked in the order in which the sender locks."""
    named = Delivery.target == who.id, Delivery.key.contains(who.id), Delivery.subject.contains(who.id)
    unsent = Delivery.state.in_(_UNSETTLED) & Delivery.board.is_(False)
    query = select(*_LOOKED_AT).where(Delivery.workspace_id == who.workspace_id, or_(*named, unsent))
    return (await db.execute(query.order_by(Delivery.id).with_for_update())).all()


_LOOKED_AT = (
    Delivery.id, Delivery.target, Delivery.board, Delivery.key, Delivery.subject, Delivery.message, Delivery.state,
    Delivery.ts, Delivery.maybe_sent,
)  # fmt: skip


async def _extra(db: AsyncSession) -> set[int]:
    """Messages of which a copy too many still waits to be deleted; in the order of the index of those few."""
    waits = Copy.extra.is_(True), Copy.deleted_at.is_(None)
    return set(await db.scalars(select(Copy.delivery_id).where(*waits).order_by(Copy.id)))


def _may_stand(row: Any) -> bool:
    return row.ts is not None or row.maybe_sent or row.state == "claimed"


async def _take_back(db: AsyncSession, numbers: Sequence[int]) -> None:
    """Let nothing be left of these but where they stand, until Slack has deleted them.

    What may be on its way, or there twice, keeps its key, under which it is looked for, until that is settled.
    """
    claimed = Delivery.state == "claimed"
    known = Delivery.ts.is_not(None) & ~claimed & Delivery.maybe_sent.is_(False) & Delivery.check_at.is_(None)
    changes: dict[str, Any] = _NOTHING_LEFT | {
        "state": case((claimed, Delivery.state), else_="waiting"),
        "not_before": case((claimed, Delivery.not_before), else_=None),
        "key": case((known, literal(f"{ERASED}.") + cast(Delivery.id, Text)), else_=Delivery.key),
        "target": case((known, func.coalesce(Delivery.channel, Delivery.target)), else_=Delivery.target),
    }
    await _change(db, Delivery.id.in_(numbers), changes)


_NOTHING_LEFT: dict[str, Any] = {
    "kind": ERASED, "board": False, "removing": True, "message": None, "subject": "", "member_id": None,
    "priority": int(Priority.TIDYING), "error": "", "error_times": 0,
}  # fmt: skip


async def _rename(db: AsyncSession, row: Any, who: _Who) -> None:
    names = {"key": who.anonymous(row.key), "subject": who.anonymous(row.subject)}
    if names != {"key": row.key, "subject": row.subject}:
        await _change(db, Delivery.id == row.id, names)


async def _forget(db: AsyncSession, erasure: Erasure, never: Collection[int]) -> None:
    """Forget what never stood in Slack; what was to go into its thread is said without one, or not at all."""
    for some in chunks(never, _AT_ONCE):
        await _change(db, Delivery.parent_id.in_(some), {"parent_id": None})
        await db.execute(delete(Copy).where(Copy.delivery_id.in_(some)))
        await db.execute(delete(Delivery).where(Delivery.id.in_(some)).execution_options(synchronize_session=False))
    workspace_id, target = erasure.workspace_id, erasure.member_id
    here = PausedTarget.workspace_id == workspace_id, PausedTarget.target == target
    await db.execute(delete(PausedTarget).where(*here))
    await db.execute(delete(Lane).where(Lane.workspace_id == workspace_id, Lane.name == f"channel:{target}"))


async def _change(db: AsyncSession, these: ColumnElement[bool], changes: dict[str, Any]) -> None:
    await db.execute(update(Delivery).where(these).values(changes).execution_options(synchronize_session=False))


def taken_back() -> tuple[ColumnElement[bool], ...]:
    """What Slack has deleted after an erasure and nobody looks at again; what has replies goes after them."""
    reply, extra = aliased(Delivery), Copy.extra.is_(True) & Copy.deleted_at.is_(None)
    replies = select(reply.id).where(reply.parent_id == Delivery.id).exists()
    copies = select(Copy.id).where(Copy.delivery_id == Delivery.id, extra).exists()
    over = Delivery.state.in_(["withdrawn", "expired"])
    return Delivery.kind == ERASED, over, Delivery.check_at.is_(None), ~replies, ~copies
