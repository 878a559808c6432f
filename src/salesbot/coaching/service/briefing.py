"""The page before a one-to-one: all facts since the last one, put together for one reader, and three questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.blockers import rules as blockers
from salesbot.checkins.rules.weeks import ASKED, Verdict, Week
from salesbot.coaching.matching import match
from salesbot.coaching.queries import asking, reflections, shelf, talks
from salesbot.coaching.queries import briefing as queries
from salesbot.coaching.rules import suggesting
from salesbot.coaching.rules.evidence import is_clear
from salesbot.coaching.rules.fairness import days_between
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.rules.suggesting import Answered, Fact, Kind
from salesbot.coaching.rules.talks import DONE, OPEN
from salesbot.coaching.service.managing import bonded
from salesbot.coaching.service.talks import readable
from salesbot.coaching.service.telling import prompt_named
from salesbot.people import queries as people
from salesbot.people.rules import Calendar, zone_or

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.blockers.model import Blocker
    from salesbot.coaching.matching import Phrase
    from salesbot.coaching.model import Asked, Commitment
    from salesbot.coaching.queries.briefing import Said
    from salesbot.coaching.queries.managed import Bond
    from salesbot.coaching.queries.talks import Agreed, Talk
    from salesbot.coaching.rules.suggesting import Question
    from salesbot.kudos.queries import Act
    from salesbot.room import House
    from salesbot.tips.model import Tip

USUALLY, LONGEST = timedelta(weeks=4), timedelta(weeks=12)
ANSWERS, ASKED_SHOWN = 6, 5
_SILENT, _REPEATED = 3, 2  # check-ins in a row; answers about one skill


@dataclass(frozen=True)
class Shared:
    """What somebody shared about a prompt: its title, and what they thought, unsealed for a manager who may read it."""

    title: str
    words: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the rooms know of one person since then. `last` is the talk before, `agreed` what came of it."""

    bond: Bond
    since: datetime
    now: datetime
    last: Talk | None
    last_words: str
    agreed: Sequence[Agreed]
    week: Week
    said: Sequence[tuple[Said, str]]  # with the slug of the skill that it is about, if that is clear
    blockers: Sequence[tuple[Blocker, str]]  # with how long each stood
    commitments: Sequence[Commitment]
    received: Sequence[Act]
    given: Sequence[Act]
    shared: Sequence[Shared]
    tips: Sequence[Tip]
    prompts: Counter[str]
    asked: Sequence[Asked]

    @property
    def zone(self) -> str:
        """The zone on the reader's wall."""
        return self.bond.manager.zone

    @property
    def resolved(self) -> int:
        """How many blockers went since then."""
        return sum(one.resolved_at is not None for one, _ in self.blockers)

    def days(self, at: datetime) -> int:
        """How many days ago something was, on the reader's wall."""
        return days_between(at, self.now, self.zone)

    def day(self, at: datetime) -> date:
        """The day of something on the reader's wall."""
        return at.astimezone(zone_or(self.zone)).date()


@dataclass(frozen=True)
class Brief:
    """The page: facts, the answers that say most, and three questions drawn from all of it."""

    facts: Facts
    telling: Sequence[Said]
    questions: Sequence[Question]


async def brief(
    house: House, db: AsyncSession, *, workspace_id: str, by: str, of: str, now: datetime
) -> Brief:  # fmt: skip
    """Put the page together for a manager of this person, about the teams they manage. Raises Refusal for others."""
    bond = await bonded(db, workspace_id, by, of)
    found = await _facts(house, db, bond, now=now)
    answered = [_answered(found, said, skill) for said, skill in found.said]
    telling = suggesting.telling(answered, most=ANSWERS)
    shown = [_origin(found, one) for one in telling]
    seed = f"{of}/{found.day(now)}"
    best = suggesting.telling([one for one in answered if one.ago] or answered, most=1)
    return Brief(found, shown, suggesting.questions(_worth_asking(found, best), seed=seed))


def _answered(found: Facts, said: Said, skill: str) -> Answered:
    return Answered(words=said.words, ago=max((found.day(found.now) - said.day).days, 0), skill=skill)


def _origin(found: Facts, one: Answered) -> Said:
    return next(said for said, _ in found.said if said.words == one.words)


# ---- facts ----


async def _facts(house: House, db: AsyncSession, bond: Bond, *, now: datetime) -> Facts:
    here, by, of = bond.member.workspace_id, bond.manager.id, bond.member.id
    before = await talks.talks(db, here, by, member_id=of, limit=1)
    last = before[0] if before else None
    since = max(last.talk.held_at, now - LONGEST) if last else max(now - USUALLY, bond.since)
    mine = (db, here, of, bond.team_ids)
    received, given = await queries.praise(db, bond, since=since, now=now)
    return Facts(
        bond=bond, since=since, now=now, last=last, last_words=readable(house.seals, last.talk.sealed) if last else "",
        agreed=await talks.between(db, here, by, of, since=since),
        week=await queries.participation(db, bond, since=since, now=now),
        said=await _said(db, bond, since=since),
        blockers=await _blockers(db, bond, since=since, now=now),
        commitments=await queries.commitments(*mine, since=since),
        received=received, given=given,
        shared=await _shared(house, db, bond, since=since),
        tips=await queries.tips(db, bond, since=since, now=now),
        prompts=await queries.prompts(*mine, since=since, now=now),
        asked=await asking.between(db, here, by, of, since=since, limit=ASKED_SHOWN),
    )  # fmt: skip


