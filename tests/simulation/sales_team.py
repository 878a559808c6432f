"""A sales team in a story: what people do through salesbot's services, written down in its diary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from company import ACME
from diary import CAST, CHANNEL, CLOSE, MANAGER
from editing import Editing, grace_of
from rooms import Rooms

from salesbot.checkins import service
from salesbot.checkins.model import Checkin
from salesbot.checkins.service import pausing
from salesbot.people import announce
from salesbot.people import queries as known
from salesbot.people import service as people
from salesbot.people.rules import Role
from salesbot.room import MemberMoved
from salesbot.schedule import queries as standing
from salesbot.schedule import rules
from salesbot.schedule import service as schedule

if TYPE_CHECKING:
    from rhythm import Plan
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Member, Team
    from salesbot.schedule.model import Appointment


class SalesTeam(Editing, Rooms):
    """One team with a check-in. Every verb is one transaction, as at the doors; the diary says what stands."""

    another: SalesTeam | None = None  # a second check-in of the same people, told apart from the first by its times

    # ---- the rhythm ----

    async def change(self, plan: Plan) -> bool:
        """A manager changes when it is asked."""

        async def deed(db: AsyncSession) -> None:
            says = rules.Plan(
                wall=plan.wall, weekdays=plan.weekdays, every_weeks=plan.every_weeks, anchor=plan.anchor, nth=plan.nth,
                zone=plan.zone, grace_minutes=int(plan.grace.total_seconds() // 60),
            )  # fmt: skip
            await schedule.change(db, await self._appointment(db), says, now=self.now)

        def note(_done: None) -> None:
            self.plan = plan
            for who in self.rhythms:
                self._anew(who)

        return await self._do(deed, note)

    async def pause(self, *, on: bool) -> bool:
        """A manager pauses the check-in, or lets it go on."""

        async def deed(db: AsyncSession) -> None:
            verb = pausing.PAUSE if on else pausing.RESUME
            mine = {"workspace_id": ACME, "member_id": self.manager, "now": self.now}
            await pausing.turn(db, self.checkin_id, verb, **mine)

        def note(_done: None) -> None:
            self.paused = on
            self.pausing.add(on)

        return await self._do(deed, note)

    async def _appointment(self, db: AsyncSession) -> Appointment:
        found = await standing.appointment(db, ACME, self.appointment_id)
        assert found is not None
        return found

    async def ask_everyone(self) -> bool:
        """A manager asks everybody now."""

        async def deed(db: AsyncSession) -> int:
            return await service.ask_everyone(db, await db.get_one(Checkin, self.checkin_id), now=self.now)

        return await self._do(deed, lambda _n: self.by_hand.update((who, self.today(who)) for who in self.people))

    # ---- a second check-in ----

    @property
    def every(self) -> list[SalesTeam]:
        """The check-ins of this team."""
        return [self, *([self.another] if self.another else [])]

    async def ask_another(self, minutes: int) -> bool:
        """A second check-in asks so many minutes after this one, in one message where they are near."""
        wall = (datetime.combine(date(2026, 3, 3), self.plan.wall) + timedelta(minutes=minutes)).time()
        if self.another is not None:
            return await self.another.change(replace(self.another.plan, wall=wall, grace=grace_of(wall)))
        made = SalesTeam(self.company, channel=self.channel, manager=self.manager, cast=self.cast)
        made.people, made.said, made.team_id = self.people, self.said, self.team_id
        if await made.compose(wall) and made.checkin_id:
            self.another = made
        return self.another is not None

    def _everywhere(self, who: str, *, seated: bool = False) -> None:
        """From now on other times hold for somebody in all check-ins."""
        for one in self.every:
            one._anew(who, seated=seated)

    # ---- people ----

    async def join(self, who: str, role: str) -> bool:
        """Somebody comes into the team, or gets another role in it."""

        async def deed(db: AsyncSession) -> None:
            team = await self._team(db)
            if self.people[who].role is None:
                await people.join(db, team, [who], role=Role(role), by=self.manager, now=self.now)
            else:
                await people.set_role(db, team, who, role=Role(role), by=self.manager, now=self.now)
            await announce.seats(db, self.company.house, ACME, team.id, joined=[who], now=self.now)

        def note(_done: None) -> None:
            was, self.people[who].role = self.people[who].asked, role
            if not was:
                self._everywhere(who, seated=True)

        return await self._do(deed, note)

    async def leave(self, who: str) -> bool:
        """Somebody leaves the team."""

        async def deed(db: AsyncSession) -> None:
            team = await self._team(db)
            left = await people.leave(db, team, [who], by=self.manager, now=self.now)
            await announce.seats(db, self.company.house, ACME, team.id, left=left, now=self.now)

        return await self._do(deed, lambda _done: setattr(self.people[who], "role", None))

    async def _team(self, db: AsyncSession) -> Team:
        found = await known.team(db, ACME, self.team_id)
        assert found is not None
        return found

    async def move(self, who: str, zone: str) -> bool:
        """Somebody travels."""
        now = self.now

        async def deed(db: AsyncSession) -> None:
            member = await self._member(db, who)
            was = member.zone
            if await people.set_zone(db, member, zone, now=now):
                await announce.moved(db, self.company.house, MemberMoved(ACME, who, was=was, now=now))

        def note(_done: None) -> None:
            self.people[who].move(zone, now=now)
            self._everywhere(who)

        return await self._do(deed, note)

    async def away(self, who: str, first: date, last: date) -> bool:
        """Somebody is away."""

        async def deed(db: AsyncSession) -> None:
            await people.set_away(db, await self._member(db, who), first, last, by=who, now=self.now)
            await announce.away(db, self.company.house, ACME, who, now=self.now)

        return await self._do(deed, lambda _done: self.people[who].go_away(first, last))

    async def back(self, who: str) -> bool:
        """Somebody is back."""
        today = self.today(who)

        async def deed(db: AsyncSession) -> None:
            await people.cancel_away(db, await self._member(db, who), today=today, now=self.now)
            await announce.away(db, self.company.house, ACME, who, now=self.now)

        return await self._do(deed, lambda _done: self.people[who].end_away(today))

    async def silence(self, who: str, until: datetime | None) -> bool:
        """Somebody pauses salesbot for themselves, or goes on: what was paused until then stays so."""
        now, one = self.now, self.people[who]

        async def deed(db: AsyncSession) -> None:
            member = await self._member(db, who)
            await (people.pause_until(db, member, until) if until else people.end_pause(db, member, now=now))

        def done(_done: None) -> None:
            one.paused_until = until or (one.paused_until and min(one.paused_until, now))

        return await self._do(deed, done)

    async def working_days(self, who: str, days: str) -> bool:
        """Somebody works on other days."""

        async def deed(db: AsyncSession) -> None:
            await people.set_days(db, await self._member(db, who), days)

        return await self._do(deed, lambda _done: setattr(self.people[who], "days", days))

    async def _member(self, db: AsyncSession, who: str) -> Member:
        found = await known.member(db, ACME, who)
        assert found is not None
        return found

    async def next_at(self, db: AsyncSession) -> datetime | None:
        """When anything is due next."""
        return await standing.next_at(db)


__all__ = ["CAST", "CHANNEL", "CLOSE", "MANAGER", "SalesTeam", "grace_of"]
