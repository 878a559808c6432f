"""Looking through the library: whose it is, what is found in it, and reading one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.coaching import queries
from salesbot.coaching.model import Shown
from salesbot.coaching.queries import own
from salesbot.coaching.rules import finding
from salesbot.coaching.rules.choice import ASKED
from salesbot.coaching.rules.prompt import Audience
from salesbot.coaching.service.choosing import shelf
from salesbot.coaching.service.focus import NOT_COACHED
from salesbot.coaching.service.telling import Told, Words
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.rules import Role, zone_or
from salesbot.store import insert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.rules.prompt import Prompt
    from salesbot.coaching.rules.skills import Skill
    from salesbot.people.model import Member, Team
    from salesbot.room import House

A_PAGE = 8
KEY = "coaching.asked"  # what a prompt that somebody looked up is called; no message stands under it


@dataclass(frozen=True)
class Reader:
    """Somebody who looks through the library: the prompts for them, ours and their teams'; `teams` they manage first.

    `manages`: they manage a team, and so read what is written for reps and for managers.
    """

    member: Member
    teams: Sequence[Team]
    manages: bool
    prompts: Mapping[str, Prompt]

    @property
    def counts(self) -> Mapping[Skill, int]:
        """How many prompts there are of each skill."""
        return Counter(one.skill for one in self.prompts.values())


@dataclass(frozen=True)
class Place:
    """Where in the library somebody is: what they typed, or the skill they chose, and the page; neither: its front."""

    typed: str = ""
    skill: Skill | None = None
    page: int = 0


@dataclass(frozen=True)
class Page:
    """Some of what was found; `all` is how many that are."""

    place: Place
    reader: Reader
    prompts: Sequence[Prompt]
    all: int

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return (self.place.page + 1) * A_PAGE < self.all


@dataclass(frozen=True)
class Opened:
    """A prompt that somebody reads, with what they did with it today."""

    told: Told
    reader: Reader


async def reader(house: House, db: AsyncSession, workspace_id: str, member_id: str) -> Reader:
    """Return who looks, and what there is for them. Raises Refusal for whoever is coached in no team."""
    member = await people.member(db, workspace_id, member_id)
    roles = [
        (team, role) for team, role in await people.teams_of(db, workspace_id, member_id) if role in queries.COACHED
    ]
    if member is None or not member.active or not roles:
        raise Refusal(NOT_COACHED)
    teams = [team for team, _ in sorted(roles, key=lambda one: (one[1] is not Role.MANAGER, one[0].id))]
    manages = any(role is Role.MANAGER for _, role in roles)
    theirs = await queries.own_prompts(db, workspace_id, [team.id for team in teams])
    whole = shelf(house).with_own(one for some in theirs.values() for one in some)
    seen = [one for one in whole.prompts if manages or one.audience is Audience.REP]
    return Reader(member, teams, manages, {one.id: one for one in seen})


async def look(house: House, db: AsyncSession, workspace_id: str, member_id: str, *, place: Place) -> Page:
    """Return a page of what is there. Raises Refusal where nothing can be looked for."""
    if len(place.typed) > finding.LONGEST:
        raise Refusal(f"That is {len(place.typed)} characters; {finding.LONGEST} are the most I look for.")
    who = await reader(house, db, workspace_id, member_id)
    found = _found(who, place)
    begin = place.page * A_PAGE
    return Page(place, who, found[begin : begin + A_PAGE], len(found))


def _found(who: Reader, place: Place) -> list[Prompt]:
    everything = who.prompts.values()
    if place.typed:
        return finding.found(everything, place.typed)
    return sorted(
        (one for one in everything if one.skill is place.skill), key=lambda one: (one.audience, one.title, one.id)
    )


async def open_one(
    house: House, db: AsyncSession, prompt_id: str, *, workspace_id: str, by: str, now: datetime
) -> Opened:
    """Let somebody read a prompt, and note that they did, once a day. Raises Refusal where it is not theirs to read."""
    who = await reader(house, db, workspace_id, by)
    prompt = who.prompts.get(prompt_id)
    if prompt is None:
        raise Refusal("That prompt is not in your library any more.")
    day = now.astimezone(zone_or(who.member.zone)).date()
    shown = await own.had_on(db, workspace_id, by, prompt_id, day=day)
    if shown is None:
        row = _row(who, prompt, day, now)
        await insert(db, Shown, [row], ignore=["workspace_id", "key"])
        shown = await own.had_on(db, workspace_id, by, prompt_id, day=day)
    had = await queries.had(db, workspace_id, shown.key) if shown is not None else None
    if had is None:
        raise Refusal("I could not open that one. Press Read again.")
    return Opened(Told(had, prompt, Words()), who)


def _row(who: Reader, prompt: Prompt, day: date, now: datetime) -> dict[str, object]:
    member = who.member
    return {
        "workspace_id": member.workspace_id, "team_id": prompt.team_id or who.teams[0].id, "member_id": member.id,
        "prompt": prompt.id, "skill": prompt.skill.value, "key": f"{KEY}.{member.id}.{day}.{prompt.id}", "day": day,
        "why": ASKED, "evidence": [], "shown_at": now, "again_at": None, "useless_at": None, "useless_why": "",
    }  # fmt: skip
