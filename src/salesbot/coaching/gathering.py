"""What coaching tells a manager in the brief of a team: what moved, never what somebody thought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching import queries
from salesbot.coaching.queries import fairness, moved
from salesbot.coaching.rules.fairness import longest
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.service.telling import prompt_named
from salesbot.people import queries as people
from salesbot.people.rules import zone_or
from salesbot.room import Section
from salesbot.slack import kit
from salesbot.slack.kit.text import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Span

ORDER = 45  # after praise
MOST = 5


async def brief(house: House, db: AsyncSession, span: Span, member_id: str) -> Sequence[Section]:
    """Commitments, what was shared, questions, and the one-to-one that was longest ago; quiet where nothing moved."""
    lines = [*await _commitments(db, span), *await _shared(house, db, span, member_id)]
    lines += await _questions(db, span, member_id)
    quiet = not lines
    lines += [*await _overdue(db, span, member_id), *await _focus(db, span)]
    return [Section(order=ORDER, title="Coaching", lines=lines, quiet=quiet)]


async def _commitments(db: AsyncSession, span: Span) -> list[str]:
    made, kept = await moved.commitments(db, span)
    said = [f"{_many(made, 'commitment')} made"] if made else []
    said += [f"{kept if made else _many(kept, 'commitment')} done"] if kept else []
    return [f"• {', '.join(said)}."] if said else []


async def _shared(house: House, db: AsyncSession, span: Span, member_id: str) -> list[str]:
    """Who shared a note, and on what: its words stand where they were shared."""
    found = await moved.shared_with(db, span, member_id)
    known = await people.members(db, span.workspace_id, {one.reflection.member_id for one in found})
    lines = []
    for one in found[:MOST]:
        prompt = await prompt_named(house, db, span.workspace_id, one.shown.prompt)
        title = prompt.title if prompt is not None else Skill(one.shown.skill).words
        name = known[one.reflection.member_id].name if one.reflection.member_id in known else ""
        lines.append(f"• *{kit.name(name) or NOBODY}* shared a note on “{kit.escape(kit.shorten(title, 100))}”.")
    return lines + ([f"… and {len(found) - MOST} more notes."] if len(found) > MOST else [])


async def _questions(db: AsyncSession, span: Span, member_id: str) -> list[str]:
    waiting, answered = await moved.asked_and_answered(db, span, member_id)
    said = [f"{_many(answered, 'question')} of yours answered"] if answered else []
    said += (
        [f"{_many(waiting, 'question')} of yours {'waits' if waiting == 1 else 'wait'} for an answer"]
        if waiting
        else []
    )
    talked = await moved.talked(db, span, member_id)
    said += [f"{_many(talked, 'one-to-one')} noted"] if talked else []
    return [f"• {', '.join(said)}."] if said else []


async def _overdue(db: AsyncSession, span: Span, member_id: str) -> list[str]:
    """The one-to-one that was longest ago, of this team; one line, and none where all are recent."""
    member = await people.member(db, span.workspace_id, member_id)
    found = [one for one in await fairness.contacts(db, span.workspace_id, member_id) if one.team_id == span.team_id]
    gap = longest(found, now=span.now, zone=member.zone if member else span.zone)
    return [f"• {kit.escape(gap.text)}"] if gap is not None and gap.skill is Skill.ONE_TO_ONES else []


async def _focus(db: AsyncSession, span: Span) -> list[str]:
    chosen = (await queries.teams(db, span.workspace_id, [span.team_id])).get(span.team_id)
    today = span.now.astimezone(zone_or(span.zone)).date()
    if (
        chosen is None
        or chosen.focus not in set(Skill)
        or (chosen.focus_until is not None and chosen.focus_until < today)
    ):
        return []
    until = f" until {chosen.focus_until:%-d %B}" if chosen.focus_until is not None else ""
    return [f"• The team's focus is *{Skill(chosen.focus).words}*{until}."]


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
