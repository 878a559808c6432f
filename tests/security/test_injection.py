"""Everything that anybody may write is hostile, and whatever is shown or exported of it does nothing."""

from __future__ import annotations

import io
import itertools
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bodies import body_of, ids_of
from columns import DERIVED, OURS, SEALED, WORDS
from inert import TEXTS, alive, formulas
from matrix import DOORS
from sqlalchemy import JSON, String, select, update
from world import World, world_of

from salesbot import clock
from salesbot.playground.acts.typed import live
from salesbot.schedule import queries as schedule
from salesbot.store import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matrix import Door

# A Friday's digest and a round of coaching; in the long walk a Monday's brief, and everything else that comes once.
DAYS = {1: timedelta(days=4), 4: timedelta(days=8)}
AGAIN = {1: {"command"}, 4: {"command", "click", "menu"}}  # kinds of doors that are used once more afterwards
TO_ONESELF = {"chat.postEphemeral", "response_url"}
ENDS = ("archive", "erase", "delete", "end.1", "withdraw", "retract", "remove", "undo", ".drop", "setup")
INSTALLED = ("slack_", "key_")  # what Slack's install says, and the keys; tests/installing and tests/test_sealing.py
LOOKERS = ("manager", "rep", "admin", "observer")


@dataclass
class Walk:
    """A walk through all that salesbot says, with an eye on every word of it."""

    world: World
    alive: list[str] = field(default_factory=list)
    shown: int = 0
    files: dict[str, str] = field(default_factory=dict)
    _texts: Iterator[str] = field(default_factory=lambda: itertools.cycle(TEXTS))

    async def sow(self) -> set[str]:
        """Let every word that anybody has ever written be hostile; returns the columns, all of which have a row."""
        sown = set()
        async with self.world.house.store.begin() as db:
            for table, column in words():
                numbers = list(await db.scalars(select(table.c[_key(table)])))
                for number in numbers:
                    row = update(table).where(table.c[_key(table)] == number)
                    await db.execute(row.values({column: f"for {next(self._texts)} and more"}))
                sown |= {f"{table.name}.{column}"} if numbers else set()
        return sown

    async def knock(self, door: Door, who: str, *, hostile: bool = True) -> None:
        """Use a door as this person, writing something hostile wherever it takes words."""
        body = await body_of(self.world, door, who, "own", ids=ids_of(self.world, who, "own"))
        if hostile:
            self._write(body)
        seen = await self.world.knocker.knock(body, before="")
        where = f"{door.kind} {door.name} as {who}"
        self._look([seen.ack], where, to_oneself=True)
        for method, args in seen.calls:
            self._look([args], where, to_oneself=method in TO_ONESELF or "slack.words" in str(args))
        assert "Something broke" not in seen.words, f"{door.kind} {door.name} as {who}: {seen.words[:300]}"
        self.world.slack.world.modals.clear()

    async def hear(self, event: str) -> None:
        """Let Slack tell of the first team's channel."""
        body = self.world.knocker.message(self.world.users["UMAN"], "")
        body["event"] = {"type": event, "channel": self.world.places["alpha"].team.channel_id}
        await self.world.knocker.knock(body, before="")

    def _write(self, body: dict[str, Any]) -> None:
        for row in (body.get("view") or {}).get("state", {}).get("values", {}).values():
            for element in row.values():
                if element.get("type") == "plain_text_input" and element.get("value"):
                    element["value"] = f"for {next(self._texts)} and more"
        if body.get("text"):
            typed = live(f"for {next(self._texts)} and more", self.world.bot.workspace, labels=True)
            body["text"] = f"{body['text']} {typed}"
        if "event" in body:
            body["event"]["text"] = live(f"for {next(self._texts)} and more", self.world.bot.workspace, labels=False)

    async def pass_by(self, time: timedelta) -> None:
        """Let all happen that is due by then, and all be sent."""
        house, until = self.world.house, clock.now() + time
        while True:
            self.world.slack.log.calls.clear()
            await house.beat(clock.now())
            await house.sender.drain(30)
            self._look(
                [call.args for call in self.world.slack.log.calls], f"what was sent on {clock.now():%A at %H:%M}"
            )
            async with house.store.read() as db:
                due = await schedule.next_at(db)
            if due is None or due > until:
                return
            clock.set_calendar(max(due, clock.now() + timedelta(minutes=1)))

    def _look(self, said: list[Any], where: str, *, to_oneself: bool = False) -> None:
        self.shown += str(said).count("evil")
        self.alive += [f"{where}: {one}" for part in said for one in alive(part, to_oneself=to_oneself)]

    def unpack(self) -> None:
        """Read all files that were sent to somebody."""
        for one in self.world.slack.world.files.values():
            with zipfile.ZipFile(io.BytesIO(one.content)) as archive:
                self.files |= {f"{one.id} {name}": archive.read(name).decode() for name in archive.namelist()}


def words() -> list[tuple[Any, str]]:
    """Each column that holds what somebody wrote."""
    return [(Base.metadata.tables[name], column) for name, column in (one.split(".") for one in sorted(WORDS))]


def _key(table: Any) -> str:
    return next(one.name for one in table.primary_key.columns if one.name != "workspace_id")


def _visits(doors: list[Door], each: int) -> Iterator[tuple[Door, str]]:
    """Who uses which door: its managers, reps and readers in turn."""
    for at, door in enumerate(doors):
        may = [who for who in LOOKERS if who in door.own]
        for step in range(min(each, len(may))):
            yield door, may[(at + step) % len(may)]


@pytest.mark.parametrize("each", [1, pytest.param(4, marks=pytest.mark.chaos)])
async def test_nothing_that_anybody_wrote_ever_comes_alive(sqlite_url, each):
    """Names, answers, praise, lessons, prompts, notes: shown through every door and through a week, and exported.

    `each`: how many of those who may use a door do so; the others read the same words.
    """
    async with world_of(sqlite_url) as world:
        walk = Walk(world)
        sown = await walk.sow()
        doors = [one for one in DOORS if not one.given and one.kind != "closing"]
        first = [one for one in doors if not any(end in f"{one.name} {one.asks}" for end in ENDS)]
        for door, who in _visits(first, each):
            await walk.knock(door, who)
        sown |= await walk.sow()
        for event in ("channel_shared", "channel_unshared"):
            await walk.hear(event)
        await walk.pass_by(DAYS[each])
        for door, who in _visits([one for one in first if one.kind in AGAIN[each]], each):
            await walk.knock(door, who, hostile=False)
        await walk.pass_by(timedelta(minutes=5))
        walk.unpack()
    assert not walk.alive, "\n".join([f"{len(walk.alive)} came alive:", *sorted(set(walk.alive))[:40]])
    assert sown == WORDS, "nothing of this was ever written here"
    assert walk.shown > 1000
    assert walk.files
    cells = {name: formulas(sheet) for name, sheet in walk.files.items() if name.endswith(".csv")}
    assert {name: bad for name, bad in cells.items() if bad} == {}
    assert any("evil" in sheet for name, sheet in walk.files.items() if name.endswith(".csv"))


def test_every_column_is_somebodys_words_or_ours():
    """A new column that holds text has to be sorted, so that the walk makes it hostile where people write it."""
    texts = {
        f"{table.name}.{one.name}"
        for table in Base.metadata.sorted_tables
        for one in table.columns
        if isinstance(one.type, String | JSON) and one.name not in OURS and not table.name.startswith(INSTALLED)
    }
    assert texts - WORDS == SEALED | DERIVED
