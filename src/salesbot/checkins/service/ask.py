"""Members are asked: each due run becomes a part in its round."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from salesbot import store
from salesbot.checkins import queries, rules
from salesbot.checkins.model import Ask, Checkin, Round
from salesbot.checkins.service.together import join, may_join
from salesbot.people.rules import Role, zone_or
from salesbot.schedule.rules import fire_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime, time

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.room import Run

    Checkins = Mapping[int, tuple[Checkin, Team]]

NOTHING = "nothing to ask"  # why tells it


@dataclass(frozen=True)
class Newly:
    """A member who is asked now, with what that takes."""

    run: Run
    ask: Ask
    round: Round
    checkin: Checkin
    team: Team


@dataclass
class Asked:
    """What came of asking: parts that began, parts of earlier rounds that ended, and runs that were skipped."""

    newly: list[Newly] = field(default_factory=list)
    over: list[Ask] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)


async def ask(db: AsyncSession, runs: Sequence[Run]) -> Asked:
    """Begin each member's part, in their round of that local date.

    Skipped is what is too late to be answered, and whoever is asked nothing that day: by their role, by the weekday.
    """
    asked = Asked()
    together = await may_join(db, runs)
    checkins = await queries.checkins(db, {int(run.subject) for run in runs})
    roles = await _roles(db, runs, checkins)
    meant = await _meant(db, runs, checkins, roles)
    asked.skipped |= {run.key: NOTHING for run in runs if run.key not in meant}
    in_time = await _in_time(db, [run for run in runs if run.key in meant], checkins)
    asked.skipped |= {run.key: "missed" for run in runs if run.key in meant and run.key not in in_time}
    asked.newly = await _begin(db, list(in_time.values()), roles)
    asked.over = await _supersede(db, asked.newly)
    await join(db, asked.newly, among=together)
    return asked


async def _roles(db: AsyncSession, runs: Sequence[Run], checkins: Checkins) -> dict[str, str]:
    """What each run's member is in its team now, by the run's key."""
    places = {run.key: (checkins[int(run.subject)][1].id, str(run.member_id)) for run in runs}
    known = await queries.roles(db, set(places.values()))
    return {key: known.get(place, Role.REP) for key, place in places.items()}


async def _meant(db: AsyncSession, runs: Sequence[Run], checkins: Checkins, roles: Mapping[str, str]) -> set[str]:
    """The runs in which somebody is asked something: by the questions of the round, or of the one that begins."""
    rounds = await queries.rounds(db, {(int(run.subject), run.day) for run in runs})
    begun = {key: found.question_set for key, found in rounds.items()}
    sets = {
        run.key: (int(run.subject), begun.get((int(run.subject), run.day), checkins[int(run.subject)][0].question_set))
        for run in runs
    }
    questions = await queries.question_sets(db, set(sets.values()))
    return {run.key for run in runs if rules.asked_of(questions[sets[run.key]], role=roles[run.key], day=run.day)}


@dataclass(frozen=True)
class _Due:
    """A run that asks, in its round, and when the part closes that it begins."""

    run: Run
    round: Round
    checkin: Checkin
    team: Team
    closes_at: datetime


async def _in_time(db: AsyncSession, runs: Sequence[Run], checkins: Checkins) -> dict[str, _Due]:
    """Those of these runs that come an hour before their part closes, or sooner, by key; their rounds stand now."""
    rounds = await _rounds(db, runs, checkins)
    walls = await queries.walls(db, [checkin for checkin, _ in checkins.values()])
    due = [_due(run, checkins[int(run.subject)], rounds[int(run.subject), run.day], walls) for run in runs]
    return {one.run.key: one for one in due if one.run.now <= one.closes_at - rules.LAST_CALL}


async def _rounds(db: AsyncSession, runs: Sequence[Run], checkins: Checkins) -> dict[tuple[int, date], Round]:
    keys = {(int(run.subject), run.day) for run in runs}
    rows = [
        {
            "workspace_id": checkins[checkin_id][0].workspace_id,
            "checkin_id": checkin_id,
            "day": day,
            **begun_with(checkins[checkin_id][0]),
        }
        for checkin_id, day in sorted(keys)
    ]
    await store.insert(db, Round, rows, ignore=["checkin_id", "day"])
    return await queries.rounds(db, keys) if keys else {}


def begun_with(checkin: Checkin) -> dict[str, Any]:
    """Return what a round takes from its check-in when it begins, and keeps."""
    return {
        "question_set": checkin.question_set, "publish": checkin.publish, "channel_id": checkin.channel_id,
        "channel_ok": checkin.may_publish,
    }  # fmt: skip


def _due(run: Run, asks: tuple[Checkin, Team], found: Round, walls: Mapping[int, time]) -> _Due:
    checkin, team = asks
    ask_wall = walls.get(checkin.id) or run.due_at.astimezone(zone_or(run.zone)).time()
    closes_at = closing(checkin, run.day, opens_at=run.due_at, ask_wall=ask_wall, zone=run.zone)
    return _Due(run, found, checkin, team, closes_at)


def closing(checkin: Checkin, day: date, *, opens_at: datetime, ask_wall: time, zone: str) -> datetime:
    """Return when a member's part closes that opens at this instant, on the wall of this zone."""
    fire = fire_at(day, checkin.close_wall, zone_or(zone))
    if checkin.close_wall <= ask_wall and not rules.long_enough(opens_at, fire):  # it closes after midnight
        fire = fire_at(day + timedelta(days=1), checkin.close_wall, zone_or(zone))
    return rules.closes_at(day, opens_at=opens_at, ask_wall=ask_wall, close_wall=checkin.close_wall, fire_at=fire)


async def _begin(db: AsyncSession, due: Sequence[_Due], roles: Mapping[str, str]) -> list[Newly]:
    """Begin the parts of these runs; one that was opened early takes the times of the real occurrence now."""
    if not due:
        return []
    rows = [_row(one, role=roles[one.run.key]) for one in due]
    await store.insert(db, Ask, rows, ignore=["round_id", "member_id"])
    parts = await queries.asks(db, {one.round.id for one in due}, member_ids={str(one.run.member_id) for one in due})
    newly = [
        Newly(one.run, parts[one.round.id, str(one.run.member_id)], one.round, one.checkin, one.team) for one in due
    ]
    for new, row in zip(newly, rows, strict=True):
        if new.ask.asked_at is None:
            for name in ("asked_at", "zone", "opens_at", "closes_at", "key"):
                setattr(new.ask, name, row[name])
            if new.ask.state == "open":  # what was answered early keeps the questions that it answers
                new.ask.role = row["role"]
    return newly


def _row(one: _Due, *, role: str) -> dict[str, Any]:
    run = one.run
    return {
        "workspace_id": run.workspace_id, "round_id": one.round.id, "member_id": run.member_id, "key": run.key,
        "zone": run.zone, "opens_at": run.due_at, "closes_at": one.closes_at, "asked_at": run.now, "role": role,
    }  # fmt: skip


async def _supersede(db: AsyncSession, newly: Sequence[Newly]) -> list[Ask]:
    """The next round ends the earlier one: no late answers and no edits there from now on."""
    if not newly:
        return []
    this = {(one.checkin.id, one.ask.member_id): one for one in newly}
    rows = await queries.left_open(
        db, {one.checkin.id for one in newly}, member_ids={one.ask.member_id for one in newly}
    )
    over = []
    for part, found in rows:
        now = this.get((found.checkin_id, part.member_id))
        if now is not None and found.day < now.round.day:
            part.superseded_at = now.run.now
            part.closed_at = part.closed_at or now.run.now
            over.append(part)
    return over
