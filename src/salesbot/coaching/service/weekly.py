"""The prompt of the week in a team's channel: of the team's focus, or of what came up with several of its people."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.coaching import queries
from salesbot.coaching.model import Weekly
from salesbot.coaching.queries import WEEKLY
from salesbot.coaching.rules.choice import Chosen, Person, Silence, choose
from salesbot.coaching.rules.history import REPEAT, Past
from salesbot.coaching.rules.prompt import Audience
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.service.choosing import For, heard, learn, shelf, team_focus_of
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board
from salesbot.people import queries as people
from salesbot.store import insert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.rules.evidence import Said
    from salesbot.coaching.service.choosing import Lore
    from salesbot.people.model import Team
    from salesbot.room import House, Run

SHARED = "another company reads the channel, and no manager has confirmed it"
_LATE = timedelta(hours=2)
_SEVERAL = 2  # people: what came up with one alone is theirs


async def tell(house: House, db: AsyncSession, runs: Sequence[Run]) -> dict[str, str]:
    """Promise each team its prompt of the week; returns why some get none, by run key."""
    skipped = {}
    for run in runs:
        team = await people.team(db, run.workspace_id, int(run.subject))
        if team is None or team.archived_at is not None:
            skipped[run.key] = "ended"
        elif not team.may_publish:
            skipped[run.key] = SHARED
        else:
            found = await _choose(house, db, run, team)
            if isinstance(found, Silence):
                skipped[run.key] = found.reason
            else:
                await _promise(db, run, team, found)
    return skipped


async def _choose(house: House, db: AsyncSession, run: Run, team: Team) -> Chosen | Silence:
    roster = people.asked_of(await people.roster(db, run.workspace_id, team.id))
    whom = [For(place.member.id, place.member.zone, run.day) for place in roster]
    lore = await learn(db, run.workspace_id, whom, now=run.now)
    _, focus = team_focus_of([team.id], lore.teams, day=run.day)
    whole = Person(
        workspace_id=run.workspace_id, member_id=f"team.{team.id}", audience=Audience.REP, teams=(team.id,),
        said=_shared(lore, team), texts=sum(len(some) for some in lore.texts.values()), team_focus=focus,
        focus_team=team.id, history=await _past(db, run, team), own=lore.prompts.get(team.id, ()),
    )  # fmt: skip
    return choose(whole, shelf(house), day=run.day)


def _shared(lore: Lore, team: Team) -> list[Said]:
    """What this team's people said that shows a skill which came up with several of them."""
    said: list[Said] = []
    who: dict[Skill, set[str]] = defaultdict(set)
    for member_id, texts in lore.texts.items():
        for one in heard([text for text in texts if text.team_id == team.id], lore.words):
            said.append(one)
            who[one.skill].add(member_id)
    return [one for one in said if len(who[one.skill]) >= _SEVERAL]


async def _past(db: AsyncSession, run: Run, team: Team) -> list[Past]:
    mine = Weekly.workspace_id == run.workspace_id, Weekly.team_id == team.id, Weekly.day > run.day - REPEAT
    rows = await db.scalars(select(Weekly).where(*mine))
    return [Past(prompt=one.prompt, skill=Skill(one.skill), day=one.day, asked=True) for one in rows]


async def _promise(db: AsyncSession, run: Run, team: Team, chosen: Chosen) -> None:
    row = {
        "workspace_id": run.workspace_id, "team_id": team.id, "day": run.day, "prompt": chosen.prompt.id,
        "skill": chosen.skill.value, "shown_at": run.now,
    }  # fmt: skip
    for number in await insert(db, Weekly, [row], ignore=["team_id", "day"]):
        board = Board(
            workspace_id=run.workspace_id, key=run.key, kind=WEEKLY, subject=str(number), to=team.channel_id,
            due_at=run.due_at, expires_at=run.due_at + _LATE,
        )  # fmt: skip
        await outbox.promise(db, board)


async def weekly(db: AsyncSession, workspace_id: str, number: int) -> tuple[Weekly, Team] | None:
    """One prompt of the week, and its team."""
    one = await db.scalar(select(Weekly).where(Weekly.workspace_id == workspace_id, Weekly.id == number))
    team = await people.team(db, workspace_id, one.team_id) if one is not None else None
    return (one, team) if one is not None and team is not None else None


async def has_focus(db: AsyncSession, one: Weekly) -> bool:
    """Whether this week's skill is the team's focus."""
    chosen = (await queries.teams(db, one.workspace_id, [one.team_id])).get(one.team_id)
    return chosen is not None and chosen.focus == one.skill
