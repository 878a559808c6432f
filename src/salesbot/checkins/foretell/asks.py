"""Rounds to come, member by member: the welcome, the question, and the reminder."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from salesbot.checkins import queries, rules
from salesbot.checkins.foretell.rounds import Ahead
from salesbot.checkins.service.ask import NOTHING, closing
from salesbot.checkins.service.close import remind
from salesbot.checkins.service.question import ASK, REMIND, board_of
from salesbot.checkins.service.together import MOST, TOGETHER, lately
from salesbot.outbox import queries as outbox
from salesbot.people.rules import Role
from salesbot.room import Run
from salesbot.room.foretelling import Foretold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime, time

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.foretell.rounds import Rounds
    from salesbot.checkins.model import Checkin, Question
    from salesbot.people.model import Team
    from salesbot.room.foretelling import Foreseen

WELCOME = "checkin.welcome"
UNANSWERED = "if unanswered"
Place = tuple[str, str]  # workspace, member


@dataclass(frozen=True)
class Known:
    """What decides about the rounds to come."""

    checkins: Mapping[int, tuple[Checkin, Team]]
    walls: Mapping[int, time]
    questions: Mapping[tuple[int, int], Sequence[Question]]
    running: Mapping[int, Mapping[date, Sequence[Question]]]  # what rounds that have begun ask, by check-in and day
    roles: Mapping[tuple[int, str], str]
    welcomed: frozenset[str]
    quiet: frozenset[tuple[int, str]]  # (check-in, member): three rounds went by in silence
    lately: Mapping[Place, Sequence[Standing]]  # asked within the last minutes, and still open
    early: frozenset[tuple[int, str, date]]  # (check-in, member, day): answered before it is asked


async def known(db: AsyncSession, asks: Sequence[Foreseen], *, now: datetime) -> Known:
    """Look up all that decides about these rounds."""
    checkins = await queries.checkins(db, {int(one.subject) for one in asks})
    found = [checkin for checkin, _ in checkins.values()]
    members = {str(one.member_id) for one in asks}
    return Known(
        checkins,
        await queries.walls(db, found),
        await queries.question_sets(db, {(one.id, one.question_set) for one in found}),
        await queries.running(db, set(checkins), since=min((one.day for one in asks), default=date.max)),
        await queries.roles(db, {(checkins[int(one.subject)][1].id, str(one.member_id)) for one in asks}),
        await _welcomed(db, asks, checkins),
        await _quiet(db, members, set(checkins)),
        await _lately(db, {(one.workspace_id, str(one.member_id)) for one in asks}, now=now),
        frozenset(await queries.answered_early(db, set(checkins), member_ids=members)),
    )


async def _welcomed(
    db: AsyncSession, asks: Sequence[Foreseen], checkins: Mapping[int, tuple[Checkin, Team]]
) -> frozenset[str]:
    """The welcomes that were promised already."""
    keys = {_welcome_key(checkins[int(one.subject)][1], one) for one in asks}
    workspaces = {one.workspace_id for one in asks}
    return frozenset([key for workspace_id in workspaces for key in await outbox.fate(db, workspace_id, keys)])


def _welcome_key(team: Team, one: Foreseen) -> str:
    return f"{WELCOME}.{team.id}.{one.member_id}"


async def _quiet(db: AsyncSession, members: set[str], checkins: set[int]) -> frozenset[tuple[int, str]]:
    lately = await queries.answered_lately(db, members, checkin_ids=checkins, limit=rules.QUIET_ROUNDS)
    return frozenset(key for key, answered in lately.items() if not rules.reminding(answered))


async def _lately(db: AsyncSession, places: set[Place], *, now: datetime) -> dict[Place, list[Standing]]:
    parts = await queries.asked_lately(db, places, since=lately(now)) if places else {}
    return {
        place: [Standing(part.opens_at, board_of(part), "the one before") for part in some]
        for place, some in parts.items()
    }


@dataclass(frozen=True)
class Standing:
    """A question that will stand in a message: when it is asked, the message's key, and when it is reminded of."""

    at: datetime
    key: str
    what: str
    remind_at: datetime | None = None


