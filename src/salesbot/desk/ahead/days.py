"""What lies ahead, day by day: who gets the same at the same time stands together. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from salesbot.dates.saying import named
from salesbot.people.rules import zone_or

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from salesbot.desk.ahead.gathering import Ahead, Unsent
    from salesbot.room.foretelling import Foretold

_REASONS = {
    "left": "left",
    "day off": "day off",
    "missed": "too late by now",
    "nothing to ask": "no question for them",
}


@dataclass(frozen=True)
class Group:
    """People on the same wall who get the same messages at the same times."""

    zone: str
    steps: tuple[Foretold, ...]  # of one of them; all others' are alike
    names: tuple[str, ...]

    @property
    def at(self) -> datetime:
        """When the first of it comes."""
        return self.steps[0].at


@dataclass
class Part:
    """What one day brings of one thing (a check-in of a team)."""

    team_id: int | None
    what: str
    groups: list[Group] = field(default_factory=list)
    shared: list[Foretold] = field(default_factory=list)  # what is of all together: reports
    unsent: dict[str, list[str]] = field(default_factory=dict)  # why -> names


@dataclass
class Day:
    """One local day."""

    day: date
    parts: list[Part] = field(default_factory=list)


def days_of(ahead: Ahead) -> list[Day]:
    """Return the days on which something comes, or would have come, in order."""
    parts: dict[tuple[date, str, str, int | None], Part] = {}

    def part(day: date, team_id: int | None, what: str) -> Part:
        team = ahead.teams.get(team_id or 0)
        return parts.setdefault((day, team.name if team else "", what, team_id), Part(team_id, what))

    for (day, team_id, what), messages in _by_part(ahead.messages).items():
        one = part(day, team_id, what)
        one.shared = [told for told in messages if told.shared]
        one.groups = _groups([told for told in messages if not told.shared], ahead)
    for unsent in ahead.unsent:
        one = part(unsent.foreseen.day, unsent.foreseen.team_id, unsent.what)
        who = ahead.name(unsent.foreseen.member_id or "")
        one.unsent.setdefault(why_not(unsent, ahead), []).append(who)
    days: dict[date, Day] = {}
    for (day, *_), one in sorted(parts.items(), key=_order):
        days.setdefault(day, Day(day)).parts.append(one)
    return list(days.values())


def _order(item: tuple[tuple[date, str, str, int | None], Part]) -> tuple[object, ...]:
    """By day and team, then as the day goes on people's walls; what is not sent at all comes last."""
    (day, team, what, team_id), one = item
    told = [step for group in one.groups for step in group.steps] or one.shared
    walls = [f"{step.at.astimezone(zone_or(step.zone)):%Y-%m-%d %H:%M}" for step in told]
    return day, team, not walls, min(walls, default=""), what, team_id or 0


def _by_part(messages: Sequence[Foretold]) -> dict[tuple[date, int | None, str], list[Foretold]]:
    found: defaultdict[tuple[date, int | None, str], list[Foretold]] = defaultdict(list)
    for one in messages:
        found[one.day, one.team_id, one.what].append(one)
    return found


def _groups(messages: Sequence[Foretold], ahead: Ahead) -> list[Group]:
    """Who gets the same at the same times stands together; the earliest first."""
    by_member: defaultdict[str, list[Foretold]] = defaultdict(list)
    for one in messages:
        by_member[one.to].append(one)
    alike: defaultdict[tuple[object, ...], list[str]] = defaultdict(list)
    for member_id, steps in by_member.items():
        alike[steps[0].zone, *((one.at, one.words, one.only) for one in steps)].append(member_id)
    groups = [_group(by_member[ids[0]], [ahead.name(one) for one in ids]) for ids in alike.values()]
    return sorted(groups, key=lambda one: (one.at, one.zone))


def _group(steps: Sequence[Foretold], names: Sequence[str]) -> Group:
    return Group(steps[0].zone, tuple(steps), tuple(sorted(names, key=str.casefold)))


def why_not(unsent: Unsent, ahead: Ahead) -> str:
    """Why nothing comes, in words that stand behind a name: `away until Fri 6 Mar`."""
    seen = unsent.foreseen
    if unsent.reason == "holiday":
        return f"holiday: {seen.holiday}" if seen.holiday else "holiday"
    if unsent.reason in {"away", "paused"}:
        today = ahead.window.now.astimezone(zone_or(seen.zone)).date()
        return unsent.reason + (f" until {named(seen.until)}" if seen.until and seen.until >= today else "")
    return _REASONS.get(unsent.reason, unsent.reason)


def steps(group: Group) -> str:
    """What they get, in order; a time is told where it is not the first one's."""
    told, before = [], group.at
    for one in group.steps:
        wall = one.at.astimezone(zone_or(group.zone))
        told.append((f"{wall:%H:%M} " if one.at != before else "") + one.words + (f" {one.only}" if one.only else ""))
        before = one.at
    return ", ".join(told)


def by_reader(shared: Sequence[Foretold], ahead: Ahead) -> list[tuple[str, list[Foretold]]]:
    """Return what is of all together, by the name of the channel or of the person who reads it."""
    found: dict[str, list[Foretold]] = {}
    for one in shared:
        found.setdefault(f"#{one.place}" if one.place else ahead.name(one.to), []).append(one)
    return list(found.items())
