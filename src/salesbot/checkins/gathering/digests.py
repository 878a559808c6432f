"""What check-ins say in a team's week: who took part, what came of it, and what comes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from salesbot.checkins import queries
from salesbot.checkins.gathering import words
from salesbot.checkins.gathering.counting import counted
from salesbot.checkins.queries import weeks
from salesbot.checkins.rules.rhythm import rhythm
from salesbot.checkins.rules.tallies import TALLIED, tally
from salesbot.checkins.rules.weeks import Verdict
from salesbot.people import queries as people
from salesbot.room import Section
from salesbot.schedule.rules import happens_on
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.gathering.counting import Counted
    from salesbot.checkins.model import Question
    from salesbot.people.model import Team
    from salesbot.room import House, Span

PARTICIPATION, OUTCOMES = 10, 20  # where they stand among the rooms' sections
OUTCOME = "outcome"  # the topic of questions whose answers a week tells
MOST_OUTCOMES = 8
SHOWN = 180  # characters of one outcome; the whole of it stands in its report
MOST_OPEN = 5
_DAY = timedelta(days=1)


async def digest(_house: House, db: AsyncSession, span: Span) -> Sequence[Section]:
    """Participation and outcomes of a team's days, and the check-ins of the seven after them."""
    team = await people.team(db, span.workspace_id, span.team_id)
    if team is None:
        return []
    found = await counted(db, span)
    coming = await _coming(db, span)
    return [_participation(found, coming, span), await _outcomes(db, found, team, span)]


def _participation(found: Counted, coming: Sequence[str], span: Span) -> Section:
    week = found.week
    lines = []
    if week.whole.asked:
        days = words.times(week.working_days, "working day", "working days")
        who = words.times(week.people, "person", "people").capitalize()
        between = " between them" if week.people > 1 else ""
        lines.append(f"*{words.share(week.whole)}*. {who}, {days}{between}.")
        lines += _by_checkin(found)
    lines += _not_over(found, span)
    came = week.whole.counts[Verdict.AFTERWARDS]
    if came:
        lines.append(
            f"{words.times(came, 'late answer', 'late answers').capitalize()} came in for rounds before these."
        )
    return Section(
        order=PARTICIPATION, title="Check-ins", lines=lines, charts=words.by_day(week.by_day), coming=coming,
        quiet=not lines,
    )  # fmt: skip


def _by_checkin(found: Counted) -> list[str]:
    asked = {number: one for number, one in found.week.by_checkin.items() if one.asked}
    if len(asked) < 2:  # noqa: PLR2004  of one check-in the first line says it all
        return []
    return [f"• {kit.name(found.checkins[number].name)}: {words.share(one)}" for number, one in sorted(asked.items())]


def _not_over(found: Counted, span: Span) -> list[str]:
    """Rounds of these days that are still open are named; they count in the digest that comes after."""
    rounds = [(checkin, day) for checkin, day in found.still_open() if day <= span.last]
    names = [words.round_name(checkin, day) for checkin, day in rounds[:MOST_OPEN]]
    names += [f"{len(rounds) - MOST_OPEN} more"] if len(rounds) > MOST_OPEN else []
    if not names:
        return []
    are = "is" if len(rounds) == 1 else "are"
    return [f"_{words.listed(names)} {are} still open; what is not closed yet counts in the next digest._"]


# ---- what came of it ----


async def _outcomes(db: AsyncSession, found: Counted, team: Team, span: Span) -> Section:
    shown = _read_by_team(found, team)
    lines = await _sums(db, shown) + await _said(db, found, shown, span)
    return Section(order=OUTCOMES, title="Outcomes", lines=lines, quiet=not lines)


def _read_by_team(found: Counted, team: Team) -> list[int]:
    """The answered parts of these days that stand in the team's channel; what only managers read stays with them."""
    public = weeks.read_by_team(found.rounds, checkins=dict(found.checkins), team=team)
    rounds = {(one.checkin_id, one.day): one.id for one in found.rounds}
    return [one.ask_id for one in found.week.said if rounds[one.checkin_id, one.day] in public]


async def _sums(db: AsyncSession, shown: Sequence[int]) -> list[str]:
    """What numbers and choices came to, a line a question, whatever sets it stood in."""
    alike: dict[tuple[int, str, str, str], tuple[Question, list[str]]] = {}
    for question, said in (await weeks.said(db, shown, kinds=TALLIED)).items():
        key = (question.checkin_id, question.words, question.kind, question.unit)
        alike.setdefault(key, (question, []))[1].extend(text for _, text in said)
    sums = [
        (one.words, tally(texts, kind=one.kind, unit=one.unit, options=one.options)) for one, texts in alike.values()
    ]
    return [f"• *{kit.escape(asked)}* {kit.escape(said)}" for asked, said in sums if said]


async def _said(db: AsyncSession, found: Counted, shown: Sequence[int], span: Span) -> list[str]:
    """Each member's newest outcome, those of rarer check-ins first; of many, others every week."""
    said = await weeks.said(db, shown, topic=OUTCOME)
    by_ask = {ask_id: text for some in said.values() for ask_id, text in some}
    rounds = {number: len({one.day for one in found.rounds if one.checkin_id == number}) for number in found.checkins}
    parts = [one for one in found.week.said if one.ask_id in by_ask]
    newest = {}
    for one in sorted(parts, key=lambda one: (-rounds[one.checkin_id], one.closes_at, one.ask_id)):
        newest[one.member_id] = one  # the last of them stays: of the rarest check-in, the latest
    order = sorted(newest.values(), key=lambda one: (rounds[one.checkin_id], _turn(one.member_id, span)))
    members = await people.members(db, _workspace(found), [one.member_id for one in order[:MOST_OUTCOMES]])
    lines = [
        f"• *{kit.name(members[one.member_id].name)}* {_short(by_ask[one.ask_id])}" for one in order[:MOST_OUTCOMES]
    ]
    more = len(by_ask) - len(lines)
    reports = f"… and {words.times(more, 'more', 'more')} in the reports of these days."
    return [*lines, *([reports] if lines and more > 0 else [])]


def _turn(member_id: str, span: Span) -> int:
    """A place in the row that differs from week to week, so that not the same are read every Friday."""
    return crc32(f"{span.first}/{member_id}".encode())


def _workspace(found: Counted) -> str:
    return next((one.workspace_id for one in found.checkins.values()), "")


def _short(text: str) -> str:
    return kit.escape(kit.shorten(" ".join(text.split()), SHOWN))


# ---- what comes ----


async def _coming(db: AsyncSession, span: Span) -> list[str]:
    """The check-ins of the seven days after, each with its days: one line, for it is much the same every week."""
    days = [span.last + n * _DAY for n in range(1, 8)]
    lines = []
    for one in await queries.standing(db, [span.team_id], workspace_id=span.workspace_id):
        asked = [day for day in days if one.asks is not None and happens_on(one.asks, day)]
        if one.asks is not None and asked and one.appointment.paused_at is None:
            when = f"{asked[0]:%A %-d %B}" if len(asked) == 1 else rhythm(one.asks)
            lines.append(f"{kit.name(one.checkin.name)}: {when}")
    return [" · ".join(lines)] if lines else []
