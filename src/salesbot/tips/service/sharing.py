"""Somebody shares what they learned: it is kept, found from then on, and posted in the team's channel."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.errors import Refusal
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board
from salesbot.people import queries as people
from salesbot.room import Priority
from salesbot.tips import queries, rules
from salesbot.tips.model import Tip
from salesbot.tips.service.still import look_later
from salesbot.tips.service.words import follow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team


_LATELY = timedelta(days=7)  # the same words again so soon are a slip of the finger


@dataclass(frozen=True)
class Shared:
    """What was shared and where."""

    tip: Tip
    team: Team


async def share(
    db: AsyncSession, draft: rules.Draft, *, workspace_id: str, team_id: int, by: str, now: datetime
) -> Shared:
    """Share a tip with a team. Raises Refusal for what is none, was shared before, or is not theirs to share there.

    In a channel that another company reads it is not posted, unless a manager confirmed that channel.
    """
    kept = rules.checked(draft)
    viewer = await queries.viewer(db, workspace_id, by)
    team = await people.team(db, workspace_id, team_id)
    if team is None or team.archived_at is not None or not viewer.may_share(team_id):
        raise Refusal("That team is not yours to share in. Choose one of your own.", field="team")
    tip = Tip(
        workspace_id=workspace_id, team_id=team_id, member_id=by, posted=team.may_publish, shared_at=now,
        confirmed_at=now, folded=folded(kept), uses=0, useful=0, **asdict(kept),
    )  # fmt: skip
    if await queries.said_before(db, workspace_id, by, tip.folded, since=now - _LATELY):
        raise Refusal("You have shared this one already. Thank you for it.", field="text")
    db.add(tip)
    await db.flush()
    await follow(db, workspace_id, after=tip.folded)
    await look_later(db, team, by, now=now)
    if tip.posted:
        await outbox.promise(db, _post(tip, team, now=now))
    return Shared(tip, team)


def folded(draft: rules.Draft) -> str:
    """All words of a draft as they are looked for."""
    return rules.findable(*(getattr(draft, name) for name in rules.PARTS), draft.tags)


def _post(tip: Tip, team: Team, *, now: datetime) -> Board:
    # It never lapses, and so its place in the channel is known for as long as the tip can be edited or withdrawn.
    return Board(
        workspace_id=tip.workspace_id, key=queries.post_key(tip.id), kind=queries.POST, subject=str(tip.id),
        to=team.channel_id, due_at=now, priority=Priority.REPORT,
    )  # fmt: skip
