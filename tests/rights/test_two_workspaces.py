"""Two workspaces in one database: every table says whose a row is, and no door of one finds anything of the other."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from bodies import CARRIED, body_of, ids_of
from knocking import ASIDE, rows
from matrix import DOORS
from world import ACME, FAR, SESAME, World, world_of

from salesbot.store import Base
from salesbot.store.migrations.tables import know_all_tables

if TYPE_CHECKING:
    from matrix import Door

# Tables whose rows are of no workspace, and why.
OF_NO_WORKSPACE = {
    "workspaces": "it is the workspaces",
    "key_probes": "the host's key seals something of nobody's",
    "slack_bots": "Slack's install, whose store has columns of its own: team_id and enterprise_id",
    "slack_installations": "the same",
    "slack_oauth_states": "an install that is under way, before anybody knows of which workspace",
}
OURS = ("manager", "admin", "rep")


def test_every_table_says_of_which_workspace_a_row_is():
    """And whatever names something in another table names its workspace too, so that no row can cross."""
    know_all_tables()
    tables = {one.name: one for one in Base.metadata.sorted_tables}
    without = {name for name, one in tables.items() if "workspace_id" not in one.columns}
    assert without <= set(OF_NO_WORKSPACE), "tables whose rows could be anybody's"
    crossing = [
        f"{table.name}.{one.name}"
        for table in tables.values()
        for one in table.foreign_key_constraints
        if one.referred_table.name != "workspaces" and "workspace_id" in table.columns
        if "workspace_id" not in {column.name for column in one.columns}
    ]
    assert crossing == []


@pytest.mark.parametrize("here", [ACME, FAR])
async def test_no_door_of_one_workspace_finds_anything_of_the_other(sqlite_url: str, here: str) -> None:
    """Every door, carrying each kind of id that the other workspace has, by people with every right in their own."""
    async with world_of(sqlite_url) as world:
        there = ACME if here == FAR else FAR
        theirs = _of(await rows(world.house.store), there)
        assert len([name for name, found in theirs.items() if found]) > 30, "the other workspace is not furnished"
        luck, words = random.Random(here), _words_of(here)
        for at, door in enumerate(sorted(DOORS, key=lambda one: one.name == "desk.erase_form")):  # it takes them away
            who = OURS[at % 3] if here == ACME else "manager"
            body = await _asked(world, door, who, theirs, here=here, luck=luck)
            seen = await world.knocker.knock(body, before="")
            told = [word for word in words if word in seen.words]
            assert not told, f"{door.kind} {door.name} told {who} of {told}: {seen.words[:300]}"
            assert "Something broke" not in seen.words, f"{door.kind} {door.name}: {seen.words[:300]}"
            world.slack.world.modals.clear()
        assert _of(await rows(world.house.store), there) == theirs


def _words_of(here: str) -> list[str]:
    """What only the other workspace says."""
    if here == ACME:
        return [SESAME["foxtrot"], "Foxtrot", "<@UFMAN>"]
    return [SESAME["alpha"], SESAME["bravo"], "Alpha Team", "Bravo Team", "<@UMATE>"]


async def _asked(world: World, door: Door, who: str, theirs: Any, *, here: str, luck: random.Random) -> dict[str, Any]:
    """This door's payload, with ids of the other workspace, another one at each place."""
    numbers = sorted({row[0] for found in theirs.values() for row in found if isinstance(row[0], int)})
    target = "foreign" if here == ACME else "other"
    ids = ids_of(world, who, target) | {one: str(luck.choice(numbers)) for one in CARRIED if luck.random() < 0.5}
    body = await body_of(world, door, who, "own" if door.kind == "command" else target, ids=ids)
    return body if here == ACME else _from_far(body)


def _from_far(body: dict[str, Any]) -> dict[str, Any]:
    """The same request by the manager of the other workspace's team."""
    if "user" in body:
        return body | {"team": {"id": FAR, "domain": "far"}, "user": {"id": "UFMAN", "team_id": FAR, "name": "ufman"}}
    if "event" in body:
        return body | {"team_id": FAR, "event": body["event"] | {"user": "UFMAN"}}
    return body | {"team_id": FAR, "user_id": "UFMAN", "user_name": "ufman"}


def _of(found: dict[str, list[tuple[Any, ...]]], workspace_id: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of one workspace; what only says when something may be sent again is not its data."""
    tables = Base.metadata.tables
    columns = {name: [one.name for one in tables[name].columns] for name in found if name not in {*ASIDE, "lanes"}}
    whose = {name: names.index("workspace_id") for name, names in columns.items() if "workspace_id" in names}
    return {name: [row for row in found[name] if row[at] == workspace_id] for name, at in whose.items()}
