"""What was sent to a person and why, day by day on their own calendar, and what comes next."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from salesbot import dates
from salesbot.people.rules import Role, zone_or
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from salesbot.desk.service.why import Story
    from salesbot.room import Block, Reason

# Days are shown in full until the message is as long as Slack takes; the earliest then make way, and that is said.
_MOST_LETTERS = 9_000
_ROLES = {
    Role.OBSERVER: "an observer: you read its reports, and are never asked",
    Role.CONTRIBUTOR: "a contributor: you are asked only what is meant for you",
}


def why(story: Story, *, now: datetime) -> Message:
    """The last seven days, the newest first, and what comes next."""
    zone = zone_or(story.zone)
    today = now.astimezone(zone).date()
    blocks = [kit.section("*What comes next*\n" + _coming(story, today=today))]
    blocks += _days(story, today=today)
    blocks.append(kit.context(f"Times are on your clock ({story.zone}). Only you see this."))
    return Message("What I sent you, and why", blocks)


def _coming(story: Story, *, today: date) -> str:
    lines = [f"• {_when(one, story, today=today)}: {kit.name(one.words)}" for one in story.coming]
    lines += [f"• {kit.name(one.words)}: paused since {_day(one, story, today=today)}" for one in story.paused]
    return "\n".join(lines) or "Nothing is planned for you." + _unasked(story)


def _unasked(story: Story) -> str:
    """Why nothing comes to somebody: whoever was made an observer is told by nobody else."""
    if not story.roles:
        return " You are in no team."
    return "".join(f" In {kit.name(team)} you are {_ROLES[role]}." for team, role in story.roles if role in _ROLES)


def _day(one: Reason, story: Story, *, today: date) -> str:
    return dates.say_day(one.at.astimezone(zone_or(story.zone)).date(), today=today)


def _when(one: Reason, story: Story, *, today: date) -> str:
    at = one.at.astimezone(zone_or(story.zone))
    return f"{dates.say_day(at.date(), today=today)}, {at:%H:%M}"


def _days(story: Story, *, today: date) -> Iterator[Block]:
    zone = zone_or(story.zone)
    newest = sorted(story.past, key=lambda one: one.at, reverse=True)
    if not newest:
        yield kit.section("*The last seven days*\nI sent you nothing, and nothing was due.")
        return
    room = _MOST_LETTERS
    for day, reasons in groupby(newest, key=lambda one: one.at.astimezone(zone).date()):
        in_order = sorted(reasons, key=lambda one: one.at)
        lines = [f"• {one.at.astimezone(zone):%H:%M}: {kit.name(one.words)}" for one in in_order]
        for text in sections(f"*{_heading(day, today=today)}*", lines):
            room -= len(text)
            if room < 0:
                yield kit.context(f"Earlier than {dates.say_day(day, today=today)} is more than fits here.")
                return
            yield kit.section(text)


def sections(heading: str, lines: Sequence[str]) -> list[str]:
    """Return one day's lines in as many texts of sections as they need."""
    texts = [heading]
    for line in lines:
        if len(texts[-1]) + len(line) < 2900:  # noqa: PLR2004  a section takes 3,000
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return texts


def _heading(day: date, *, today: date) -> str:
    words = dates.say_day(day, today=today)
    return words[0].upper() + words[1:]
