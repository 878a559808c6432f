"""Makes workspaces, apps, people and channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.playground.api import shapes
from salesbot.playground.verbs import naming
from salesbot.playground.verbs.naming import verb

if TYPE_CHECKING:
    from salesbot.playground.playground import Playground
    from salesbot.playground.verbs.naming import Args


@verb
async def new_workspace(slack: Playground, args: Args) -> Any:
    """Make a workspace: id, name, org."""
    return slack.workspace(args.get("id", ""), name=args.get("name", "Acme"), org=args.get("org", "")).json()


@verb
async def app(slack: Playground, args: Args) -> Any:
    """Make an app that nobody has installed yet: manifest, request_url, redirect_urls, rotates …; its secrets."""
    more = dict(args)
    made = slack.app(more.pop("manifest", None), **more)
    return {
        "app": made.id, "client_id": made.client_id, "client_secret": made.client_secret,
        "signing_secret": made.signing_secret,
    }  # fmt: skip


@verb
async def install(slack: Playground, args: Args) -> Any:
    """Install an app: workspace, manifest, scopes, tokens …, or an `app` there is; the answer holds the tokens."""
    home = naming.workspace(slack, args) or slack.workspace("T_ACME")
    more = {key: value for key, value in args.items() if key not in ("workspace", "app")}
    known = slack.world.apps[args["app"]] if args.get("app") else None
    made = slack.install(home, more.pop("manifest", None), app=known, **more)
    return {
        "app": made.app.id, "bot_token": made.bot_token, "app_token": made.app_token, "bot": made.bot.id,
        "signing_secret": made.signing_secret, "workspace": home.id, "scopes": sorted(made.scopes),
    }  # fmt: skip


@verb
async def user(slack: Playground, args: Args) -> Any:
    """Make a person: name, tz and any field of a user; `announce` lets apps hear team_join."""
    more = {key: value for key, value in args.items() if key not in ("workspace", "announce")}
    make = slack.arrive if args.get("announce") else slack.user
    return shapes.user(make(more.pop("name"), workspace=naming.workspace(slack, args), **more))


@verb
async def channel(slack: Playground, args: Args) -> Any:
    """Make a channel: name, members (ids or handles), private, ext_shared."""
    more = {key: args[key] for key in ("private", "ext_shared") if key in args}
    members = [naming.person(slack, each) for each in args.get("members", ())]
    return slack.channel(args["name"], members=members, workspace=naming.workspace(slack, args), **more).json()


@verb
async def set_channel(slack: Playground, args: Args) -> Any:
    """Change a channel: channel, and any of posting_restricted, ext_shared, general."""
    there = naming.place(slack, args["channel"])
    for name in ("posting_restricted", "ext_shared", "general"):
        setattr(there, name, args.get(name, getattr(there, name)))
    return there.json()


@verb
async def group(slack: Playground, args: Args) -> Any:
    """Make a user group: handle, users; its id."""
    return slack.group(args["handle"], [naming.person(slack, each) for each in args["users"]]).id


@verb
async def change(slack: Playground, args: Args) -> Any:
    """Change a person: user, changes."""
    slack.change(naming.person(slack, args["user"]), **args["changes"])


@verb
async def archive(slack: Playground, args: Args) -> Any:
    """Archive a channel (or bring it back with archived false)."""
    slack.archive(naming.place(slack, args["channel"]), archived=args.get("archived", True))
