"""What somebody answered in the past, and the days on which they were not asked, as far as a reader may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, case, false, literal, or_, select, union_all

from salesbot.checkins.model import Answer, Ask, Checkin, Question, Round
from salesbot.checkins.queries.parts import Part, never_came, parts, texts
from salesbot.checkins.rules.places import CLOSE, MANAGERS
from salesbot.checkins.rules.reading import Reader, Sight, sight
from salesbot.people import queries as people
from salesbot.people.model import Membership, Team
from salesbot.people.rules import Role
from salesbot.schedule.model import Appointment, Occurrence
from salesbot.schedule.rules import PAUSED
from salesbot.store import chunks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

_AT_ONCE = 500
# Days without a question that are worth a line; days that are never worked are not.
_WORTH_TELLING = ("away", "paused", PAUSED, "holiday", "missed", "moved")


@dataclass(frozen=True)
class Past:
    """One day of somebody's check-in: their part with what they said, or why they were not asked (`reason`).

    A part whose question never reached them has both.
    """

    day: date
    checkin: Checkin
    team: Team
    part: Part | None = None
    questions: Sequence[Question] = ()
    texts: Mapping[int, str] | None = None
    reason: str = ""


@dataclass(frozen=True)
class Visible:
    """In which teams a reader sees all of somebody's answers, and in which only what was published."""

    all: frozenset[int]
    published: frozenset[int]

    def __bool__(self) -> bool:
        """Whether there is anything to see."""
        return bool(self.all or self.published)


async def visible(db: AsyncSession, workspace_id: str, *, of: str, to: str) -> Visible:
    """What the reader may see of somebody, judged by who they are now."""
    reader = await _reader(db, workspace_id, to)
    rows = await db.execute(
        select(Membership.team_id, Membership.member_id, Membership.role, Membership.until_at).where(
            Membership.workspace_id == workspace_id, Membership.member_id.in_({of, to})
        )
    )
    ever: set[int] = set()
    now: dict[tuple[int, str], Role] = {}
    for team_id, member_id, role, until_at in rows:
        ever |= {team_id} if member_id == of else set()
        if until_at is None:
            now[team_id, member_id] = Role(role)
    seen = {team_id: sight(reader, of=of, role=now.get((team_id, to)), shared=(team_id, of) in now) for team_id in ever}
    return Visible(
        frozenset(one for one, how in seen.items() if how is Sight.ALL),
        frozenset(one for one, how in seen.items() if how is Sight.PUBLISHED),
    )


async def _reader(db: AsyncSession, workspace_id: str, member_id: str) -> Reader:
    member = await people.member(db, workspace_id, member_id)
    if member is None:
        return Reader(member_id, active=False)
    return Reader(member_id, member.is_admin, member.is_guest or member.is_stranger, member.active)


async def history(
    db: AsyncSession, workspace_id: str, *, of: str, seen: Visible, words: Sequence[str] = (), skip: int, limit: int
) -> list[Past]:
    """Somebody's days that may be seen, newest first; with `words` (see `rules.wanted`) only those that hold them all.

    A search stays quick without an index of words: it reads one member's answers, never everybody's.
    """
    query = _asked(workspace_id, of, seen, words)
    if not words:
        both = union_all(query, _not_asked(workspace_id, of, seen)).subquery()
        query = select(both)
    columns = query.selected_columns
    ordered = query.order_by(columns.day.desc(), columns.at.desc(), columns.ask_id.desc(), columns.other.desc())
    rows = (await db.execute(ordered.offset(skip).limit(limit))).all()
    return await _filled(db, rows)


