"""Things that Slack hands out for a short while: trigger ids and response URLs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salesbot.playground.state.apps import App, Install


@dataclass
class Trigger:
    """Leave to open one modal for one person until `ends` (seconds since 1970); page "Handling user interaction"."""

    id: str
    install: Install
    user: str
    ends: float
    used: bool = False
    view_id: str | None = None  # the modal it came from, which views.push puts its own upon


@dataclass
class Responder:
    """A response_url: some uses until `ends`; page "Handling user interaction: using response_url"."""

    id: str
    install: Install
    user: str
    channel: str
    ends: float
    uses_left: int
    message_ts: str | None = None


@dataclass
class Grant:
    """The code of somebody who let an app into a workspace or a whole organisation; page "Installing with OAuth"."""

    id: str
    app: App
    user: str
    team: str
    org: str
    scopes: frozenset[str]
    redirect_uri: str
    ends: float  # ten minutes


@dataclass
class Tickets:
    """All that were handed out; the oldest go when there are many, long after they ended."""

    triggers: dict[str, Trigger] = field(default_factory=dict)
    responders: dict[str, Responder] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    keep: int = 50_000

    def add(self, ticket: Trigger | Responder | Grant) -> None:
        """Remember one that was just handed out."""
        if isinstance(ticket, Trigger):
            self.triggers[ticket.id] = ticket
            _trim(self.triggers, self.keep)
        elif isinstance(ticket, Grant):
            self.grants[ticket.id] = ticket
            _trim(self.grants, self.keep)
        else:
            self.responders[ticket.id] = ticket
            _trim(self.responders, self.keep)

    def take_grant(self, code: str, *, now: float) -> Grant | None:
        """Use up a code; None where there is none, or not any more."""
        grant = self.grants.pop(code, None)
        return grant if grant is not None and grant.ends > now else None


def _trim(held: dict[str, Trigger] | dict[str, Responder] | dict[str, Grant], keep: int) -> None:
    while len(held) > keep:
        held.pop(next(iter(held)))
