"""Choosing for many people at once: as many statements for a batch as for one person, then the rules alone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from salesbot.coaching import queries
from salesbot.coaching.matching import match
from salesbot.coaching.prompts import library
from salesbot.coaching.queries import fairness
from salesbot.coaching.rules.choice import Chosen, Person, Silence, choose
from salesbot.coaching.rules.evidence import LATELY_DAYS, Said, is_clear
from salesbot.coaching.rules.history import reasons
from salesbot.coaching.rules.prompt import Audience
from salesbot.coaching.rules.skills import Skill
from salesbot.people.rules import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.matching import Phrase
    from salesbot.coaching.model import Coachee, TeamCoaching
    from salesbot.coaching.prompts import Library
    from salesbot.coaching.queries import Place, Text
    from salesbot.coaching.rules.fairness import Gap
    from salesbot.coaching.rules.history import Past
    from salesbot.coaching.rules.prompt import Prompt
    from salesbot.room import House

_LATELY = timedelta(days=LATELY_DAYS)
_NOT_AGAIN = timedelta(days=30)  # nobody is told twice in it whom they have not thanked


@dataclass(frozen=True)
class For:
    """For whom something is chosen: a member, the zone on their wall, and their local day."""

    member_id: str
    zone: str
    day: date


@dataclass(frozen=True)
class Lore:
    """All that a batch of choices needs to know of people and their teams."""

    places: Mapping[str, Sequence[Place]]
    coachees: Mapping[str, Coachee]
    teams: Mapping[int, TeamCoaching]
    texts: Mapping[str, Sequence[Text]]
    past: Mapping[str, Sequence[Past]]
    prompts: Mapping[int, Sequence[Prompt]]
    words: Mapping[int, Sequence[Phrase]]
    gaps: Mapping[str, Sequence[Gap]] = field(default_factory=dict)  # theirs alone: nothing for a team's eyes


def shelf(house: House) -> Library:
    """The library of this house: ours, and the host's folder over it."""
    return library(house.settings.prompts_folder)


async def choices(
    house: House, db: AsyncSession, workspace_id: str, whom: Sequence[For], *, now: datetime
) -> dict[str, Chosen | Silence]:
    """Choose for each of these people, by member; whoever is coached in no team is left out. It only reads."""
    lore = await learn(db, workspace_id, whom, now=now)
    managers = [one for one, places in lore.places.items() if _manages(places)]
    lore = replace(lore, gaps=await fairness.gaps_of(db, workspace_id, managers, now))
    mine = [one for one in whom if lore.places.get(one.member_id)]
    # A batch of matching takes a while: doors go on meanwhile.
    return await asyncio.to_thread(_choose, mine, lore, shelf(house), workspace_id)


async def learn(db: AsyncSession, workspace_id: str, whom: Sequence[For], *, now: datetime) -> Lore:
    """Look up what is to be known of these people."""
    places = await queries.places(db, workspace_id, {one.member_id for one in whom})
    zones = {one.member_id: one.zone for one in whom if one.member_id in places}
    teams = {place.team_id for some in places.values() for place in some}
    if not zones:
        return Lore({}, {}, {}, {}, {}, {}, {})
    return Lore(
        places,
        coachees=await queries.coachees(db, workspace_id, zones),
        teams=await queries.teams(db, workspace_id, teams),
        texts=await queries.said(db, workspace_id, zones, teams, since=now - _LATELY),
        past=await queries.past(db, workspace_id, zones, now=now),
        prompts=await queries.own_prompts(db, workspace_id, teams),
        words=await queries.own_words(db, workspace_id, teams),
    )


def _choose(whom: Sequence[For], lore: Lore, shelf: Library, workspace_id: str) -> dict[str, Chosen | Silence]:
    return {one.member_id: choose(person(one, lore, workspace_id=workspace_id), shelf, day=one.day) for one in whom}


def person(one: For, lore: Lore, *, workspace_id: str) -> Person:
    """What the rules look at of somebody."""
    places = lore.places[one.member_id]
    teams = tuple(
        place.team_id for place in sorted(places, key=lambda place: (place.role != Role.MANAGER, place.team_id))
    )
    texts, past = lore.texts.get(one.member_id, ()), lore.past.get(one.member_id, ())
    old, lately = reasons(past), reasons(each for each in past if one.day - each.day < _NOT_AGAIN)
    focus_team, team_focus = team_focus_of(teams, lore.teams, day=one.day)
    return Person(
        workspace_id=workspace_id, member_id=one.member_id,
        audience=Audience.MANAGER if _manages(places) else Audience.REP, teams=teams,
        said=[said for said in heard(texts, lore.words) if said.blocker or said.source not in old],
        gaps=[gap for gap in lore.gaps.get(one.member_id, ()) if gap.source not in lately], texts=len(texts),
        checkins=len({text.checkin for text in texts if text.checkin is not None}),
        focus=focus_of(lore.coachees.get(one.member_id), day=one.day), team_focus=team_focus, focus_team=focus_team,
        history=past, own=[own for team in teams for own in lore.prompts.get(team, ())],
    )  # fmt: skip


def _manages(places: Sequence[Place]) -> bool:
    return any(place.role is Role.MANAGER for place in places)


def heard(texts: Sequence[Text], words: Mapping[int, Sequence[Phrase]]) -> list[Said]:
    """Those of these texts that show a skill clearly."""
    found = []
    for one in texts:
        shows = match(one.text, own=words.get(one.team_id, ()))
        if shows is not None and is_clear(one.text, shows.confidence):
            found.append(
                Said(
                    source=one.source, text=one.text, skill=shows.skill, confidence=shows.confidence,
                    named=shows.named, day=one.day, team_id=one.team_id, checkin=one.checkin, blocker=one.blocker,
                )
            )  # fmt: skip
    return found


def focus_of(coachee: Coachee | None, *, day: date) -> Skill | None:
    """Somebody's own focus on a day."""
    return _standing(coachee.focus, coachee.focus_until, day) if coachee is not None else None


def team_focus_of(
    team_ids: Sequence[int], teams: Mapping[int, TeamCoaching], *, day: date
) -> tuple[int | None, Skill | None]:
    """The first of these teams that has a focus on a day, and that focus."""
    for team_id in team_ids:
        known = teams.get(team_id)
        skill = _standing(known.focus, known.focus_until, day) if known is not None else None
        if skill is not None:
            return team_id, skill
    return None, None


def _standing(skill: str, until: date | None, day: date) -> Skill | None:
    return Skill(skill) if skill in _SKILLS and (until is None or day <= until) else None


_SKILLS = frozenset(Skill)
