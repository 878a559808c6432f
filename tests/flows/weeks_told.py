"""Plays the twelve weeks and writes what each of the six got and read: `python tests/flows/weeks_told.py FOLDER`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from pathlib import Path

from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parent))

from coached import COACHED, HOMES
from thirty import counted, transcript
from twelve_weeks import BEGIN, END, Weeks, opened

from office import office_of
from salesbot import clock
from salesbot.coaching.model import Shown
from salesbot.config import Transport
from salesbot.schedule.model import Occurrence
from salesbot.store import migrate


async def told(weeks: Weeks) -> str:
    """What came, what did not and why, and how many messages a day."""
    async with weeks.office.house.store.read() as db:
        shown = list(await db.scalars(select(Shown).order_by(Shown.shown_at)))
        runs = list(await db.scalars(select(Occurrence).where(Occurrence.job == "coaching.prompt")))
    names = {one.id: name for name, one in weeks.people.items()}
    lines = [f"{one.day} {names[one.member_id]:5} {one.why:10} {one.skill:14} {one.prompt}" for one in shown]
    lines += [f"{len(shown)} prompts: {dict(Counter(one.why for one in shown))}"]
    lines += [f"{skill}: {many}" for skill, many in Counter(one.skill for one in shown).most_common()]
    for name in COACHED:
        mine = Counter(one.reason or one.state for one in runs if names.get(str(one.member_id)) == name)
        lines += [f"{name}: {reason}: {many}" for reason, many in mine.most_common()]
    lines += [
        f"{who}: {mean:.1f} messages a day, at most {most}" for who, (mean, most) in sorted(counted(weeks).items())
    ]
    return "\n".join([*lines, ""])


async def play(folder: Path) -> None:
    """Play it, and write a file for each of them and the channel."""
    with tempfile.TemporaryDirectory() as place:
        url = f"sqlite:///{place}/weeks.db"
        await migrate.upgrade(url)
        clock.set_calendar(BEGIN)
        async with office_of(url, Transport.SOCKET) as office:
            weeks = Weeks(office)
            await opened(weeks)
            await weeks.play(until=END)
            sys.stdout.write(await told(weeks))
    for place in [*HOMES, "#emea-sales"]:
        _write(folder / f"{place.strip('#')}.txt", transcript(weeks, place))


def _write(file: Path, lines: list[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(play(Path(sys.argv[1])))
