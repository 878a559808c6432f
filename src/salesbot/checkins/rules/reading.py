"""Who may read what somebody answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from salesbot.people.rules import Role


class Sight(Enum):
    """How much of somebody's answers in one team's check-ins another person may read."""

    NOTHING = "nothing"
    PUBLISHED = "published"  # what stood in a channel for the team
    ALL = "all"


@dataclass(frozen=True)
class Reader:
    """Somebody who wants to read. `active`, and not a guest, as salesbot knows them now."""

    member_id: str
    admin: bool = False
    guest: bool = False
    active: bool = True


def sight(reader: Reader, *, of: str, role: Role | None, shared: bool) -> Sight:
    """How much of this person's answers in a team's check-ins the reader may see.

    `role` is what the reader is in that team now; `shared`: the person is in it now as well. One's own answers are
    one's own wherever they were given. Managers and Slack's admins read all that was ever answered to their team, of
    people who left it too. Reps and observers read what was published of people who are with them in the team;
    contributors, guests and everybody else nothing.
    """
    if not reader.active:
        return Sight.NOTHING
    if reader.member_id == of or reader.admin or (role is Role.MANAGER and not reader.guest):
        return Sight.ALL
    if role in {Role.REP, Role.OBSERVER} and shared and not reader.guest:
        return Sight.PUBLISHED
    return Sight.NOTHING
