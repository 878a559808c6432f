"""What must be true in every story: of the ledger after each step, of Slack and the answers at rest."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import rhythm
from company import ACME
from readers import answers_are_published, nobody_else_reads, nothing_else_is_read
from sales_team import CLOSE
from sqlalchemy import func, select

from salesbot.checkins.jobs import ASKED_LATE
from salesbot.checkins.model import Answer, Ask, Round
from salesbot.desk.service import why
from salesbot.outbox import rules as outbox
from salesbot.outbox.model import Delivery
from salesbot.outbox.parcel import parcel
from salesbot.schedule.model import Occurrence
from salesbot.schedule.rules import PAUSED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from company import Company
    from sales_team import SalesTeam
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

_LEDGER = select(
    Occurrence.id, Occurrence.who, Occurrence.day, Occurrence.slot, Occurrence.state, Occurrence.reason,
    Occurrence.due_at, Occurrence.settled_at, Occurrence.key, Occurrence.appointment_id,
).where(Occurrence.job.startswith("checkin."))  # fmt: skip
_SENT = select(
    Delivery.id, Delivery.key, Delivery.kind, Delivery.board, Delivery.target, Delivery.state, Delivery.channel,
    Delivery.ts, Delivery.due_at, Delivery.expires_at, Delivery.subject, Delivery.error, Delivery.maybe_sent,
)  # fmt: skip
ASK = "checkin.ask"
LEAST_WAIT = timedelta(minutes=25)  # the shortest reminder that the editor offers, after a question 5 minutes late
# They said what held when they came; of a digest, who is there on the days to come.
_READ_ONCE = {"checkin.welcome", "digest.week", "digest.brief", "digest.own_week"}
_SINCE = re.compile(r"(no word|was blocked) since [A-Za-z0-9 ]+")  # a day on the wall that its reader had then
_IF_IT_STANDS = {"checkin.reminder"}  # it says thanks only where it stood before
_REASONS = {
    "left", "paused", PAUSED, "moved", "ended", "away", "holiday", "day off", "missed", "nothing to ask",
}  # fmt: skip


class Truths:
    """Looks at one team's story as it goes on."""

    def __init__(self, team: SalesTeam) -> None:
        self.team = team
        self.company = team.company
        self._last_row = 0
        self.seen: Counter[str] = Counter()
        self._others: dict[int, Truths] = {}

    def of(self, appointment_id: int) -> Truths:
        """The truths of whichever check-in of the team this is."""
        if appointment_id == self.team.appointment_id:
            return self
        for one in self.team.every:
            self._others.setdefault(one.appointment_id, Truths(one))
        return self._others[appointment_id]

    # ---- after each step ----

    async def after_step(self) -> None:
        """What was written in the ledger since the last step is right."""
        assert not self.company.mistakes, self.company.mistakes
        for row in await new_rows(self.company, after=self._last_row):
            self._last_row = max(self._last_row, row.id)
            if row.slot == "":
                self.of(row.appointment_id).right(row)
        for one in self.team.every:
            self.of(one.appointment_id).looked()

    def looked(self) -> None:
        """All that was written so far has been looked at: from here on it is as it is."""
        self.team.pausing = {self.team.paused}

    def right(self, row: Row[Any]) -> None:
        """An occurrence came on a day and at a time of its rhythm, and was settled as its person's days say."""
        self.seen[row.reason or row.state] += 1
        if (row.who, row.day) in self.team.by_hand:
            return
        held = self.team.rhythms[row.who]
        times = rhythm.due([plan for plan, _ in held], [zone for _, zone in held], row.day)
        passed_over = row.state == "skipped" and row.reason == PAUSED
        promised = passed_over and (row.who, row.day) in self.team.early_days  # be it a day of the plan no more
        assert promised or row.due_at in times, f"{row.key} was due at {row.due_at}; expected {sorted(times)}"
        assert passed_over in self.team.pausing, f"{row.key} is {row.state} ({row.reason}), paused: {self.team.pausing}"
        if passed_over or row.reason in {"moved", "ended"} or len(set(held)) > 1 or row.settled_at is None:
            return
        if row.state == "skipped" and not self.team.people[row.who].asked:
            return
        plan, person = times[row.due_at][0], self.team.people[row.who]
        settled = row.settled_at
        says = rhythm.expected(
            plan, person, row.day, due_at=row.due_at, now=settled, close=CLOSE, asks=self.team.plan.wall
        )
        assert row.reason == says, f"{row.key}, due {row.due_at}, settled {settled}: {row.reason!r}, expected {says!r}"

    async def after_beat(self) -> None:
        """Nothing that was due since the last beat is forgotten. A beat takes no time of the story."""
        await self.after_step()
        for one in self.team.every:
            await self.of(one.appointment_id).nothing_forgotten()

    async def nothing_forgotten(self) -> None:
        """Whatever was due since nothing changed any more is in the ledger. Right after a beat."""
        team, now = self.team, self.team.now
        for who, person in team.people.items():
            if person.asked:
                await self._complete(who, since=max(team.fresh_at[who], team.since[who]), now=now)
        for who, person in team.people.items():
            # A clock that was set back before a change: what was due before it still is, what it passed by stays so.
            if who in team.rhythms and now >= team.fresh_at[who]:
                team.rhythms[who] = [(team.plan, person.zone)]
                team.fresh_at[who] = now

    async def _complete(self, who: str, *, since: datetime, now: datetime) -> None:
        zone = self.team.people[who].zone
        days = _days(since, now)
        owed = {day for day in days for at in rhythm.due([self.team.plan], [zone], day) if since < at <= now}
        if not owed:
            return
        async with self.company.store.read() as db:
            mine = Occurrence.who == who, Occurrence.appointment_id == self.team.appointment_id, Occurrence.slot == ""
            rows = (await db.execute(select(Occurrence.day, Occurrence.due_at).where(*mine))).all()
            there = {row.day: row.due_at for row in rows}
        over = max((day for day, due_at in there.items() if due_at <= since), default=date.min)
        owed = {day for day in owed if day > over}  # who flies back over the date line does not go back to Sunday
        assert owed <= there.keys(), f"nothing tells of {who} on {sorted(owed - there.keys())}"

    # ---- at rest ----

    async def at_rest(self, *, boards: bool) -> None:
        """The ledger, Slack and the answers agree; with `boards`, every message says what is true now."""
        assert not self.company.mistakes, self.company.mistakes
        sent = await messages_are_right(self.company)
        await occurrences_are_right(self.company, sent)
        await answers_are_there(self.company, self.team.said)
        nothing_else_is_read(self.company, self.team.said)
        await nobody_else_reads(self.company, self.team)
        if boards:
            earliest = min(self.team.today(who) for who in self.team.people)
            await answers_are_published(self.company, sent, before=earliest)
            await boards_are_true(self.company, sent, before=earliest)

    async def explained(self) -> None:
        """Each skip of the last week has a sentence of its own for whom it was skipped."""
        for who in self.team.people:
            await skips_are_explained(self.company, who)


