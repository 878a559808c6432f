"""`salesbot db`: bring the tables up to date, look the database through, keep a copy, come back to one, move."""

from __future__ import annotations

import asyncio
from pathlib import Path  # noqa: TC003  typer reads the annotations when it runs
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from salesbot.config import Settings
    from salesbot.store.backup import Finding

app = typer.Typer(help="The database: upgrade, check, backup, restore, copy.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the tables up to date; `salesbot run` does it as well when it starts."""
    versions = asyncio.run(_upgrade(_url()))
    typer.echo(f"Brought up to date: {', '.join(versions)}." if versions else "The tables are up to date.")


@app.command()
def check() -> None:
    """Look the database through: every line is ok, or says what to do."""
    from salesbot.store import backup

    findings = asyncio.run(backup.check(_url()))
    for finding in findings:
        typer.echo(_line(finding))
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


@app.command()
def backup(to: Annotated[Path, typer.Argument(help="A new file; one that is there is never overwritten.")]) -> None:
    """Copy the database to a new file while salesbot runs."""
    from salesbot.store import backup

    asyncio.run(backup.backup(_url(), to))
    typer.echo(f"Copied to {to}. Keep it as safe as the database: it holds what people wrote.")


@app.command()
def restore(
    from_: Annotated[Path, typer.Argument(metavar="FROM", help="A file that `salesbot db backup` made.")],
) -> None:
    """Put a backup in the place of the database; salesbot must be stopped, and the old file is kept."""
    from salesbot.app.forgotten import restore

    old, again = asyncio.run(restore(_settings(), from_))
    typer.echo(f"Restored from {from_}." + (f" The database from before is {old}." if old else ""))
    if again:
        typer.echo(f"{again} who had been forgotten since were in it, and are forgotten again.")


@app.command()
def copy(
    target: Annotated[
        str, typer.Argument(metavar="TARGET_URL", help="An empty database: postgresql://user@host/name.")
    ],
    from_: Annotated[str, typer.Option("--from", help="What to copy; as set, if not given: sqlite:///file.")] = "",
) -> None:
    """Copy a SQLite database to PostgreSQL and compare every row; salesbot must be stopped, and the file is kept."""
    from salesbot.cli.copying import copy

    settings = _settings()
    copy(target, settings=settings.model_copy(update={"database_url": from_}) if from_ else settings)


async def _upgrade(url: str) -> list[str]:
    from salesbot.store import migrate
    from salesbot.store.lock import hold

    if not await migrate.pending(url):
        return []
    with hold(url):  # a salesbot that runs does not expect its tables to change
        return await migrate.upgrade(url)


def _url() -> str:
    return _settings().database_url


def _settings() -> Settings:
    from salesbot import config

    return config.load()


def _line(finding: Finding) -> str:
    return f"{'ok  ' if finding.well else 'NOT '} {finding.words}"
