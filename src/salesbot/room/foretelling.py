"""What will come by itself, and the messages that will come of it: the shapes in which schedule and rooms foretell."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """Something that will come by itself: an occurrence (`slot` empty), or a one-shot that is planned already.

    `at` is when it is due; what is overdue comes at once. `skipped` is why nothing will come of it (away, holiday, …),
    empty where it will happen; `holiday` is that day's name, `until` the last day of an absence or pause, if it ends.
    """

    workspace_id: str
    appointment_id: int
    job: str
    subject: str
    team_id: int | None
    member_id: str | None
    day: date
    slot: str
    at: datetime
    zone: str
    key: str
    skipped: str = ""
    holiday: str = ""
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Foretold:
    """One message that will come, in words: what it is of ("Daily standup"), and what it is ("question").

    `to` is a member or a channel, `zone` the one on whose wall its time is told. `only` is the condition that nobody
    can know yet ("if unanswered"); empty: it is sent for certain. `moment` says in words when, where no
    instant can be known ("with the first answer"): then `at` is the earliest. `shared`: it is of all together, such as
    a report; `place` is what its channel is called. `joins` is the key of another message in which it stands: then it
    is none of its own. `key` is its name in the outbox, as far as that is known.
    """

    key: str
    team_id: int | None
    day: date
    at: datetime
    zone: str
    to: str
    what: str
    words: str
    only: str = ""
    moment: str = ""
    shared: bool = False
    joins: str = ""
    place: str = ""


@dataclass(frozen=True)
class Foretelling:
    """What will come of things foreseen: messages, and, by key, why of others nothing will, as a job would say it.

    `called` names what they are of, by (job, subject): "Daily standup".
    """

    messages: Sequence[Foretold] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[tuple[str, str], str] = field(default_factory=dict)


# What will come of things foreseen, as far as they are the room's: (session, what is foreseen, now). Writes nothing.
Foretell = Callable[["AsyncSession", Sequence[Foreseen], datetime], Awaitable[Foretelling]]
