"""Creating an app from its manifest and installing it; page "App manifest reference"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot.playground import strict
from salesbot.playground.state import App, Command, Install, User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from salesbot.playground.state import Workspace, World

# Without a manifest and without scopes an app may do all that the playground knows.
EVERYTHING = frozenset(
    scope for method in strict.METHODS.values() for group in method.scopes.values() for scope in group
)
_EVENTS = frozenset(scope for scopes in strict.EVENTS.values() for scope in scopes)


def create(
    world: World, manifest: dict[str, Any] | None, *, name: str = "salesbot", app_id: str | None = None,
    app_token: str | None = None, signing_secret: str | None = None, request_url: str | None = None,
) -> App:  # fmt: skip
    """A new app. Without a manifest every command, event and shortcut goes; a request_url means delivery by HTTP."""
    made = App(
        id=app_id or world.ids.new("A"),
        name=name,
        app_token=app_token or f"xapp-1-{world.ids.new('A')}-{world.ids.secret(16)}",
        signing_secret=signing_secret or world.ids.secret(16),
        verification_token=world.ids.secret(),
        delivery="http" if request_url else "socket",
        request_url=request_url,
        manifest=manifest,
    )
    if manifest is not None:
        _declare(made, manifest)
    world.apps[made.id] = made
    world.by_app_token[made.app_token] = made
    return made


def install(
    world: World, workspace: Workspace, app: App, *, scopes: Iterable[str] | None = None, bot_token: str | None = None,
    without: Iterable[str] = (),
) -> Install:  # fmt: skip
    """Install an app: a bot user, a token, and the scopes given or asked for in the manifest, less those `without`."""
    granted = frozenset(scopes) if scopes is not None else asked_for(app)
    bot = _bot(world, workspace, app)
    made = Install(
        app, workspace, bot, bot_token or f"xoxb-{world.ids.new('')}-{world.ids.secret(12)}", granted - set(without)
    )
    workspace.installs[app.id] = made
    world.by_bot_token[made.bot_token] = made
    world.changed("install", made)
    return made


def asked_for(app: App) -> frozenset[str]:
    """The bot scopes of the manifest, required and optional; without a manifest all that exist here."""
    if app.manifest is None:
        return EVERYTHING | _EVENTS | {"commands", "chat:write.public"}
    scopes = app.manifest.get("oauth_config", {}).get("scopes", {})
    return frozenset((*scopes.get("bot", ()), *scopes.get("bot_optional", ())))


def _declare(app: App, manifest: dict[str, Any]) -> None:
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    home, interactivity = features.get("app_home", {}), settings.get("interactivity", {})
    subscribed = settings.get("event_subscriptions", {})
    app.name = features.get("bot_user", {}).get("display_name") or manifest["display_information"]["name"]
    app.commands = {each["command"]: _command(each) for each in features.get("slash_commands", ())}
    app.shortcuts = {each["callback_id"]: each["type"] for each in features.get("shortcuts", ())}
    app.events = frozenset(subscribed.get("bot_events", ()))
    app.messages_tab = home.get("messages_tab_enabled", True)
    app.messages_read_only = home.get("messages_tab_read_only_enabled", True)
    app.home_tab = home.get("home_tab_enabled", False)
    app.events_url = subscribed.get("request_url")
    app.interactivity_url = interactivity.get("request_url")
    app.options_url = interactivity.get("message_menu_options_url")
    app.delivery = "http" if app.request_url or not settings.get("socket_mode_enabled", False) else "socket"


def _command(declared: dict[str, Any]) -> Command:
    return Command(
        declared["command"], bool(declared.get("should_escape", False)), declared.get("description", ""),
        declared.get("usage_hint", ""), declared.get("url"),
    )  # fmt: skip


def _bot(world: World, workspace: Workspace, app: App) -> User:
    handle = re.sub(r"[^a-z0-9._-]+", "", app.name.lower()) or "bot"
    bot = User(
        id=world.ids.new("U"), team_id=workspace.id, name=handle, real_name=app.name, tz="America/Los_Angeles",
        is_bot=True, bot_id=world.ids.new("B"), app_id=app.id, updated=world.now_ts(),
    )  # fmt: skip
    workspace.users[bot.id] = bot
    return bot
