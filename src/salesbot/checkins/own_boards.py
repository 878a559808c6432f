"""The renderers of what one member reads: their question, its reminder, what they typed, and their welcome."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.checkins import blocks, jobs, queries, rules, service
from salesbot.checkins.moved import moved_from
from salesbot.checkins.resolved import resolved_with
from salesbot.checkins.rules.readers import Readers
from salesbot.checkins.service.question import DRAFT, QUESTION, board_of, reminder_of
from salesbot.outbox import queries as outbox
from salesbot.people import queries as people
from salesbot.people.rules import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Ask, Checkin, Question
    from salesbot.checkins.queries import Part
    from salesbot.room import Aid, House, Message
    from salesbot.schedule.rules import Plan


async def questions(
    house: House, db: AsyncSession, workspace_id: str, subjects: Sequence[str]
) -> dict[str, Message | None]:
    """Draw the messages in which these parts stand, each with those that stand there beside it."""
    parts = await queries.parts_here(db, {int(one) for one in subjects}, workspace_id=workspace_id)
    keys = {board_of(one.ask): one.ask.member_id for one in parts.values()}
    together = await queries.together_in(db, keys, workspace_id=workspace_id)
    others = {number for some in together.values() for number in some} - parts.keys()
    every = parts | (await queries.parts_here(db, others, workspace_id=workspace_id) if others else {})
    shown = await _shown(house, db, workspace_id, list(every.values()))
    beside = {number: {number, *together[board_of(one.ask)]} & every.keys() for number, one in parts.items()}
    standing = {number: sorted(some, key=lambda it: (every[it].ask.opens_at, it)) for number, some in beside.items()}
    return {one: blocks.question(*[shown[number] for number in standing.get(int(one), ())]) for one in subjects}


async def _shown(house: House, db: AsyncSession, workspace_id: str, parts: Sequence[Part]) -> dict[int, blocks.Shown]:
    """These parts as their messages show them, by id."""
    spoken = [one.ask.id for one in parts if one.ask.state != "open"]  # whoever takes an answer back leaves none
    said = await queries.texts(db, spoken) if spoken else {}
    sets = await queries.question_sets(db, {one.asked_from for one in parts})
    beside = await _beside(house, db, workspace_id, parts)
    again = await _again(db, workspace_id, parts, sets)
    resolved = await _resolved(house, db, workspace_id, parts)
    moved = await moved_from(db, workspace_id, [one for one in parts if _is_open(one)])
    unread = await _unread(db, [one for one in parts if one.ask.state == "answered" and one.ask.asked_at is None])
    shown = {}
    for one in parts:
        asked, texts = _asked(one, sets), said.get(one.ask.id, {})
        answered = one.ask.state == "answered"  # who else sees a question says it in its form
        readers = await service.readers_of(db, one, ahead=False) if answered else Readers()
        aid = await _aid(house, db, one, asked, texts) if answered else None
        shown[one.ask.id] = blocks.Shown(
            one, asked, texts, readers, aid, beside.get(one.ask.id, ()), resolved.get(one.ask.id, ()),
            again=one.ask.id in again, unread=unread.get(one.ask.id, ""), moved=moved.get(one.ask.id),
        )  # fmt: skip
    return shown


async def _resolved(house: House, db: AsyncSession, workspace_id: str, parts: Sequence[Part]) -> dict[int, list[str]]:
    """What is out of its owner's way since they answered, by part."""
    teams: dict[int, list[Ask]] = defaultdict(list)
    for one in parts:
        teams[one.team.id] += [one.ask] if one.ask.state == "answered" else []
    found = await resolved_with(house, db, workspace_id, {team: asks for team, asks in teams.items() if asks})
    return {number: [one.text for one in some] for number, some in found.items()}


async def _again(
    db: AsyncSession, workspace_id: str, parts: Sequence[Part], sets: Mapping[tuple[int, int], Sequence[Question]]
) -> set[int]:
    """Those of these parts, as far as they are open, that can be answered as the last time."""
    asked = {one.ask.id: _asked(one, sets) for one in parts if _is_open(one)}
    last = await queries.last_words_of(db, asked, workspace_id=workspace_id) if asked else {}
    return {number for number, words in last.items() if rules.repeats(asked[number], words)}


def _asked(part: Part, sets: Mapping[tuple[int, int], Sequence[Question]]) -> list[Question]:
    return rules.asked_of(sets[part.asked_from], role=part.ask.role, day=part.round.day)


def _is_open(part: Part) -> bool:
    return part.ask.state == "open" and part.ask.closed_at is None


async def _unread(db: AsyncSession, early: Sequence[Part]) -> dict[int, str]:
    """Why nobody reads what was answered early, by part: its author has `left`, or its round does not take place."""
    found = await queries.put_off(db, [one.ask.id for one in early]) if early else {}
    for one in early:
        if await people.role_in(db, one.ask.workspace_id, one.team.id, one.ask.member_id) is None:
            found[one.ask.id] = "left"
    return found


