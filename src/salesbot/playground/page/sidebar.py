"""The list of conversations beside the messages: apps, channels and people, and what is unread in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from salesbot.playground.page.looks import Place
    from salesbot.playground.page.seats import Seat
    from salesbot.playground.page.unread import Unread
    from salesbot.playground.state import Channel, User

PEOPLE = 30  # in a bigger workspace only those stand here to whom one has spoken; Jump to finds everybody
SEATS = 12  # for whose seats it is counted what is unread


@dataclass(frozen=True)
class Entry:
    """One line of the sidebar; `sign` is # or the like, `member` whose face stands there instead."""

    link: str
    label: str
    current: bool
    sign: str = ""
    member: str = ""
    unread: int = 0
    muted: bool = False
    aside: str = ""


@dataclass(frozen=True)
class Sidebar:
    """Everything one person can open; `now` gives the local times beside people, None hides them."""

    seat: Seat
    here: Place
    unread: Unread
    now: datetime | None = None

    def lists(self) -> dict[str, list[Entry]]:
        """The headings and what stands below each."""
        return {
            "Apps": list(self._apps()),
            "Channels": [self._entry(one.id, one.name, channel=one, sign="#") for one in self.seat.channels()],
            "Direct messages": [*self._people(), *self._groups()],
        }

    def _apps(self) -> Iterator[Entry]:
        for one in self.seat.apps():
            yield self._entry(one.bot.id, one.app.name, channel=self._direct(one.bot.id), member=one.bot.id)
            if one.app.home_tab:
                yield self._entry(f"home:{one.app.id}", f"{one.app.name} Home", sign="⌂")

    def _people(self) -> Iterator[Entry]:
        others = [one for one in self.seat.people() if one.id != self.seat.user.id]
        for one in others:
            direct = self._direct(one.id)
            known = direct is not None and bool(direct.said)
            if known or len(others) <= PEOPLE or self.here.person == one.id:
                yield self._entry(
                    one.id, self.seat.person(one.id), channel=direct, member=one.id, aside=local_time(one, self.now)
                )

    def _groups(self) -> Iterator[Entry]:
        for one in self.seat.directs():
            if one.kind == "mpim":
                yield self._entry(one.id, self.seat.title(one), channel=one, sign="◇")

    def _direct(self, member: str) -> Channel | None:
        return self.seat.workspace.ims.get(frozenset((self.seat.user.id, member)))

    def _entry(
        self, key: str, label: str, *, channel: Channel | None = None, sign: str = "", member: str = "", aside: str = ""
    ) -> Entry:
        current = key == self.here.key or (channel is not None and channel is self.here.channel)
        unread = self.unread.count(self.seat.user, channel) if channel and not current else 0
        muted = channel is not None and channel.archived
        return Entry(key, label, current, sign, member, unread, muted, aside)


def local_time(user: User, now: datetime | None) -> str:
    """What the clock on that person's wall says, with the weekday; "" without a calendar."""
    return f"{now.astimezone(ZoneInfo(user.tz)):%a %H:%M}" if now else ""


def waiting(seat: Seat, unread: Unread) -> dict[str, int]:
    """How many conversations hold something new for each person one can act as; none in a big workspace."""
    everyone = seat.people()
    if len(everyone) > SEATS:
        return {}
    return {one.id: _unread_places(seat, one, unread) for one in everyone}


def _unread_places(seat: Seat, user: User, unread: Unread) -> int:
    mine = [one for one in seat.workspace.channels.values() if user.id in one.members]
    return sum(unread.count(user, one) > 0 for one in mine)
