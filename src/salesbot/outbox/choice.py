"""Which workspaces a turn serves: those that have something to say, the longest due first, none twice before all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, String, and_, bindparam, case, literal_column, or_, select
from sqlalchemy.orm import aliased

from salesbot.outbox.model import Delivery, Lane
from salesbot.outbox.pace import WORKSPACE
from salesbot.people.model import Workspace
from salesbot.store import Instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select

# Said in the statement itself and not beside it: only then does PostgreSQL know, when it prepares the statement, that
# the indexes of what waits hold the answer, and need not plan it anew each time.
WAITING: ColumnElement[str] = literal_column("'waiting'", String)
CLAIMED: ColumnElement[str] = literal_column("'claimed'", String)
_FREED = ("expired", "dead", "sent")  # a parent that is in no place we know; its children are said outside a thread
_now, _machine = bindparam("now", type_=Instant), bindparam("machine", type_=Instant)


@dataclass(frozen=True)
class Choice:
    """Which workspaces a turn would like to serve at this calendar time, `most` of them.

    `must` have something to settle that changes their pace; `later` were looked at in vain a moment ago.
    """

    now: datetime
    most: int
    must: Sequence[str] = ()
    later: Sequence[str] = ()


@cache
def chosen(names: tuple[str, ...]) -> Select[Any]:
    """Take workspaces by locking their own lane, and return all their lanes with how long they are due.

    What another process holds is passed by: its turn serves that workspace. Whoever holds a workspace's own lane holds
    all of them; locked once more, the others are read as they are now and not as they were when we began to look.
    """
    mine, other = aliased(Lane), aliased(Lane)
    must = mine.workspace_id.in_(bindparam("must", expanding=True))
    later = mine.workspace_id.in_(bindparam("later", expanding=True))
    due_at = first_due(mine)
    taken = (
        select(mine.workspace_id, due_at.label("due_at"), later.label("later"))
        .join(Workspace, and_(Workspace.id == mine.workspace_id, Workspace.stopped_at.is_(None)))
        .where(mine.name == WORKSPACE, or_(must, due_at.is_not(None)))
        .order_by(must.desc(), later, literal_column("due_at"))
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=mine)
        .cte("taken")
    )
    others = select(other.name).where(other.name == WORKSPACE, other.workspace_id != Lane.workspace_id).exists()
    lanes = select(Lane, taken.c.due_at, taken.c.later, others).join(taken, taken.c.workspace_id == Lane.workspace_id)
    locked = lanes.where(Lane.name.in_(names)).with_for_update(of=Lane)
    return locked.execution_options(populate_existing=True)


def first_due(lane: Any) -> ColumnElement[datetime]:
    """When the first in line of a workspace (by its own lane) was due; where Slack refuses posts, the first other."""
    line = Delivery.priority, Delivery.due_at, Delivery.id
    waits = select(Delivery.due_at).where(Delivery.workspace_id == lane.workspace_id, *waiting()).order_by(*line)
    refused = and_(lane.blocked_until.is_not(None), lane.blocked_until > _machine)
    rest = waits.where(stands()).limit(1).scalar_subquery()
    return case((refused, rest), else_=waits.limit(1).scalar_subquery())


def waiting() -> tuple[ColumnElement[bool], ...]:
    """What waits and whose time has come."""
    return Delivery.state == WAITING, timely(Delivery, _now), awake(Delivery)


def timely(row: Any, now: Any) -> ColumnElement[bool]:
    """Its calendar time has come and not gone; what may stand in Slack already is changed at any time.

    Calendars are set back: what was posted at 09:15 and is to be changed does not wait for another 09:15.
    """
    return or_(stands(row), and_(row.due_at <= now, or_(row.expires_at.is_(None), row.expires_at > now)))


def stands(row: Any = Delivery) -> ColumnElement[bool]:
    """It stands in Slack or may stand there: what comes next is no post."""
    return or_(row.ts.is_not(None), row.maybe_sent.is_(True))


def rooted(row: Any) -> ColumnElement[bool]:
    """The thread that it belongs to is there, or never will be in a place we know; what stands already needs none."""
    parent = aliased(Delivery)
    # A scalar subquery is one look by primary key; EXISTS could be hashed, which reads every delivery there ever was.
    placed = select(or_(parent.ts.is_not(None), parent.state.in_(_FREED))).where(parent.id == row.parent_id)
    return or_(row.parent_id.is_(None), row.ts.is_not(None), placed.scalar_subquery())


def awake(row: Any) -> ColumnElement[bool]:
    """No wait of it is left."""
    return or_(row.not_before.is_(None), row.not_before <= _machine)
