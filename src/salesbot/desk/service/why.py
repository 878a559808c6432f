"""Why somebody was or was not sent each thing in the last seven days, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot import dates
from salesbot.attention import queries as attention
from salesbot.attention.rules import Standing
from salesbot.outbox import queries as outbox
from salesbot.people import queries as people
from salesbot.people.rules import Role, country_of, is_holiday, zone_or
from salesbot.room import Reason
from salesbot.schedule import queries as schedule
from salesbot.schedule.rules import PAUSED

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.attention.model import Decision
    from salesbot.outbox.queries import Fate
    from salesbot.people.rules import Calendar
    from salesbot.room import House
    from salesbot.schedule.model import Occurrence
    from salesbot.schedule.queries import Coming

SINCE = timedelta(days=7)
_ASKED, _REMINDED = "", "remind"
_SKIPPED = {
    "away": "you were away",
    "paused": "you had paused me",
    PAUSED: "it was paused for everybody",
    "left": "you were not in the team then",
    "day off": "it was not one of your working days",
    "holiday": "it was a public holiday",
    "missed": "I was not running then, and later it would only have disturbed",
    "moved": "that hour had already passed when it, or your time zone, was changed",
    "ended": "it had been ended",
    "answered": "you had answered",
    "answered early": "you had answered before",
    "skipped": "you had skipped it",
    "quiet": "three rounds in a row had gone by without an answer, so I stopped reminding",
    "over": "that round was over",
    "asked late": "I had asked so late that it would have come after the close",
    "nothing to ask": "none of its questions was for you that day",
}
_NOT_SENT = {
    "sent": "not sent, as it was no longer needed",  # nothing was left to say when it was drawn
    "waiting": "on its way to you",
    "claimed": "on its way to you",
    "expired": "not sent, since Slack could not be reached in time",
    "withdrawn": "taken back before it was sent",
    "unknown": "sent, but Slack did not confirm that it arrived",
    "dead": "not sent: Slack refused it, and the admin sees why",
    "paused": "waiting, since Slack cannot reach you just now",
}


@dataclass(frozen=True)
class Story:
    """What happened and what comes, told to one person; `zone` is the one on their wall.

    `paused` is what somebody paused by hand, each with since when; `roles` is what this person is in which team.
    """

    zone: str
    past: Sequence[Reason]
    coming: Sequence[Reason]
    paused: Sequence[Reason] = ()
    roles: Sequence[tuple[str, Role]] = ()


async def why(db: AsyncSession, house: House, *, workspace_id: str, member_id: str, now: datetime) -> Story | None:
    """Tell a person everything proactive of the last seven days; None where salesbot does not know them."""
    calendar = (await people.calendars(db, workspace_id, [member_id])).get(member_id)
    if calendar is None:
        return None
    since = now - SINCE
    teller = _Teller(db, house, workspace_id, member_id, calendar, now)
    told: list[Reason] = []
    for offer in house.offers("explain"):
        told += await offer(db, workspace_id, member_id, since)
    told += await teller.happened(since)
    return Story(
        calendar.zone,
        past=[one for one in told if one.at <= now],
        coming=sorted([*(one for one in told if one.at > now), *await teller.comes()], key=lambda one: one.at),
        paused=await teller.rests(),
        roles=[(team.name, role) for team, role in await people.teams_of(db, workspace_id, member_id)],
    )


async def coming(db: AsyncSession, house: House, *, workspace_id: str, member_id: str, now: datetime) -> list[Reason]:
    """Tell what comes to a person by itself, the soonest first."""
    calendar = (await people.calendars(db, workspace_id, [member_id])).get(member_id)
    if calendar is None:
        return []
    return await _Teller(db, house, workspace_id, member_id, calendar, now).comes()


@dataclass(frozen=True)
class _Teller:
    """One person's ledger and decisions in plain words."""

    db: AsyncSession
    house: House
    workspace_id: str
    member_id: str
    calendar: Calendar
    now: datetime

    async def happened(self, since: datetime) -> list[Reason]:
        """What was promised and what the ledger says, each thing once; of offers attention tells."""
        decided = await attention.decisions(self.db, self.workspace_id, self.member_id, since)
        decisions = {one.key: one for one in decided if one.standing == Standing.PROMISED}
        known = {one.key for one in decided}
        ledger = await schedule.ledger(self.db, self.workspace_id, self.member_id, since=since)
        fates = await outbox.fate(self.db, self.workspace_id, {_message_of(one) for one in decisions.values()})
        due = {one.key: one for one in ledger}
        carry = {one.carried_by for one in decisions.values()} - due.keys()  # messages that are told by what they carry
        told = [await self._decided(one, fates, due.get(one.key)) for one in decisions.values() if one.key not in carry]
        for one in ledger:
            told += await self._due(one) if one.key not in known else []
        return told

    async def _decided(self, one: Decision, fates: Mapping[str, Fate], due: Occurrence | None) -> Reason:
        # A reminder of what is answered by now is called nothing any more, but as it was decided.
        what = (await self._called(due.job, due.subject) or one.reason) if due else ""
        fate = fates.get(_message_of(one))
        if fate is None and due is not None and due.state == "skipped":
            return Reason(one.decided_at, f"I did not send {what}: {self._skipped(due)}.")
        if fate is None or fate.sent_at is not None:  # whatever an edit of it, or its removal, waits for
            at = fate.sent_at if fate is not None and fate.sent_at is not None else one.decided_at
            return Reason(_calendar_time(at, one), f"I sent {what}." if what else f"I wrote to you: {one.reason}.")
        if fate.state == "waiting" and one.due_at > self.now:
            return Reason(one.due_at, f"{_upper(what or one.reason)}: it waits until you are there.")
        at = max(one.decided_at, min(one.due_at, self.now))
        return Reason(at, f"{_upper(what or one.reason)}: {_NOT_SENT.get(fate.state, fate.state)}.")

    async def _due(self, one: Occurrence) -> list[Reason]:
        """One line of the ledger; closes of rounds are no messages, and what is done without one was done by hand."""
        if one.slot not in {_ASKED, _REMINDED}:
            return []
        what = await self._called(one.job, one.subject)
        if not what:
            return []  # a reminder that nobody needs any more
        if one.state == "planned":
            return [Reason(one.due_at, f"{_upper(what)}, unless you answer before.")]
        if one.state == "done":
            return (
                [Reason(one.due_at, f"{_upper(what)}: you had answered before I asked.")] if one.slot == _ASKED else []
            )
        return [Reason(one.due_at, f"I did not send {what}: {self._skipped(one)}.")]

    def _skipped(self, one: Occurrence) -> str:
        name = is_holiday(self.calendar.country or country_of(one.zone), one.day)
        if one.reason == "holiday" and name:
            return f"it was a public holiday ({name})"
        return _SKIPPED.get(one.reason, one.reason or "it was passed over")

    async def comes(self) -> list[Reason]:
        """The next of each appointment, with what stands against it."""
        days: dict[int, Container[date]] = {}
        for offer in self.house.offers("asked_on"):
            days |= (await offer(self.db, self.workspace_id, [self.member_id])).get(self.member_id, {})
        coming = await schedule.next_for(self.db, self.workspace_id, self.member_id, days=days)
        named = [(one, await self._called(one.job, one.subject)) for one in coming]
        paused = await attention.paused_until(self.db, self.workspace_id, self.member_id)
        return [self._next(one, name, paused) for one, name in named if name]

    async def rests(self) -> list[Reason]:
        """What is paused by hand, for the whole team or for this person, and so does not come at all."""
        paused = await schedule.paused(self.db, self.workspace_id, member_id=self.member_id)
        named = [(one, await self._called(one.job, one.subject)) for one in paused]
        return [Reason(one.paused_at or self.now, _upper(name)) for one, name in named if name]

    def _next(self, one: Coming, name: str, paused: datetime | None) -> Reason:
        against = _off(one.off) if one.off is not None else self._unoffered(one, paused)
        return Reason(one.at, _upper(name) + (f", but not on that day: {against}" if against else ""))

    def _unoffered(self, one: Coming, paused: datetime | None) -> str:
        """What stands against an offer to somebody who ignored the last three; empty where nothing does."""
        offered = {job for some in self.house.offers("offering") for job in some}
        if paused is None or one.at >= paused or one.job not in offered:
            return ""
        zone = zone_or(self.calendar.zone)
        until = dates.say_day(paused.astimezone(zone).date(), today=self.now.astimezone(zone).date())
        return f"I offer nothing until {until}, as the last three went by unused"

    async def _called(self, job: str, subject: str) -> str:
        for offer in self.house.offers("called"):
            name: str | None = await offer(self.db, self.workspace_id, job, subject)
            if name is not None:
                return name
        return f"your {job.partition('.')[0].replace('_', ' ')}"


def _message_of(one: Decision) -> str:
    """The key of the message that says it: its own, or that of its host, with which it comes or does not."""
    return one.carried_by or one.key


def _calendar_time(at: datetime, one: Decision) -> datetime:
    """The outbox keeps machine time; where a demo set the calendar elsewhere, the decision's own time is told.

    That is when it was due, where it waited until somebody was back.
    """
    expected = max(one.decided_at, one.due_at)
    return at if one.decided_at <= at < expected + SINCE else expected


def _off(reason: str) -> str:
    words = {"away": "you are away", "paused": "you paused me", "holiday": "it is a public holiday", "left": "you left"}
    return words.get(reason, "you don't work then")


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
