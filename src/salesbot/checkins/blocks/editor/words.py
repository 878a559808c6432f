"""A check-in's settings as sentences: when it asks, whom, where it is read, and who hears of blockers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.rules.places import CLOSE, LIVE, MANAGERS, THREAD
from salesbot.checkins.rules.rhythm import rhythm
from salesbot.checkins.rules.sketch import plan_of
from salesbot.slack import kit

if TYPE_CHECKING:
    from salesbot.checkins.rules.sketch import Sketch
    from salesbot.people.model import Team

_ROLES = {"manager": "managers", "rep": "reps", "contributor": "contributors"}
MOST_NAMED = 12
_PUBLISHED = {
    LIVE: "one live report in {}, from the first answer on",
    THREAD: "each answer as it comes, in a thread in {}",
    CLOSE: "one report in {} when the last one closes",
}
_BLOCKERS = {
    "thread": "once in the report's thread, with the manager mentioned",
    "dm": "to the managers by direct message",
    "off": "to nobody by themselves",
}
_UNTIL_IT_STANDS = "to the managers by direct message; once the report stands, in its thread"


def times_words(sketch: Sketch) -> str:
    """When it asks, closes and reminds, and which days off it respects."""
    when = rhythm(plan_of(sketch))
    asks = f"{when[:1].upper()}{when[1:]} at *{sketch.wall:%H:%M}* on everybody's own clock, closes {closes(sketch)}."
    reminder = f"One reminder after {sketch.reminder_minutes} minutes." if sketch.reminder_minutes else "No reminder."
    return f"{asks} {reminder}\n{_respects(sketch)}"


def closes(sketch: Sketch) -> str:
    """When it closes: a time before the asking one is the next day's."""
    return f"{sketch.close:%H:%M}" + (" the next day" if sketch.close <= sketch.wall else "")


def _respects(sketch: Sketch) -> str:
    if sketch.holidays and sketch.days_off:
        return "Not on people's public holidays and own days off."
    if sketch.holidays:
        return "Not on people's public holidays; on their own days off it does ask."
    if sketch.days_off:
        return "Not on people's own days off; on public holidays it does ask."
    return "On public holidays and people's own days off too."


def asked_words(sketch: Sketch, *, count: int) -> str:
    """Who is asked, and for how many people something in it is now."""
    who = [_ROLES[role] for role in sketch.roles if role in _ROLES]
    who += [kit.mention(one) for one in sketch.invited[:MOST_NAMED]]
    more = len(sketch.invited) - MOST_NAMED
    who += [f"{more} more by name"] if more > 0 else []
    people = {0: "nobody", 1: "one person"}.get(count, f"{count} people")
    return f"*Asked:* {', '.join(who) or 'nobody yet'} ({people} now)"


def published_words(sketch: Sketch, team: Team) -> str:
    """Where the answers are read."""
    if sketch.publish == MANAGERS:
        return f"*Published:* only to the managers of {kit.name(team.name)}."
    channel = kit.channel(sketch.channel_id or team.channel_id)
    return f"*Published:* {_PUBLISHED[sketch.publish].format(channel)}.{_shared(sketch, team)}"


def _shared(sketch: Sketch, team: Team) -> str:
    own = bool(sketch.channel_id)
    if sketch.channel_ok:
        return " It is shared with another company, and confirmed by name."
    if sketch.channel_shared if own else not team.may_publish:
        return " :warning: It is shared with another company, so nothing appears there until a manager confirms it."
    return ""


def blockers_words(sketch: Sketch) -> str:
    """Who hears of a new blocker; nothing where no question asks for one."""
    if not any(item.topic == "blockers" for item in sketch.items):
        return ""
    told = _BLOCKERS[sketch.blockers_to]
    if sketch.blockers_to == "thread":  # where no thread is yet, or never will be
        told = {MANAGERS: _BLOCKERS["dm"], CLOSE: _UNTIL_IT_STANDS}.get(sketch.publish, told)
    return f"*New blockers:* told {told}."
