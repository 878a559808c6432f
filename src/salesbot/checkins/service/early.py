"""Answering before the question comes, what becomes of it meanwhile, and asking everybody at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot import store
from salesbot.checkins import queries, rules
from salesbot.checkins.model import Ask, Round
from salesbot.checkins.service.ask import begun_with, closing
from salesbot.checkins.service.close import to_come, wait_again
from salesbot.checkins.service.kept import look_later
from salesbot.checkins.service.question import ASK, board_of, draw_anew
from salesbot.errors import Refusal
from salesbot.outbox import service as outbox
from salesbot.people import queries as people
from salesbot.people.rules import Role, day_off, zone_or
from salesbot.schedule import service as schedule
from salesbot.schedule.rules import Slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Checkin
    from salesbot.checkins.queries import Next
    from salesbot.people.model import Member
    from salesbot.room import MemberMoved
    from salesbot.schedule.model import Seat

EARLIEST = timedelta(hours=24)  # the evening before, in any zone


async def open_early(db: AsyncSession, seat_id: int, *, workspace_id: str, member_id: str, now: datetime) -> Ask:
    """Open a member's next round before its time, or what they answered in it; raises Refusal where none is near."""
    coming = await queries.coming(db, member_id, workspace_id=workspace_id)
    found = next((one for one in coming if one.seat.id == seat_id), None)
    if found is None or found.at - now > EARLIEST:
        theirs = [found.checkin.id] if found else []
        early = await queries.opened_early(db, theirs, member_id=member_id, now=now)
        mine = next((part for part, _ in early if part.state == "answered" and part.opens_at > now), None)
        if mine is not None:
            return mine
        raise Refusal("Your next round is more than a day away; from the evening before you can answer it here.")
    member = await people.member(db, workspace_id, member_id)
    if member is None:
        raise Refusal("Nothing comes next for you here.")
    return await _open(db, found, member=member)


async def _open(db: AsyncSession, one: Next, *, member: Member) -> Ask:
    seat, checkin = one.seat, one.checkin
    row = {
        "workspace_id": seat.workspace_id,
        "checkin_id": checkin.id,
        "day": one.day,
        **begun_with(checkin),
    }
    await store.insert(db, Round, [row], ignore=["checkin_id", "day"])
    found = (await queries.rounds(db, [(checkin.id, one.day)]))[checkin.id, one.day]
    role = await people.role_in(db, seat.workspace_id, one.team.id, member.id) or Role.REP
    every = await queries.questions(db, checkin.id, question_set=found.question_set)
    if not rules.asked_of(every, role=role, day=one.day):
        raise Refusal(f"Nothing in {checkin.name} is for you on {one.day:%A}.")
    ask_wall = one.at.astimezone(zone_or(member.zone)).time()
    closes_at = closing(checkin, one.day, opens_at=one.at, ask_wall=ask_wall, zone=member.zone)
    part = {
        "workspace_id": seat.workspace_id, "round_id": found.id, "member_id": member.id, "zone": member.zone,
        "key": f"{ASK}.{seat.appointment_id}.{seat.who}.{one.day.isoformat()}", "role": role,
        "opens_at": one.at, "closes_at": closes_at, "asked_at": None,
    }  # fmt: skip
    await store.insert(db, Ask, [part], ignore=["round_id", "member_id"])
    return (await queries.asks(db, [found.id], member_ids=[member.id]))[found.id, member.id]


async def follow_edit(db: AsyncSession, checkin: Checkin, *, now: datetime) -> None:
    """Let rounds that were only opened early be as the check-in is now; what was answered there keeps its questions.

    Where others were asked already the round stays as it is, and whoever opened it early is asked when it comes now.
    """
    early = await queries.opened_early(db, [checkin.id], now=now)
    for found in await queries.unbegun(db, checkin.id, now=now):  # nobody was asked while we waited for its parts
        for part in (one for one, its in early if its.id == found.id):
            pinned = part.state == "answered" and part.question_set is None
            part.question_set = found.question_set if pinned else part.question_set
        for name, value in begun_with(checkin).items():
            setattr(found, name, value)
    await _move(db, [checkin], early, now=now)


