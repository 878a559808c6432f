"""A member answers: what they wrote is stored, the question says so, and the report shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete

from salesbot.checkins import queries, rules
from salesbot.checkins.model import Answer
from salesbot.checkins.service import blocked
from salesbot.checkins.service.form import answerable, checked
from salesbot.checkins.service.kept import look_later
from salesbot.checkins.service.offered import use_sent
from salesbot.checkins.service.publish import News, published, redraw
from salesbot.checkins.service.question import board_of, draft_key, question, reminders_of
from salesbot.checkins.service.skip import here_after_all, hold_current
from salesbot.checkins.service.stale import as_shown, look_at_edits
from salesbot.errors import Refusal
from salesbot.outbox import service as outbox
from salesbot.store import add

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Ask, Question
    from salesbot.checkins.queries import Answerable, Part
    from salesbot.outbox.promises import Board
    from salesbot.room import BlockerWord, OnAway, SayBlockers


_QUOTED = timedelta(days=30)  # what came since then follows a word about a blocker; older messages keep what they quote


@dataclass(frozen=True)
class Submission:
    """What one member answers: texts by question id, and words about open blockers.

    Follow-ups that are not among the texts keep the answer they have. A `partial` one may leave required questions for
    later.
    """

    ask_id: int
    workspace_id: str
    member_id: str
    texts: Mapping[int, str]
    said: Sequence[BlockerWord] = ()
    partial: bool = False
    now: datetime = field(kw_only=True)


@dataclass(frozen=True)
class Answered:
    """A submission that stands: its part, what is asked and kept there, and what stood in its part before, and how.

    `typed`: whether words were typed there, whose message names the question that they answer.
    """

    submission: Submission
    part: Part
    questions: Sequence[Question]
    kept: Mapping[int, str]
    stood: Mapping[int, str]
    before: str
    typed: bool = False

    @property
    def changes(self) -> bool:
        """Whether something that stood there says something else now; what is only added is no edit."""
        return any(self.kept.get(number) != text for number, text in self.stood.items())

    @property
    def rewritten_since(self) -> datetime | None:
        """Since when words could be quoted that say something else now, in an answer or of a blocker; None: none."""
        if any(one.verdict != "still" for one in self.submission.said):
            return self.submission.now - _QUOTED
        return self.part.ask.opens_at if self.changes else None

    @property
    def more(self) -> list[Question]:
        """What the answers brought that was not in the form yet: it is asked on a second page."""
        there = {*self.submission.texts, *self.kept}
        return [one for one in rules.shown(self.questions, self.kept) if one.id not in there]


async def answer(
    db: AsyncSession, submission: Submission, *, say: Sequence[SayBlockers] = (), on_away: Sequence[OnAway] = ()
) -> Part:
    """Store an answer in place of an earlier one; raises Refusal beside the field that needs another look."""
    (done,) = await answer_many(db, [submission], say=say, on_away=on_away)
    if isinstance(done, Exception):
        raise done
    return done.part


async def answer_many(
    db: AsyncSession,
    submissions: Sequence[Submission],
    *,
    say: Sequence[SayBlockers] = (),
    on_away: Sequence[OnAway] = (),
) -> list[Answered | Exception]:
    """Store answers, each in place of an earlier one; what came of each in turn, or its Refusal, and nothing of it.

    It takes as many statements for all as for one. `on_away` hears of those who had said that they are away.
    """
    done: dict[int, Answered | Exception] = {}
    for some in _apart(submissions):
        done |= await _answer_at_once(db, some, say=say, on_away=on_away)
    return [done[number] for number in range(len(submissions))]


def _apart(submissions: Sequence[Submission]) -> list[dict[int, Submission]]:
    """Whoever answers twice at the same moment changes their answer: the second of one part comes after its first."""
    turns: list[dict[int, Submission]] = []
    times: Counter[int] = Counter()
    for number, one in enumerate(submissions):
        if times[one.ask_id] == len(turns):
            turns.append({})
        turns[times[one.ask_id]][number] = one
        times[one.ask_id] += 1
    return turns


async def _answer_at_once(
    db: AsyncSession, submissions: Mapping[int, Submission], *, say: Sequence[SayBlockers], on_away: Sequence[OnAway]
) -> dict[int, Answered | Exception]:
    found = await queries.answerable(db, {one.ask_id for one in submissions.values()}, lock=True)
    await look_at_edits(db, [one.part for one in found.values()])
    sets = await queries.question_sets(db, {one.part.asked_from for one in found.values()})
    sets |= await as_shown(db, submissions.values(), found, sets)
    before = await _texts_before(db, [one.part.ask for one in found.values()])
    done: dict[int, Answered | Exception] = {}
    given = []
    for number, one in submissions.items():
        try:
            stands = await _given(db, one, found, sets, before)
        except Refusal as refused:
            done[number] = refused
        else:
            done[number] = stands
            given.append(stands)
    if given:
        await _keep(db, given, on_away=on_away)
        await blocked.tell(db, given, say=say)
    return done


async def _texts_before(db: AsyncSession, asks: Sequence[Ask]) -> Mapping[int, Mapping[int, str]]:
    """What stands in these parts already; most are answered for the first time."""
    edited = [ask.id for ask in asks if ask.state == "answered"]
    return await queries.texts(db, edited) if edited else {}


async def _given(
    db: AsyncSession,
    one: Submission,
    found: Mapping[int, Answerable],
    sets: Mapping[tuple[int, int], Sequence[Question]],
    before: Mapping[int, Mapping[int, str]],
) -> Answered:
    place = found.get(one.ask_id)
    part = await checked(db, place, workspace_id=one.workspace_id, member_id=one.member_id)
    asked = rules.asked_of(sets[part.asked_from], role=part.ask.role, day=part.round.day)
    stood = before.get(one.ask_id, {})
    kept = rules.clean(one.texts, asked, stored=stood, partial=one.partial)
    return Answered(one, part, asked, kept, stood, part.ask.state, typed=place is not None and place.typed)


async def _keep(db: AsyncSession, given: Sequence[Answered], *, on_away: Sequence[OnAway]) -> None:
    """Write what was answered, and draw the questions and the reports anew."""
    boards: dict[tuple[str, str], Board] = {}
    back = [one for one in given if one.before == "away"]
    for one in back:  # the day's other parts will follow
        await hold_current(db, one.part.ask.workspace_id, one.part.ask.member_id)
    for one in given:
        _mark(one.part.ask, changes=one.changes, now=one.submission.now)
    news = [News(one.part, one.questions, one.kept) for one in given]
    asked = [question(one.part.ask, due_at=one.submission.now) for one in given]
    for board in (*await published(db, news, now=given[-1].submission.now), *asked):
        boards[board.workspace_id, board.key] = board
    await _store(db, given)
    await _redraw_with_blockers(db, given)
    await outbox.show(db, *boards.values())
    await use_sent(db, given)
    await _settle_beside(db, given)
    await look_later(db, [one.part for one in given], now=given[-1].submission.now)
    for one in back:
        await here_after_all(db, one.part, on_away=on_away, now=one.submission.now)


async def _redraw_with_blockers(db: AsyncSession, given: Sequence[Answered]) -> None:
    """Where a blocker is over or reads otherwise now, the team's other reports say so; locked first, all at once."""
    teams = {
        (one.part.ask.workspace_id, one.part.team.id)
        for one in given
        if any(word.verdict != "still" for word in one.submission.said)
    }
    for workspace_id, team_id in sorted(teams):
        here = await queries.live(db, team_id, workspace_id=workspace_id, now=given[-1].submission.now)
        await redraw(db, workspace_id, here)


