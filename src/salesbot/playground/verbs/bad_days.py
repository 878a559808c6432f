"""Misbehaviour, settings and waiting."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from salesbot.playground.verbs import naming
from salesbot.playground.verbs.naming import verb

if TYPE_CHECKING:
    from salesbot.playground.playground import Playground
    from salesbot.playground.verbs.naming import Args


@verb
async def fault(slack: Playground, args: Args) -> Any:
    """Misbehave: method, kind, times, chance, skip, status, seconds, error, copies, team."""
    more = dict(args)
    return asdict(slack.fault(more.pop("method"), more.pop("kind"), **more))


@verb
async def behave(slack: Playground, args: Args) -> Any:
    """Switch all faults off."""
    del args
    slack.behave()


@verb
async def down(slack: Playground, args: Args) -> Any:
    """Slack is down; ask for it at the control port, which stays open."""
    del args
    await slack.down()


@verb
async def up(slack: Playground, args: Args) -> Any:
    """Slack is back."""
    del args
    await slack.up()


@verb
async def refresh(slack: Playground, args: Args) -> Any:
    """Renew an app's sockets: app."""
    await slack.refresh(naming.installed(slack, args))


@verb
async def disconnect(slack: Playground, args: Args) -> Any:
    """Break an app's sockets: app."""
    slack.disconnect(naming.installed(slack, args))


@verb
async def settings(slack: Playground, args: Args) -> Any:
    """Read the settings, after changing those that are given."""
    for name, value in args.items():
        if not hasattr(slack.settings, name):
            raise AttributeError(f"there is no setting {name}")
        setattr(slack.settings, name, tuple(value) if isinstance(value, list) else value)
    return asdict(slack.settings)


@verb
async def uninstall(slack: Playground, args: Args) -> Any:
    """Remove an app: app."""
    slack.uninstall(naming.installed(slack, args))


@verb
async def revoke(slack: Playground, args: Args) -> Any:
    """Revoke an app's bot token: app."""
    slack.revoke(naming.installed(slack, args))


@verb
async def reinstall(slack: Playground, args: Args) -> Any:
    """Make an app's token work again: app."""
    slack.reinstall(naming.installed(slack, args))


@verb
async def ghost(slack: Playground, args: Args) -> Any:
    """Open a half-open socket that swallows its share of an app's payloads: app."""
    slack.ghost(naming.installed(slack, args))