async def new_rows(company: Company, *, after: int) -> list[Row[Any]]:
    """Return what the ledger has of check-ins after this row."""
    async with company.store.read() as db:
        return list(await db.execute(_LEDGER.where(Occurrence.id > after).order_by(Occurrence.id)))


def _days(since: datetime, now: datetime) -> list[date]:
    first = since.date() - timedelta(days=1)
    return [first + timedelta(days=n) for n in range((now.date() - first).days + 2)]


async def messages_are_right(company: Company) -> dict[str, Row[Any]]:
    """Return all deliveries by key: each stands in Slack once or, with a reason, not at all."""
    async with company.store.read() as db:
        rows = {row.key: row for row in await db.execute(_SENT)}
    live = company.slack.live()
    for row in rows.values():
        _stands_rightly(company, row, live.pop(outbox.delivery_id(ACME, row.key), 0))
    assert not live, f"nobody promised {live}"
    return rows


def _stands_rightly(company: Company, row: Row[Any], copies: int) -> None:
    name = outbox.delivery_id(ACME, row.key)
    if row.state == "sent" and row.ts is not None:
        assert copies == 1, f"{row.key} stands {copies} times"
        assert company.slack.standing[row.channel, row.ts].id == name, f"{row.key} stands elsewhere"
    else:
        now = company.clocks.now()
        over = row.expires_at is not None and row.expires_at <= now and not (row.ts or row.maybe_sent)
        coming = row.due_at > now or over  # what is over by the calendar lapses with the next beat
        assert row.state in {"sent", "expired", "withdrawn"} or coming, f"{row.key} is {row.state} ({row.error})"
        assert copies == 0, f"{row.key} is {row.state} and stands {copies} times"
    first = company.slack.first_at.get(name)
    if first is not None and row.expires_at is not None:
        late = first - row.expires_at
        assert late <= company.house.settings.lease, f"{row.key} came {late} after it had lapsed"


async def occurrences_are_right(company: Company, sent: dict[str, Row[Any]]) -> None:
    """Each occurrence is there once: done, and its question stands, or skipped, with a reason."""
    async with company.store.read() as db:
        rows = list(await db.execute(_LEDGER.where(Occurrence.slot == "")))
        parts = {one.key: one for one in await db.scalars(select(Ask))}
        several = await db.scalar(
            select(func.count()).select_from(
                select(Occurrence.id)
                .group_by(Occurrence.appointment_id, Occurrence.who, Occurrence.day, Occurrence.slot)
                .having(func.count() > 1)
                .subquery()
            )
        )
        reminders = list(await db.execute(_LEDGER.where(Occurrence.slot == "remind")))
    assert not several
    _reminders_leave_time(reminders, parts)
    for row in rows:
        if row.state == "done":
            part = parts[row.key]
            assert part.asked_at is not None, f"{row.key} is done, and nobody was asked"
            said = sent[part.shown_in or row.key]
            coming = said.state == "waiting" and said.due_at > company.clocks.now()  # the clock was set back
            assert said.state == "sent" or coming, f"{row.key} is done, and no question stands"
        elif row.state == "skipped":
            assert row.reason in _REASONS, f"{row.key} was skipped for {row.reason!r}"


