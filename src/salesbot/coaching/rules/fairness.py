"""Whom a manager has not seen, thanked or heard lately: days since, by name. Counts of days, never a rank of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.coaching.rules.skills import Skill
from salesbot.people.rules import zone_or

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

GAP = "gap"
ABOUT = {Skill.ONE_TO_ONES: "your team's talks", Skill.RECOGNITION: "thanks in your team"}
TALK_DAYS, THANKS_DAYS = 21, 30  # from these on it is a gap
_FULL = 3  # times that many days: then it counts for as much as a clear answer


@dataclass(frozen=True, kw_only=True)
class Contact:
    """When a manager last sat down with somebody, asked them something, thanked them, and heard from them.

    `since`: from when on both are in the team; before it there was nothing to miss. None: never. `away` are the first
    and last days of the times when the other was away, `off` of those when the manager was; `absent` is until when the
    other's status says so now.
    """

    member_id: str
    name: str
    team_id: int
    since: datetime
    talked: datetime | None = None
    asked: datetime | None = None
    thanked: datetime | None = None
    heard: datetime | None = None
    away: Sequence[tuple[date, date]] = ()
    off: Sequence[tuple[date, date]] = ()
    absent: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One true thing that a manager may want to change, as a choice of prompts can use it.

    `skill` is what it calls for, `text` the reason in words to the manager, `confidence` 0 to 1 grows with the days,
    `day` is when it was last otherwise on the manager's wall, `days` how long ago that is. `known`: there is a last
    time that salesbot knows of; what it never saw may well have happened.
    """

    source: str
    text: str
    skill: Skill
    confidence: float
    day: date
    team_id: int
    member_id: str
    name: str
    days: int
    known: bool = False

    def kept(self, *, of: int) -> dict[str, object]:  # noqa: ARG002  kept as what was said is
        """What the database keeps of it: whom it is about; whether it is still so is looked up when it is told."""
        return {"source": self.source, "words": [], "checkin": None, "of": 0}


def noticed(contacts: Sequence[Contact], *, now: datetime, zone: str) -> list[Gap]:
    """The gaps that a manager may be written to about: since a last time, and only where they keep notes of talks."""
    keeps_notes = any(one.talked for one in contacts)
    return [gap for gap in gaps(contacts, now=now, zone=zone) if gap.known] if keeps_notes else []


def gaps(contacts: Iterable[Contact], *, now: datetime, zone: str) -> list[Gap]:
    """What has been missing for long, the longest first; of several who wait alike the first by name.

    Days on which one of the two was away are not waited for, and nobody waits for somebody who is away.
    """
    found = [gap for one in sorted(contacts, key=_by_name) for gap in _gaps(one, now, zone)]
    return sorted(found, key=lambda one: -one.confidence)


def _by_name(one: Contact) -> tuple[str, str]:
    return one.name.casefold(), one.member_id


def _gaps(one: Contact, now: datetime, zone: str) -> list[Gap]:
    if _is_away(one, now, zone):
        return []
    talk = "You have not noted a one-to-one with {name} {span}."
    thanks = "You have not thanked {name} {span}."
    return [
        *_gap(one, Skill.ONE_TO_ONES, one.talked, talk, TALK_DAYS, now=now, zone=zone),
        *_gap(one, Skill.RECOGNITION, one.thanked, thanks, THANKS_DAYS, now=now, zone=zone),
    ]


def _is_away(one: Contact, now: datetime, zone: str) -> bool:
    today = now.astimezone(zone_or(zone)).date()
    return (one.absent is not None and now < one.absent) or any(first <= today <= last for first, last in one.away)


def _gap(
    one: Contact, skill: Skill, last: datetime | None, words: str, least: int, *, now: datetime, zone: str
) -> list[Gap]:
    from_ = max(last, one.since) if last else one.since
    days, known = days_between(from_, now, zone), last is not None and last >= one.since
    waited = days - _missed(one, now.astimezone(zone_or(zone)).date(), days)
    if waited < least:
        return []
    span = f"for {days} days" if known else f"in the {days} days that you have shared a team"
    return [
        Gap(
            source=f"{GAP}.{skill}.{one.member_id}", text=words.format(name=one.name, span=span), skill=skill,
            confidence=min(waited / (least * _FULL), 1.0), day=from_.astimezone(zone_or(zone)).date(),
            team_id=one.team_id, member_id=one.member_id, name=one.name, days=days, known=known,
        )
    ]  # fmt: skip


def _missed(one: Contact, today: date, days: int) -> int:
    """How many of the last so many days one of the two was away, today among them."""
    begin = today - timedelta(days=days - 1)
    spans = [(max(first, begin), min(last, today)) for first, last in (*one.away, *one.off)]
    return len({first + timedelta(days=at) for first, last in spans for at in range((last - first).days + 1)})


def longest(contacts: Sequence[Contact], *, now: datetime, zone: str) -> Gap | None:
    """The one gap that is worth a sentence: of one-to-ones before thanks, the longest."""
    found = gaps(contacts, now=now, zone=zone)
    talks = [one for one in found if one.skill is Skill.ONE_TO_ONES]
    return max(talks or found, key=lambda one: one.days, default=None)


def days_between(then: datetime, now: datetime, zone: str) -> int:
    """How many nights lie between, on this wall."""
    return max((now.astimezone(zone_or(zone)).date() - then.astimezone(zone_or(zone)).date()).days, 0)
