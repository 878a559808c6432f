"""The rooms of this house, in the order in which they are asked. A new room is one line here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from salesbot.attention.room import room as attention
from salesbot.audit.room import room as audit
from salesbot.blockers.room import room as blockers
from salesbot.checkins.room import room as checkins
from salesbot.coaching.room import room as coaching
from salesbot.desk.room import room as desk
from salesbot.digest.room import room as digest
from salesbot.home.room import room as home
from salesbot.installing.room import room as installing
from salesbot.kudos.room import room as kudos
from salesbot.outbox.room import room as outbox
from salesbot.people.room import room as people
from salesbot.schedule.room import room as schedule
from salesbot.tips.room import room as tips

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.room import Room

# What changes for somebody is heard by check-ins first, which lock parts and rounds, then by attention, which locks the
# messages of offers: everybody locks in that order (PostgreSQL).
ROOMS: Sequence[Room] = (
    people, audit, installing, outbox, schedule, checkins, blockers, kudos, tips, digest, coaching, attention, home,
    desk,
)  # fmt: skip
_TABLES = (
    "people", "audit", "installing", "schedule", "outbox", "attention", "checkins", "blockers", "kudos", "tips",
    "digest", "coaching",
)  # fmt: skip


def rooms() -> Sequence[Room]:
    """Return every room's record."""
    return ROOMS


def load_tables() -> None:
    """Import every table, so that the metadata is whole."""
    for name in _TABLES:
        import_module(f"salesbot.{name}.model")
