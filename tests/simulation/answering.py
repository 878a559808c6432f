"""Answers in a story: forms, buttons, what is typed, and what was said early."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from company import ACME
from diary import Diary
from sqlalchemy import select

from salesbot.checkins import queries, service
from salesbot.checkins.model import Answer, Ask, Draft, Round
from salesbot.room import BlockerWord, Once

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Question

    _Told = tuple["Answering", str, int, dict[int, str], date | None]  # a team, who, of what, and the day off it ends


class Answering(Diary):
    """What people say, and which of it was acknowledged."""

    async def parts(self, who: str) -> list[int]:
        """The ids of somebody's parts, the newest first."""
        async with self.store.read() as db:
            return list(await db.scalars(select(Ask.id).where(Ask.member_id == who).order_by(Ask.opens_at.desc())))

    async def open_parts(self, who: str) -> list[int]:
        """The ids of what somebody was asked and did not answer yet."""
        async with self.store.read() as db:
            query = select(Ask.id).where(Ask.member_id == who, Ask.state == "open", Ask.closed_at.is_(None))
            return list(await db.scalars(query.where(Ask.asked_at.is_not(None)).order_by(Ask.id)))

    async def answer(
        self, who: str, ask_id: int, *, blocker: str = "", word: str = "", once: Once | None = None
    ) -> bool:
        """Somebody sends the form."""

        async def deed(db: AsyncSession) -> tuple[dict[int, str], date | None]:
            part = await queries.part(db, ask_id, workspace_id=ACME)
            assert part is not None
            away_on = part.round.day if part.ask.state == "away" else None
            asked = await queries.asked(db, part)
            self._words += 1
            texts = {one.id: self._reply(one, blocker=blocker) for one in asked}
            said = await self._about_blockers(db, who, word)
            given = service.Submission(ask_id, ACME, who, texts, said, now=self.now)
            (done,) = await service.answer_many(db, [given], **self._hears)
            if isinstance(done, Exception):
                raise done
            await self._rewritten(db, done)
            kept = {one.id: texts[one.id] for one in asked if texts[one.id] and _shows(one, asked, texts)}
            return kept, away_on

        def note(done: tuple[dict[int, str], date | None]) -> None:
            self.said[ask_id] = done[0]
            self._is_there(who, done[1])

        return await self._do(deed, note, once=once)

    def _is_there(self, who: str, away_on: date | None) -> None:
        if away_on is not None:
            self.people[who].answer_after_all(away_on, today=self.today(who))

    async def _rewritten(self, db: AsyncSession, *done: service.Answered | Exception) -> None:
        """As the door does for what changes words that may have been quoted."""
        stood = [(one.part, one.rewritten_since) for one in done if isinstance(one, service.Answered)]
        changed = [(part, since) for part, since in stood if since is not None]
        await service.tell_rewritten(db, self.company.house, changed)

    def _reply(self, asked: Question, *, blocker: str) -> str:
        """What somebody says to a question of this kind; of words, no two answers have the same."""
        if asked.topic == "blockers":
            return blocker
        options = asked.options.split("\n")
        return {
            "number": str(self._words), "scale": str(1 + self._words % 5), "choices": asked.options,
            "choice": options[self._words % len(options)],
        }.get(asked.kind, f"words {self._words}")  # fmt: skip

    @property
    def _hears(self) -> dict[str, Sequence[Any]]:
        """Who hears of an answer, as the doors tell it."""
        return {"say": self.company.house.offers("say_blockers"), "on_away": self.company.house.offers("on_away")}

    async def take_back(self, who: str, ask_id: int) -> bool:
        """Somebody deletes their answer."""

        async def deed(db: AsyncSession) -> None:
            mine = {"workspace_id": ACME, "member_id": who, "now": self.now}
            say = self.company.house.offers("say_blockers")
            part = await service.take_back(db, ask_id, say=say, **mine)
            await service.tell_rewritten(db, self.company.house, [(part, part.ask.opens_at)])

        return await self._do(deed, lambda _done: self.said.pop(ask_id, None))

    async def do_many(self, forms: Sequence[tuple[Answering, str, int]]) -> bool:
        """Several people, of whichever teams, send the form at one moment; refusals concern only who is refused."""

        async def deed(db: AsyncSession) -> list[_Told]:
            found = await queries.parts(db, {ask_id for _, _, ask_id in forms})
            sets = await queries.question_sets(db, {(one.checkin.id, one.round.question_set) for one in found.values()})
            given, kept = [], []
            for team, who, ask_id in forms:
                part = found[ask_id]
                team._words += 1
                asked = sets[part.checkin.id, part.round.question_set]
                every = team._words % 9 == 0
                texts = {one.id: f"words {team._words}" if one.required or every else "" for one in asked}
                given.append(service.Submission(ask_id, ACME, who, texts, now=self.now))
                away_on = part.round.day if part.ask.state == "away" else None
                kept.append((team, who, ask_id, {number: text for number, text in texts.items() if text}, away_on))
            done = await service.answer_many(db, given, **self._hears)
            await self._rewritten(db, *done)
            return [one for one, what in zip(kept, done, strict=True) if not isinstance(what, Exception)]

        def note(stored: list[_Told]) -> None:
            for team, who, ask_id, texts, away_on in stored:
                team.said[ask_id] = texts
                team._is_there(who, away_on)

        return await self._do(deed, note)

    async def _about_blockers(self, db: AsyncSession, who: str, word: str) -> Sequence[BlockerWord]:
        (offer,) = self.company.house.offers("open_blockers")
        found = await offer(db, ACME, self.team_id, who) if word else ()
        return [BlockerWord(one.id, word, "and now?" if word == "changed" else "") for one in found]

    async def click(self, who: str, ask_id: int, button: str) -> bool:
        """Somebody presses *Same as last time*, *Skip today* or *I'm away*."""

        async def deed(db: AsyncSession) -> Any:
            mine = {"workspace_id": ACME, "member_id": who, "now": self.now}
            part = await queries.part(db, ask_id, workspace_id=ACME)
            away_on = part.round.day if part and part.ask.state == "away" else None
            if button == "away":
                await service.away(db, ask_id, on_away=self._hears["on_away"], **mine)
                return part.round.day if part else None
            if button == "skip":
                return await service.skip(db, ask_id, **mine)
            await self._rewritten(db, await service.again(db, ask_id, **self._hears, **mine))
            return await self._stored(db, ask_id), away_on

        def note(done: Any) -> None:
            if button == "away":
                self.people[who].press_away(done)
            elif button == "again":
                self.said[ask_id] = done[0]
                self._is_there(who, done[1])

        return await self._do(deed, note)

    async def _stored(self, db: AsyncSession, ask_id: int) -> dict[int, str]:
        rows = await db.execute(select(Answer.question_id, Answer.text).where(Answer.ask_id == ask_id))
        return {number: text for number, text in rows}  # noqa: C416  rows are no pairs

    async def early(self, who: str, *, nth: int = 0) -> bool:
        """Somebody answers the evening before."""

        async def deed(db: AsyncSession) -> tuple[int, int, date] | None:
            seats = await queries.seats_of(db, who, workspace_id=ACME)
            if not seats:
                return None
            seat = seats[min(nth, len(seats) - 1)][0]
            part = await service.open_early(db, seat.id, workspace_id=ACME, member_id=who, now=self.now)
            day = await db.scalar(select(Round.day).where(Round.id == part.round_id))
            return part.id, seat.appointment_id, day

        opened: list[tuple[int, int, date]] = []
        if not await self._do(deed, lambda done: done and opened.append(done)) or not opened:
            return False
        ask_id, appointment_id, day = opened[0]
        for one in self.every:
            if one.appointment_id == appointment_id:
                one.early_days.add((who, day))
        return await self.answer(who, ask_id)

    async def type(self, who: str, *, use: bool) -> bool:
        """Somebody types an answer, and perhaps presses *Use it*."""
        self._words += 1
        ts, mine = f"{self._words}.0", {"workspace_id": ACME, "member_id": who, "now": self.now}
        kept = await self._do(lambda db: service.keep(db, f"typed {self._words}", ts=ts, **mine))

        async def deed(db: AsyncSession) -> tuple[int, dict[int, str]] | None:
            draft = await db.scalar(select(Draft.id).where(Draft.ts == ts))
            if draft is None:
                return None
            part = await service.use(db, draft, **self._hears, **mine)
            await db.flush()
            return part.ask.id, await self._stored(db, part.ask.id)

        return kept and use and await self._do(deed, lambda done: done and self.said.update({done[0]: done[1]}))


def _shows(one: Question, asked: Sequence[Question], texts: Mapping[int, str]) -> bool:
    """Whether a question came up: the only follow-ups of these stories are of a scale, for one and two."""
    first = next((other for other in asked if other.position == one.follows), None)
    return one.follows is None or (first is not None and texts[first.id] in {"1", "2"})
