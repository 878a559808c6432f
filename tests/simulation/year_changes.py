"""What changes in a company's year: people and their plans, machines and their clocks, channels."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sales_team import SalesTeam
    from year import Year

ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "America/Los_Angeles", "Europe/London",
    "Asia/Tokyo", "America/Sao_Paulo",
)  # fmt: skip
WALLS = (time(9), time(9, 30), time(8, 30))


def grace_of(wall: time) -> timedelta:
    """How late a question may come that closes at 14:00: until an hour before."""
    return timedelta(hours=14 - 1 - wall.hour, minutes=-wall.minute)


async def _moves(year: Year, team: SalesTeam, who: str) -> None:
    """Somebody travels."""
    await team.move(who, year.chance.choice(ZONES))


async def _is_away(year: Year, team: SalesTeam, who: str) -> None:
    """Somebody is away for up to two weeks."""
    first = team.today(who) + timedelta(days=year.chance.randrange(3))
    await team.away(who, first, first + timedelta(days=year.chance.randrange(15)))


async def _is_back(year: Year, team: SalesTeam, who: str) -> None:
    """Somebody is back."""
    await team.back(who)


async def _wants_silence(year: Year, team: SalesTeam, who: str) -> None:
    """Somebody pauses salesbot for some days."""
    await team.silence(who, team.now + timedelta(days=year.chance.randrange(1, 9)))


async def _other_hour(year: Year, team: SalesTeam, _who: str) -> None:
    """The check-in asks at another hour."""
    wall = year.chance.choice(WALLS)
    await team.change(replace(team.plan, wall=wall, grace=grace_of(wall)))


async def _pauses(year: Year, team: SalesTeam, _who: str) -> None:
    """The check-in is paused for a week, or goes on."""
    await team.pause(on=not team.paused)
    if team.paused:
        year.later(timedelta(days=8), lambda: team.pause(on=False))


async def _comes_or_goes(year: Year, team: SalesTeam, who: str) -> None:
    """Somebody leaves, and comes back some day."""
    if who != team.manager and team.people[who].role is not None:
        await team.leave(who)
        year.later(timedelta(days=year.chance.randrange(1, 40)), lambda: _return(team, who))


async def _clock_is_set(year: Year, _team: SalesTeam, _who: str) -> None:
    """By less than anybody would notice in Slack's history."""
    year.company.clocks.skew = timedelta(seconds=year.chance.randrange(-120, 120))


async def _downtime(year: Year, _team: SalesTeam, _who: str) -> None:
    """Nothing runs for a while."""
    await year.company.wait(timedelta(hours=year.chance.choice((1, 3, 9, 30))))


async def _channel_goes(year: Year, team: SalesTeam, _who: str) -> None:
    """A channel is archived for a while."""
    year.company.slack.gone.add(team.channel)
    back = lambda: year.company.live(year.company.reachable_again(team.channel))  # noqa: E731  one line
    year.later(timedelta(hours=year.chance.choice((3, 30))), back)


async def _return(team: SalesTeam, who: str) -> None:
    if team.people[who].role is None:
        await team.join(who, "rep")


CHANGES = (
    _moves, _is_away, _is_away, _is_back, _wants_silence, _other_hour, _pauses, _comes_or_goes, _clock_is_set,
    _downtime, _channel_goes,
)  # fmt: skip
