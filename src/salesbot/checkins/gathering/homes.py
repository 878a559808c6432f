"""What the home tab says of check-ins: what is open, what comes today, one's streak, and a manager's teams."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from salesbot.checkins import queries, service
from salesbot.checkins.blocks import closing, comes
from salesbot.checkins.blocks.editor.turning import edit_button, when
from salesbot.checkins.gathering import words
from salesbot.checkins.gathering.counting import counted
from salesbot.checkins.gathering.own import WORTH_TELLING, row
from salesbot.checkins.queries import weeks
from salesbot.checkins.rules.weeks import Verdict, streak
from salesbot.people import queries as people
from salesbot.people.rules import zone_or
from salesbot.room import Card, Span
from salesbot.schedule.rules import fire_at
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Next, Part
    from salesbot.people.model import Team
    from salesbot.room import Block, House, Visit

OPEN, COMING, STREAK, TEAMS = 10, 20, 30, 100
MOST_OPEN, MOST_COMING, MOST_TEAMS, MOST_CHECKINS = 8, 3, 3, 6


async def home(house: House, db: AsyncSession, visit: Visit) -> Sequence[Card]:
    """Offer what is open and what comes, and for managers their teams at a glance."""
    cards = [await _open(db, visit), await _coming(db, visit), await _streak(db, visit)]
    for team_id in visit.managed[:MOST_TEAMS]:
        team = await people.team(db, visit.workspace_id, team_id)
        cards += [await _glance(house, db, visit, team)] if team is not None else []
    return [one for one in cards if one is not None]


async def _open(db: AsyncSession, visit: Visit) -> Card | None:
    parts = await service.current(db, visit.member_id, workspace_id=visit.workspace_id)
    waiting = [one for one in parts if one.ask.state == "open"]
    if not waiting:
        answered = any(one.ask.state == "answered" and one.ask.closed_at is None for one in parts)
        said = "All answered. Thank you." if answered else "Nothing is open right now."
        return Card(order=OPEN, title="Open now", blocks=[kit.section(said)]) if visit.teams else None
    blocks = [block for one in waiting[:MOST_OPEN] for block in _waiting(one)]
    more = len(waiting) - MOST_OPEN
    return Card(
        order=OPEN, title="Open now", blocks=[*blocks, *([kit.context(f"And {more} more.")] if more > 0 else [])]
    )


def _waiting(one: Part) -> list[Block]:
    late = one.ask.closed_at is not None
    closes = closing(one)
    words_ = f"closed at {closes}; a late answer still counts" if late else f"open until {closes}"
    said = f"*{kit.name(one.checkin.name)}* of {kit.name(one.team.name)}, {one.round.day:%A %-d %B} · {words_}"
    value = str(one.ask.id)
    buttons = [kit.button("Answer late" if late else "Answer", "checkin.answer", value=value, style="primary")]
    buttons += [] if late else [kit.button("Skip this one", "checkin.skip", value=value)]
    return [kit.section(said), kit.actions(*buttons)]


async def _coming(db: AsyncSession, visit: Visit) -> Card | None:
    coming = await queries.coming(db, visit.member_id, workspace_id=visit.workspace_id)
    if not coming:
        return None
    today = visit.now.astimezone(zone_or(visit.zone)).date()
    near = [one for one in coming if one.at.astimezone(zone_or(visit.zone)).date() == today] or coming[:1]
    title = "Today" if near[0].at.astimezone(zone_or(visit.zone)).date() == today else "What comes next"
    return Card(order=COMING, title=title, blocks=[_next(one, visit) for one in near[:MOST_COMING]])


def _next(one: Next, visit: Visit) -> Block:
    early = one.at - visit.now <= service.EARLIEST
    button = kit.button("Answer it now", "checkin.early", value=str(one.seat.id)) if early else None
    said = f"{kit.name(one.checkin.name)} of {kit.name(one.team.name)}"
    return kit.section(f"{said}: {comes(one, zone=visit.zone, now=visit.now)}", button)


async def _streak(db: AsyncSession, visit: Visit) -> Card | None:
    parts = await weeks.lately(db, visit.workspace_id, visit.member_id, team_ids=visit.teams, now=visit.now)
    run = streak(parts, today=visit.now.astimezone(zone_or(visit.zone)).date(), now=visit.now)
    return Card(order=STREAK, title="", blocks=[kit.context(row(run))]) if run >= WORTH_TELLING else None


# ---- for managers ----


async def _glance(house: House, db: AsyncSession, visit: Visit, team: Team) -> Card:
    """This week so far in one team, and its check-ins with the buttons that change them."""
    found = await counted(db, _week(visit, team))
    week = found.week
    lines = [f"This week: {words.share(week.whole)}." if week.whole.asked else "No round has closed yet this week."]
    lines += words.bars(week.by_day)
    missing = [one.member_id for one, what in week.parts if what is Verdict.MISSING]
    if missing:
        who = await people.members(db, visit.workspace_id, set(missing))
        lines.append(f"Missing so far: {words.names([one.name for one in who.values()])}.")
    blocks = [kit.section("\n".join(lines))]
    standing = await queries.standing(db, [team.id], workspace_id=visit.workspace_id)
    blocks += [kit.section(f"{kit.name(one.checkin.name)}: {when(one)}", edit_button(one)) for one in
               standing[:MOST_CHECKINS]]  # fmt: skip
    if len(standing) > MOST_CHECKINS:
        blocks.append(kit.context(f"And {len(standing) - MOST_CHECKINS} more: `{house.command('checkin')} edit`."))
    return Card(order=TEAMS, title=team.name, blocks=blocks, managing=True)


def _week(visit: Visit, team: Team) -> Span:
    """From Monday on the team's calendar until now."""
    zone = zone_or(team.zone)
    today = visit.now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    since = fire_at(monday, time(), zone) or datetime.combine(monday, time(), zone)
    return Span(
        workspace_id=team.workspace_id, team_id=team.id, zone=team.zone, first=monday, last=today, since=since,
        until=visit.now, now=visit.now,
    )  # fmt: skip
