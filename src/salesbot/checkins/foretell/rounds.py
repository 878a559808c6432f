"""Rounds to come and rounds that run: when their reports come, and when it is said that nobody answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.checkins import queries
from salesbot.checkins.model import Round
from salesbot.checkins.queries.parts import place
from salesbot.checkins.rules.places import CLOSE, LIVE, MANAGERS, THREAD, Place
from salesbot.checkins.service.publish import report_key
from salesbot.room.foretelling import Foretold

if TYPE_CHECKING:
    from collections import defaultdict
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Checkin
    from salesbot.people.model import Team
    from salesbot.room.foretelling import Foreseen

    Rounds = defaultdict[tuple[int, date], "Ahead"]
    Early = tuple[int, str, date]  # check-in, member, day

FIRST_ANSWER = "with the first answer"
NOBODY = "if nobody does"
_WORDS = {
    LIVE: "live report",
    THREAD: "the day's thread",
    CLOSE: "report",
    MANAGERS: "private report",
}


@dataclass
class Ahead:
    """One round, as far as it can be foreseen. Instants are aware UTC."""

    checkin: Checkin | None = None
    team: Team | None = None
    round: Round | None = None  # of one that runs already
    day: date | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None  # the last close of those who are asked
    seats_until: datetime | None = None  # when the last seat's time comes, whoever is off that day included
    answered_at: datetime | None = None  # when the first answer that was given early is read

    def comes(self, one: Foreseen, checkin: Checkin, team: Team) -> None:
        """Somebody's time comes, be they asked or not."""
        self.checkin, self.team, self.day = checkin, team, one.day
        self.seats_until = max(self.seats_until or one.at, one.at)

    def asks(self, opens_at: datetime, closes_at: datetime) -> None:
        """Somebody is asked, or was."""
        self.opens_at = min(self.opens_at or opens_at, opens_at)
        self.closes_at = max(self.closes_at or closes_at, closes_at)

    def answered(self, at: datetime) -> None:
        """An answer that was given early is read then."""
        self.answered_at = min(self.answered_at or at, at)

    @property
    def over_at(self) -> datetime | None:
        """When everybody's time is over, and the round is looked back at."""
        if self.closes_at is None or self.seats_until is None or self.seats_until <= self.closes_at:
            return self.closes_at
        return self.seats_until + timedelta(minutes=1)


async def running(db: AsyncSession, closes: Sequence[Foreseen], rounds: Rounds) -> None:
    """Note the rounds whose closes are planned."""
    parts = await queries.parts(db, {int(one.subject) for one in closes})
    for one in closes:
        part = parts.get(int(one.subject))
        if part is not None and part.ask.closed_at is None:
            ahead = rounds[part.checkin.id, part.round.day]
            ahead.checkin, ahead.team, ahead.round, ahead.day = part.checkin, part.team, part.round, part.round.day
            ahead.asks(part.ask.opens_at, part.ask.closes_at)


async def kept(db: AsyncSession, looks: Sequence[Foreseen], rounds: Rounds, *, asked: Collection[Early]) -> None:
    """Note the early answers that are read though their authors are not `asked` on that day."""
    parts = await queries.parts(db, {int(one.subject) for one in looks})
    put_off = await queries.put_off(db, parts)
    for one in looks:
        part = parts.get(int(one.subject))
        if part is None or part.ask.asked_at is not None or part.ask.state != "answered" or part.ask.id in put_off:
            continue
        if (part.checkin.id, part.ask.member_id, part.round.day) not in asked:
            ahead = rounds[part.checkin.id, part.round.day]
            ahead.checkin, ahead.team, ahead.round, ahead.day = part.checkin, part.team, part.round, part.round.day
            ahead.asks(one.at, part.ask.closes_at)
            ahead.answered(one.at)


async def foretold(db: AsyncSession, rounds: Rounds) -> list[Foretold]:
    """The reports of these rounds."""
    found = [one for one in rounds.values() if one.closes_at is not None]
    answered = await queries.answers_in(db, [one.round.id for one in found if one.round])
    managers = await queries.managers_of(db, {one.team.id for one in found if one.team})
    messages: list[Foretold] = []
    for one in found:
        if one.checkin is not None and one.team is not None:
            where = _place(one, one.checkin, one.team)
            to = _readers(where, managers.get(one.team.id, ()))
            messages += _messages(one, where, to, is_answered=one.round is not None and one.round.id in answered)
    return messages


def _place(one: Ahead, checkin: Checkin, team: Team) -> Place:
    """Where it is published: fixed where it runs, else by what stands now."""
    found = one.round or Round(publish=checkin.publish, channel_id=checkin.channel_id)
    return place(found, checkin=checkin, team=team)


def _readers(where: Place, managers: Sequence[str]) -> Sequence[str]:
    """The channel, or each manager; nobody where a channel is shared and was not confirmed."""
    if where.mode == MANAGERS:
        return managers
    return [where.channel_id] if where.may_publish else []


def _messages(one: Ahead, where: Place, to: Sequence[str], *, is_answered: bool) -> Iterator[Foretold]:
    for reader in to:
        if where.mode == CLOSE:
            yield _message(one, to=reader, words=_WORDS[CLOSE], at=one.over_at)
        elif one.answered_at is not None and not is_answered:
            yield _message(one, to=reader, words=_WORDS[where.mode], at=one.answered_at)
        elif not is_answered:
            yield _message(one, to=reader, words=_WORDS[where.mode], at=one.opens_at, moment=FIRST_ANSWER)
            yield _message(one, to=reader, words="“nobody answered”", at=one.over_at, only=NOBODY)


def _message(one: Ahead, *, to: str, words: str, at: datetime | None, only: str = "", moment: str = "") -> Foretold:
    if one.checkin is None or one.team is None or one.day is None or at is None:
        raise ValueError("nothing is known of this round")
    return Foretold(
        key=report_key(one.round.id) if one.round else "", team_id=one.team.id, day=one.day, at=at, zone=one.team.zone,
        to=to, what=one.checkin.name, words=words, only=only, moment=moment, shared=True, place=_channel(one, to),
    )  # fmt: skip


def _channel(one: Ahead, to: str) -> str:
    """What the channel is called, if it is one and its name is known."""
    if one.checkin is None or one.team is None:
        return ""
    return {one.team.channel_id: one.team.channel_name, one.checkin.channel_id: one.checkin.channel_name}.get(to, "")
