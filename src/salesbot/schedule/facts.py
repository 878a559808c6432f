"""What decides about seats: their appointments, the plans through time, the calendars of whoever sits there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from salesbot.people import queries as people
from salesbot.people.model import Team
from salesbot.people.rules import day_off
from salesbot.schedule import rules
from salesbot.schedule.model import Appointment, PlanVersion
from salesbot.schedule.rules import Next, Plan, Slot, Versions
from salesbot.store import even

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date, datetime

    from sqlalchemy import BindParameter
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.rules import Calendar
    from salesbot.schedule.model import Seat

# Statements that are put together once: that takes longer than to ask the database.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_APPOINTMENTS = select(Appointment).where(Appointment.id.in_(_IDS))
_VERSIONS = select(PlanVersion).where(PlanVersion.appointment_id.in_(_IDS))


@dataclass(frozen=True)
class Facts:
    """All that decides about some seats: their appointments, plans through time, calendars, and the teams' zones."""

    appointments: dict[int, Appointment]
    versions: dict[int, Versions]
    calendars: dict[tuple[str, str], Calendar]
    team_zones: dict[int, str]

    def calendar(self, seat: Seat) -> Calendar | None:
        """Return the member's calendar; None for a team's seat."""
        return self.calendars.get((seat.workspace_id, seat.member_id or ""))

    def zone(self, seat: Seat) -> str:
        """Return the zone in which a plan without one of its own is read: the member's, else the team's."""
        calendar = self.calendar(seat)
        team_id = self.appointments[seat.appointment_id].team_id
        return calendar.zone if calendar else self.team_zones.get(team_id or 0, "UTC")

    def plans(self, seat: Seat) -> Versions:
        """Return the plans through time as this seat's owner lives them: nothing comes before their day begins."""
        through_time, calendar = self.versions[seat.appointment_id], self.calendar(seat)
        if calendar is None or calendar.begins is None:
            return through_time
        return {day: rules.in_own_hours(plan, calendar.begins) for day, plan in through_time.items()}

    def slot(self, seat: Seat, *, day: date, at: datetime) -> Slot:
        """Return the ledger's place of a seat's occurrence on a local day."""
        one = self.appointments[seat.appointment_id]
        plan = rules.plan_on(self.plans(seat), day)
        return Slot(
            workspace_id=one.workspace_id, appointment_id=one.id, job=one.job, subject=one.subject,
            member_id=seat.member_id, day=day, slot="", due_at=at, zone=(plan and plan.zone) or self.zone(seat),
            late_at=rules.late_at(at, plan) if plan else None,
        )  # fmt: skip

    def ahead(self, seat: Seat) -> Iterator[Next]:
        """Return what comes for a seat, from what is next for it on; due or not, and without an end."""
        versions = self.plans(seat)
        plan = rules.plan_on(versions, seat.next_day) if seat.next_day else None
        one = rules.Next(seat.next_day, seat.next_at, plan) if plan and seat.next_day and seat.next_at else None
        while one is not None:
            yield one
            one = rules.following(versions, self.zone(seat), after=one.day, since=seat.since_at)

    def paused(self, seat: Seat) -> bool:
        """Whether nothing happens by itself here: it is passed over until somebody lets it go on."""
        return self.appointments[seat.appointment_id].paused_at is not None

    def off(self, seat: Seat, *, day: date, at: datetime) -> str | None:
        """Return why nothing is asked of a seat's owner on a local day, as the plan of that day has it."""
        if self.paused(seat):
            return rules.PAUSED
        plan, calendar = rules.plan_on(self.plans(seat), day), self.calendar(seat)
        if plan is None or calendar is None:
            return None
        return day_off(calendar, day, at=at, holidays=plan.holidays, days_off=plan.days_off)


async def facts(db: AsyncSession, seats: Sequence[Seat]) -> Facts:
    """Return what decides about these seats."""
    ids = {seat.appointment_id for seat in seats}
    appointments = {one.id: one for one in await db.scalars(_APPOINTMENTS, {"ids": even(ids)})}
    whole = [appointments[seat.appointment_id].team_id for seat in seats if seat.member_id is None]
    teams = {team_id for team_id in whole if team_id is not None}
    zones = await db.execute(select(Team.id, Team.zone).where(Team.id.in_(teams))) if teams else ()
    team_zones = {team_id: zone for team_id, zone in zones}  # noqa: C416  rows are no tuples to the type checker
    return Facts(appointments, await versions(db, ids), await _calendars(db, seats), team_zones)


async def _calendars(db: AsyncSession, seats: Sequence[Seat]) -> dict[tuple[str, str], Calendar]:
    by_workspace: dict[str, set[str]] = defaultdict(set)
    for seat in seats:
        if seat.member_id is not None:
            by_workspace[seat.workspace_id].add(seat.member_id)
    found: dict[tuple[str, str], Calendar] = {}
    for workspace_id, ids in by_workspace.items():
        calendars = await people.calendars(db, workspace_id, ids)
        found |= {(workspace_id, member_id): calendar for member_id, calendar in calendars.items()}
    return found


async def versions(db: AsyncSession, appointment_ids: Collection[int]) -> dict[int, Versions]:
    """Return the plans through time of each of these appointments."""
    rows = await db.scalars(_VERSIONS, {"ids": even(appointment_ids)})
    found: dict[int, dict[date, Plan]] = {one: {} for one in appointment_ids}
    for row in rows:
        found[row.appointment_id][row.from_day] = plan_of(row)
    return dict(found)


def plan_of(row: PlanVersion) -> Plan:
    """Return what a version says."""
    return Plan(
        wall=row.wall, weekdays=row.weekdays, every_weeks=row.every_weeks, anchor=row.anchor, nth=row.nth,
        zone=row.zone, holidays=row.holidays, days_off=row.days_off, grace_minutes=row.grace_minutes,
    )  # fmt: skip
