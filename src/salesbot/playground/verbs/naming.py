"""How the control door names things, and its table of verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.playground.api import shapes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from salesbot.playground.playground import Playground
    from salesbot.playground.state import Channel, Install, Message, User, View, Workspace

Args = dict[str, Any]
VERBS: dict[str, Callable[[Playground, Args], Awaitable[Any]]] = {}


def verb(function: Callable[[Playground, Args], Awaitable[Any]]) -> Callable[[Playground, Args], Awaitable[Any]]:
    """Puts a function into the table under its own name."""
    VERBS[function.__name__] = function
    return function


def workspace(slack: Playground, args: Args) -> Workspace | None:
    """The workspace named by `workspace`, if any is."""
    return slack.world.workspaces[args["workspace"]] if args.get("workspace") else None


def person(slack: Playground, named: str) -> User:
    """A user by id or handle."""
    return slack.world.person(named)


def place(slack: Playground, named: str) -> Channel:
    """A conversation by id or #name."""
    return slack.world.place(named)


def installed(slack: Playground, args: Args) -> Install:
    """The install whose app id is `app`, or the only one; in `workspace`, where that is named."""
    named = workspace(slack, args)
    for home in [named] if named else slack.world.workspaces.values():
        for each in home.installs.values():
            if args.get("app") in (None, each.app.id):
                return each
    raise LookupError("no such app is installed")


def message(slack: Playground, args: Args) -> Message:
    """The message at `channel` and `ts`."""
    channel = place(slack, args["channel"])
    found = channel.said.get(args["ts"]) or channel.whispers.get(args["ts"])
    if found is None:
        raise LookupError(f"there is no message {args['ts']} in {channel.name}")
    return found


def where(slack: Playground, args: Args) -> Message | View:
    """The view `view`, or the message at `channel` and `ts`."""
    return slack.world.views[args["view"]] if args.get("view") else message(slack, args)


def shown(slack: Playground, said: Message) -> Args:
    """A message with what only the playground knows of it."""
    return shapes.message(slack.world, said, metadata=True) | {
        "channel": said.channel, "wall_at": said.wall_at.isoformat(), "ephemeral_for": said.ephemeral_for,
    }  # fmt: skip
