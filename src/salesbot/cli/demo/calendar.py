"""The demo's calendar: time that stands where it is put, and lets happen what comes due on the way."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from salesbot import clock
from salesbot.playground.page.calendar import MovingError
from salesbot.schedule import queries

if TYPE_CHECKING:
    from salesbot.app import House
    from salesbot.cli.demo.colleagues import Colleagues
    from salesbot.playground import Playground, User
    from salesbot.playground.page.calendar import Leap

PATIENCE = 20.0  # seconds in which all that is due must have reached the local Slack
MORNING = time(9, 15)  # when the demo's team is asked
WEEK = timedelta(days=7)
PACE = 0.4  # seconds of machine time that a step of the week takes at least: some ninety steps, and one can follow them


class Calendar:
    """The clock on the page: it goes on ticking, and leaps forward to what is due next.

    With `colleagues`, what they do by themselves happens on the way as well.
    """

    def __init__(self, house: House, slack: Playground) -> None:
        self._house = house
        self._slack = slack
        self.colleagues: Colleagues | None = None
        self.pace = PACE
        self.progress = ""
        self._moving = False
        self._stopped = False
        self._week: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        """Calendar time, aware UTC."""
        return clock.now()

    def now_in(self, zone: str) -> datetime:
        """Calendar time on the wall there."""
        return clock.now().astimezone(ZoneInfo(zone))

    def zones(self) -> list[tuple[str, str]]:
        """Each zone of the people, from west to east, with the time on the wall there: ("New York", "Mon 09:10")."""
        people = [one for home in self._slack.world.workspaces.values() for one in home.users.values()]
        there = {one.tz: self.now_in(one.tz) for one in people if not (one.is_bot or one.deleted)}
        westward = sorted(there.items(), key=lambda zone: (zone[1].utcoffset(), zone[0]))
        return [(city(zone), f"{at:%a %H:%M}") for zone, at in westward]

    # -- leaps, as the page asks for them -----------------------------------------------------------------------

    async def leap(self, kind: Leap, *, who: User) -> str:
        """Go to the next event, an hour on, to tomorrow 09:15 on `who`'s wall, or through a week; words, or "".

        A week goes by on its own: this returns when it has begun. Raises MovingError while another leap is under way.
        """
        if self.colleagues is not None:
            self.colleagues.leave_to_visitor(who)
        self._set_out()
        if kind == "week":
            self._week = asyncio.create_task(self._through_week(), name="demo.week")
            return "A week goes by. Stop it whenever you want to have a look."
        try:
            return await self._leap(kind, who)
        finally:
            self._arrive()

    def stop(self) -> None:
        """End a leap after the step that it is taking."""
        self._stopped = True

    async def close(self) -> None:
        """The end of the demo: a week that goes by goes no further."""
        self.stop()
        if self._week is not None:
            self._week.cancel()
            await asyncio.gather(self._week, return_exceptions=True)

    def _set_out(self) -> None:
        if self._moving:
            raise MovingError("The calendar is on its way already. Let it arrive, or stop it first.")
        self._moving, self._stopped = True, False

    def _arrive(self) -> None:
        self._moving = False
        self._say("")

    def _say(self, words: str) -> None:
        self.progress = words
        self._slack.world.changed("clock", words)

    async def _leap(self, kind: Leap, who: User) -> str:
        if kind == "next":
            return "" if await self.next_event() else "Nothing is due."
        until = clock.now() + timedelta(hours=1) if kind == "hour" else tomorrow(who.tz)
        self._say(f"On the way to {until.astimezone(ZoneInfo(who.tz)):%A %H:%M}")
        await self.through(until)
        return ""

    async def _through_week(self) -> None:
        try:
            await self.through(clock.now() + WEEK, paced=True)
        finally:
            self._arrive()

    # -- steps --------------------------------------------------------------------------------------------------

    async def next_event(self) -> datetime | None:
        """Go to the next thing that happens and let it happen; None where nothing is due any more."""
        at = await self._next()
        if at is not None:
            await self.go(at)
        return at

    async def forward(self, delta: timedelta) -> datetime:
        """Go forward by that much, and let each thing happen at its own time on the way."""
        until = clock.now() + delta
        await self.through(until)
        return until

    async def through(self, until: datetime, *, paced: bool = False) -> None:
        """Let everything happen that is due by then, one after the other, and stand there. `stop` ends it earlier."""
        begun, before = clock.now(), None
        while (at := await self._next()) is not None and at <= until and at != before:
            began = clock.monotonic()
            await self.go(at)
            before = at
            if paced:
                self._say(f"A week at speed: {_share(begun, until)} %")
                await asyncio.sleep(max(0.0, self.pace - (clock.monotonic() - began)))
            if self._stopped:
                return
        await self.go(until)

    async def go(self, at: datetime) -> None:
        """Stand at that time (never earlier than now), do what is due, and deliver it."""
        if at > clock.now():
            clock.set_calendar(at)
        await self.settle()

    async def settle(self) -> None:
        """Do what is due by now, wait until it has reached the local Slack, and let colleagues do what they do."""
        await self._deliver()
        if self.colleagues is not None and await self.colleagues.act(clock.now()):
            await self._deliver()

    async def _deliver(self) -> None:
        await self._house.beat(clock.now())
        self._house.sender.nudge()
        await self._house.sender.drain(PATIENCE)

    async def _next(self) -> datetime | None:
        async with self._house.store.read() as db:
            due = await queries.next_at(db)
        mine = self.colleagues.next_at() if self.colleagues is not None else None
        return min((at for at in (due, mine) if at is not None), default=None)


def tomorrow(zone: str, at: time = MORNING, *, days: int = 1) -> datetime:
    """Tomorrow (or so many days on) at that time on the wall there."""
    here = ZoneInfo(zone)
    day = clock.now().astimezone(here).date() + timedelta(days=days)
    return datetime.combine(day, at, tzinfo=here).astimezone(clock.now().tzinfo)


def city(zone: str) -> str:
    """The name by which people know a zone: "New York"."""
    return zone.rpartition("/")[2].replace("_", " ")


def _share(begun: datetime, until: datetime) -> int:
    """How much of the way is done, in hundredths."""
    return round((clock.now() - begun) / (until - begun) * 100)
