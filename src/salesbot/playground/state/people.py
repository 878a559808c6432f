"""Workspaces and the people in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from salesbot.playground.state.apps import Install
    from salesbot.playground.state.channels import Channel


@dataclass(eq=False)
class User:
    """A person or bot as one workspace sees them; `tz` is an IANA name, `status_expiration` seconds since 1970 or 0."""

    id: str
    team_id: str
    name: str
    real_name: str
    tz: str = "Europe/Berlin"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    bot_id: str | None = None
    app_id: str | None = None
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    email: str = ""
    title: str = ""
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    updated: int = 0

    def tz_offset(self, at: datetime | None = None) -> int:
        """Seconds east of UTC at that instant; Slack sends it beside the name, and it changes with DST."""
        offset = (at or datetime.fromtimestamp(self.updated, UTC)).astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0


@dataclass(eq=False)
class Group:
    """A user group such as @sales-emea."""

    id: str
    team_id: str
    name: str
    handle: str
    users: list[str]
    date_delete: int = 0


@dataclass(eq=False)
class Workspace:
    """One Slack team: people by id, conversations by id, apps installed here."""

    id: str
    name: str
    domain: str
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    installs: dict[str, Install] = field(default_factory=dict)
    ims: dict[frozenset[str], Channel] = field(default_factory=dict)
    org: str = ""  # the organisation (E…) that it belongs to

    def by_name(self, name: str) -> User | None:
        """The person with that handle or real name, whatever the case."""
        wanted = name.lstrip("@").casefold()
        return next((u for u in self.users.values() if wanted in (u.name.casefold(), u.real_name.casefold())), None)

    def channel_named(self, name: str) -> Channel | None:
        """The channel with that name, with or without its #."""
        wanted = name.lstrip("#")
        return next((c for c in self.channels.values() if c.name == wanted), None)

    def json(self) -> dict[str, Any]:
        """The team as team.info tells it."""
        return {
            "id": self.id,
            "name": self.name,
            "domain": self.domain,
            "email_domain": f"{self.domain}.test",
            "icon": {},
        }