def _reminders_leave_time(rows: Sequence[Row[Any]], parts: dict[str, Ask]) -> None:
    """No reminder comes on the heels of a late question, nor after its round closed."""
    for row in rows:
        part = parts.get(row.key.replace("checkin.remind", ASK, 1).removesuffix(".remind"))
        if part is None or part.asked_at is None or row.reason == ASKED_LATE:
            continue
        left = row.due_at - part.asked_at
        assert left >= LEAST_WAIT, f"{row.key} comes {left} after its question"
        assert row.due_at < part.closes_at, f"{row.key} comes after the close"


async def answers_are_there(company: Company, said: dict[int, dict[int, str]]) -> None:
    """Every answer that was acknowledged can be read, word for word."""
    async with company.store.read() as db:
        found: dict[int, dict[int, str]] = {}
        for ask_id, question_id, text in await db.execute(select(Answer.ask_id, Answer.question_id, Answer.text)):
            found.setdefault(ask_id, {})[question_id] = text
    wrong = {
        key: (found.get(key), said.get(key)) for key in found.keys() | said.keys() if found.get(key) != said.get(key)
    }
    assert not wrong, f"read, and acknowledged: {wrong}"


async def boards_are_true(company: Company, sent: dict[str, Row[Any]], *, before: date) -> None:
    """Every message that is kept up to date says what its room says now.

    Left out are reports of days that still go on, which follow answers and closes and not each change of somebody's
    plans in between, and of days that are over for everybody: those stay as they stood.
    """
    live = select(Ask.round_id).where(Ask.superseded_at.is_(None), Ask.asked_at.is_not(None))
    async with company.store.read() as db:
        kept = {str(one) for one in await db.scalars(select(Round.id).where(Round.day < before, Round.id.in_(live)))}
    for row in sent.values():
        left_out = row.kind == "checkin.report" and row.subject.partition("/")[0] not in kept
        if not row.board or row.state != "sent" or row.kind in _READ_ONCE or left_out:
            continue
        async with company.store.read() as db:
            message = await _drawn(company, db, row)
        stands = company.slack.standing[row.channel, row.ts] if row.ts else None
        if stands is None and row.kind in _IF_IT_STANDS:
            continue
        if message is None or stands is None:
            assert message is None, f"{row.key} should say something"
            assert stands is None, f"{row.key} should be gone"
        else:
            there, should = (
                _lasting(row.kind, stands.text, stands.blocks),
                _lasting(row.kind, message.text, message.blocks),
            )
            assert there == should, f"{row.key} is out of date:\n{there}\nnow {company.clocks.now()}:\n{should}"


async def _drawn(company: Company, db: AsyncSession, row: Row[Any]) -> Any:
    """What its room says now, with the last hand that is laid on what goes to one person."""
    message = await company.house.boards[row.kind](db, ACME, row.subject)
    now = company.clocks.now()
    mine = parcel(await db.get_one(Delivery, row.id), thread_ts=None, machine=now, now=now)
    if message is None or not mine.personal:
        return message
    return (await company.house.finish(db, [(mine, message)]))[0]


def _lasting(kind: str, text: str, blocks: Sequence[dict[str, Any]]) -> list[Any]:
    """What a message says for good. Of a report: the answers, and whether anybody is still to come.

    Its team's open blockers, and people who left since, are drawn as they stood when it was last drawn. A reminder of
    blockers tells days on the wall where its reader was then.
    """
    if kind == "blocker.reminded":
        return [text, _SINCE.sub("", str(blocks))]
    if kind != "checkin.report":
        return [text, *blocks]
    said = [one for one in blocks if one["type"] == "section" and ":construction:" not in one["text"]["text"]]
    return [*said, "*Still to come:*" in str(blocks)]


async def skips_are_explained(company: Company, who: str) -> None:
    """Everything that was skipped in the last week is told, in a sentence and not with our word for it."""
    now = company.clocks.now()
    async with company.store.read() as db:
        week = Occurrence.due_at > now - why.SINCE, Occurrence.due_at <= now
        skipped = select(Occurrence.reason).where(
            Occurrence.member_id == who, Occurrence.slot == "", Occurrence.job == ASK, *week
        )
        reasons = list(await db.scalars(skipped.where(Occurrence.state == "skipped")))
        story = await why.why(db, company.house, workspace_id=ACME, member_id=who, now=now)
    assert story is not None
    told = [one.words for one in story.past if "not s" in one.words]
    assert len(told) >= len(reasons), f"{who} was skipped for {reasons}, and hears {told}"
    bare = [words for words in told for reason in _REASONS if words.endswith(f": {reason}.")]
    assert not bare, bare
