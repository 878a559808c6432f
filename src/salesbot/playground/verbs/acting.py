"""What people do, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.playground.verbs import naming
from salesbot.playground.verbs.naming import verb

if TYPE_CHECKING:
    from salesbot.playground.playground import Playground
    from salesbot.playground.verbs.naming import Args


@verb
async def command(slack: Playground, args: Args) -> Any:
    """Type a command: user, command, text, channel."""
    there = naming.place(slack, args["channel"]) if args.get("channel") else None
    who = slack.act(naming.person(slack, args["user"]))
    return (await who.command(args["command"], args.get("text", ""), channel=there)).json()


@verb
async def click(slack: Playground, args: Args) -> Any:
    """Press something: user, action, value, and view or channel and ts."""
    who = slack.act(naming.person(slack, args["user"]))
    done = await who.click(naming.where(slack, args), args["action"], args.get("value"), block_id=args.get("block"))
    return done.json()


@verb
async def suggest(slack: Playground, args: Args) -> Any:
    """Type into an external select: user, action, typed, and view or channel and ts."""
    return await slack.act(naming.person(slack, args["user"])).suggest(
        naming.where(slack, args), args["action"], args["typed"]
    )


@verb
async def view(slack: Playground, args: Args) -> Any:
    """The modal on a person's screen: user, within (seconds)."""
    found = await slack.act(naming.person(slack, args["user"])).view(within=args.get("within", 0.0))
    return found.json() if found else None


@verb
async def home(slack: Playground, args: Args) -> Any:
    """A person's Home tab as published: user."""
    found = slack.act(naming.person(slack, args["user"])).home(args.get("app"))
    return found.json() if found else None


@verb
async def submit(slack: Playground, args: Args) -> Any:
    """Submit a modal: user, view, values, again."""
    who = slack.act(naming.person(slack, args["user"]))
    seen = slack.world.views[args["view"]]
    return (await who.submit(seen, args.get("values") or {}, again=args.get("again", False))).json()


@verb
async def close(slack: Playground, args: Args) -> Any:
    """Close a modal: user, view."""
    return (await slack.act(naming.person(slack, args["user"])).close(slack.world.views[args["view"]])).json()


@verb
async def say(slack: Playground, args: Args) -> Any:
    """Write: user, text, to (channel; the app's direct message by default), thread (ts)."""
    there = naming.place(slack, args["to"]) if args.get("to") else None
    who = slack.act(naming.person(slack, args["user"]))
    thread = (there or who.im()).said[args["thread"]] if args.get("thread") else None
    return naming.shown(slack, await who.say(args["text"], to=there, thread=thread))


@verb
async def shortcut(slack: Playground, args: Args) -> Any:
    """Use a shortcut: user, callback_id, and channel and ts for a message's."""
    about = naming.message(slack, args) if args.get("ts") else None
    return (await slack.act(naming.person(slack, args["user"])).shortcut(args["callback_id"], message=about)).json()


@verb
async def open_home(slack: Playground, args: Args) -> Any:
    """Open the Home tab: user, tab."""
    await slack.act(naming.person(slack, args["user"])).open_home(tab=args.get("tab", "home"))


@verb
async def join(slack: Playground, args: Args) -> Any:
    """Join a channel: user, channel."""
    await slack.act(naming.person(slack, args["user"])).join(naming.place(slack, args["channel"]))


@verb
async def leave(slack: Playground, args: Args) -> Any:
    """Leave a channel: user, channel."""
    await slack.act(naming.person(slack, args["user"])).leave(naming.place(slack, args["channel"]))


@verb
async def invite(slack: Playground, args: Args) -> Any:
    """Bring somebody into a channel: user, other, channel."""
    who = slack.act(naming.person(slack, args["user"]))
    await who.invite(naming.person(slack, args["other"]), to=naming.place(slack, args["channel"]))


@verb
async def react(slack: Playground, args: Args) -> Any:
    """Put an emoji on a message: user, name, channel, ts."""
    return naming.shown(
        slack, await slack.act(naming.person(slack, args["user"])).react(naming.message(slack, args), args["name"])
    )
