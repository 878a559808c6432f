"""Who may do what with tips."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from salesbot.people.rules import Role

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at tips. `roles` is what they are now, by team; `full`: an active full member here."""

    member_id: str
    roles: Mapping[int, Role] = field(default_factory=dict)
    admin: bool = False
    full: bool = True

    @property
    def may_find(self) -> bool:
        """Whether they may read the workspace's tips: whoever is in a team of it, and its admins."""
        return self.full and (self.admin or bool(self.roles))

    def may_share(self, team_id: int) -> bool:
        """Whether they may share a tip in this team: its own people, and the admins."""
        return self.full and (self.admin or team_id in self.roles)

    def may_change(self, *, author: str, team_id: int) -> bool:
        """Whether they may edit or withdraw a tip: its author, while they may read it, and its team's managers."""
        if not self.may_find:
            return False
        return self.admin or author == self.member_id or self.roles.get(team_id) is Role.MANAGER
