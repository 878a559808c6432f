"""Somebody is forgotten: every room lets go of them, in one transaction, and what others count on stays nobody's."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from salesbot.audit import service as audit
from salesbot.audit.rules import Verb
from salesbot.audit.service import Deed
from salesbot.errors import Refusal, StoreError
from salesbot.outbox import queries as outbox
from salesbot.people import announce, rights, stand_in
from salesbot.people import queries as people
from salesbot.people import service as verbs
from salesbot.room import Erased, Erasure, Place
from salesbot.store import erasures, receipts
from salesbot.store.erasures import Noted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.config import Settings
    from salesbot.room import House

_log = structlog.get_logger(__name__)
_TYPED = "desk.typed"


@dataclass(frozen=True)
class Gone:
    """What became of an erasure: how many of what, what only the person can delete, and the note of it."""

    removed: Mapping[str, int]
    theirs: Sequence[Place]
    noted: Noted


async def forget(
    db: AsyncSession,
    house: House,
    workspace_id: str,
    member_id: str,
    *,
    by: str = "",
    now: datetime,
    name: str | None = None,
) -> Gone:
    """Forget somebody everywhere. `by`: whoever does it for them, such as the host; empty: they do it themselves.

    `name` is that of the note, where this was done before and a backup undid it.
    Raises Refusal where nobody is known by that id. The caller keeps the note (`keep`) after the commit.
    """
    if await people.hold(db, workspace_id, member_id) is None:
        raise Refusal("I hold nothing about you.")
    instead = await stand_in.make(db, workspace_id, now=now)
    erasure = Erasure(workspace_id=workspace_id, member_id=member_id, stand_in=instead, now=now)
    await _leave(db, house, erasure)
    removed: Counter[str] = Counter()
    theirs: set[tuple[str, str]] = set()
    for erase in reversed(house.offers("erase")):  # whoever stands on others goes before them, people last
        done = await erase(db, erasure)
        removed.update(done.removed)
        theirs |= {(one.channel, one.ts) for one in done.theirs}
    await receipts.forget(db, workspace_id, member_id)
    await audit.note(
        db, Deed(workspace_id=workspace_id, verb=Verb.MEMBER_FORGOTTEN, by=by or instead, at=now, object_id=instead)
    )
    noted = await rights.note(db, workspace_id, member_id, now=now, name=name)
    told = Noted(noted.id, workspace_id, member_id, now.isoformat())
    return Gone(dict(removed), [Place(*one) for one in sorted(theirs, key=lambda one: one[1])], told)


async def _leave(db: AsyncSession, house: House, erasure: Erasure) -> None:
    """Take them out of their teams, as a manager would: nothing more is asked, and a lost manager is reported."""
    for team, _ in await people.teams_of(db, erasure.workspace_id, erasure.member_id):
        left = await verbs.leave(db, team, [erasure.member_id], by=erasure.stand_in, now=erasure.now)
        await announce.seats(db, house, erasure.workspace_id, team.id, left=left, now=erasure.now)
    await db.flush()


async def erase(db: AsyncSession, erasure: Erasure) -> Erased:
    """Tell where they typed to salesbot while nothing was open: it answered, and kept no word."""
    rows = await outbox.keys_of(db, erasure.workspace_id, _TYPED, to=erasure.member_id)
    channel = await outbox.direct_message(db, erasure.workspace_id, erasure.member_id)
    return Erased(theirs=[Place(channel, ".".join(key.split(".")[-2:])) for key in rows])


async def keep(settings: Settings, noted: Sequence[Noted]) -> None:
    """Note erasures beside the database too, after their commit; what cannot be noted now is at the next start."""
    path = erasures.place(settings.database_url, settings.forgotten_file)
    try:
        await asyncio.to_thread(erasures.add, path, noted)
    except StoreError as no:
        _log.error("forgotten.not_noted", why=str(no))
