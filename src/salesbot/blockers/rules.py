"""The decisions of blockers: who reads one, who ends it, when it has been silent too long, and how its age is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from salesbot.people.rules import Role, country_of, day_off, is_holiday, zone_or

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.people.rules import Calendar

LOOKING_AT = time(10)  # on the wall of whoever is reminded: they have settled in, and the morning's check-in was asked
LATEST = timedelta(hours=9)  # a reminder that could not be sent by seven in the evening disturbs more than it helps
DAY = timedelta(days=1)
_WEEK = 7
_COUNTED = 28  # days; of what is older its date says more than a number


class _Stood(Protocol):
    """Whatever was raised and may be resolved."""

    raised_at: datetime
    resolved_at: datetime | None


Raised = TypeVar("Raised", bound=_Stood)
READERS = frozenset({Role.MANAGER, Role.REP, Role.OBSERVER})


# ---- rights ----


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at one team's blockers. `role` is what they are in it now, None where they are not in it."""

    member_id: str
    role: Role | None
    admin: bool = False
    guest: bool = False

    @property
    def manages(self) -> bool:
        """Whether they may do what the team's managers may."""
        return self.role is Role.MANAGER or self.admin


def reads_team(viewer: Viewer) -> bool:
    """Whether somebody reads more of the team's blockers than their own; others cannot be told that none stands."""
    return viewer.manages or (viewer.role in READERS and not viewer.guest)


def may_see(viewer: Viewer, *, owner: str, published: bool) -> bool:
    """Whether somebody may read a blocker of the team.

    Its owner in the team and the managers may always, reps and observers what was published; contributors read only
    their own, guests and everybody outside the team nothing.
    """
    if viewer.manages or (viewer.member_id == owner and viewer.role is not None):
        return True
    return published and reads_team(viewer)


def may_resolve(viewer: Viewer, *, owner: str) -> bool:
    """Whether somebody may say that a blocker is out of the way: its owner, while in the team, and the managers."""
    return viewer.manages or (viewer.member_id == owner and viewer.role is not None)


def may_change(viewer: Viewer, *, owner: str) -> bool:
    """Whether somebody may say what a blocker is now, or that it still stands: only whom it blocks knows."""
    return viewer.member_id == owner and viewer.role is not None


# ---- silence and age ----


def silent(calendar: Calendar, said_at: datetime, *, now: datetime) -> bool:
    """Whether a whole working day of its owner has gone by, on their own wall, since the last word about a blocker.

    Days off, holidays and days away do not count, nor does the day on which the word was said, nor today. Of a pause
    and of a status that says away only the end is known: the days before it count as away.
    """
    zone = zone_or(calendar.zone)
    day, today = said_at.astimezone(zone).date() + DAY, now.astimezone(zone).date()
    while day < today:
        if day_off(calendar, day, at=datetime.combine(day, time.min, zone)) is None:
            return True
        day += DAY
    return False


def standing_at(found: Sequence[Raised], at: datetime) -> list[Raised]:
    """Those that still stood at an instant, in the order given."""
    return [one for one in found if one.raised_at < at and (one.resolved_at is None or one.resolved_at >= at)]


def raised_on(calendar: Calendar, raised_at: datetime) -> date:
    """The day on which a blocker was said, on its owner's wall."""
    return raised_at.astimezone(zone_or(calendar.zone)).date()


def since(calendar: Calendar, raised_at: datetime, *, now: datetime) -> str:
    """Say how long a blocker has stood, as people do: `since Monday`, `for 8 working days`, `since 3 February`."""
    day, today = raised_on(calendar, raised_at), now.astimezone(zone_or(calendar.zone)).date()
    if day >= today:
        return "since today"
    if day == today - DAY:
        return "since yesterday"
    if (today - day).days < _WEEK:
        return f"since {day:%A}"
    worked = _worked(calendar, day, today)
    if (today - day).days > _COUNTED or worked < 2:  # noqa: PLR2004  "for 1 working day" says less than the date
        return f"since {day:%-d %B}" + ("" if day.year == today.year else f" {day.year}")
    return f"for {worked} working days"


def dated(calendar: Calendar, raised_at: datetime, *, now: datetime) -> str:
    """Say since when, in what is read later, too: `since Thursday`, `since 3 February`; no word depends on today."""
    day, today = raised_on(calendar, raised_at), now.astimezone(zone_or(calendar.zone)).date()
    if (today - day).days < _WEEK:
        return f"since {day:%A}"
    return f"since {day:%-d %B}" + ("" if day.year == today.year else f" {day.year}")


def _worked(calendar: Calendar, day: date, today: date) -> int:
    """How many of their working days somebody has had since; public holidays are none."""
    country = calendar.country or country_of(calendar.zone)
    since_then = [day + n * DAY for n in range(1, min((today - day).days, _COUNTED) + 1)]
    theirs = [one for one in since_then if str(one.isoweekday()) in calendar.working_days]
    return sum(is_holiday(country, one) is None for one in theirs)
