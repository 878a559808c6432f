"""Promising what is due: a team's week in its channel, a brief or an own week by direct message."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.digest import queries, rules
from salesbot.digest.model import Digest
from salesbot.digest.queries import BRIEF, OWN, SHARED, WEEK
from salesbot.digest.rules import Rhythm
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board
from salesbot.people import queries as people
from salesbot.people.rules import Role
from salesbot.store import insert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.room import Run


# ---- a team's week ----


async def tell_weeks(db: AsyncSession, runs: Sequence[Run]) -> dict[str, str]:
    """Promise each team its week; returns why some get none, by run key."""
    skipped = {}
    for run in runs:
        team = await people.team(db, run.workspace_id, int(run.subject))
        if team is None or team.archived_at is not None:
            skipped[run.key] = "ended"
            continue
        await _tell(db, run, team)
    return skipped


async def _tell(db: AsyncSession, run: Run, team: Team) -> None:
    """Note the week and promise it. Where another company reads the channel it waits for a manager to confirm that."""
    before = await queries.told_until(db, run.workspace_id, team.id, before=run.due_at)
    stretch = rules.told(run.due_at, run.zone, before=before)
    row = {
        "workspace_id": run.workspace_id, "team_id": team.id, "day": run.day, "zone": run.zone,
        "since_at": stretch.since, "until_at": stretch.until, "key": run.key,
    }  # fmt: skip
    for number in await insert(db, Digest, [row], ignore=["team_id", "until_at"]):
        board = Board(
            workspace_id=run.workspace_id, key=run.key, kind=WEEK, subject=str(number), to=team.channel_id,
            due_at=run.due_at, expires_at=run.due_at + rules.LATE,
        )  # fmt: skip
        await outbox.promise(db, board)
        if not team.may_publish:
            await _tell_managers(db, team, now=run.now)


async def _tell_managers(db: AsyncSession, team: Team, *, now: datetime) -> None:
    """Say once to each manager why the week does not appear."""
    boards = [
        Board(
            workspace_id=team.workspace_id, key=f"{SHARED}.{team.id}.{team.channel_id}.{one.id}", kind=SHARED,
            subject=str(team.id), to=one.id, due_at=now, member_id=one.id,
        )
        for one in await people.managers(db, team.workspace_id, team.id)
    ]  # fmt: skip
    reason = f"the week of {team.name} cannot be posted: another company reads its channel"
    await attention.promise(db, *boards, reason=reason, light=True, now=now)


# ---- what people asked for ----


async def promise_briefs(db: AsyncSession, runs: Sequence[Run]) -> dict[str, str]:
    """Promise each manager the brief they asked for; returns why some get none, by run key."""
    skipped, promised, names = {}, [], {}
    for run in runs:
        number, _, rhythm = run.subject.partition(".")
        team = await people.team(db, run.workspace_id, int(number))
        if team is None or not await _manages(db, run, team):
            skipped[run.key] = "left"
            continue
        calendars = await people.calendars(db, run.workspace_id, [run.member_id or ""])
        stretch = rules.briefed(calendars[run.member_id or ""], run.due_at, weekly=rhythm == Rhythm.MONDAY)
        promised.append(_private(run, team.id, stretch, kind=BRIEF, late=rules.BRIEF_LATE))
        names[run.key] = f"your brief of {team.name}"
    if promised:
        await attention.promise(db, *promised, reason=lambda item: names[item.key], now=runs[0].now)
    return skipped


async def _manages(db: AsyncSession, run: Run, team: Team) -> bool:
    role = await people.role_in(db, run.workspace_id, team.id, run.member_id or "")
    return team.archived_at is None and role is Role.MANAGER


async def promise_own_weeks(db: AsyncSession, runs: Sequence[Run]) -> dict[str, str]:
    """Promise everybody who asked for it their own week; returns why some get none, by run key."""
    skipped, promised = {}, []
    for run in runs:
        teams = await people.teams_of(db, run.workspace_id, run.member_id or "")
        if not any(role in rules.TOLD for _, role in teams):
            skipped[run.key] = "left"
            continue
        promised.append(_private(run, 0, rules.own_week(run.due_at, run.zone), kind=OWN, late=rules.LATE))
    if promised:
        await attention.promise(db, *promised, reason="your own week", now=runs[0].now)
    return skipped


def _private(run: Run, team_id: int, stretch: rules.Stretch, *, kind: str, late: timedelta) -> Board:
    return Board(
        workspace_id=run.workspace_id, key=run.key, kind=kind,
        subject=f"{team_id}/{run.member_id}/{run.zone.replace('/', ':')}/{_packed(stretch)}", to=run.member_id or "",
        due_at=run.due_at, expires_at=run.due_at + late, member_id=run.member_id,
    )  # fmt: skip


def _packed(stretch: rules.Stretch) -> str:
    days, instants = (stretch.first, stretch.last), (stretch.since, stretch.until)
    return "/".join([*(day.isoformat() for day in days), *(str(int(at.timestamp())) for at in instants)])


def unpacked(subject: str) -> tuple[int, str, str, rules.Stretch]:
    """Read (team, member, zone, days) from what a private week's board carries."""
    team_id, member_id, zone, first, last, since, until = subject.split("/")
    stretch = rules.Stretch(
        date.fromisoformat(first), date.fromisoformat(last),
        datetime.fromtimestamp(int(since), UTC), datetime.fromtimestamp(int(until), UTC),
    )  # fmt: skip
    return int(team_id), member_id, zone.replace(":", "/"), stretch


# ---- what was told reads otherwise ----


async def quoted_anew(db: AsyncSession, workspace_id: str, team_id: int, member_id: str, since: datetime) -> None:
    """Draw anew what may quote an answer that was changed or taken back: no digest keeps words that are gone."""
    keys = await queries.keys_since(db, workspace_id, team_id, member_id, since=since)
    await outbox.dirty(db, workspace_id, keys)
