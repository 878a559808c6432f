"""Creating an app from its manifest and installing it; page "App manifest reference"."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
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
TOKEN_LIFE = 43_200  # seconds; page "Using token rotation"
_EVENTS = frozenset(scope for scopes in strict.EVENTS.values() for scope in scopes)


def create(
    world: World, manifest: dict[str, Any] | None, *, name: str = "salesbot", app_id: str | None = None,
    app_token: str | None = None, signing_secret: str | None = None, request_url: str | None = None,
    redirect_urls: Iterable[str] = (), rotates: bool = False,
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
        client_id=f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**13)}",
        client_secret=world.ids.secret(16),
        redirect_urls=tuple(redirect_urls),
        rotates=rotates,
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
    """Install an app: a bot user, a token, and the scopes given or asked for in the manifest, less those `without`.

    Where it is or was installed already, its bot is the same as before, and old tokens are good no more.
    """
    granted = frozenset(scopes) if scopes is not None else asked_for(app)
    made = workspace.installs.get(app.id) or Install(app, workspace, _bot(world, workspace, app), "", frozenset())
    workspace.installs[app.id] = made
    made.scopes, made.status, made.org, made.bot.deleted = granted - set(without), "active", "", False
    give_token(world, made, bot_token or new_token(world, app))
    world.changed("install", made)
    return made


def install_for_all(world: World, org: str, app: App, *, scopes: Iterable[str] | None = None) -> Install:
    """Install an app in all workspaces of an organisation at once: one bot and one token; page "Organization-ready"."""
    homes = [home for home in world.workspaces.values() if home.org == org]
    first = install(world, homes[0], app, scopes=scopes)
    first.org = org
    for home in homes[1:]:
        home.users[first.bot.id] = first.bot
        home.installs[app.id] = replace(first, workspace=home, homes={})
    return first


def new_token(world: World, app: App) -> str:
    """A bot token; one that ends begins in another way."""
    return f"{'xoxe.' if app.rotates else ''}xoxb-{world.ids.new('')}-{world.ids.secret(12)}"


def give_token(world: World, install: Install, token: str) -> None:
    """Give an install a token, with a refresh token where its app's tokens end; two of those are good at once."""
    install.bot_token = token
    world.by_bot_token[token] = install
    if not install.app.rotates:
        install.ends.clear()
        return
    install.ends[token] = world.ids.seconds() + TOKEN_LIFE
    for old in list(install.ends)[:-2]:
        del install.ends[old]
    install.refresh_token = f"xoxe-1-{world.ids.secret(24)}"
    world.by_refresh_token[install.refresh_token] = install


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
    oauth = manifest.get("oauth_config", {})
    app.redirect_urls = app.redirect_urls or tuple(oauth.get("redirect_urls", ()))
    app.rotates = app.rotates or settings.get("token_rotation_enabled", False)
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
