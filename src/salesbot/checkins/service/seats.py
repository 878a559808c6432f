"""Who is asked in a check-in, and how its seats follow the people who come, go and change roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins import queries
from salesbot.checkins.service.close import let_go, look_back, to_come, wait_again
from salesbot.checkins.service.early import opening_anew
from salesbot.checkins.service.kept import look_later
from salesbot.checkins.service.publish import read_by_managers, readers_changed, redraw
from salesbot.checkins.service.question import boards_of
from salesbot.checkins.service.skip import is_away
from salesbot.outbox import service as outbox
from salesbot.people import queries as people
from salesbot.people.rules import Role
from salesbot.schedule import service as schedule

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Ask, Checkin, Round
    from salesbot.people.queries import Place
    from salesbot.room import SeatsChanged


def asked(
    places: Sequence[Place], *, roles: Collection[str], invited: Collection[str], for_contributors: bool
) -> list[str]:
    """Return whom of a team a check-in asks: by role, or by name.

    Contributors are asked only where something is meant for them, or where they were invited; observers never.
    """
    wanted = {role for role in roles if role != Role.CONTRIBUTOR or for_contributors}
    return [
        place.member.id
        for place in places
        if place.role is not Role.OBSERVER and (place.role in wanted or place.member.id in invited)
    ]


async def asked_in(db: AsyncSession, checkin: Checkin) -> list[str]:
    """Return the ids of those who are asked in this check-in now."""
    questions = await queries.questions(db, checkin.id, question_set=checkin.question_set)
    return asked(
        await people.roster(db, checkin.workspace_id, checkin.team_id),
        roles=[role for role in checkin.roles.split(",") if role],
        invited=await queries.invited(db, checkin.id),
        for_contributors=any(one.role == Role.CONTRIBUTOR for one in questions),
    )


async def take_seats(db: AsyncSession, checkin: Checkin, *, now: datetime) -> list[str]:
    """Seat whoever is asked, and take back the seats of whoever is not any more; returns those, for `let_go`.

    Whoever was asked already stays in the round that is running.
    """
    appointment = await queries.appointment_of(db, checkin)
    wanted = await asked_in(db, checkin)
    seated = {str(seat.member_id) for seat in await queries.seats(db, appointment.id)}
    await schedule.seat(db, appointment, [one for one in wanted if one not in seated], now=now)
    gone = sorted(seated - set(wanted))
    await schedule.unseat(db, appointment, gone, now=now)
    return gone


async def seats_changed(db: AsyncSession, change: SeatsChanged) -> None:
    """Follow those who joined a team, left it, or have another role in it."""
    checkins = await queries.checkins_of(db, change.team_id, workspace_id=change.workspace_id)
    reads = await read_by_managers(db, change)
    gone: dict[int, list[str]] = {}
    for checkin in checkins:
        wanted = set(await asked_in(db, checkin))
        appointment = await queries.appointment_of(db, checkin)
        await schedule.seat(db, appointment, [one for one in change.joined if one in wanted], now=change.now)
        gone[checkin.id] = [one for one in (*change.left, *change.joined) if one not in wanted]
        await schedule.unseat(db, appointment, gone[checkin.id], now=change.now)
    # All check-ins at once: everybody locks seats, then parts, then rounds, then messages, each in one order.
    await _wait_no_longer(db, change, gone, checkins)
    for number, them in gone.items():
        await let_go(db, number, them, now=change.now)
    await wait_again(db, *checkins, now=change.now)
    await readers_changed(db, change, reads)


async def _wait_no_longer(
    db: AsyncSession, change: SeatsChanged, gone: Mapping[int, Collection[str]], checkins: Sequence[Checkin]
) -> None:
    """Whoever left before answering is neither waited for nor missing; what they answered, or missed, stays.

    `gone` tells who left each check-in; rounds still to come are locked with theirs, as they are looked at. What was
    answered early is read only while its author is in the team, which its message tells them. Who is back is read
    again, also where its time has passed meanwhile, and can answer what is still open. What was only opened early waits
    as it is: who is back in time is asked as everybody is.
    """
    workspace_id, now = change.workspace_id, change.now
    everybody = {*change.joined, *(one for them in gone.values() for one in them)}
    rows = await queries.left_open(db, gone.keys(), member_ids=everybody) if everybody else []
    mine = [(part, found) for part, found in rows if part.member_id in gone[found.checkin_id]]
    await _follow(db, change, [one for one in rows if one not in mine], checkins)
    unanswered = [part for part, _ in mine if part.state == "open" and part.closed_at is None and part.asked_at]
    for part in unanswered:
        part.state, part.closed_at = "left", now
    opened = [(part, found) for part, found in rows if (part, found) not in mine and _may_go_on(part, now=now)]
    await _go_on(db, workspace_id, [part for part, _ in opened], now=now)
    await db.flush()
    theirs = {found.id for part, found in mine if part in unanswered or part.asked_at is None}
    seen = {found.id for _, found in opened}
    rounds = theirs | seen | await to_come(db, *checkins)
    await queries.lock(db, rounds)  # before the messages about them, as everybody does
    await redraw(db, workspace_id, theirs | seen)
    early = [part for part, _ in rows if _is_early(part)]
    told = [*early, *unanswered, *(part for part, _ in opened)]
    await outbox.dirty(db, workspace_id, [key for part in told for key in boards_of(part)])
    back = await queries.parts(db, [part.id for part in early if part.member_id in change.joined])
    await look_later(db, list(back.values()), now=now)
    await look_back(db, *theirs, workspace_id=workspace_id, now=now)


async def _follow(
    db: AsyncSession, change: SeatsChanged, rows: Sequence[tuple[Ask, Round]], checkins: Sequence[Checkin]
) -> None:
    """What was opened early opens when its question comes to whoever is back: their wall or the hour may have moved."""
    early = [(part, found) for part, found in rows if part.asked_at is None]
    calendars = await people.calendars(db, change.workspace_id, {part.member_id for part, _ in early}) if early else {}
    for part, _ in early:
        part.zone = calendars[part.member_id].zone
    for checkin in checkins:
        await opening_anew(db, checkin, [(part, found) for part, found in early if found.checkin_id == checkin.id])


def _may_go_on(part: Ask, *, now: datetime) -> bool:
    """Whether somebody who is back can go on with this: it is not closed.

    Time away may have ended while nobody told their parts of it.
    """
    return (part.state == "left" and now < part.closes_at) or (part.state == "away" and part.closed_at is None)


async def _go_on(db: AsyncSession, workspace_id: str, parts: Sequence[Ask], *, now: datetime) -> None:
    """Open these parts again, as they would be had their members never left: settled for whoever is away."""
    if not parts:
        return
    known = await queries.parts(db, [part.id for part in parts])
    calendars = await people.calendars(db, workspace_id, {part.member_id for part in parts})
    for part in parts:
        part.closed_at = None
        part.state = "away" if is_away(known[part.id], calendars[part.member_id], now=now) else "open"


def _is_early(part: Ask) -> bool:
    return part.state == "answered" and part.asked_at is None
