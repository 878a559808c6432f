"""All that the rooms hold of one person, gathered for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.desk import packing
from salesbot.outbox import Board
from salesbot.outbox import service as outbox
from salesbot.people import queries as people
from salesbot.people.service import noting
from salesbot.room import File, Held, Message, Priority

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House

EXPORT = "desk.export"
SCOPE = "files:write"
# A file that could not be sent for a day is not waited for any more.
_DAY_SECONDS = 86_400


async def gather(
    db: AsyncSession, house: House, workspace_id: str, member_id: str, *, now: datetime, for_them: bool = False
) -> list[Held]:
    """Return all that the rooms hold of somebody and they may see, in the rooms' order; each name is there once.

    `for_them`: they alone get it, so that it holds as well what nobody else may read.
    """
    found: dict[str, list[Held]] = {}
    for export in house.offers("export"):
        for one in await export(db, workspace_id, member_id, now):
            found.setdefault(one.name, []).append(one)
    for own_export in house.offers("own_export") if for_them else ():
        for one in await own_export(house, db, workspace_id, member_id, now):
            found.setdefault(one.name, []).append(one)
    return [
        Held(name if at == 0 else f"{name}_{at + 1}", one.rows)
        for name, some in found.items()
        for at, one in enumerate(some)
    ]


async def can_send(db: AsyncSession, workspace_id: str) -> bool:
    """Whether Slack lets salesbot send files here, as far as it said what was granted."""
    here = await people.workspace(db, workspace_id)
    return here is None or not here.scopes or SCOPE in here.scopes.split(",")


async def promise(db: AsyncSession, workspace_id: str, member_id: str, *, now: datetime) -> None:
    """Promise somebody their file; asked for twice in a minute it is one. It is built when it is sent."""
    await noting.of_export(db, workspace_id, member_id, by=member_id, now=now)
    stamp = f"{now:%Y%m%dT%H%M}"
    board = Board(
        workspace_id, f"{EXPORT}.{member_id}.{stamp}", EXPORT, f"{member_id}/{stamp}", to=member_id, due_at=now,
        expires_at=now.fromtimestamp(now.timestamp() + _DAY_SECONDS, now.tzinfo), priority=Priority.TIDYING,
        member_id=member_id,
    )  # fmt: skip
    await outbox.promise(db, board)


async def draw(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Build the file at the moment in which it is sent; for somebody who was forgotten meanwhile there is none."""
    member_id, _, _ = subject.partition("/")
    member = await people.member(db, workspace_id, member_id)
    if member is None:
        return None
    now = clock.now()
    held = await gather(db, house, workspace_id, member_id, now=now, for_them=True)
    return Message(text="", file=File(f"salesbot-{now:%Y-%m-%d}.zip", packed(held, about=member.name, now=now)))


def packed(held: Sequence[Held], *, about: str, now: datetime) -> bytes:
    """Return an export as a ZIP."""
    return packing.zipped(packing.contents(held, about=about, now=now), now=now)
