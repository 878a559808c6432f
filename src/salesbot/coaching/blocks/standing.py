"""`/coach` bare: where somebody stands with their coaching, for their eyes alone; and the counts for managers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching.blocks.committing import open_commitments
from salesbot.coaching.blocks.prompt import FOCUS_BUTTON, buttons, mrkdwn, when
from salesbot.coaching.rules import rhythm
from salesbot.coaching.rules.skills import NAMES, Skill
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from salesbot.coaching.queries import Count
    from salesbot.coaching.service.looking import Counts, Standing
    from salesbot.coaching.service.telling import Told
    from salesbot.people.model import Team
    from salesbot.room import Block

SETTINGS, RESUME, COUNTS = "coaching.settings", "coaching.resume", "coaching.counts"
_MOST = 5  # commitments shown
_MOST_ROWS = 15
_MOST_TEAMS = 25  # "Actions block" in Slack's reference


def standing(one: Standing, *, typed: str) -> Message:
    """The last prompt in short, focus, streak, commitments, and when the next comes."""
    lines = [_focus(one), *_streak(one), _next(one)]
    blocks = [
        *_last(one.last, one.today),
        kit.section("\n".join(lines)),
        *open_commitments(one.commitments[:_MOST]),
        *_more(len(one.commitments) - _MOST),
        kit.actions(*_buttons(one)),
        kit.context(f"`{typed} library pricing` finds prompts. What you note is yours alone until you share it."),
    ]
    return Message("Your coaching", blocks)


def _last(told: Told | None, today: date) -> list[Block]:
    """Today's prompt, or the last one, with its buttons while they still make sense."""
    if told is None:
        return [
            kit.section(":seedling: No prompt has come to you yet. They are chosen by what you say in your check-ins.")
        ]
    shown = told.had.shown
    came = when(shown.day, today).removeprefix("on ")
    head = f"*{kit.name(told.prompt.title)}* · {came}\n*Today:* {mrkdwn(told.prompt.action)}"
    if shown.useless_at is not None:
        return [kit.section(f"*{kit.name(told.prompt.title)}* · {came}\nYou had no use for it.")]
    return [kit.section(head), buttons(told)]


def _focus(one: Standing) -> str:
    said = f":dart: Your focus is *{one.focus.words}*{_until(one.choices.coachee.focus_until)}." if one.focus else ""
    if one.team_focus is not None and one.teams_focus is not None:
        by = f", chosen by {kit.name(one.teams_focus.by)}" if one.teams_focus.by else ""
        said += (
            f"{' ' if said else ':dart: '}Your team's is *{one.team_focus.words}*{_until(one.teams_focus.until)}{by}."
        )
    return said or ":dart: No focus: whatever fits what you say."


def _until(day: date | None) -> str:
    return f" until {day:%-d %B}" if day is not None else ""


def _streak(one: Standing) -> list[str]:
    """Two weeks are the beginning of a row; none is no reproach."""
    weeks = one.streak
    return [f":fire: {weeks} weeks in a row in which you did something with a prompt."] if weeks > 1 else []


def _next(one: Standing) -> str:
    coachee = one.choices.coachee
    usual = rhythm.said(coachee.days, coachee.wall)
    if one.paused:
        zone = zone_or(one.choices.zone)
        until = f" until {coachee.paused_until.astimezone(zone):%A %-d %B}" if coachee.paused_until else ""
        return f":pause_button: Your prompts are paused{until}."
    if one.next_at is None:
        return f":calendar: They come on {usual}."
    at = one.next_at.astimezone(zone_or(one.choices.zone))
    if rests(one):
        return f":calendar: {rests(one)} ({usual})"
    day = "today" if at.date() == one.today else f"on {at:%A %-d %B}"
    return f":calendar: The next comes {day} at {at:%H:%M}, if something you said calls for one. ({usual})"


def rests(one: Standing) -> str:
    """Until when none comes, to somebody who used none of the last three offers; empty where the next one may come."""
    if one.rests_until is None or one.next_at is None or one.next_at >= one.rests_until:
        return ""
    day = one.rests_until.astimezone(zone_or(one.choices.zone))
    return f"None comes by itself until {day:%A %-d %B}, as the last three things that I offered went by unused."


def _more(many: int) -> list[Block]:
    return [kit.context(f"…and {many} more.")] if many > 0 else []


def _buttons(one: Standing) -> list[Block]:
    value = str(one.last.had.shown.id) if one.last is not None else "0"
    found = [kit.button("Settings", SETTINGS, value="me")]
    if one.last is None or one.last.had.shown.useless_at is not None:
        found.append(kit.button("Change focus", FOCUS_BUTTON, value=value))
    if one.paused:
        found.append(kit.button("Resume", RESUME, value="me", style="primary"))
    return found


# ---- for managers ----


def counts(one: Counts) -> Message:
    """What became of a team's prompts: plain numbers, by prompt and by skill, never by person."""
    head = f"*{kit.name(one.team.name)}* · coaching prompts of the last 90 days"
    if not one.rows:
        return _told(head, "None has come to anybody yet.")
    if one.few:
        return _told(head, "Too few people have had one to count without telling of somebody.")
    rows = [
        f"• {kit.shorten(one.titles.get(each.prompt, each.prompt), 100)}: {_numbers(each)}"
        for each in one.rows[:_MOST_ROWS]
    ]
    more = len(one.rows) - len(rows)
    rest = [kit.context(f"And {more} more prompts.")] if more > 0 else []
    blocks = [kit.section(f"{head}\n{_skills(one.rows)}"), *kit.paragraphs("\n".join(rows)), *rest]
    return Message(
        head,
        [*blocks, kit.context("Counted by prompt, never by person. Useful: somebody noted or promised something.")],
    )


def _told(head: str, words: str) -> Message:
    return Message(head, [kit.section(f"{head}\n{words}")])


def _skills(rows: Sequence[Count]) -> str:
    lines = []
    for skill in sorted(
        {one.skill for one in rows}, key=lambda skill: -sum(one.shown for one in rows if one.skill == skill)
    ):
        mine = [one for one in rows if one.skill == skill]
        shown, useful = sum(one.shown for one in mine), sum(one.useful for one in mine)
        committed, done = sum(one.committed for one in mine), sum(one.done for one in mine)
        name = NAMES[Skill(skill)] if skill in set(Skill) else skill
        lines.append(f"*{name}*: shown {shown}, useful {useful}, committed {committed}, done {done}")
    return "\n".join(lines)


def _numbers(one: Count) -> str:
    return f"shown {one.shown}, useful {one.useful}, committed {one.committed}, done {one.done}"


def choose_team(teams: Sequence[Team]) -> Message:
    """Several teams could be meant: a button each."""
    words = "Whose prompts shall I count?"
    buttons_ = [kit.button(one.name, f"{COUNTS}.{one.id}", value=str(one.id)) for one in teams[:_MOST_TEAMS]]
    return Message(words, [kit.section(words), kit.actions(*buttons_)])
