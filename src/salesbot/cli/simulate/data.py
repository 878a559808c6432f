"""What lies ahead as data, for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.desk.ahead import why_not
from salesbot.people.rules import zone_or

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.desk.ahead import Ahead, Unsent
    from salesbot.room.foretelling import Foretold


def data(ahead: Ahead) -> dict[str, Any]:
    """Return it as JSON can hold it. Instants are UTC; `local` is the same instant on the reader's wall."""
    return {
        "workspace": ahead.scope.workspace_id,
        "now": ahead.window.now.isoformat(),
        "last_day": ahead.window.last.isoformat(),
        "stopped": ahead.stopped,
        "paused": list(ahead.paused),
        "messages": [_message(one, ahead) for one in ahead.messages],
        "not_asked": [_unsent(one, ahead) for one in ahead.unsent],
        "in_the_outbox": [
            {"to": one.to, "name": ahead.name(one.to), "kind": one.kind, "due_at": one.due_at.isoformat(),
             "state": one.state, "error": one.error}
            for one in ahead.waiting
        ],
    }  # fmt: skip


def _message(one: Foretold, ahead: Ahead) -> dict[str, Any]:
    return {
        "day": one.day.isoformat(), "at": one.at.isoformat(), "local": _local(one.at, one.zone), "zone": one.zone,
        "to": one.to, "name": f"#{one.place}" if one.place else ahead.name(one.to), "team": _team(one.team_id, ahead),
        "of": one.what, "message": one.words, "if": one.only, "when": one.moment, "key": one.key,
    }  # fmt: skip


def _unsent(one: Unsent, ahead: Ahead) -> dict[str, Any]:
    seen = one.foreseen
    return {
        "day": seen.day.isoformat(), "at": seen.at.isoformat(), "local": _local(seen.at, seen.zone), "zone": seen.zone,
        "to": seen.member_id, "name": ahead.name(seen.member_id or ""), "team": _team(seen.team_id, ahead),
        "of": one.what, "reason": one.reason, "words": why_not(one, ahead), "key": seen.key,
    }  # fmt: skip


def _local(at: datetime, zone: str) -> str:
    return at.astimezone(zone_or(zone)).isoformat()


def _team(team_id: int | None, ahead: Ahead) -> str:
    team = ahead.teams.get(team_id or 0)
    return team.name if team else ""
