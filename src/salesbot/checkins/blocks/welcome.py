"""What a member reads once, before the first question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.checkins.model import Question
    from salesbot.people.model import Member, Team


def welcome(member: Member, team: Team, questions: Sequence[Question], *, added_by: str, wall: str, me: str) -> Message:
    """Who added them, what is asked and when, who sees it, and how to change or pause it."""
    who = kit.mention(added_by) if added_by not in {"", "channel", member.id} else "your team"
    hello = f"Hi {kit.name(member.name.split(' ')[0] or 'there')}, I am salesbot. {_made(who, team, added_by, member)}"
    asked = "\n".join(f"•  {kit.escape(one.words)}" for one in questions)
    return Message(
        text=hello,
        blocks=[
            kit.section(hello),
            kit.section(f"On working days at *{wall} your time* I ask:\n{asked}"),
            kit.section(
                f"*Who sees it:* everybody in {kit.channel(team.channel_id)}.\n"
                f"*To change your hours or pause:* `{me} me`. *Away?* `{me} away 3-14 Aug`.\n"
                f"*Wondering why I wrote?* `{me} why`."
            ),
        ],
    )


def _made(who: str, team: Team, added_by: str, member: Member) -> str:
    if added_by == member.id:
        return f"You set up *{kit.name(team.name)}*."
    if added_by == "channel":
        return f"You are in {kit.channel(team.channel_id)}, so you are in *{kit.name(team.name)}*."
    return f"{who} added you to *{kit.name(team.name)}*."
