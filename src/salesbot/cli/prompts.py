"""`salesbot prompts`: look through coaching prompts before people read them, and see which skill a text shows."""

from __future__ import annotations

import re
import sys
from pathlib import Path  # noqa: TC003  typer reads the annotations when it runs
from typing import TYPE_CHECKING, Annotated

import typer

from salesbot.errors import SalesbotError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from salesbot.coaching.prompts.checking import Checked

app = typer.Typer(help="Coaching prompts: check a folder, see which skill a text shows.", no_args_is_help=True)

# What would end a line or a column for whoever reads the answer: control characters, and Unicode's own line ends.
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="A folder of your own; without it, the one that ships.")] = None,
) -> None:
    """Look through a folder of prompts: one line for each thing to mend; exit code 1 where there is one."""
    checked = _ours() if folder is None else _checked(folder)
    for one in checked.findings:
        typer.echo(str(one))
    typer.echo(_closing(checked))
    if checked.findings:
        raise typer.Exit(1)


def _ours() -> Checked:
    from salesbot.coaching.prompts.checking import check
    from salesbot.coaching.prompts.shelf import ours

    return check(ours(), whole=True)


def _checked(folder: Path) -> Checked:
    from salesbot.coaching.prompts import library
    from salesbot.coaching.prompts.checking import check

    if not folder.is_dir():
        raise SalesbotError(f"There is no folder at {folder}. Name one that holds prompts, each a Markdown file.")
    try:
        checked = check(folder, beside=library().prompts)
    except OSError as no:
        raise SalesbotError(f"{folder} cannot be read: {no.strerror}.") from no
    if not checked.sources and not checked.findings:
        raise SalesbotError(f"There is no prompt in {folder}: a prompt is a Markdown file, docs/prompts.md shows one.")
    return checked


def _closing(checked: Checked) -> str:
    from salesbot.coaching.rules.prompt import Audience

    reps, managers = checked.count(Audience.REP), checked.count(Audience.MANAGER)
    many = f"{_counted(reps + managers, 'prompt')}: {reps} for reps, {managers} for managers."
    if not checked.findings:
        return f"{many} Nothing to mend."
    files = len({one.file for one in checked.findings})
    return f"{many} {_counted(len(checked.findings), 'thing')} to mend in {_counted(files, 'file')}."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


# ---- which skill a text shows ----


@app.command()
def match(file: Annotated[str, typer.Argument(help="A text, one answer a line; - reads what is piped in.")]) -> None:
    """Tell for each line which skill it shows, or none: the skill, how sure (0 to 1), and its words, tabs between."""
    _match(sys.stdin.buffer if file == "-" else _lines(file))


def _lines(file: str) -> Iterator[bytes]:
    try:
        with open(file, "rb") as lines:  # noqa: PTH123  a file, a pipe, whatever can be read line by line
            yield from lines
    except OSError as no:
        raise SalesbotError(f"{file} cannot be read: {no.strerror}.") from no


def _match(lines: Iterable[bytes]) -> None:
    """One line out for every line in, as soon as it came."""
    out = sys.stdout.buffer
    for line in lines:
        out.write(f"{told(line.decode('utf-8', 'replace'))}\n".encode())
        out.flush()


def told(line: str) -> str:
    """Say in three columns which skill a line of text shows."""
    from salesbot.coaching.matching import match

    text = line.removesuffix("\n").removesuffix("\r")
    found = match(text) if text.strip() else None
    if found is None:
        return "none\t0.00\t"
    words = (_flat(text[begin:end]) for begin, end in found.places)
    return f"{found.skill}\t{found.confidence:.2f}\t{'; '.join(words)}"


def _flat(words: str) -> str:
    """Words as they stand in the text, but on one line and in one column."""
    return _BREAKS.sub(" ", words)
