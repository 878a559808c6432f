"""What will come of coaching: prompts, if something that people said calls for one, and a team's prompt of the week."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from salesbot.attention import queries as attention
from salesbot.coaching import loop, queries
from salesbot.coaching.queries import AGAIN, PROMPT, WEEKLY
from salesbot.coaching.queries.commitments import FOLLOW
from salesbot.coaching.service.weekly import SHARED
from salesbot.people import queries as people
from salesbot.room.foretelling import Foretelling, Foretold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.model import Coachee
    from salesbot.people.model import Team
    from salesbot.room.foretelling import Foreseen

WHAT = {PROMPT: "Coaching", AGAIN: "Coaching", FOLLOW: "Coaching", WEEKLY: "Prompt of the week"}
# A manager looks ahead, too: that it is so, and not why.
_PAUSED, _RESTING = "prompts paused", "offers rest"
_IF = "if something you said calls for one, and the day has room for it"
_PUT_OFF = "if it was not taken up before"
_FITS = "if the team's focus, or what several people said, calls for one"


async def foretell(db: AsyncSession, foreseen: Sequence[Foreseen], now: datetime) -> Foretelling:  # noqa: ARG001  the offer's shape
    """Say when a prompt may come; which one, and whether, is for the day itself to say. It only reads."""
    mine = [one for one in foreseen if one.job in WHAT and one.job != FOLLOW and not one.skipped]
    teams = await people.teams_of_ids(db, {one.team_id for one in mine if one.team_id is not None})
    people_of: dict[str, set[str]] = defaultdict(set)
    for one in mine:
        people_of[one.workspace_id] |= {one.member_id} if one.member_id else set()
    chose = {one: await queries.coachees(db, one, some) for one, some in people_of.items()}
    resting = {one: await attention.resting(db, one, some) for one, some in people_of.items()}
    messages, skipped = await loop.foretell(db, foreseen)
    for one in mine:
        against = _against(one, teams, chose[one.workspace_id], resting[one.workspace_id])
        if against:
            skipped[one.key] = against
        else:
            messages.append(_message(one, teams))
    return Foretelling(
        messages, skipped, {(one.job, one.subject): WHAT[one.job] for one in foreseen if one.job in WHAT}
    )


def _against(
    one: Foreseen,
    teams: Mapping[tuple[str, int], Team],
    chose: Mapping[str, Coachee],
    resting: Mapping[str, datetime],
) -> str:
    if one.job == WEEKLY:
        team = teams.get((one.workspace_id, one.team_id or 0))
        return "ended" if team is None else "" if team.may_publish else SHARED
    known = chose.get(str(one.member_id))
    paused = known is not None and known.paused_at is not None
    if known and paused and (known.paused_until is None or one.at < known.paused_until):
        return _PAUSED
    until = resting.get(str(one.member_id))
    return _RESTING if until is not None and one.at < until else ""


def _message(one: Foreseen, teams: Mapping[tuple[str, int], Team]) -> Foretold:
    if one.job == WEEKLY:
        team = teams[one.workspace_id, one.team_id or 0]
        return Foretold(
            key=one.key, team_id=one.team_id, day=one.day, at=one.at, zone=one.zone, to=team.channel_id,
            what=WHAT[WEEKLY], words="prompt of the week", only=_FITS, shared=True, place=team.channel_name,
        )  # fmt: skip
    again = one.job == AGAIN
    return Foretold(
        key=one.key, team_id=one.team_id, day=one.day, at=one.at, zone=one.zone, to=str(one.member_id),
        what=WHAT[one.job], words="the prompt that was put off" if again else "a coaching prompt",
        only=_PUT_OFF if again else _IF,
    )  # fmt: skip