async def _said(db: AsyncSession, bond: Bond, *, since: datetime) -> list[tuple[Said, str]]:
    own = await shelf.own_words(db, bond.member.workspace_id, bond.team_ids)
    found = await queries.answers(db, bond.member.workspace_id, bond.member.id, bond.team_ids, since=since)
    return [(one, _skill(one, own)) for one in found]


def _skill(one: Said, own: Mapping[int, Sequence[Phrase]]) -> str:
    shown = match(one.words, own=own.get(one.team_id, ()))
    return shown.skill.value if shown is not None and is_clear(one.words, shown.confidence) else ""


async def _blockers(db: AsyncSession, bond: Bond, *, since: datetime, now: datetime) -> list[tuple[Blocker, str]]:
    found = await queries.in_the_way(db, bond, since=since, now=now)
    calendars = await people.calendars(db, bond.member.workspace_id, [bond.member.id])
    calendar = calendars.get(bond.member.id, Calendar("UTC"))
    return [(one, blockers.since(calendar, one.raised_at, now=now)) for one in found]


async def _shared(house: House, db: AsyncSession, bond: Bond, *, since: datetime) -> list[Shared]:
    here, found = bond.member.workspace_id, []
    for team_id in bond.team_ids:
        for one in await reflections.shared_with(
            db, here, to=bond.manager.id, member_id=bond.member.id, team_id=team_id, since=since
        ):
            prompt = await prompt_named(house, db, here, one.shown.prompt)
            title = prompt.title if prompt is not None else Skill(one.shown.skill).words
            at = one.reflection.shared_at or one.reflection.made_at
            found.append(Shared(title, readable(house.seals, one.reflection.sealed), at))
    return found


# ---- what is worth asking about ----


def _worth_asking(found: Facts, best: Sequence[Answered]) -> list[Fact]:
    """Each true thing that a question could be about; `best` is the answer that says most."""
    facts = [*_agreed(found)]
    facts += [
        Fact(kind=Kind.BLOCKED, words=one.text, days=found.days(one.raised_at))
        for one, _ in found.blockers if one.resolved_at is None
    ]  # fmt: skip
    facts += [*_silence(found.week), *_commitments(found), *_skills(found), *_praise(found)]
    facts += [Fact(kind=Kind.SAID, words=one.words, days=one.ago) for one in best]
    facts += [Fact(kind=Kind.SHARED, words=one.title, days=found.days(one.at)) for one in found.shared]
    return facts + [Fact(kind=Kind.TIP, words=one.text, days=found.days(one.shared_at)) for one in found.tips]


def _agreed(found: Facts) -> Iterator[Fact]:
    """What they took on in a talk: what is open, and what they did."""
    for one in found.agreed:
        if one.action.owner_id == found.bond.member.id and one.action.state == OPEN:
            yield Fact(kind=Kind.AGREED, words=one.action.words, days=found.days(one.talk.held_at))
        elif one.action.owner_id == found.bond.member.id and one.action.state == DONE and one.action.settled_at:
            yield Fact(kind=Kind.DONE, words=one.action.words, days=found.days(one.action.settled_at))


def _silence(week: Week) -> list[Fact]:
    """Several check-ins in a row without a word, after some with one: nothing is said of those who never answer."""
    counted = sorted((one for one in week.parts if one[1] in ASKED), key=lambda one: one[0].closes_at)
    run = 0
    for _, what in reversed(counted):
        if what is not Verdict.MISSING:
            break
        run += 1
    spoke = any(what in {Verdict.ANSWERED, Verdict.LATE} for _, what in counted)
    return [Fact(kind=Kind.SILENT, times=run)] if run >= _SILENT and spoke else []


def _commitments(found: Facts) -> list[Fact]:
    """What is not done yet, together where it is several; and what was done."""
    still = [one for one in found.commitments if one.state == "open"]
    done = [one for one in found.commitments if one.state == "done"]
    facts = [
        Fact(kind=Kind.UNDONE, words=one.words, days=found.days(one.made_at), times=len(still)) for one in still[:1]
    ]
    return facts + [
        Fact(kind=Kind.DONE, words=one.words, days=found.days(one.settled_at or one.made_at)) for one in done[-1:]
    ]


def _skills(found: Facts) -> list[Fact]:
    counted = Counter(skill for _, skill in found.said if skill)
    return [
        Fact(kind=Kind.SKILL, words=Skill(skill).words, times=times)
        for skill, times in counted.items() if times >= _REPEATED
    ]  # fmt: skip


def _praise(found: Facts) -> list[Fact]:
    """What they were thanked for last; the reader's own thanks are told as `I`."""
    named = [
        ("I" if one.kudos.giver_id == found.bond.manager.id else one.giver, one)
        for one in found.received if one.kudos.reason
    ]  # fmt: skip
    return [
        Fact(kind=Kind.THANKED, words=one.kudos.reason, who=who or "Somebody", days=found.days(one.kudos.given_at))
        for who, one in named[:1]
    ]
