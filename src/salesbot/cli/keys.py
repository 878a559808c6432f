"""`salesbot keys`: look whether they fit, put a new one in front, or begin anew where they are lost for good."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from salesbot.errors import WrongSetting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesbot.app.keys import Fits, Rotated

app = typer.Typer(help="The keys that seal what people keep to themselves: check, rotate.", no_args_is_help=True)


@app.command()
def check() -> None:
    """Look where the keys are and whether they open what is sealed; exit code 1 where something does not open."""
    lines, well = asyncio.run(checked())
    for line in lines:
        typer.echo(line)
    if not well:
        raise typer.Exit(1)


async def checked() -> tuple[list[str], bool]:
    """Say where the keys are and what they open, and whether all is well."""
    from salesbot import sealing
    from salesbot.app import keys
    from salesbot.cli.rights import opened

    async with opened() as house:
        mine = house.seals
        if not mine.given and not mine.file.exists():
            if mine.may_make:
                return [f"There is no key yet, and nothing is sealed. salesbot run makes {mine.file}."], True
            return [sealing.missing(mine.file)], False
        try:
            many, counted = len(mine.keys()), await keys.counted(house)
        except WrongSetting as wrong:
            return [str(wrong)], False
    told = f"{'One key' if many == 1 else f'{many} keys'} in {keys.where(mine)}."
    lost = any(found[keys.Fits.NONE] for found in counted.values())
    return [told, *(_counted(table, found) for table, found in counted.items())], not lost


def _counted(table: str, found: Mapping[Fits, int]) -> str:
    how = {"newest": "the newest", "older": "an older one", "none": "one that is not here"}
    told = [f"{many} with {how[fits]}" for fits, many in sorted(found.items()) if many]
    return f"{table}: sealed {', '.join(told)}." if told else f"{table}: nothing sealed."


@app.command()
def rotate(
    forget_old: Annotated[bool, typer.Option("--forget-old", help="Then drop the old keys.")] = False,
) -> None:
    """Put a new key in front and seal everything anew with it; salesbot may run meanwhile."""
    for line in asyncio.run(_rotated(forget_old=forget_old)):
        typer.echo(line)


async def _rotated(*, forget_old: bool) -> list[str]:
    from salesbot import clock
    from salesbot.app import keys, noting
    from salesbot.audit.rules import Verb
    from salesbot.cli.rights import opened

    async with opened() as house:
        done = await keys.rotate(house, forget_old=forget_old)
        async with house.store.begin() as db:
            await noting.everywhere(db, Verb.KEYS_ROTATED, many=done.anew, now=clock.now())
        place, given = keys.where(house.seals), bool(house.seals.given)
    return [_begun(done, place, given=given), *_ended(done, given=given)]


def _begun(done: Rotated, place: str, *, given: bool) -> str:
    if given:
        return f"Sealed anew with the first key of {place}: {done.anew}. `salesbot keys new` prints a key to put there."
    how = "Went on where the last rotation ended" if done.went_on else f"A new key stands first in {place}"
    return f"{how}; sealed anew: {done.anew}. Copy that file to where you keep it safe, apart from the database."


def _ended(done: Rotated, *, given: bool) -> list[str]:
    lines = [f"{done.lost} could not be opened by any key and stay as they are."] if done.lost else []
    if done.forgot:
        lines.append(f"Forgot old keys: {done.forgot}. Backups of the database from before need them still.")
    elif given:
        lines.append("The keys behind the first are needed for backups only.")
    return lines


@app.command("give-up")
def give_up(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to go on.")] = False,
) -> None:
    """Where a key is lost for good: let go of what nobody can open, and begin with a new key."""
    if not yes:
        typer.confirm("Nobody will ever read again what no key here opens. Let it go?", abort=True)
    typer.echo(f"Let go of: {asyncio.run(_given_up())}.")


async def _given_up() -> int:
    from salesbot import clock
    from salesbot.app import keys, noting
    from salesbot.audit.rules import Verb
    from salesbot.cli.rights import opened

    async with opened() as house:
        gone = await keys.give_up(house)
        async with house.store.begin() as db:
            await noting.everywhere(db, Verb.KEYS_GIVEN_UP, many=gone, now=clock.now())
    return gone


@app.command()
def new() -> None:
    """Print a new key, to put in front of SALESBOT_KEYS."""
    from salesbot import sealing

    typer.echo(sealing.new())
