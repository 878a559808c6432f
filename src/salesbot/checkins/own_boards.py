"""The renderers of what one member reads: their question, its reminder, what they typed, and their welcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.checkins import blocks, jobs, queries, rules, service
from salesbot.checkins.service.question import QUESTION, board_of
from salesbot.checkins.service.typed import DRAFT
from salesbot.people import queries as people
from salesbot.people.rules import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Checkin
    from salesbot.checkins.queries import Part
    from salesbot.room import Aid, House, Message
    from salesbot.schedule.model import PlanVersion


async def question(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw the message in which this part stands, with those that stand there beside it."""
    part = await queries.part(db, int(subject), workspace_id=workspace_id)
    if part is None:
        return None
    together = await queries.together_with(
        db, board_of(part.ask), workspace_id=workspace_id, member_id=part.ask.member_id
    )
    others = [await queries.part(db, one, workspace_id=workspace_id) for one in together if one != part.ask.id]
    parts = sorted((part, *(one for one in others if one)), key=lambda one: (one.ask.opens_at, one.ask.id))
    return blocks.question(*[await _shown(house, db, one) for one in parts])


async def _shown(house: House, db: AsyncSession, part: Part) -> blocks.Shown:
    silent = part.ask.state == "open"  # whoever takes an answer back leaves none
    texts = {} if silent else (await queries.texts(db, [part.ask.id])).get(part.ask.id, {})
    asked = await queries.asked(db, part)
    said = [texts[one.id] for one in asked if one.topic == "blockers" and rules.is_blocker(texts.get(one.id, ""))]
    aid = await _aid(house, db, part, said[0]) if said and part.ask.state == "answered" else None
    return blocks.Shown(part, asked, texts, await service.readers_of(db, part), aid, await _beside(house, db, part))


async def _beside(house: House, db: AsyncSession, part: Part) -> Sequence[str]:
    """What other rooms would like them to remember while they answer."""
    if part.ask.state != "open" or part.ask.closed_at is not None:
        return ()
    me, found = part.ask.member_id, list[str]()
    for offer in house.offers("beside_question"):
        found += filter(None, [(await offer(db, part.ask.workspace_id, [me], clock.now())).get(me)])
    return found


async def _aid(house: House, db: AsyncSession, part: Part, blocker: str) -> Aid | None:
    """What may help with what they named as being in their way."""
    for offer in house.offers("beside_blocker"):
        found: Aid | None = await offer(db, part.ask.workspace_id, part.team.id, blocker, clock.now())
        if found is not None:
            return found
    return None


async def reminder(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a reminder; `subject` is the numbers of the parts it is about."""
    parts = [await queries.part(db, int(number), workspace_id=workspace_id) for number in subject.split(",")]
    return blocks.reminder(*[part for part in parts if part])


async def draft(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw the question what a typed text was."""
    typed = await queries.draft(db, int(subject), workspace_id=workspace_id)
    part = await queries.part(db, typed.ask_id, workspace_id=workspace_id) if typed else None
    if typed is None or part is None:
        return None
    takes_text = any(one.kind == "text" for one in await queries.asked(db, part))
    return blocks.draft(typed, part, takes_text=takes_text)


async def welcome(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a member's welcome; `subject` is check-in/member."""
    checkin_id, _, member_id = subject.partition("/")
    found = (await queries.checkins(db, [int(checkin_id)])).get(int(checkin_id))
    member = await people.member(db, workspace_id, member_id)
    if found is None or member is None:
        return None
    checkin, team = found
    roster = await people.roster(db, workspace_id, team.id)
    mine = next((one for one in roster if one.member.id == member_id), None)
    every = await queries.questions(db, checkin.id, question_set=checkin.question_set)
    plan = await queries.plan(db, checkin.appointment_id) if checkin.appointment_id else None
    greeting = blocks.Greeting(
        member,
        team,
        checkin,
        rules.meant_for(every, role=mine.role if mine else Role.REP),
        added_by=mine.added_by if mine else "",
        plan=plan,
        managers=_managers(roster, member_id),
        others=await _others(db, checkin, member_id),
    )
    return blocks.welcome(greeting, me=house.command("salesbot"))


async def _others(db: AsyncSession, but: Checkin, member_id: str) -> list[tuple[Checkin, PlanVersion]]:
    """What else the team asks this member by itself: there is one welcome a team, before whichever comes first."""
    found = []
    for _, checkin, team in await queries.seats_of(db, member_id, workspace_id=but.workspace_id):
        plan = await queries.plan(db, checkin.appointment_id) if checkin.appointment_id else None
        if team.id == but.team_id and checkin.id != but.id and plan is not None:
            found.append((checkin, plan))
    return found


def _managers(roster: Sequence[people.Place], member_id: str) -> list[str]:
    """Who manages the team, by name; whoever is greeted is `you`."""
    managers = [one.member for one in roster if one.role is Role.MANAGER]
    return ["you" for one in managers if one.id == member_id] + [one.name for one in managers if one.id != member_id]


OWN = {QUESTION: question, jobs.REMINDER: reminder, DRAFT: draft, jobs.WELCOME: welcome}
