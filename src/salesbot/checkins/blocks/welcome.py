"""What a member reads once, before the first question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.checkins.blocks.readers import only
from salesbot.checkins.rules.places import CLOSE, MANAGERS, Place
from salesbot.checkins.rules.rhythm import days_said, rhythm
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.checkins.model import Checkin, Question
    from salesbot.people.model import Member, Team
    from salesbot.room import Block
    from salesbot.schedule.rules import Plan


@dataclass(frozen=True)
class Greeting:
    """Who is greeted, in which team and check-in, what they are asked there, who added them, and who manages it.

    Plans are told on the days on which something is for them. `running` is where the round is read in which they are
    asked now, `at_first` what it asks if that is something else: it stays as it began.
    """

    member: Member
    team: Team
    checkin: Checkin
    questions: Sequence[Question]
    added_by: str
    plan: Plan | None
    managers: Sequence[str]
    running: Place | None = None
    at_first: Sequence[Question] = ()
    others: Sequence[tuple[Checkin, Plan]] = ()  # what else the team asks them, each with its plan


def welcome(one: Greeting, *, me: str) -> Message:
    """Who added them, what is asked and when, who sees it, and how to change or pause it."""
    hello = f"Hi {kit.name(one.member.name.split(' ')[0] or 'there')}, I am salesbot. {_made(one)}"
    return Message(
        text=hello,
        blocks=[
            kit.section(hello),
            *_asked(one),
            kit.section(
                f"*Who sees it:* {_readers(one)}\n"
                f"*To change your hours or pause:* `{me} me`. *Away?* `{me} away 3-14 Aug`.\n"
                f"*Wondering why I wrote?* `{me} why`."
            ),
        ],
    )


def _asked(one: Greeting) -> list[Block]:
    """What they are asked and when; of a round that began with other questions, those first."""
    now, later = _listed(one.at_first), _listed(one.questions)
    when = _when(one.plan)
    if not now or now == later:
        return [kit.section(f"{when} I ask:\n{later}{_besides(one)}")]
    coming = f"From the next round on, {when[:1].lower()}{when[1:]}:\n{later}" if later else ""
    rest = f"{coming}{_besides(one)}".strip()
    return [kit.section(f"In this round I ask:\n{now}"), *([kit.section(rest)] if rest else [])]


def _listed(questions: Sequence[Question]) -> str:
    return "\n".join(f"•  {_question(each)}" for each in questions if each.follows is None)


def _made(one: Greeting) -> str:
    team = kit.name(one.team.name)
    if one.added_by == one.member.id:
        return f"You set up *{team}*."
    if one.added_by == "channel":
        return f"You are in {kit.channel(one.team.channel_id)}, so you are in *{team}*."
    who = kit.mention(one.added_by) if one.added_by else "Your team"
    return f"{who} added you to *{team}*."


def _when(plan: Plan | None) -> str:
    if plan is None:
        return "Now and then"
    days = rhythm(plan)
    said = "On working days" if days == "Monday to Friday" else days[:1].upper() + days[1:]
    return f"{said} at *{plan.wall:%H:%M} your time*"


def _besides(one: Greeting) -> str:
    """What comes at other times, each in one line."""
    lines = [f"•  {_when(plan)}: {kit.name(checkin.name)}" for checkin, plan in one.others]
    return "\nAnd besides:\n" + "\n".join(lines) if lines else ""


def _question(question: Question) -> str:
    days = f" _({days_said(question.weekdays)})_" if question.weekdays else ""
    return f"{kit.escape(question.words)}{days}"


def _readers(one: Greeting) -> str:
    later = _said(Place(one.checkin.publish, one.checkin.channel_id or one.team.channel_id), one.managers)
    at_first = _said(one.running, one.managers) if one.running else later
    return f"{later}." if at_first == later else f"{at_first}, in this round. From the next one on: {later}."


def _said(place: Place, managers: Sequence[str]) -> str:
    if place.mode == MANAGERS:
        return only(managers)
    waits = ", once everybody has answered or is out of time" if place.mode == CLOSE else ""
    return f"everybody in {kit.channel(place.channel_id)}{waits}"
