"""Whose eyes look at the page: the person one acts as, and what that person may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from salesbot.playground.state import Channel, Install, User, Workspace, World

TINTS = 8  # colours of faces, in the style sheet


def people(workspace: Workspace) -> list[User]:
    """Everybody who can act in a workspace, by name: no bots, nobody who left."""
    there = [one for one in workspace.users.values() if not one.deleted and not one.is_bot]
    return sorted(there, key=lambda one: one.real_name.casefold())


def city(zone: str) -> str:
    """What people call a time zone: its city."""
    return zone.rpartition("/")[2].replace("_", " ")


@dataclass(frozen=True)
class Face:
    """A picture made of letters; `tint` is one of so many colours, always the same for one person."""

    letters: str
    tint: int
    app: bool = False


@dataclass(frozen=True)
class Seat:
    """One person at the page. It names people, channels and groups, and tells the time on that person's wall."""

    world: World
    workspace: Workspace
    user: User

    def person(self, member: str) -> str:
        """The name of a member, or the id itself."""
        user = self.workspace.users.get(member)
        if member == "USLACKBOT":
            return "Slackbot"
        return user.real_name or user.name if user else member

    def channel(self, place: str) -> str:
        """The name of a channel, or the id itself."""
        found = self.workspace.channels.get(place)
        return found.name if found else place

    def group(self, group: str) -> str:
        """The handle of a user group, or the id itself."""
        found = self.workspace.groups.get(group)
        return f"@{found.handle}" if found else group

    def wall(self, at: datetime) -> datetime:
        """That instant on this person's wall."""
        return at.astimezone(ZoneInfo(self.user.tz))

    def face(self, member: str) -> Face:
        """How a member is pictured."""
        words = [word for word in self.person(member).split() if word[0].isalnum()]
        letters = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
        user = self.workspace.users.get(member)
        return Face(letters or "?", crc32(member.encode()) % TINTS, app=user is not None and user.is_bot)

    def directory(self, kind: str, *, directs: bool = True) -> Iterator[tuple[str, str]]:
        """Whom or what a users, channels or conversations select offers: id and name."""
        if kind == "users_select":
            yield from ((one.id, self.person(one.id)) for one in self.people())
            return
        for place in self.channels():
            yield place.id, f"#{place.name}"
        if kind == "conversations_select" and directs:
            yield from ((place.id, self.title(place)) for place in self.directs())

    def people(self) -> list[User]:
        """Everybody who can be chosen, by name."""
        return people(self.workspace)

    def channels(self) -> list[Channel]:
        """Public channels and this person's private ones, by name."""
        places = self.workspace.channels.values()
        seen = [one for one in places if one.kind == "channel" or (one.kind == "group" and self.user.id in one.members)]
        return sorted(seen, key=lambda one: one.name)

    def directs(self) -> list[Channel]:
        """This person's direct messages in which something was said."""
        places = [one for one in self.workspace.channels.values() if one.kind in ("im", "mpim")]
        mine = [one for one in places if self.user.id in one.members and (one.said or one.whispers)]
        return sorted(mine, key=lambda one: self.title(one).casefold())

    def apps(self) -> list[Install]:
        """The apps of this workspace."""
        return [one for one in self.workspace.installs.values() if one.status == "active"]

    def title(self, place: Channel) -> str:
        """What a conversation is called here: its name, or who else is in it."""
        if place.kind in ("channel", "group"):
            return place.name
        others = [self.person(member) for member in place.members if member != self.user.id]
        return ", ".join(others) or f"{self.person(self.user.id)} (you)"

    def may_see(self, place: Channel) -> bool:
        """Whether this person can open that conversation."""
        return place.kind == "channel" or self.user.id in place.members