async def _beside(
    house: House, db: AsyncSession, workspace_id: str, parts: Sequence[Part]
) -> Mapping[int, Sequence[str]]:
    """What other rooms would like their members to remember while they answer, by part."""
    going = {one.ask.id: one.ask.member_id for one in parts if _is_open(one)}
    found: dict[int, list[str]] = defaultdict(list)
    for offer in house.offers("beside_question") if going else ():
        lines = await offer(db, workspace_id, sorted(set(going.values())), clock.now())
        for number, member_id in going.items():
            found[number] += filter(None, [lines.get(member_id)])
    return found


async def _aid(
    house: House, db: AsyncSession, part: Part, asked: Sequence[Question], texts: Mapping[int, str]
) -> Aid | None:
    """What may help with what they named as being in their way."""
    said = (texts.get(one.id, "") for one in asked if one.topic == "blockers")
    blocker = next((one for one in said if rules.is_blocker(one)), "")
    if not blocker:
        return None
    for offer in house.offers("beside_blocker"):
        found: Aid | None = await offer(db, part.ask.workspace_id, part.team.id, blocker, clock.now())
        if found is not None:
            return found
    return None


async def reminders(
    _house: House, db: AsyncSession, workspace_id: str, subjects: Sequence[str]
) -> dict[str, Message | None]:
    """Draw reminders; a subject is the numbers of the parts it is about, of whose first it has its key.

    One that is not in Slack yet has nobody to thank for what was answered meanwhile: it does not come.
    """
    about = {one: [int(number) for number in one.split(",")] for one in subjects}
    parts = await queries.parts_here(db, {one for some in about.values() for one in some}, workspace_id=workspace_id)
    standing = await _standing(db, workspace_id, about, parts)
    return {
        one: blocks.reminder(*[parts[it] for it in some if it in parts], stands=one in standing)
        for one, some in about.items()
    }


async def _standing(
    db: AsyncSession, workspace_id: str, about: Mapping[str, Sequence[int]], parts: Mapping[int, Part]
) -> set[str]:
    """Which reminders are in Slack, by subject, of those in which somebody has answered; no other reminder asks."""
    answered = {number for number, one in parts.items() if one.ask.state == "answered"}
    asked = {one: some[0] for one, some in about.items() if answered & {*some} and some[0] in parts}
    keys = {one: reminder_of(parts[first].ask.key) for one, first in asked.items()}
    fates = await outbox.fate(db, workspace_id, keys.values()) if keys else {}
    return {one for one, key in keys.items() if key in fates and fates[key].ts is not None}


async def draft(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw the question what a typed text was."""
    typed = await queries.draft(db, int(subject), workspace_id=workspace_id)
    part = await queries.part(db, typed.ask_id, workspace_id=workspace_id) if typed else None
    if typed is None or part is None:
        return None
    asked = await queries.asked(db, part)
    texts = (await queries.texts(db, [part.ask.id])).get(part.ask.id, {})
    return blocks.draft(typed, part, asked, texts)


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
    plans = await _plans(db, member_id, team_id=team.id, workspace_id=workspace_id)
    parts = await queries.current_parts(db, member_id, workspace_id=workspace_id)
    part = next((one for one in parts if one.checkin.id == checkin.id), None)
    kept = part is not None and part.question_set != checkin.question_set
    greeting = blocks.Greeting(
        member,
        team,
        checkin,
        rules.meant_for(every, role=mine.role if mine else Role.REP),
        added_by=mine.added_by if mine else "",
        plan=next((plan for one, plan in plans if one.id == checkin.id), None),
        managers=_managers(roster, member_id),
        running=part.place if part else None,
        at_first=await queries.asked(db, part) if part and kept else (),
        others=[(one, plan) for one, plan in plans if one.id != checkin.id],
    )
    return blocks.welcome(greeting, me=house.command("salesbot"))


async def _plans(db: AsyncSession, member_id: str, *, team_id: int, workspace_id: str) -> list[tuple[Checkin, Plan]]:
    """What the team asks this member by itself, as they live it: one welcome a team, before whichever comes first."""
    standing = await queries.standing(db, [team_id], workspace_id=workspace_id)
    mine = await queries.lived(db, workspace_id, member_id, standing)
    return [(one.checkin, one.asks) for one in mine.values() if one.asks is not None]


def _managers(roster: Sequence[people.Place], member_id: str) -> list[str]:
    """Who manages the team, by name; whoever is greeted is `you`."""
    managers = [one.member for one in roster if one.role is Role.MANAGER]
    return ["you" for one in managers if one.id == member_id] + [one.name for one in managers if one.id != member_id]


OWN = {DRAFT: draft, jobs.WELCOME: welcome}
BATCHED = {QUESTION: questions, jobs.REMINDER: reminders}
