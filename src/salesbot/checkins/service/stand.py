"""Where a round's report stands: the messages that make it up, in a channel or with each manager."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from salesbot.checkins import queries
from salesbot.checkins.rules.places import CLOSE, MANAGERS
from salesbot.outbox.promises import Board
from salesbot.room import Priority

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Checkin, Round
    from salesbot.checkins.queries import Part
    from salesbot.checkins.rules.places import Place
    from salesbot.people.model import Team

REPORT, ENTRY = "checkin.report", "checkin.entry"


class Placed(Protocol):
    """A round with the check-in and the team it belongs to."""

    @property
    def round(self) -> Round:
        """The round."""

    @property
    def checkin(self) -> Checkin:
        """Its check-in."""

    @property
    def team(self) -> Team:
        """Its team."""


@dataclass(frozen=True)
class Stand:
    """A round with all that its messages need; `readers` are the managers who read it by direct message."""

    round: Round
    checkin: Checkin
    team: Team
    readers: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """How and where it is published."""
        return queries.place(self.round, checkin=self.checkin, team=self.team)

    def only(self, readers: Collection[str]) -> Stand:
        """Return the same for these of its readers."""
        return replace(self, readers=tuple(one for one in self.readers if one in readers))

    def boards(self, pages: Collection[int], *, now: datetime) -> list[Board]:
        """Return these pages wherever they stand, or come to stand now.

        There are none before the close where it waits for that, nor in a channel that another company reads and no
        manager confirmed: the answers are kept.
        """
        place = self.place
        if not place.may_publish or (place.mode == CLOSE and self.round.published_at is None):
            return []
        return [self._page(page, to, now=now) for to in self._targets() for page in sorted(pages)]

    def keys(self, pages: Collection[int]) -> list[str]:
        """Return the outbox keys of these pages."""
        private = self.place.mode == MANAGERS
        return [report_key(self.round.id, page, to=to if private else "") for to in self._targets() for page in pages]

    def _targets(self) -> tuple[str, ...]:
        return self.readers if self.place.mode == MANAGERS else (self.place.channel_id,)

    def _page(self, page: int, to: str, *, now: datetime) -> Board:
        private = to if self.place.mode == MANAGERS else ""
        return Board(
            workspace_id=self.round.workspace_id,
            key=report_key(self.round.id, page, to=private),
            kind=REPORT,
            subject=f"{self.round.id}/{page}" + (f"/{private}" if private else ""),
            to=to,
            due_at=now,
            priority=Priority.REPORT,
            parent_key=report_key(self.round.id, to=private) if page else None,
            member_id=private or None,
        )


def report_key(round_id: int, page: int = 0, *, to: str = "") -> str:
    """Return the outbox key of one page of a round's report, in its channel or `to` a manager."""
    return f"{REPORT}.{round_id}" + (f".{to}" if to else "") + (f".{page}" if page else "")


def entry_key(ask_id: int, piece: int = 0) -> str:
    """Return the outbox key of one person's answer in the day's thread, or of the rest of a long one."""
    return f"{ENTRY}.{ask_id}" + (f".{piece}" if piece else "")


def entry(part: Part, piece: int, *, now: datetime) -> Board:
    """Return a message of the day's thread: one person's answer, or a piece of it."""
    return Board(
        workspace_id=part.ask.workspace_id,
        key=entry_key(part.ask.id, piece),
        kind=ENTRY,
        subject=f"{part.ask.id}/{piece}",
        to=part.place.channel_id,
        due_at=now,
        priority=Priority.REPORT,
        parent_key=report_key(part.round.id),
    )


async def stands(db: AsyncSession, placed: Iterable[Placed]) -> dict[int, Stand]:
    """Return these rounds with who reads them, by id; a question to the database only where managers alone do."""
    known = {one.round.id: one for one in placed}
    private = {number for number, one in known.items() if one.round.publish == MANAGERS}
    readers = await queries.private_readers(db, private) if private else {}
    return {
        number: Stand(one.round, one.checkin, one.team, tuple(readers.get(number, ()))) for number, one in known.items()
    }


async def stand(db: AsyncSession, round_id: int, *, workspace_id: str) -> Stand:
    """Return one round with who reads it."""
    placed = await queries.placed(db, round_id, workspace_id=workspace_id)
    return (await stands(db, [placed]))[round_id]
