"""What people do in the other rooms: thanks, tips, the team's week, and what they like of it for themselves."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from company import ACME
from diary import Diary
from sqlalchemy import func, select

from salesbot.coaching.service import focus
from salesbot.digest.rules import Rhythm
from salesbot.digest.service import choosing
from salesbot.kudos import service as kudos
from salesbot.kudos.model import Kudos
from salesbot.tips import service as tips
from salesbot.tips.model import Tip
from salesbot.tips.rules import Draft

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncSession

HOURS = (time(8), time(11), time(16, 30))


class Rooms(Diary):
    """The other rooms of one team. A door may refuse; what it says then is nobody's concern here."""

    async def thank(self, who: str, whom: str) -> bool:
        """Somebody thanks somebody."""
        self._words += 1
        praise = kudos.Praise(ACME, self.team_id, who, (whom,), f"thanks {self._words} for the calm demo")
        return await self._do(lambda db: kudos.give(db, praise, now=self.now))

    async def take_thanks_back(self, who: str) -> bool:
        """Somebody takes back what they gave last."""
        return await self._do(lambda db: kudos.undo_last(db, workspace_id=ACME, member_id=who, now=self.now))

    async def join_thanks(self, who: str) -> bool:
        """Somebody says the same as the last thanks, or no longer."""
        said = {"workspace_id": ACME, "member_id": who, "counts": None, "at": self.now}
        return await self._with_last(Kudos.id, lambda db, number: kudos.me_too(db, number, **said))

    async def share_tip(self, who: str) -> bool:
        """Somebody shares what they learned."""
        self._words += 1
        draft = Draft(text=f"lesson {self._words}: ask for the plan before the price")
        return await self._do(
            lambda db: tips.share(db, draft, workspace_id=ACME, team_id=self.team_id, by=who, now=self.now)
        )

    async def about_tip(self, who: str, deed: str) -> bool:
        """Somebody finds the last tip useful, used it, says that it is still true, or withdraws it."""
        by: dict[str, Any] = {"workspace_id": ACME, "by": who, "now": self.now}
        deeds: dict[str, Callable[[AsyncSession, int], Awaitable[Any]]] = {
            "useful": lambda db, number: tips.toggle(db, number, **by),
            "used": lambda db, number: tips.use(db, number, "they agreed to the date", **by),
            "true": lambda db, number: tips.confirm(db, number, **by),
            "withdrawn": lambda db, number: tips.withdraw(db, number, **by),
        }
        return await self._with_last(Tip.id, deeds[deed])

    async def _with_last(self, number: Any, deed: Callable[[AsyncSession, int], Awaitable[Any]]) -> bool:
        async def whole(db: AsyncSession) -> None:
            last = await db.scalar(select(func.max(number)))
            if last is not None:
                await deed(db, last)

        return await self._do(whole)

    async def choose_digest(self, who: str, *, weekday: str, wall: time, on: bool) -> bool:
        """A manager says when the team's week is told; others, whether they want their own."""
        choice = choosing.Choice(own_week=on)
        if who == self.manager:
            choice = choosing.Choice(weekday, wall, on, brief=Rhythm.DAILY if on else Rhythm.OFF)
        mine = {"workspace_id": ACME, "team_id": self.team_id, "member_id": who, "now": self.now}
        return await self._do(lambda db: choosing.choose(db, choice, **mine))

    async def choose_coaching(self, who: str, *, days: str, wall: time, paused: bool) -> bool:
        """Somebody says when prompts may come, or that none shall for a while."""
        until = self.today(who) + timedelta(days=9)

        async def deed(db: AsyncSession) -> None:
            await focus.set_rhythm(db, ACME, who, days=days, wall=wall, now=self.now)
            if paused:
                await focus.pause(db, ACME, who, last=until, now=self.now)
            else:
                await focus.resume(db, ACME, who)

        return await self._do(deed)
