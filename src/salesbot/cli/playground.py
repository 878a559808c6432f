"""`salesbot playground`: the local Slack alone, so that a killed salesbot finds its Slack again."""

from __future__ import annotations

import typer

from salesbot import features, log
from salesbot.cli.demo import cast, stage
from salesbot.cli.ending import forever, until_told
from salesbot.cli.manifest import manifest
from salesbot.cli.run import in_loop
from salesbot.playground import Install, Playground
from salesbot.playground import Settings as Manners

# They open nothing but this local Slack, and stay the same, so that a .env made once goes on working.
BOT_TOKEN = "xoxb-playground-bot"  # noqa: S105  a token of the local Slack
APP_TOKEN = "xapp-playground-app"  # noqa: S105  a token of the local Slack

GUIDE = """
A Slack of its own, on this machine, with six made-up people and no salesbot in it.

  Open       {page}
  Control    {control}

Start a salesbot against it, in another terminal:

  SALESBOT_SLACK_API_URL={api} \\
  SALESBOT_BOT_TOKEN={bot} \\
  SALESBOT_APP_TOKEN={app} \\
  SALESBOT_DATABASE_URL=sqlite:///playground.db \\
  salesbot run

ctrl-C ends it.
"""


def playground(*, port: int) -> None:
    """Serve until ctrl-C; `port` 0 takes a free one."""
    log.configure("ERROR")
    in_loop(until_told(_serve(port)))


async def _serve(port: int) -> None:
    slack = Playground(Manners())
    await stage.start(slack, port)
    try:
        typer.echo(guide(slack, furnish(slack)))
        await forever()
    finally:
        await slack.stop()


def furnish(slack: Playground) -> Install:
    """Put the app, the six people and their channel into an empty Slack."""
    home = slack.workspace(stage.WORKSPACE, name="Demo")
    made = slack.install(home, manifest(features.rooms()), bot_token=BOT_TOKEN, app_token=APP_TOKEN)
    people = cast.arrive(slack)
    for name in (stage.CHANNEL, stage.SECOND):
        slack.channel(name, members=people.everyone, creator=people.ana)
    return made


def guide(slack: Playground, install: Install) -> str:
    """Say where it is and how a salesbot finds it."""
    return GUIDE.format(
        page=f"{slack.address}/",
        control=slack.control_url,
        api=slack.url,
        bot=install.bot_token,
        app=install.app.app_token,
    )
