"""What kudos keep up to date in Slack: the post of a team, and the notes to those who are thanked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.kudos import blocks, queries
from salesbot.kudos.service import NOTE, POST
from salesbot.people import queries as people
from salesbot.room import HELD, Message

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House


async def post(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a post; `subject` is its act.

    It stays as it stands where another company reads the channel by now, and once the time of its words is over.
    """
    act = await queries.act(db, int(subject), workspace_id=workspace_id)
    team = await people.team(db, workspace_id, act.kudos.team_id) if act else None
    if act is None or team is None:
        return None
    let_go = not act.kudos.reason and act.kudos.unsaid_at is None
    return HELD if let_go or not team.may_publish else blocks.post(act)


async def note(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a note; `subject` is act/receiver."""
    number, _, receiver_id = subject.partition("/")
    act = await queries.act(db, int(number), workspace_id=workspace_id)
    team = await people.team(db, workspace_id, act.kudos.team_id) if act else None
    return blocks.note(act, receiver_id, team) if act and team else None


BOARDS = {POST: post, NOTE: note}
