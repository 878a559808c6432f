"""What the desk tells people of what others did for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.desk.blocks import away as blocks
from salesbot.outbox import Note

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.desk.service.away import Noted


async def away(db: AsyncSession, noted: Noted, *, typed: str, now: datetime) -> None:
    """Tell somebody that another person noted or ended time away for them; nothing where they did it themselves."""
    if not noted.by_other or (noted.span is None and not noted.ended and not noted.status):
        return
    member = noted.member
    key = f"desk.away.{member.id}.{noted.by}.{now.isoformat()}"
    message = blocks.noted_for_you(noted, typed=typed)
    note = Note(
        member.workspace_id, key, "desk.away", to=member.id, message=message, due_at=now, member_id=member.id
    )  # fmt: skip
    what = "noted that you are away" if noted.span else "ended your time away"
    await attention.promise(db, note, reason=f"your manager {what}", light=True, now=now)