def _asked(workspace_id: str, of: str, seen: Visible, words: Sequence[str]) -> Any:
    return (
        select(
            Round.day.label("day"),
            Ask.opens_at.label("at"),
            Ask.id.label("ask_id"),
            literal(None, Integer).label("other"),
            case((never_came(), "never came"), else_="").label("reason"),
            Round.checkin_id.label("checkin_id"),
        )
        .join(Round, Round.id == Ask.round_id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .join(Team, Team.id == Checkin.team_id)
        .where(Ask.workspace_id == workspace_id, Ask.member_id == of, _may_see(seen, answers=True))
        .where(*(_holds(word) for word in words))
    )


def _may_see(seen: Visible, *, answers: bool) -> ColumnElement[bool]:
    """All of some teams; of others what stood in a channel, once its round had opened and was published."""
    out = _out() + ([Ask.asked_at.is_not(None)] if answers else [])
    return or_(
        Checkin.team_id.in_(seen.all) if seen.all else false(),
        and_(Checkin.team_id.in_(seen.published), *out) if seen.published else false(),
    )


def _out() -> list[ColumnElement[bool]]:
    """What a round must be for its team to read it in a channel."""
    return [Round.publish != MANAGERS, or_(Round.publish != CLOSE, Round.published_at.is_not(None)), _open_channel()]


def _open_channel() -> ColumnElement[bool]:
    """The channel in which it stood is not read by another company, or a manager confirmed it (see `parts.place`)."""
    teams_own = Round.channel_id.in_(["", Team.channel_id])
    confirmed = or_(Checkin.channel_shared.is_(False), Checkin.channel_ok == Checkin.channel_id)
    return or_(
        and_(teams_own, or_(Team.shared.is_(False), Team.shared_ok == Team.channel_id)),
        and_(~teams_own, Round.channel_id == Checkin.channel_id, confirmed),
        and_(~teams_own, Round.channel_id != Checkin.channel_id, Round.channel_ok),  # it is published elsewhere by now
    )


def _holds(word: str) -> ColumnElement[bool]:
    """Some answer of the part holds a word that begins so. A folded word holds nothing that LIKE would read."""
    return select(Answer.id).where(Answer.ask_id == Ask.id, Answer.folded.like(f"%{word}%")).exists()


def _not_asked(workspace_id: str, of: str, seen: Visible) -> Any:
    """Days on which the schedule passed somebody by; where their part of that day stands, that tells it."""
    part = select(Ask.id).join(Round, Round.id == Ask.round_id)
    mine = part.where(Ask.member_id == of, Round.checkin_id == Checkin.id, Round.day == Occurrence.day)
    return (
        select(
            Occurrence.day,
            Occurrence.due_at,
            literal(None, Integer),
            Occurrence.id,
            Occurrence.reason,
            Checkin.id,
        )
        .join(Appointment, Appointment.id == Occurrence.appointment_id)
        .join(Checkin, Checkin.appointment_id == Appointment.id)
        .join(Team, Team.id == Checkin.team_id)
        .outerjoin(Round, and_(Round.checkin_id == Checkin.id, Round.day == Occurrence.day))
        .where(Occurrence.workspace_id == workspace_id, Occurrence.member_id == of, Occurrence.slot == "")
        .where(Occurrence.state == "skipped", Occurrence.reason.in_(_WORTH_TELLING))
        .where(_may_see(seen, answers=False), ~mine.correlate(Checkin, Occurrence).exists())
    )


async def _filled(db: AsyncSession, rows: Sequence[Any]) -> list[Past]:
    """Fetch what these days are made of."""
    ask_ids = [row.ask_id for row in rows if row.ask_id is not None]
    found, said = await parts(db, ask_ids), await texts(db, ask_ids)
    asked = await _asked_questions(db, {question_id for some in said.values() for question_id in some})
    standing = await _checkins(db, {row.checkin_id for row in rows})
    past = []
    for row in rows:
        checkin, team = standing[row.checkin_id]
        if row.ask_id is None:
            past.append(Past(row.day, checkin, team, reason=row.reason))
        else:
            mine = said.get(row.ask_id, {})
            shown = [one for one in asked if one.id in mine]
            past.append(Past(row.day, checkin, team, found[row.ask_id], shown, mine, row.reason))
    return past


async def _asked_questions(db: AsyncSession, ids: Collection[int]) -> list[Question]:
    return list(await db.scalars(select(Question).where(Question.id.in_(ids)).order_by(Question.position)))


async def _checkins(db: AsyncSession, ids: Collection[int]) -> dict[int, tuple[Checkin, Team]]:
    query = select(Checkin, Team).join(Team, Team.id == Checkin.team_id).where(Checkin.id.in_(ids))
    return {checkin.id: (checkin, team) for checkin, team in await db.execute(query)}


async def past_part(db: AsyncSession, ask_id: int, *, workspace_id: str, to: str) -> Past | None:
    """One part with all that was said in it, if the reader may see it."""
    whose = await db.scalar(select(Ask.member_id).where(Ask.workspace_id == workspace_id, Ask.id == ask_id))
    seen = await visible(db, workspace_id, of=whose, to=to) if whose else None
    if not whose or not seen:
        return None
    row = (await db.execute(_asked(workspace_id, whose, seen, ()).where(Ask.id == ask_id))).first()
    return (await _filled(db, [row]))[0] if row else None


async def published_answers(db: AsyncSession, workspace_id: str, sources: Sequence[str]) -> set[str]:
    """Those of these answers (`ask.` and their number) that stand where their team reads them now."""
    numbers = {int(one[4:]) for one in sources if one.startswith("ask.") and one[4:].isdecimal()}
    query = (
        select(Ask.id)
        .join(Round, Round.id == Ask.round_id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .join(Team, Team.id == Checkin.team_id)
        .where(Ask.workspace_id == workspace_id, Ask.asked_at.is_not(None), *_out())
    )
    found: set[str] = set()
    for some in chunks(sorted(numbers), _AT_ONCE):
        found |= {f"ask.{number}" for number in await db.scalars(query.where(Ask.id.in_(some)))}
    return found
