"""`salesbot db copy`: how far it is, and what to do when it is done."""

from __future__ import annotations

import asyncio
import shlex
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

import typer

from salesbot import features, log
from salesbot.app import keys
from salesbot.store import copying, urls

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from salesbot.config import Settings
    from salesbot.store.copying import Copied

INTERRUPTED = 130  # the shell's own code for ctrl-C
_STOPPED = "Stopped. Nothing was copied; type the same again to begin anew."
_UNSURE = "Stopped at the very end: type the same again, and it says whether the copy stands."
_TENTHS = 10


def copy(target: str, *, settings: Settings) -> None:
    """Copy the database that the settings name, and say what comes next."""
    log.configure("WARNING", as_json=settings.log_json)  # what it does is told in its own lines
    features.load_tables()
    watch = Watch()
    try:
        with watch:
            doing = copying.copy(settings.database_url, target, progress=watch, forgotten=settings.forgotten_file)
            copied = asyncio.run(doing)
    except KeyboardInterrupt:
        typer.echo(_UNSURE if watch.step == copying.FINISHING else _STOPPED, err=True)
        raise typer.Exit(INTERRUPTED) from None
    typer.echo("\n".join(_next(copied, target, settings)))


class Watch:
    """How far a copy is: a bar on a terminal, else a line for each tenth, such as a log can hold."""

    def __init__(self) -> None:
        self._shown = ExitStack()
        self._bar: Any = None
        self.step, self._rows, self._done = "", 0, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Leave the bar as it stands."""
        self._shown.close()

    def begin(self, step: str, rows: int) -> None:
        """Show the next step."""
        self._shown.close()
        self.step, self._rows, self._done, self._bar = step, rows, 0, None
        if rows and sys.stderr.isatty():
            bar = typer.progressbar(length=rows, label=f"{step:<9}", show_pos=True, file=sys.stderr)
            self._bar = self._shown.enter_context(bar)
        else:
            typer.echo(f"{step}: {rows:,} rows." if rows else f"{step}.", err=True)

    def on(self, rows: int) -> None:
        """Go on."""
        before, self._done = self._done, self._done + rows
        if self._bar is not None:
            self._bar.update(rows)
        elif before * _TENTHS // self._rows < self._done * _TENTHS // self._rows:
            typer.echo(f"{self.step}: {self._done:,} of {self._rows:,} rows.", err=True)


def _next(copied: Copied, target: str, settings: Settings) -> list[str]:
    file = urls.file_of(urls.parse(settings.database_url))
    where = urls.shown(urls.parse(target))
    return [
        f"Copied {copied.rows:,} rows in {copied.tables} tables to {where}, and compared each of them.",
        *([f"PostgreSQL takes no NUL character; it was left out of {copied.nuls} texts."] if copied.nuls else []),
        "",
        "What to do now:",
        "1. Set SALESBOT_DATABASE_URL to the address that you gave here.",
        *_key_file(settings, keys.place(settings)),
        "3. Start salesbot with `salesbot run`, and look at it with `salesbot doctor`.",
        f"4. Keep {file} until you are content; it was not changed. Then delete it with its backups.",
    ]


def _key_file(settings: Settings, key: Path) -> list[str]:
    """The key is looked for beside a SQLite file: it has to be named from now on."""
    if settings.keys is not None or settings.key_file or not key.exists():
        return ["2. Leave the key as it is: the settings name it, or there is none yet."]
    named = f"SALESBOT_KEY_FILE={shlex.quote(str(key))}"
    return [f"2. Set {named}: it opens what is sealed, and stays where it is."]
