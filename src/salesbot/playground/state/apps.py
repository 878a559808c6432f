"""Apps and their installs: tokens, scopes, what the manifest declares, and where payloads go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from salesbot.playground.state.people import User, Workspace


@dataclass(frozen=True)
class Command:
    """A slash command of a manifest; page "App manifest reference: features.slash_commands"."""

    name: str
    should_escape: bool = False
    description: str = ""
    usage_hint: str = ""
    url: str | None = None


@dataclass(eq=False)
class App:
    """An app as its settings pages hold it; `commands` and `events` None mean: no manifest, everything goes."""

    id: str
    name: str
    app_token: str
    signing_secret: str
    verification_token: str
    delivery: Literal["socket", "http"] = "socket"
    request_url: str | None = None
    manifest: dict[str, Any] | None = None
    commands: dict[str, Command] | None = None
    events: frozenset[str] | None = None
    messages_tab: bool = True
    messages_read_only: bool = False
    home_tab: bool = True
    shortcuts: dict[str, str] | None = None
    interactivity_url: str | None = None
    options_url: str | None = None
    events_url: str | None = None
    client_id: str = ""
    client_secret: str = ""
    redirect_urls: tuple[str, ...] = ()
    rotates: bool = False  # tokens live for twelve hours

    def command(self, name: str) -> Command | None:
        """What the manifest says of that command; without a manifest every command exists and is escaped."""
        if self.commands is None:
            return Command(name, should_escape=True)
        return self.commands.get(name)

    def url_for(self, kind: str, command: str = "") -> str | None:
        """Where an HTTP payload of that kind is posted."""
        declared = {
            "events_api": self.events_url,
            "interactive": self.interactivity_url,
            "options": self.options_url or self.interactivity_url,
            "slash_commands": (self.commands or {}).get(command, Command(command)).url,
        }
        return self.request_url or declared.get(kind)


@dataclass(eq=False)
class Install:
    """One app in one workspace: its bot, its token and the scopes that were granted.

    `org` is the organisation that installed it for all its workspaces, which then share one token. `ends` says when
    tokens end that do (machine time), the newest last; `refresh_token` is good for one use.
    """

    app: App
    workspace: Workspace
    bot: User
    bot_token: str
    scopes: frozenset[str]
    status: Literal["active", "revoked", "uninstalled"] = "active"
    homes: dict[str, Any] = field(default_factory=dict)
    org: str = ""
    refresh_token: str = ""
    ends: dict[str, float] = field(default_factory=dict)

    @property
    def bot_id(self) -> str:
        """The B… id that marks the bot's messages."""
        return self.bot.bot_id or ""

    @property
    def app_token(self) -> str:
        """The app-level token (xapp) that opens sockets."""
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        """What signs payloads by HTTP."""
        return self.app.signing_secret
