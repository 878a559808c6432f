"""What will come of digests: the week in a team's channel, briefs, and own weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.digest.queries import BRIEF, OWN, WEEK
from salesbot.people import queries as people
from salesbot.room.foretelling import Foretelling, Foretold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.room.foretelling import Foreseen

WHAT = {WEEK: "The week", BRIEF: "Brief", OWN: "Own week"}
NOT_SHARED = "once a manager confirms the channel, which another company reads"


async def foretell(db: AsyncSession, foreseen: Sequence[Foreseen], now: datetime) -> Foretelling:  # noqa: ARG001  the offer's shape
    """Say when which team, manager or member is told of their week. It only reads."""
    mine = [one for one in foreseen if one.job in WHAT]
    teams = await people.teams_of_ids(db, {one.team_id for one in mine if one.team_id is not None})
    known = [_message(one, teams) for one in mine if not one.skipped]
    return Foretelling(
        [one for one in known if one is not None], called={(one.job, one.subject): WHAT[one.job] for one in mine}
    )


def _message(one: Foreseen, teams: Mapping[tuple[str, int], Team]) -> Foretold | None:
    team = teams.get((one.workspace_id, one.team_id or 0))
    if one.job == WEEK and team is not None:
        return Foretold(
            key=one.key, team_id=one.team_id, day=one.day, at=one.at, zone=one.zone, to=team.channel_id,
            what=WHAT[WEEK], words="digest", only="" if team.may_publish else NOT_SHARED, shared=True,
            place=team.channel_name,
        )  # fmt: skip
    if one.member_id is None:
        return None
    words = "brief" if one.job == BRIEF else "own week"
    return Foretold(
        key=one.key, team_id=one.team_id, day=one.day, at=one.at, zone=one.zone, to=one.member_id, what=WHAT[one.job],
        words=words,
    )  # fmt: skip
