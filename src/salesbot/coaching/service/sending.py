"""Offering what was chosen: one prompt a day at most, what was snoozed first, and a reason where nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from salesbot.attention import service as attention
from salesbot.attention.rules import Verdict
from salesbot.coaching import queries
from salesbot.coaching.model import Shown
from salesbot.coaching.queries import PROMPT
from salesbot.coaching.rules.choice import FOCUS, NOTICED, TEAM_FOCUS, Chosen, Silence
from salesbot.coaching.rules.fairness import ABOUT
from salesbot.coaching.rules.rhythm import LATE
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.service.choosing import For, choices
from salesbot.coaching.service.telling import standing_words
from salesbot.outbox.promises import Board
from salesbot.store import insert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.model import Coachee
    from salesbot.room import House, Run

NOT_OFFERED = "not offered"  # why not stands in what attention decided
PAUSED, HAD_ONE = "you had paused your prompts", "you had one that day already"
NO_TEAM, NOTHING_LEFT = "left", ""
_BECAUSE = {FOCUS: "which is your focus", TEAM_FOCUS: "which is your team's focus"}
_SAID = "because of what you said lately"


async def send(house: House, db: AsyncSession, runs: Sequence[Run]) -> dict[str, str]:
    """Offer each member one prompt; returns why some get none, by run key."""
    skipped: dict[str, str] = {}
    for workspace_id in sorted({run.workspace_id for run in runs}):
        sending = _Sending(house, db, workspace_id)
        skipped |= await sending.send([run for run in runs if run.workspace_id == workspace_id])
    return skipped


@dataclass
class _Sending:
    house: House
    db: AsyncSession
    workspace_id: str
    skipped: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    async def send(self, runs: Sequence[Run]) -> dict[str, str]:
        """Sort out who gets none, look what waits to come again, choose for the rest, and offer it all at once."""
        runs = await self._due(runs)
        if not runs:
            return self.skipped
        members = [str(run.member_id) for run in runs]
        latest = max(max(run.due_at, run.now) for run in runs)
        again = await queries.snoozed(self.db, self.workspace_id, members, by=latest)
        fresh = await self._choose([run for run in runs if str(run.member_id) not in again])
        boards = [_board(run) for run in runs if run.key not in self.skipped]
        for run in runs:
            if str(run.member_id) in again:
                self.reasons[run.key] = "the coaching prompt that you had put off"
        made = await attention.offer_all(
            self.db, boards, house=self.house, reason=lambda item: self.reasons[item.key], now=runs[0].now
        ) if boards else {}  # fmt: skip
        await self._note(runs, made, again, fresh)
        return self.skipped

    async def _due(self, runs: Sequence[Run]) -> list[Run]:
        members = {str(run.member_id) for run in runs}
        chose = await queries.coachees(self.db, self.workspace_id, members)
        had = await queries.on_day(self.db, self.workspace_id, {(str(run.member_id), run.day) for run in runs})
        due, taken = [], set(had)
        for run in runs:
            place = str(run.member_id), run.day
            if is_paused(chose.get(place[0]), run):
                self.skipped[run.key] = PAUSED
            elif place in taken:
                self.skipped[run.key] = HAD_ONE
            else:
                taken.add(place)
                due.append(run)
        return due

    async def _choose(self, runs: Sequence[Run]) -> dict[str, Chosen]:
        """Choose for these; those who get nothing are noted with the reason."""
        if not runs:
            return {}
        whom = [For(str(run.member_id), run.zone, run.day) for run in runs if run.job == PROMPT]
        found = await choices(self.house, self.db, self.workspace_id, whom, now=runs[0].now)
        chosen: dict[str, Chosen] = {}
        for run in runs:
            one = found.get(str(run.member_id)) if run.job == PROMPT else Silence(NOTHING_LEFT)
            if isinstance(one, Chosen):
                chosen[run.key] = one
                self.reasons[run.key] = reason(one)
            else:
                self.skipped[run.key] = one.reason if one is not None else NO_TEAM
        return chosen

    async def _note(
        self, runs: Sequence[Run], made: Mapping[str, Verdict], again: Mapping[str, Shown], fresh: Mapping[str, Chosen]
    ) -> None:
        """Write down what came of it: new prompts, and those that came again in a new message."""
        rows = []
        for run in runs:
            if run.key in self.skipped:
                continue
            if made.get(run.key, Verdict.DROPPED) is Verdict.DROPPED:
                self.skipped[run.key] = NOT_OFFERED
            elif run.key in fresh:
                rows.append(_row(run, fresh[run.key]))
            else:
                await bring_again(self.db, again[str(run.member_id)], run)
        await insert(self.db, Shown, rows, ignore=["workspace_id", "key"])


def is_paused(coachee: Coachee | None, run: Run) -> bool:
    """Whether somebody had paused their prompts when this was due."""
    if coachee is None or coachee.paused_at is None:
        return False
    return coachee.paused_until is None or run.due_at < coachee.paused_until


def reason(one: Chosen) -> str:
    """Why a prompt comes, for `/salesbot why`: never what somebody wrote, and no name."""
    if one.why == NOTICED:
        return f"a coaching prompt about {one.skill.words}, because of what I noticed lately about {ABOUT[one.skill]}"
    return f"a coaching prompt about {one.skill.words}, {_BECAUSE.get(one.why, _SAID)}"


def _board(run: Run) -> Board:
    return Board(
        workspace_id=run.workspace_id, key=run.key, kind=PROMPT, subject=run.key, to=str(run.member_id),
        due_at=run.due_at, expires_at=run.due_at + LATE, member_id=run.member_id,
    )  # fmt: skip


def _row(run: Run, one: Chosen) -> dict[str, Any]:
    return {
        "workspace_id": run.workspace_id, "team_id": one.team_id, "member_id": run.member_id,
        "prompt": one.prompt.id, "skill": Skill(one.skill).value, "key": run.key, "day": run.day, "why": one.why,
        "evidence": [said.kept(of=one.checkins) for said in one.evidence], "shown_at": run.now, "again_at": None,
        "useless_at": None, "useless_why": "",
    }  # fmt: skip


async def bring_again(db: AsyncSession, shown: Shown, run: Run) -> None:
    """A prompt that was put off comes in a message of its own; the one in which it stood goes."""
    old, shown.evidence = shown.key, await _still(db, shown, zone=run.zone, now=run.now)
    shown.key, shown.day, shown.shown_at, shown.again_at = run.key, run.day, run.now, None
    await db.flush()
    await attention.withdraw(db, shown.workspace_id, old)


async def _still(db: AsyncSession, shown: Shown, *, zone: str, now: datetime) -> list[dict[str, Any]]:
    """What still stands of the words; in how many check-ins they came up was said of those before it was put off."""
    return [entry | {"of": 0} for entry in (await standing_words(db, shown, zone=zone, now=now)).kept]
