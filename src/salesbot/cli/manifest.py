"""`salesbot manifest`: the Slack app as the rooms need it, from their own commands, events and scopes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from salesbot import config
from salesbot.errors import WrongSetting
from salesbot.installing.pages import BACK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from salesbot.room import Command, Room, Scope, Shortcut

NAME = "salesbot"
DESCRIPTION = "Check-ins, reports and help for a sales team, at everyone's own hours."
LONG_DESCRIPTION = (
    "salesbot keeps a sales team's rhythm. It asks everyone a few short questions at their own local time, gathers the"
    " answers in one live report in the team's channel, and keeps blockers in sight until somebody resolves them.\n\n"
    "It runs on your company's own server: answers stay in your own database, and nobody outside your workspace sees"
    " them. Type `/salesbot help` to see what it does, `/salesbot why` to see what it sent you and why, and"
    " `/salesbot setup` to begin with a team."
)
COLOUR = "#1f4d3a"
EVENTS_PATH = "/slack/events"  # where salesbot listens in HTTP mode


def text(*, url: str = "", prefix: str | None = None, many: bool = False, as_json: bool = False) -> str:
    """Return the manifest of this salesbot. `prefix` None means as set; `url` empty means Socket Mode.

    `many`: for an app that any number of workspaces install.
    """
    from salesbot.cli.yaml import dump
    from salesbot.features import rooms

    chosen = config.load().command_prefix if prefix is None else config.load(command_prefix=prefix).command_prefix
    made = manifest(rooms(), url=url, prefix=chosen, many=many)
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n" if as_json else dump(made)


def manifest(rooms: Sequence[Room], *, url: str = "", prefix: str = "", many: bool = False) -> dict[str, Any]:
    """Return the app's manifest: Socket Mode, or HTTP at a public address. Raises WrongSetting for a bad address."""
    address = _address(url)
    if many and not address:
        raise WrongSetting("--many needs --url: workspaces install salesbot at its public address.")
    commands = [_command(command, address=address, prefix=prefix) for room in rooms for command in room.commands]
    shortcuts = [_shortcut(one) for room in rooms for one in room.shortcuts]
    return {
        "_metadata": {"major_version": 2, "minor_version": 0},
        "display_information": {
            "name": NAME,
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION.replace("`/", f"`/{prefix}"),
            "background_color": COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            **({"shortcuts": shortcuts} if shortcuts else {}),
            "slash_commands": commands,
        },
        "oauth_config": {**({"redirect_urls": [_way_back(address)]} if many else {}), "scopes": scopes(rooms)},
        "settings": {
            "event_subscriptions": _with_address({"bot_events": events(rooms)}, address),
            "interactivity": _with_address({"is_enabled": True}, address),
            "org_deploy_enabled": many,
            "socket_mode_enabled": not address,
            "token_rotation_enabled": False,
        },
    }


def scopes(rooms: Iterable[Room]) -> dict[str, list[str]]:
    """Return what the bot asks for, `bot` and `bot_optional`; what one room must have is not optional for another."""
    asked = [scope for room in rooms for scope in room.scopes]
    required = {scope.name for scope in asked if not scope.optional}
    optional = {scope.name for scope in asked} - required
    return {"bot": sorted(required), **({"bot_optional": sorted(optional)} if optional else {})}


def optional(rooms: Iterable[Room]) -> dict[str, Scope]:
    """Return the optional scopes by name, for saying what is off without them."""
    all_rooms = list(rooms)
    names = set(scopes(all_rooms).get("bot_optional", ()))
    return {scope.name: scope for room in all_rooms for scope in room.scopes if scope.name in names}


def events(rooms: Iterable[Room]) -> list[str]:
    """Return the events that any room listens to."""
    return sorted({event for room in rooms for event in room.events})


def _address(url: str) -> str:
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise WrongSetting(f"--url was {url!r}; expected is the public address that begins with https://.")
    return url.rstrip("/") + ("" if parts.path.rstrip("/") else EVENTS_PATH)


def _way_back(address: str) -> str:
    """Where Slack sends whoever let salesbot in: beside the place where it sends its events."""
    if address.endswith(EVENTS_PATH):
        return address.removesuffix(EVENTS_PATH) + BACK
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{BACK}"


def _command(command: Command, *, address: str, prefix: str) -> dict[str, Any]:
    made: dict[str, Any] = {"command": f"/{prefix}{command.name}"}
    if address:
        made["url"] = address
    made["description"] = command.description
    if command.usage:
        made["usage_hint"] = command.usage
    return {**made, "should_escape": True}


def _shortcut(shortcut: Shortcut) -> dict[str, Any]:
    kind = "message" if shortcut.on_message else "global"
    return {
        "name": shortcut.name, "type": kind, "callback_id": shortcut.callback_id, "description": shortcut.description,
    }  # fmt: skip


def _with_address(part: dict[str, Any], address: str) -> dict[str, Any]:
    return {"request_url": address, **part} if address else part