def _mark(ask: Ask, *, changes: bool, now: datetime) -> None:
    if ask.state == "answered":
        ask.edited_at = now if changes else ask.edited_at
    else:
        ask.answered_at = now
        ask.late = now > ask.closes_at
    ask.state = "answered"


async def _store(db: AsyncSession, given: Sequence[Answered]) -> None:
    edited = [one.part.ask.id for one in given if one.before == "answered"]
    if edited:
        await db.execute(delete(Answer).where(Answer.ask_id.in_(edited)))
    rows = [
        {"workspace_id": one.part.ask.workspace_id, "ask_id": one.part.ask.id, "question_id": key, "text": text,
         "answered_at": one.submission.now}
        for one in given
        for key, text in one.kept.items()
    ]  # fmt: skip
    if rows:
        await db.flush()
        await add(db, Answer, rows)


async def _settle_beside(db: AsyncSession, given: Sequence[Answered]) -> None:
    """Draw anew the reminders of those who had one, and what was typed and would go to another question now.

    So are other messages of whoever names another blocker than before: what one told as over may stand again. Most
    answer before the reminder is due. No clock is asked whether it came: one that was set back since would say that it
    is still to come.
    """
    keys: dict[str, list[str]] = {}
    for one in given:
        if one.part.ask.reminded:
            keys.setdefault(one.part.ask.workspace_id, []).extend(reminders_of(one.part.ask))
        if one.before == "answered" and _names_another(one):
            mine = one.part.ask
            others = await queries.current_parts(db, mine.member_id, workspace_id=mine.workspace_id)
            keys.setdefault(mine.workspace_id, []).extend(board_of(part.ask) for part in others)
    typed = [one.part.ask for one in given if one.typed]
    for workspace_id, draft_id in await queries.drafts(db, typed, used=True) if typed else ():
        keys.setdefault(workspace_id, []).append(draft_key(draft_id))
    for workspace_id, some in keys.items():
        await outbox.dirty(db, workspace_id, some)


def _names_another(one: Answered) -> bool:
    return blocked.named(one.questions, one.kept) != blocked.named(one.questions, one.stood)


async def again(
    db: AsyncSession,
    ask_id: int,
    *,
    workspace_id: str,
    member_id: str,
    say: Sequence[SayBlockers] = (),
    on_away: Sequence[OnAway] = (),
    now: datetime,
) -> Part:
    """Answer as the last time. Blockers are not said again: an open one stays open by itself."""
    part = await answerable(db, ask_id, workspace_id=workspace_id, member_id=member_id, lock=True)
    if part.ask.state == "answered":
        raise Refusal("You have answered this one already. *Change my answer* opens it again.")
    asked = await queries.asked(db, part)
    said = await queries.last_words(db, part, asked)
    last = {one.id: said[one.id] for one in asked if one.topic != "blockers" and one.id in said}
    texts, lacking = rules.again(asked, last)
    if lacking or not texts:
        raise Refusal(f"{_not_again(lacking, last)}. *Answer* opens the form; it takes a minute.")
    return await answer(db, Submission(ask_id, workspace_id, member_id, texts, now=now), say=say, on_away=on_away)


def _not_again(lacking: Sequence[Question], last: Mapping[int, str]) -> str:
    if not last:
        return "There is no last time to repeat yet"
    if lacking and all(one.topic == "blockers" for one in lacking):
        return "What is in your way is asked anew each time"
    return "Something was left open last time"
