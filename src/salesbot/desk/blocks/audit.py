"""Who changed what, day by day on the reader's own calendar, a page at a time."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from salesbot import dates
from salesbot.desk.blocks.audited import sentence
from salesbot.desk.blocks.why import sections
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from salesbot.audit.model import Line
    from salesbot.desk.service.audit import Looked
    from salesbot.room import Block

PAGE = "desk.audit"


def page(looked: Looked, *, now: datetime) -> Message:
    """One page of the log, with the buttons that lead to the others."""
    title = "Who changed what"
    whom = f", as far as {kit.mention(looked.about)} had a part in it" if looked.about else ""
    blocks = [kit.section(f"*{title}*{whom}"), *_days(looked, now=now)]
    if not looked.lines:
        blocks.append(kit.section("Nothing yet." if looked.begun else "Nothing before that."))
    told = "everything here" if looked.all else "the teams that you manage"
    blocks.append(kit.context(f"Of {told}; times are on your clock ({looked.zone}). Only you see this."))
    turning = list(_turning(looked))
    return Message(title, [*blocks, kit.actions(*turning)] if turning else blocks)


def _days(looked: Looked, *, now: datetime) -> Iterator[Block]:
    zone = zone_or(looked.zone)
    today = now.astimezone(zone).date()
    voice = _Slack(looked)
    for day, some in groupby(looked.lines, key=lambda one: one.at.astimezone(zone).date()):
        words = dates.say_day(day, today=today)
        deeds = [list(same)[::-1] for _, same in groupby(some, key=_deed)]
        lines = [f"• {same[0].at.astimezone(zone):%H:%M} {sentence(same, looked.named, voice)}" for same in deeds]
        yield from map(kit.section, sections(f"*{words[0].upper()}{words[1:]}*", lines))


def _deed(one: Line) -> tuple[object, ...]:
    """What was done to several at once is one sentence."""
    return one.at, one.done_by, one.verb, one.team_id, one.how, one.object_id if one.object_kind != "member" else ""


def _turning(looked: Looked) -> Iterator[Block]:
    if not looked.begun:
        yield kit.button("Newest", f"{PAGE}.newest", value=f"0/{looked.about}")
    if looked.older is not None:
        yield kit.button("Older", f"{PAGE}.older", value=f"{looked.older}/{looked.about}")


class _Slack:
    """Names as Slack shows them."""

    def __init__(self, looked: Looked) -> None:
        self._reader = looked.reader

    def person(self, member_id: str) -> str:
        return "you" if member_id == self._reader else kit.mention(member_id)

    def title(self, name: str) -> str:
        return f"*{kit.name(name)}*"
