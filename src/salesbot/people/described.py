"""What Slack's user object says of a person, read purely: zone, kind of person, a status that says away."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from salesbot.people.rules import zone_or
from salesbot.people.status import says_away

if TYPE_CHECKING:
    from collections.abc import Mapping

# A status without an end: away until it is changed.
NO_END = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """A person as Slack tells it. `zone` is "" where Slack names none that we know; `tells_status`: a profile came."""

    id: str
    name: str
    zone: str
    active: bool
    is_admin: bool
    is_bot: bool
    is_guest: bool
    is_stranger: bool
    tells_status: bool
    status_away_until: datetime | None
    status_mark: str

    @property
    def unfit(self) -> bool:
        """Whether they may not be in a team: an app, a guest, somebody of another company, a closed account."""
        return self.is_bot or self.is_guest or self.is_stranger or not self.active


def person(slack_user: Mapping[str, Any], *, workspace_id: str) -> Person:
    """Read a user object (Slack's page "User object")."""
    profile = slack_user.get("profile") or {}
    flag = {key for key, value in slack_user.items() if value is True}
    return Person(
        id=slack_user["id"],
        name=_name(slack_user, profile),
        zone=_zone(slack_user.get("tz")),
        active="deleted" not in flag,
        is_admin=bool(flag & {"is_admin", "is_owner", "is_primary_owner"}),
        is_bot=bool(flag & {"is_bot", "is_workflow_bot"}) or slack_user["id"] == "USLACKBOT",
        is_guest=bool(flag & {"is_restricted", "is_ultra_restricted"}),
        is_stranger="is_stranger" in flag or not _at_home(slack_user, workspace_id),
        tells_status="status_text" in profile or "status_emoji" in profile,
        status_away_until=away_until(profile),
        status_mark=status_mark(profile),
    )


def _name(slack_user: Mapping[str, Any], profile: Mapping[str, Any]) -> str:
    """What people call them: the display name they chose; where that is only their login, their real name."""
    login, display = str(slack_user.get("name") or ""), str(profile.get("display_name") or "")
    chosen = display if display != login else ""
    names = (chosen, profile.get("real_name"), slack_user.get("real_name"), display, login)
    return next((clean for name in names if (clean := plain_name(str(name or "")))), "")


def plain_name(name: str) -> str:
    """A name without controls that could turn the text around it (U+202E and its like), in one line."""
    shown = "".join(one for one in name if one.isprintable() and one not in "\u200e\u200f\u061c")
    return " ".join(shown.split())


def _zone(name: Any) -> str:
    known = isinstance(name, str) and name and zone_or(name).key == name
    return name if known else ""


def _at_home(slack_user: Mapping[str, Any], workspace_id: str) -> bool:
    """Whether this is one of ours: of this team, or of an organisation that this team is part of."""
    home = slack_user.get("team_id") or (slack_user.get("profile") or {}).get("team") or workspace_id
    return home == workspace_id or workspace_id in (slack_user.get("enterprise_user") or {}).get("teams", ())


def away_until(profile: Mapping[str, Any]) -> datetime | None:
    """Until when a status says that its owner is away; NO_END where it names no end, None where it does not say so."""
    if not says_away(str(profile.get("status_text") or ""), str(profile.get("status_emoji") or "")):
        return None
    ends = profile.get("status_expiration") or 0
    return datetime.fromtimestamp(int(ends), UTC) if int(ends) > 0 else NO_END


def status_mark(profile: Mapping[str, Any]) -> str:
    """A digest by which one status that says away is told from the next; "" for any other. Its words are not kept."""
    if away_until(profile) is None:
        return ""
    said = [str(profile.get(f"status_{part}") or "") for part in ("text", "emoji", "expiration")]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]
