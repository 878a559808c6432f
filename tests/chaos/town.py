"""A town to be tried in: a local Slack in its own process, teams and members, and rounds that come again and again."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from salesbot import clock
from salesbot.checkins.model import Ask
from salesbot.checkins.service import begin
from salesbot.checkins.templates import STANDUP
from salesbot.people import service as people
from salesbot.people.service import TeamDraft
from salesbot.playground import Remote

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import date
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.store import Store

ACME = "T_ACME"
ANA = "UANA"
TEAMS = 3


@asynccontextmanager
async def local_slack(folder: Path) -> AsyncIterator[tuple[Remote, str]]:
    """Run the playground as `python -m salesbot.playground`; yields its control and the address of its Web API."""
    with (folder / "playground.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "salesbot.playground", "--port", "0", "--control-port", "0",
            stdout=asyncio.subprocess.PIPE, stderr=log, cwd=folder,
        )  # fmt: skip
    try:
        assert process.stdout is not None
        where = json.loads(await process.stdout.readline())
        async with Remote(where["control"]) as slack:
            await slack.settings(strict_rates=False, event_retries=[0.0, 1.0, 2.0, 4.0], log_size=200_000)
            yield slack, where["api"]
    finally:
        process.terminate()
        await process.wait()


def morning_zone() -> str:
    """A zone in which it is between nine and ten: no local midnight comes during a run, whenever it is started."""
    hours = (9 - clock.real().hour + 12) % 24 - 12
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


@dataclass(frozen=True)
class Owed:
    """A round that every member must be asked in."""

    appointment_id: int
    day: date
    at: datetime

    def key(self, member_id: str) -> str:
        """The key of a member's question, put together from what the promise says and not read back."""
        return f"checkin.ask.{self.appointment_id}.{member_id}.{self.day.isoformat()}"


@dataclass
class Town:
    """Teams whose rounds come every few seconds, made through the services as the setup form does."""

    store: Store
    slack: Remote
    members: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    reminder_minutes: int = 0
    bot: dict[str, Any] = field(default_factory=dict)
    zone: str = field(default_factory=morning_zone)

    async def settle_in(self, size: int, *, request_url: str | None, without: list[str]) -> None:
        """Make people and channels in Slack, and teams in the database."""
        await self.slack.new_workspace(id=ACME)
        more = {"request_url": request_url} if request_url else {}
        self.bot = await self.slack.install(workspace=ACME, without=without, **more)
        names = [("Ana", ANA), *((f"Rep {number}", f"UREP{number}") for number in range(1, size))]
        users = [await self.slack.user(name=name, id=one, tz=self.zone) for name, one in names]
        self.members = [one for _, one in names]
        here = [*self.members, self.bot["bot"]]
        made = [await self.slack.channel(name=f"team-{number}", members=here) for number in range(TEAMS)]
        self.channels = [one["id"] for one in made]
        await self._make_teams(users, made)

    async def _make_teams(self, users: list[dict[str, Any]], channels: list[dict[str, Any]]) -> None:
        now = clock.now()
        async with self.store.begin() as db:
            await people.install(
                db, ACME, name="Acme", bot_user_id=self.bot["bot"], enterprise_id=None, scopes="", now=now
            )
            for user in users:
                member = await people.meet(db, user, workspace_id=ACME, now=now)
                await people.set_days(db, member, "1234567")
            for channel in channels:
                draft = TeamDraft(
                    name=f"The {channel['name']}", channel_id=channel["id"], channel_name=channel["name"],
                    zone=self.zone, managers=[ANA], members=self.members,
                )  # fmt: skip
                self.teams.append(await people.make_team(db, draft, workspace_id=ACME, by=ANA, now=now))

    async def feed(self, *, every: float) -> None:
        """Make a round that is due soon, again and again, until cancelled."""
        while True:
            await asyncio.shield(self.one_more())
            await asyncio.sleep(every)

    async def one_more(self, *, ahead: float = 1.5) -> None:
        """Begin one more daily standup, whose first time is in a moment; the database may be away meanwhile."""
        for _ in range(50):
            try:
                return await self._begin(ahead)
            except (DBAPIError, OSError):
                await asyncio.sleep(0.2)
        raise AssertionError("the harness could not write for ten seconds")

    async def _begin(self, ahead: float) -> None:
        team = self.teams[len(self.owed) % len(self.teams)]
        now = clock.now()
        wall = (now + timedelta(seconds=ahead)).astimezone(self.its_zone())
        template = replace(STANDUP, weekdays="1234567", reminder_minutes=self.reminder_minutes)
        async with self.store.begin() as db:
            await _long_ago(db, now)
            checkin = await begin(db, template, workspace_id=ACME, team_id=team.id, wall=wall.time(), by=ANA, now=now)
        assert checkin.appointment_id is not None
        self.owed.append(Owed(checkin.appointment_id, wall.date(), wall.astimezone(UTC)))

    def its_zone(self) -> Any:
        """The zone of everybody here."""
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.zone)


async def _long_ago(db: AsyncSession, now: datetime) -> None:
    """What was asked seconds ago counts as long ago: else a quarter of an hour would be one message."""
    recent = select(Ask.id, Ask.asked_at).where(Ask.asked_at > now - timedelta(minutes=20))
    changes = [{"id": one, "asked_at": at - timedelta(minutes=30)} for one, at in await db.execute(recent)]
    if changes:
        await db.execute(update(Ask), changes)
