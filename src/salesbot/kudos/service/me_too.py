"""Saying so too: somebody joins another's thanks, or takes that back; the post counts them, nobody is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.errors import Refusal
from salesbot.kudos import queries
from salesbot.kudos.model import MeToo
from salesbot.kudos.service.give import post_key
from salesbot.kudos.service.undo import GONE
from salesbot.outbox import service as outbox
from salesbot.people import queries as people
from salesbot.people import service as persons
from salesbot.store import insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


async def me_too(
    db: AsyncSession, kudos_id: int, *, workspace_id: str, member_id: str, counts: bool | None, at: datetime
) -> bool:
    """Count somebody with an act, or no longer; None turns it around. Returns whether they count now.

    `at` is Slack's clock: an older word that comes late changes nothing. Raises Refusal for whoever gave or received.
    """
    kudos = await queries.locked(db, kudos_id, workspace_id=workspace_id)
    act = await queries.act(db, kudos_id, workspace_id=workspace_id) if kudos else None
    if act is None:
        raise Refusal(GONE)
    one = await people.member(db, workspace_id, member_id)
    if one is None or not persons.fits(one):
        raise Refusal("Only full members of this workspace can join in.")
    if member_id == act.kudos.giver_id:
        raise Refusal("You said it first: these thanks are yours.")
    if member_id in {one for one, _ in act.receivers}:
        raise Refusal("These thanks are for you. Enjoy them!")
    row = {"workspace_id": workspace_id, "kudos_id": kudos_id, "member_id": member_id, "said_at": at}
    new = await insert(db, MeToo, [row | {"counts": counts is not False}], ignore=["kudos_id", "member_id"])
    said = await queries.me_too(db, kudos_id, member_id)
    if said is None:
        raise Refusal(GONE)
    if not new and at > said.said_at:
        said.counts, said.said_at = (not said.counts if counts is None else counts), at
        await db.flush()
    await outbox.dirty(db, workspace_id, post_key(kudos_id))
    return said.counts
