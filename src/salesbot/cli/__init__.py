"""The command line: what whoever hosts salesbot types, and nothing that a salesperson needs."""

from __future__ import annotations

import gc
import sys
from datetime import datetime  # noqa: TC003  typer reads the annotations when it runs
from pathlib import Path  # noqa: TC003  the same
from typing import Annotated

import typer
from typer.exceptions import TyperException

from salesbot.cli import db, keys, outbox, prompts
from salesbot.cli.stories.script import guide
from salesbot.errors import DatabaseAway, SalesbotError

TROUBLE = 2  # the exit code of a command that salesbot refused, with the reason in one sentence
UNEXPECTED = 1

app = typer.Typer(
    name="salesbot",
    help="A sales team's operating rhythm inside Slack, on the team's own server.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(db.app, name="db")
app.add_typer(outbox.app, name="outbox")
app.add_typer(keys.app, name="keys")
app.add_typer(prompts.app, name="prompts")

# The commands' own modules are imported when a command runs, so that `--help` comes at once.

Port = Annotated[int, typer.Option(min=0, max=65535, help="Where the page is served; 0 takes a free port.")]


def main() -> None:
    """Run the command line. Every error is one sentence on stderr and an exit code; a traceback is for DEBUG only."""
    try:
        sys.exit(app(standalone_mode=False))  # else typer tells errors itself, in a box
    except TyperException as slip:
        from salesbot.cli.usage import words as read

        _stop(read(slip), code=slip.exit_code)
    except DatabaseAway as away:  # no refusal: whoever watches the process starts it again
        _stop(str(away), code=UNEXPECTED)
    except SalesbotError as no:
        _stop(str(no), code=TROUBLE)
    except typer.Abort:  # whoever was asked whether they are sure is not
        _stop("Stopped; nothing was done.", code=UNEXPECTED)
    except KeyboardInterrupt:
        _stop("Stopped.", code=130)
    except Exception as broken:  # noqa: BLE001  the last resort of the command line
        from salesbot.cli.trouble import words

        _stop(words(broken), code=UNEXPECTED)


def _stop(words: str, *, code: int) -> None:
    if words:
        typer.echo(words, err=True)
    sys.exit(code)


@app.command("run")
def _run(
    role: Annotated[str | None, typer.Option(help="What this process does: all, web or worker (PostgreSQL).")] = None,
) -> None:
    """Run salesbot: connect to Slack and keep the team's rhythm until stopped."""
    gc.disable()  # what is imported stays: to look through it all again and again is a seventh of the start
    from salesbot.cli.run import run

    gc.enable()
    run(role=role)


_SCRIPTS = f"A script holds one deed a line; # begins a comment. docs/demo.md explains it.\n\n\b\n{guide()}"


@app.command("demo", epilog=_SCRIPTS)
def _demo(
    port: Port = 8484,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in your browser.")] = True,
    headless: Annotated[bool, typer.Option("--headless", help="Play a script, print its transcript, and end.")] = False,
    script: Annotated[Path | None, typer.Option(help="The script to play; only with --headless.")] = None,
) -> None:
    """Try it: a local Slack with six demo people in four time zones, and salesbot, in one process and nothing kept."""
    if headless != (script is not None):
        raise SalesbotError("--headless and --script belong together: the one plays what the other names.")
    if script is not None:
        from salesbot.cli.stories.playing import tell

        typer.echo(tell(script), nl=False)
        return
    from salesbot.cli.demo import demo

    demo(port=port, browser=browser)


@app.command("playground")
def _playground(
    port: Port = 8484,
) -> None:
    """Run the local Slack alone, so that a salesbot that is stopped and started finds its Slack again."""
    from salesbot.cli.playground import playground

    playground(port=port)


@app.command("simulate")
def _simulate(
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days to look ahead.")] = 14,
    team: Annotated[str, typer.Option(help="Only this team, by its name or channel.")] = "",
    member: Annotated[str, typer.Option(help="Only this person, by name or Slack id.")] = "",
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day; today, if not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: JSON instead of lines.")] = False,
) -> None:
    """Show what would be sent to whom and when, from the real database; nothing is sent, nothing is changed."""
    from salesbot.cli.simulate import simulate

    simulate(days=days, team=team, member=member, first=first.date() if first else None, as_json=as_json)


@app.command("export")
def _export(
    to: Annotated[Path, typer.Argument(help="A new file that ends in .zip, or a new folder.")],
    member: Annotated[str, typer.Option(help="Only this person, by Slack id or name: what they may ask for.")] = "",
    team: Annotated[str, typer.Option(help="Only the people of this team, by its name or channel.")] = "",
) -> None:
    """Write what salesbot holds, as JSON and CSV: of everybody, of a team's people, or of one person."""
    from salesbot.cli.rights import export

    export(member=member, team=team, to=to)


@app.command("erase-member")
def _erase_member(
    member: Annotated[str, typer.Argument(help="Whom to forget, by Slack id (U…) or name.")],
    workspace: Annotated[str, typer.Option(help="The workspace (T…), where the id is in several.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to go on.")] = False,
) -> None:
    """Forget somebody, as `/salesbot me erase` does: for whoever has left; salesbot may run meanwhile."""
    from salesbot.cli.rights import erase_member

    erase_member(member, workspace=workspace, yes=yes)


@app.command("audit")
def _audit(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="Only from then on, UTC; everything, if not given."),
    ] = None,
    who: Annotated[str, typer.Option(help="Only by or about this person, or host, slack or salesbot.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one JSON object a line, ids only.")] = False,
) -> None:
    """Show who changed what, the oldest first: teams, people, check-ins, exports, erasures, keys; times in UTC."""
    from salesbot.cli.audit import audit

    audit(since=since, who=who, as_json=as_json)


@app.command("purge")
def _purge() -> None:
    """Remove now what is older than its kind of data is kept; a running salesbot does it every six hours."""
    from salesbot.cli.rights import purge

    purge()


@app.command("doctor")
def _doctor() -> None:
    """Look at settings, tokens, scopes, database, clock and channels; say what is well and what to do."""
    from salesbot.cli.doctor import doctor

    if not doctor():
        raise typer.Exit(1)


@app.command("manifest")
def _manifest(
    url: Annotated[str, typer.Option(help="The public https address for HTTP; without it, Socket Mode.")] = "",
    prefix: Annotated[str | None, typer.Option(help="Put before every slash command; as set, if not given.")] = None,
    many: Annotated[bool, typer.Option("--many", help="For any number of workspaces; needs --url.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of YAML.")] = False,
) -> None:
    """Print the manifest from which you create your Slack app."""
    from salesbot.cli.manifest import text

    typer.echo(text(url=url, prefix=prefix, many=many, as_json=as_json), nl=False)


@app.command("settings")
def _settings() -> None:
    """Print every setting with its meaning, its values and its default (docs/settings.md is this)."""
    from salesbot.cli.settings import page

    typer.echo(page(), nl=False)


@app.command("version")
def _version() -> None:
    """Print the version of salesbot and of what it stands on."""
    from salesbot.cli.version import lines

    typer.echo("\n".join(lines()))
