"""Waves of attacks: each kind as often as it weighs, each door as often as another, all of it from one seed."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import forged
import garbled
import unsigned
from attacks import FORM, JSON, Attack, encoded
from bodies import CARRIED
from hostility import NUMBERS
from openings import NOBODIES, TARGETS, WHO, carried
from world import FAR

if TYPE_CHECKING:
    import random
    from collections.abc import AsyncIterator

    from openings import Opening
    from world import World

KINDS = unsigned.KINDS | garbled.KINDS | forged.KINDS
# What a socket cannot carry: there Slack has signed already, and what comes is JSON.
ONLY_BY_HTTP = {
    *unsigned.KINDS, "bad JSON", "bad form", "large", "not UTF-8", "a key twice", "content types",
}  # fmt: skip


async def attacks(
    world: World, openings: list[Opening], rng: random.Random, *, number: int, only_signed: bool = False
) -> AsyncIterator[Attack]:
    """So many attacks: each kind as often as its weight says, and each door as often as another.

    Where there are fewer attacks than doors, the seed says at which ones.
    """
    weights = {kind: weight for kind, (weight, _) in KINDS.items() if not (only_signed and kind in ONLY_BY_HTTP)}
    kinds = sorted(weights) + rng.choices(list(weights), list(weights.values()), k=max(0, number - len(weights)))
    first = rng.randrange(len(openings))
    doors = [openings[(first + at) % len(openings)] for at in range(number)]
    rng.shuffle(doors)
    for door, kind in zip(doors, kinds, strict=True):
        yield await attack(world, door, kind, rng)


async def attack(world: World, opening: Opening, kind: str, rng: random.Random) -> Attack:
    """One attack of this kind at this door."""
    who = rng.choice(NOBODIES if kind == "guests and strangers" else WHO)
    ids = carried(world, who, _TARGETS.get(kind) or rng.choice(TARGETS)) | _ids(world, kind, rng)
    payload = copy.deepcopy(await opening.body(world, who, ids=ids, rng=rng))
    made = Attack(kind, opening, who, payload)
    made.content_type = JSON if "event" in payload else FORM
    KINDS[kind][1](made, world, rng)
    made.body = made.body or encoded(made.payload)
    return made


_TARGETS = {"another workspace's ids": "foreign", "another team's ids": "other"}


def _ids(world: World, kind: str, rng: random.Random) -> dict[str, str]:
    """What the payload carries instead."""
    if kind == "another workspace's ids":
        far = [row[0] for rows in world.kept.values() for row in rows if FAR in row and isinstance(row[0], int)]
        return {one: str(rng.choice(far)) for one in CARRIED} | {"who": rng.choice(["UFMAN", "UFREP"])}
    if kind == "ids of deleted rows":  # restoring the world takes rows away: the ids after the last were somebody's
        gone = [max((row[0] for row in rows if isinstance(row[0], int)), default=0) for rows in world.kept.values()]
        return {one: str(rng.choice(gone) + rng.randint(1, 3)) for one in CARRIED}
    if kind == "strange numbers":
        return {one: rng.choice(NUMBERS) for one in CARRIED} | {"plan": f"{rng.choice(NUMBERS)}.{rng.choice(NUMBERS)}"}
    return {}
