"""Who is in the demo: six people who are plainly made up, in four time zones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salesbot.playground import Playground, User


@dataclass(frozen=True)
class Cast:
    """The six. Ana manages, Ben is you, Dev works with the team and is not in it."""

    ana: User
    ben: User
    cleo: User
    dev: User
    finn: User
    gia: User

    @property
    def reps(self) -> tuple[User, ...]:
        """Whom Ana puts into the team."""
        return (self.ben, self.cleo, self.finn, self.gia)

    @property
    def everyone(self) -> tuple[User, ...]:
        """All six."""
        return (self.ana, self.ben, self.cleo, self.dev, self.finn, self.gia)


def arrive(slack: Playground) -> Cast:
    """Put the six into the workspace."""
    return Cast(
        ana=_person(slack, "Ana", "Europe/Berlin", is_admin=True),
        ben=_person(slack, "Ben", "America/New_York"),
        cleo=_person(slack, "Cleo", "Australia/Sydney"),
        dev=_person(slack, "Dev", "Europe/Berlin"),
        finn=_person(slack, "Finn", "Europe/Berlin"),
        gia=_person(slack, "Gia", "America/Los_Angeles"),
    )


def _person(slack: Playground, name: str, zone: str, *, is_admin: bool = False) -> User:
    made = slack.user(f"{name} Demo", id=f"U0DEMO{name.upper()}", tz=zone, is_admin=is_admin)
    made.name = name  # by which others call them; the sidebar shows the whole name
    return made