@dataclass
class Told:
    """What has been foretold so far."""

    known: Known
    now: datetime
    messages: list[Foretold] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    welcomed: set[str] = field(default_factory=set)
    rounds: Rounds = field(default_factory=lambda: defaultdict(Ahead))
    early: set[tuple[int, str, date]] = field(default_factory=set)  # answered before they are asked
    asked: defaultdict[Place, list[Standing]] = field(default_factory=lambda: defaultdict(list))

    def ask(self, one: Foreseen) -> None:
        """One member's round to come, which may be skipped already, or be so by us."""
        checkin, team = self.known.checkins[int(one.subject)]
        round_ = self.rounds[checkin.id, one.day]
        round_.comes(one, checkin, team)
        if one.skipped:
            return
        wall = self.known.walls.get(checkin.id, checkin.close_wall)
        closes_at = closing(checkin, one.day, opens_at=one.at, ask_wall=wall, zone=one.zone)
        reason = self._why_not(one, checkin, team, closes_at)
        if reason:
            self.skipped[one.key] = reason
            return
        round_.asks(one.at, closes_at)
        self.messages += self._welcome(one, checkin, team)
        mine = (checkin.id, str(one.member_id), one.day)
        if mine in self.known.early:  # their message stands already, and says thanks
            self.early.add(mine)
            round_.answered(one.at)
        else:
            self.messages += self._messages(one, checkin, closes_at)

    def _why_not(self, one: Foreseen, checkin: Checkin, team: Team, closes_at: datetime) -> str:
        if max(one.at, self.now) > closes_at - rules.LAST_CALL:
            return "missed"
        role = self.known.roles.get((team.id, str(one.member_id)), Role.REP)
        begun = self.known.running.get(checkin.id, {})
        questions = begun.get(one.day) or self.known.questions[checkin.id, checkin.question_set]
        return "" if rules.asked_of(questions, role=role, day=one.day) else NOTHING

    def _welcome(self, one: Foreseen, checkin: Checkin, team: Team) -> Iterator[Foretold]:
        key = _welcome_key(team, one)
        if key not in self.known.welcomed | self.welcomed:
            self.welcomed.add(key)
            yield _message(one, key=key, at=one.at, what=checkin.name, words="welcome")

    def _messages(self, one: Foreseen, checkin: Checkin, closes_at: datetime) -> Iterator[Foretold]:
        host = self._host(one)
        joins = host.key if host else ""
        words = f"question in the message of {host.what}" if host else "question"
        yield _message(one, key=one.key, at=one.at, what=checkin.name, words=words, joins=joins)
        asked_at = max(one.at, self.now)  # what is due already is asked as soon as salesbot runs
        remind_at = rules.reminds_at(one.at, asked_at=asked_at, minutes=checkin.reminder_minutes)
        if checkin.reminder_minutes and remind_at < closes_at and (checkin.id, one.member_id) not in self.known.quiet:
            beside = host is not None and host.remind_at == remind_at
            yield _message(
                one, key=_reminder_key(one.key), at=remind_at, what=checkin.name, words="reminder", only=UNANSWERED,
                joins=_reminder_key(joins) if beside else "",
            )  # fmt: skip
        self.asked[one.workspace_id, str(one.member_id)].append(
            Standing(one.at, joins or one.key, host.what if host else checkin.name, remind_at)
        )

    def _host(self, one: Foreseen) -> Standing | None:
        """The message of a question asked shortly before, in which this one will stand, if that is still open."""
        place = one.workspace_id, str(one.member_id)
        earlier = [*self.known.lately.get(place, ()), *self.asked[place]]
        standing = Counter(host.key for host in earlier)
        return next((host for host in earlier if host.at >= one.at - TOGETHER and standing[host.key] < MOST), None)


def _reminder_key(key: str) -> str:
    return f"{key.replace(ASK, REMIND, 1)}.remind"


def _message(
    one: Foreseen, *, key: str, at: datetime, what: str, words: str, only: str = "", joins: str = ""
) -> Foretold:
    """Return a message to the member of something foreseen."""
    return Foretold(
        key=key, team_id=one.team_id, day=one.day, at=at, zone=one.zone, to=str(one.member_id), what=what,
        words=words, only=only, joins=joins,
    )  # fmt: skip


# ---- rounds that run already ----


async def reminders(db: AsyncSession, planned: Sequence[Foreseen], skipped: dict[str, str]) -> list[Foretold]:
    """The reminders that are planned, as far as their rounds are still unanswered now."""
    if not planned:
        return []
    seen = {one.key: one for one in planned}
    due, not_due = await remind(db, [_run(one) for one in planned])
    skipped.update(not_due)
    return [
        _message(seen[run.key], key=run.key, at=run.due_at, what=part.checkin.name, words="reminder", only=UNANSWERED)
        for run, part in due
    ]


def _run(one: Foreseen) -> Run:
    """Return the run that this will be, at its own instant."""
    return Run(
        workspace_id=one.workspace_id, appointment_id=one.appointment_id, job=one.job, subject=one.subject,
        member_id=one.member_id, day=one.day, slot=one.slot, due_at=one.at, zone=one.zone, key=one.key, now=one.at,
    )  # fmt: skip
