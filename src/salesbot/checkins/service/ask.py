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
    meant = await _meant(db, runs, {key: checkin for key, (checkin, _) in checkins.items()}, roles)
    asked.skipped |= {run.key: NOTHING for run in runs if run.key not in meant}
    runs = [run for run in runs if run.key in meant]
    rounds = await _rounds(db, runs, {key: checkin for key, (checkin, _) in checkins.items()})
    walls = await queries.walls(db, [checkin for checkin, _ in checkins.values()])
    rows = {}
    for run in runs:
        row = _row(run, checkins[int(run.subject)][0], rounds[int(run.subject), run.day], walls) | {
            "role": roles[run.key]
        }
        if run.now > row["closes_at"] - rules.LAST_CALL:
            asked.skipped[run.key] = "missed"
        else:
            rows[run.key] = row
    parts = await _parts(db, list(rows.values()))
    for run in (run for run in runs if run.key in rows):
        checkin, team = checkins[int(run.subject)]
        found = rounds[checkin.id, run.day]
        part = parts[found.id, str(run.member_id)]
        _take_times(part, rows[run.key])
        asked.newly.append(Newly(run, part, found, checkin, team))
    asked.over = await _supersede(db, asked.newly)
    await join(db, asked.newly, among=together)
    return asked


async def _roles(db: AsyncSession, runs: Sequence[Run], checkins: Mapping[int, tuple[Checkin, Team]]) -> dict[str, str]:
    """What each run's member is in its team now, by the run's key."""
    places = {run.key: (checkins[int(run.subject)][1].id, str(run.member_id)) for run in runs}
    known = await queries.roles(db, set(places.values()))
    return {key: known.get(place, Role.REP) for key, place in places.items()}


async def _meant(
    db: AsyncSession, runs: Sequence[Run], checkins: Mapping[int, Checkin], roles: Mapping[str, str]
) -> set[str]:
    """The runs in which somebody is asked something: by the questions of the round, or of the one that begins."""
    rounds = await queries.rounds(db, {(int(run.subject), run.day) for run in runs})
    begun = {key: found.question_set for key, found in rounds.items()}
    sets = {
        run.key: (int(run.subject), begun.get((int(run.subject), run.day), checkins[int(run.subject)].question_set))
        for run in runs
    }
    questions = await queries.question_sets(db, set(sets.values()))
    return {run.key for run in runs if rules.asked_of(questions[sets[run.key]], role=roles[run.key], day=run.day)}


async def _rounds(db: AsyncSession, runs: Sequence[Run], checkins: dict[int, Checkin]) -> dict[tuple[int, Any], Round]:
    keys = {(int(run.subject), run.day) for run in runs}
    rows = [
        {
            "workspace_id": checkins[checkin_id].workspace_id,
            "checkin_id": checkin_id,
            "day": day,
            "question_set": checkins[checkin_id].question_set,
            "publish": checkins[checkin_id].publish,
            "channel_id": checkins[checkin_id].channel_id,
            "channel_ok": checkins[checkin_id].may_publish,
        }
        for checkin_id, day in sorted(keys)
    ]
    await store.insert(db, Round, rows, ignore=["checkin_id", "day"])
    return await queries.rounds(db, keys) if keys else {}


def _row(run: Run, checkin: Checkin, found: Round, walls: Mapping[int, time]) -> dict[str, Any]:
    ask_wall = walls.get(checkin.id) or run.due_at.astimezone(zone_or(run.zone)).time()
    closes_at = closing(checkin, run.day, opens_at=run.due_at, ask_wall=ask_wall, zone=run.zone)
    return {
        "workspace_id": run.workspace_id, "round_id": found.id, "member_id": run.member_id, "key": run.key,
        "zone": run.zone, "opens_at": run.due_at, "closes_at": closes_at, "asked_at": run.now,
    }  # fmt: skip


def closing(checkin: Checkin, day: date, *, opens_at: datetime, ask_wall: time, zone: str) -> datetime:
    """Return when a member's part closes that opens at this instant, on the wall of this zone."""
    fire = fire_at(day, checkin.close_wall, zone_or(zone))
    if checkin.close_wall <= ask_wall and not rules.long_enough(opens_at, fire):  # it closes after midnight
        fire = fire_at(day + timedelta(days=1), checkin.close_wall, zone_or(zone))
    return rules.closes_at(day, opens_at=opens_at, ask_wall=ask_wall, close_wall=checkin.close_wall, fire_at=fire)


async def _parts(db: AsyncSession, rows: Sequence[dict[str, Any]]) -> dict[tuple[int, str], Ask]:
    if not rows:
        return {}
    await store.insert(db, Ask, rows, ignore=["round_id", "member_id"])
    return await queries.asks(db, {row["round_id"] for row in rows}, member_ids={row["member_id"] for row in rows})


def _take_times(part: Ask, row: dict[str, Any]) -> None:
    """A part opened early takes the times of the real occurrence now."""
    if part.asked_at is None:
        part.asked_at, part.zone = row["asked_at"], row["zone"]
        part.opens_at, part.closes_at, part.key = row["opens_at"], row["closes_at"], row["key"]


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
