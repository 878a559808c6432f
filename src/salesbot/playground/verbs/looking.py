"""What can be seen from outside."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from salesbot.playground.api import shapes
from salesbot.playground.verbs import naming
from salesbot.playground.verbs.naming import verb

if TYPE_CHECKING:
    from salesbot.playground.playground import Playground
    from salesbot.playground.verbs.naming import Args


@verb
async def messages(slack: Playground, args: Args) -> Any:
    """What was said: in a channel, or in a user's direct message with the app; by_bots."""
    there = naming.place(slack, args["channel"]) if args.get("channel") else naming.person(slack, args["user"])
    return [naming.shown(slack, said) for said in slack.messages(there, by_bots=args.get("by_bots", False))]


@verb
async def tagged(slack: Playground, args: Args) -> Any:
    """Every message that stands anywhere and carries metadata: channel, ts, event_type, payload."""
    del args
    channels = [there for home in slack.world.workspaces.values() for there in home.channels.values()]
    said = [one for there in channels for one in there.said.values() if one.metadata]
    return [{"channel": one.channel, "ts": one.ts, **(one.metadata or {})} for one in said]


@verb
async def wait_message(slack: Playground, args: Args) -> Any:
    """Wait for an app's message that holds `text`: in a channel or a user's direct message; within (seconds)."""
    there = naming.place(slack, args["channel"]) if args.get("channel") else naming.person(slack, args["user"])

    def look() -> list[Any]:
        return [m for m in slack.messages(there, by_bots=True) if args.get("text", "") in f"{m.text}\n{m.words}"]

    return naming.shown(slack, (await slack.wait_for(look, within=args.get("within", 5.0)))[-1])


@verb
async def links(slack: Playground, args: Args) -> Any:
    """How many sockets an app has open, ghosts included: app."""
    return len(slack.courier.links.of(naming.installed(slack, args).app))


@verb
async def world(slack: Playground, args: Args) -> Any:
    """Everything that exists, without the messages: workspaces, people, channels, apps."""
    del args
    return [
        home.json()
        | {
            "users": [shapes.user(each) for each in home.users.values()],
            "channels": [each.json() | {"members": list(each.members)} for each in home.channels.values()],
            "apps": [
                {
                    "id": each.app.id, "name": each.app.name, "bot": each.bot.id, "status": each.status,
                    "commands": [asdict(known) for known in (each.app.commands or {}).values()],
                    "shortcuts": each.app.shortcuts or {}, "links": len(slack.courier.links.of(each.app)),
                }
                for each in home.installs.values()
            ],
        }
        for home in slack.world.workspaces.values()
    ]  # fmt: skip


@verb
async def calls(slack: Playground, args: Args) -> Any:
    """The log of Web API calls: method, last (how many)."""
    wanted = [each for each in slack.log.calls if args.get("method") in (None, each.method)]
    return [each.json() for each in wanted[-args.get("last", 1000) :]]


@verb
async def deliveries(slack: Playground, args: Args) -> Any:
    """The log of payloads to apps: last (how many)."""
    return [each.json() for each in list(slack.log.deliveries)[-args.get("last", 1000) :]]


@verb
async def counters(slack: Playground, args: Args) -> Any:
    """How often each method was called and each kind delivered, and how often each failed."""
    del args
    return dict(slack.log.counters)


@verb
async def settled(slack: Playground, args: Args) -> Any:
    """Wait until nothing is under way: quiet, within (seconds)."""
    await slack.settled(**{key: args[key] for key in ("quiet", "within") if key in args})
