"""What coaching tells the house: names of its appointments, a card for the home tab, a part of one's own week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from salesbot import clock
from salesbot.attention import service as attention
from salesbot.coaching import queries
from salesbot.coaching.blocks.prompt import FOCUS_BUTTON
from salesbot.coaching.blocks.standing import SETTINGS, rests
from salesbot.coaching.loop import CALLED
from salesbot.coaching.model import Commitment, Reflection, Shown
from salesbot.coaching.queries import AGAIN, PROMPT, WEEKLY, commitments
from salesbot.coaching.rules.rhythm import DAYS
from salesbot.coaching.service.looking import standing
from salesbot.errors import Refusal
from salesbot.outbox import service as outbox
from salesbot.people import queries as people
from salesbot.people.rules import zone_or
from salesbot.room import Card, Reason, Section
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import ChannelChange, House, Span, Visit

_ORDER = 60  # after tips


async def called(db: AsyncSession, workspace_id: str, job: str, subject: str) -> str | None:
    """Name what comes by itself."""
    if job == PROMPT:
        return "your coaching prompt"
    if job in CALLED:
        return CALLED[job]
    if job == AGAIN:
        return "the prompt that you had put off"
    if job != WEEKLY:
        return None
    team = await people.team(db, workspace_id, int(subject))
    return f"the prompt of the week of {team.name if team is not None else 'a team'}"


async def asked_on(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str]
) -> dict[str, dict[int, Container[date]]]:
    """On which days something comes: of commitments, and no prompt as long as somebody paused theirs."""
    found = await commitments.asked_on(db, workspace_id, member_ids)
    chose = await queries.coachees(db, workspace_id, member_ids)
    resting = {who: one.paused_until for who, one in chose.items() if one.paused_at is not None}
    seats = await queries.seats(db, workspace_id, resting) if resting else {}
    known = await people.members(db, workspace_id, resting)
    for who, until in resting.items():
        zone = zone_or(known[who].zone if who in known else None)
        days = commitments.After(until.astimezone(zone).date() - timedelta(days=1)) if until is not None else ()
        found[who] = found.get(who, {}) | {appointment.id: days for appointment, _ in seats.get(who, ())}
    return found


async def explain(db: AsyncSession, workspace_id: str, member_id: str, since: datetime) -> Sequence[Reason]:  # noqa: ARG001  the offer's shape
    """Say when a prompt that was put off comes; on a day of prompts it is the one that is told anyway."""
    mine = Shown.workspace_id == workspace_id, Shown.member_id == member_id, Shown.again_at > clock.now()
    found = (await db.scalars(select(Shown.again_at).where(*mine).distinct())).all()
    member = await people.member(db, workspace_id, member_id)
    if member is None or not found:
        return []
    chose = (await queries.coachees(db, workspace_id, [member_id])).get(member_id)
    days, zone = chose.days if chose is not None else DAYS, zone_or(member.zone)
    alone = [at for at in found if at is not None and str(at.astimezone(zone).isoweekday()) not in days]
    return [Reason(at, "The prompt that you had put off") for at in alone]


async def own_week(_house: House, db: AsyncSession, span: Span, member_id: str) -> Sequence[Section]:
    """Tell somebody what they did with their prompts, where anything happened."""
    theirs = Shown.workspace_id == span.workspace_id, Shown.member_id == member_id, Shown.team_id == span.team_id
    noted = select(func.count()).select_from(Reflection).join(Shown, Shown.id == Reflection.coaching_id)
    reflected = await db.scalar(noted.where(*theirs, Reflection.made_at >= span.since, Reflection.made_at < span.until))
    mine = Commitment.workspace_id == span.workspace_id, Commitment.member_id == member_id
    here = Commitment.team_id == span.team_id
    made = await db.scalar(
        select(func.count()).where(*mine, here, Commitment.made_at >= span.since, Commitment.made_at < span.until)
    )
    within = Commitment.settled_at >= span.since, Commitment.settled_at < span.until
    done = list(await db.scalars(select(Commitment).where(*mine, here, Commitment.state == "done", *within)))
    lines = [*_lines(reflected or 0, made or 0), *(f":white_check_mark: {kit.escape(one.words)}" for one in done)]
    return [Section(order=_ORDER, title="Your coaching", lines=lines)] if lines else []


def _lines(reflected: int, made: int) -> list[str]:
    said = []
    if reflected:
        said.append(f"You noted something on {'a prompt' if reflected == 1 else f'{reflected} prompts'}.")
    if made:
        said.append(f"You said you would do {'one thing' if made == 1 else f'{made} things'}.")
    return said


async def home(house: House, db: AsyncSession, visit: Visit) -> Sequence[Card]:
    """Show the focus, what they said they would do, and when the next prompt comes."""
    try:
        one = await standing(house, db, visit.workspace_id, visit.member_id, now=visit.now)
    except Refusal:
        return []
    at = one.next_at.astimezone(zone_or(visit.zone)) if one.next_at is not None else None
    lines = [
        f":dart: Your focus is *{one.focus.words}*." if one.focus else ":dart: No focus: whatever fits what you say."
    ]
    if one.paused:
        lines.append(":pause_button: Your prompts are paused.")
    elif rests(one):
        lines.append(f":calendar: {rests(one)}")
    elif at is not None:
        lines.append(f":calendar: The next prompt may come on {at:%A %-d %B} at {at:%H:%M}.")
    lines += [f"• {kit.escape(kit.shorten(each.words, 150))}" for each in one.commitments[:3]]
    row = kit.actions(
        kit.button("Change focus", FOCUS_BUTTON, value="home"), kit.button("Settings", SETTINGS, value="home")
    )
    words = f"`{house.command('coach')}` shows your last prompt."
    return [Card(order=_ORDER, title="Coaching", blocks=[kit.section("\n".join(lines)), row, kit.context(words)])]


async def on_rewritten(db: AsyncSession, workspace_id: str, _team_id: int, member_id: str, since: datetime) -> None:
    """No prompt keeps words that were changed or taken back."""
    keys = await queries.quoting(db, workspace_id, member_id, since=since)
    if keys:
        await attention.redraw(db, workspace_id, keys)


async def on_channel(db: AsyncSession, change: ChannelChange) -> None:
    """A channel may be posted in again: this week's prompt appears, if it is still in time."""
    if not change.confirmed and change.shared is not False:
        return
    team = await people.team_in(db, change.workspace_id, change.new_id or change.channel_id)
    appointment = await queries.appointment(db, change.workspace_id, WEEKLY, str(team.id)) if team is not None else None
    if appointment is not None:
        key = f"{WEEKLY}.{appointment.id}.team.{change.now.astimezone(zone_or(team.zone if team else None)).date()}"
        await outbox.dirty(db, change.workspace_id, key)