async def member_moved(db: AsyncSession, move: MemberMoved) -> None:
    """Follow somebody to their new wall: what they opened early opens when it comes there, and says so.

    What is open says until when there. A round that was over where they were may be still to come for them: it is
    looked at again.
    """
    waiting = await queries.pending(db, move.workspace_id, move.member_id)  # all at once, as everybody locks parts
    seated = await queries.seats_of(db, move.member_id, workspace_id=move.workspace_id, all_of=True)
    checkins = [checkin for _, checkin, _ in seated]
    early = await queries.opened_early(db, [one.id for one in checkins], member_id=move.member_id, now=move.now)
    if early and (member := await people.member(db, move.workspace_id, move.member_id)):
        for part, _ in early:
            part.zone = member.zone
        await db.flush()  # parts before rounds, and those before the messages about them, as everybody locks them
        await queries.lock(db, {found.id for _, found in early} | await to_come(db, *checkins))
        await _move(db, checkins, early, now=move.now)
    await wait_again(db, *checkins, now=move.now)
    await draw_anew(db, [part for part in waiting if part.asked_at is not None])


async def _move(
    db: AsyncSession, checkins: Iterable[Checkin], early: Sequence[tuple[Ask, Round]], *, now: datetime
) -> None:
    """Let parts that were opened early open when their questions come now, as their messages will say."""
    answered = []
    for checkin in checkins:
        parts = [(part, found) for part, found in early if found.checkin_id == checkin.id]
        moved = await opening_anew(db, checkin, parts)
        answered += [part.id for part in moved if part.state == "answered"]
    await db.flush()
    await look_later(db, list((await queries.parts(db, answered)).values()) if answered else [], now=now)
    if early:
        await outbox.dirty(db, early[0][0].workspace_id, [board_of(part) for part, _ in early])


async def opening_anew(db: AsyncSession, checkin: Checkin, early: Sequence[tuple[Ask, Round]]) -> list[Ask]:
    """Return those of these parts of a check-in whose question comes at another time than it did; it is theirs now."""
    seats = await queries.seats(db, checkin.appointment_id) if early and checkin.appointment_id else []
    coming = {(seat.who, seat.next_day): seat.next_at for seat in seats}
    moved = []
    for part, found in early:
        at = coming.get((part.member_id, found.day))
        if at is not None and at != part.opens_at:
            wall = at.astimezone(zone_or(part.zone)).time()
            part.opens_at = at
            part.closes_at = closing(checkin, found.day, opens_at=at, ask_wall=wall, zone=part.zone)
            moved.append(part)
    return moved


async def ask_everyone(db: AsyncSession, checkin: Checkin, *, now: datetime) -> int:
    """Make today's round of everybody who was not asked yet due now; return how many that are.

    A manager asks by hand, so days off and holidays do not count; being away, paused or gone does. Of a check-in that
    is paused nobody is asked; once it goes on, a day that was passed over for that may be.
    """
    if checkin.appointment_id is None:
        return 0
    appointment = await queries.appointment_of(db, checkin)
    await db.refresh(appointment, with_for_update={"key_share": True})  # another may have paused it just now
    if appointment.paused_at is not None:
        return 0
    seats = [seat for seat in await queries.seats(db, checkin.appointment_id) if seat.member_id]
    calendars = await people.calendars(db, checkin.workspace_id, [str(seat.member_id) for seat in seats])
    every = await queries.questions(db, checkin.id, question_set=checkin.question_set)
    roles = await queries.roles(db, {(checkin.team_id, str(seat.member_id)) for seat in seats})
    due = []
    for seat in seats:
        calendar = calendars.get(str(seat.member_id))
        if calendar is None:
            continue
        day = now.astimezone(zone_or(calendar.zone)).date()
        asked = rules.asked_of(every, role=roles.get((checkin.team_id, str(seat.member_id)), Role.REP), day=day)
        if asked and day_off(calendar, day, at=now, holidays=False, days_off=False) is None:
            due.append(_due_now(seat, checkin, day=day, zone=calendar.zone, now=now))
    await schedule.reopen(db, due)
    return len(await schedule.later_all(db, due))  # what the ledger has already happened, or will, by itself


def _due_now(seat: Seat, checkin: Checkin, *, day: date, zone: str, now: datetime) -> Slot:
    return Slot(
        workspace_id=seat.workspace_id, appointment_id=seat.appointment_id, job=ASK, subject=str(checkin.id),
        member_id=seat.member_id, day=day, slot="", due_at=now, zone=zone,
    )  # fmt: skip
