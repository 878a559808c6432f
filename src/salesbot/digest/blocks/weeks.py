"""A week as a team, a manager or one member reads it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from salesbot.digest.blocks.choosing import OPEN
from salesbot.digest.blocks.fitting import CHARTS, fitted, without_charts
from salesbot.people.rules import zone_or
from salesbot.room import Message, Section
from salesbot.slack import kit, split

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from salesbot.digest.service import Week
    from salesbot.people.model import Member, Team
    from salesbot.room import Block, Span

_COMING = 1_000_000  # what comes stands below what was
_SPARE = 200  # serialized characters
_QUIET = "A quiet week: nothing was asked, and nothing was said."


# ---- a team ----


def week(what: Week, *, settings: bool = False, charts: bool = True) -> Message:
    """A team's week; `settings` with the button that changes when it comes."""
    title = f"{what.team.name} · {_title(what)}"
    foot = f"Counted {_counted(what.span)}. Away, holidays and days off count for nobody."
    button = [kit.actions(kit.button("Settings", OPEN, value=str(what.team.id)))] if settings else []
    return _message(title, what.sections, foot=[kit.context(foot), *button], quiet=_QUIET, charts=charts)


def _title(what: Week) -> str:
    first, last = what.span.first, what.span.last
    return f"the week so far, {_days(first, last)}" if what.so_far else f"the week to {last:%A %-d %B}"


def _days(first: date, last: date) -> str:
    if first == last:
        return f"{first:%A %-d %B}"
    return f"{first:%-d}{'' if first.month == last.month else first.strftime(' %B')} to {last:%-d %B}"


def _counted(span: Span) -> str:
    zone = zone_or(span.zone)
    since, until = span.since.astimezone(zone), min(span.until, max(span.now, span.since)).astimezone(zone)
    place = zone.key.rpartition("/")[2].replace("_", " ")
    return f"from {since:%a %-d %b %H:%M} to {until:%a %-d %b %H:%M}, {place} time"


# ---- a manager ----


def brief(what: Week, member: Member) -> Message:
    """A manager's brief of a team."""
    begun, ends = (at.astimezone(zone_or(what.span.zone)) for at in (what.span.since, what.span.until))
    since = "yesterday" if (ends.date() - begun.date()).days <= 1 else f"{begun:%A %-d %B}"
    title = f"{what.team.name}, since {since}"
    foot = [kit.context("Only you see this."), _change(what.team)]
    return _message(title, what.sections, foot=foot, quiet=f"Nothing new since {since}, {kit.name(member.name)}.")


# ---- one member ----


def own_week(weeks: Sequence[Week], member: Member, *, last: date) -> Message:
    """Somebody's own week, team by team where they are in several."""
    sections = [
        Section(
            order=place * 1000 + one.order, title=_of(one, what, weeks), lines=one.lines, charts=one.charts,
            coming=one.coming, quiet=one.quiet,
        )
        for place, what in enumerate(weeks)
        for one in what.sections
    ]  # fmt: skip
    foot = [kit.context("Only you see this."), *([_change(weeks[0].team)] if weeks else [])]
    title = f"Your week to {last:%A %-d %B}"
    return _message(title, sections, foot=foot, quiet=f"A quiet week, {kit.name(member.name)}: nothing was asked.")


def _of(one: Section, what: Week, weeks: Sequence[Week]) -> str:
    return f"{one.title} · {kit.name(what.team.name)}" if len(weeks) > 1 and one.title else one.title


def _change(team: Team) -> Block:
    return kit.actions(kit.button("Settings", OPEN, value=str(team.id)))


# ---- a channel that others read ----


def shared(team: Team, *, typed: str) -> Message:
    """The note to a manager whose team's week waits."""
    words = (
        f":warning: The week of *{kit.name(team.name)}* was not posted, because another company reads "
        f"{kit.channel(team.channel_id)}. `{typed}` shows it to you alone."
    )
    button = kit.button("Publish all the same…", "desk.shared_confirm", value=str(team.id))
    return Message(f"The week of {kit.name(team.name)} waits", [kit.section(words, button)])


# ---- all of them ----


def _message(
    title: str, sections: Sequence[Section], *, foot: Sequence[Block], quiet: str, charts: bool = True
) -> Message:
    told = [one for one in sections if not one.quiet and one.lines]
    shown = told or [Section(order=0, title="", lines=[quiet])]
    coming = [line for one in sections for line in one.coming]
    if coming:
        shown = [*shown, Section(order=_COMING, title="Coming up", lines=[f"• {line}" for line in coming])]
    head = kit.header(title)
    drawn = _charts(shown) if charts else [[] for _ in shown]
    texts = fitted(shown, room=split.LARGEST - split.size([head, *chain(*drawn), *foot]) - _SPARE)
    blocks: list[Block] = [head]
    for some, beside in zip(texts, drawn, strict=True):
        blocks += [*(kit.section(text) for text in some), *beside]
    blocks += foot
    text = f"{kit.name(title)}: {' '.join(shown[0].lines[:1])}"
    return Message(text, blocks, fallback=without_charts(blocks) if any(drawn) else None)


def _charts(shown: Sequence[Section]) -> list[list[Block]]:
    """Each section's charts, as many of all as one message takes."""
    left, found = CHARTS, []
    for one in shown:
        found.append(list(one.charts[:left]))
        left -= len(found[-1])
    return found
