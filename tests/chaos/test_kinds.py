"""Each kind of bad day, again and again: nothing lost, doubled or late without a reason, and all is as it was."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import disks
import figures
import pytest
from field import a_field, plan
from kinds import KINDS, OWN_SERVER, POSTGRESQL, PUPPET, SMALL_DISK, SQLITE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kinds import Kind

SOME, MANY = 3, 50


@dataclass(frozen=True)
class Ground:
    """Where some kinds strike: in which home, on which database, and what else blows may touch."""

    kinds: tuple[Kind, ...]
    home: str
    url: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def needs(self) -> frozenset[str]:
        """What must be prepared."""
        return frozenset().union(*(kind.needs for kind in self.kinds))

    @property
    def name(self) -> str:
        """Its row in the table."""
        return f"{self.kinds[0].name if len(self.kinds) == 1 else 'each once'}, {self.home}"

    async def hold(self, blows: int, *, folder: Path, seed: int) -> figures.Row:
        """Let each kind strike so many times, and judge."""
        storm = plan(self.home, long=blows >= MANY, puppets=PUPPET in self.needs)
        place = {"home": self.home, "database_url": self.url, "folder": folder, "seed": seed}
        async with a_field(storm, **place, **self.more) as here:
            await here.strike(self.kinds, blows)
            return await here.judged(self.name)


@pytest.fixture
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    """The ground of the test's parameter, with its database."""
    wanted: Ground = request.param
    with ExitStack() as prepared:
        more: dict[str, Any] = {}
        if OWN_SERVER in wanted.needs:
            url, more["restart"] = request.getfixturevalue("own_postgresql")
        elif SMALL_DISK in wanted.needs:
            more["disk"] = prepared.enter_context(disks.small())
            url = prepared.enter_context(disks.database_on(more["disk"], wanted.home, request))
        else:
            url = request.getfixturevalue(f"fresh_{wanted.home}_url")
        yield Ground(wanted.kinds, wanted.home, url, more)


EACH = [pytest.param(Ground((kind,), home), id=f"{kind.id}-{home}") for kind in KINDS for home in kind.homes]
_SIMPLE = [kind for kind in KINDS if not kind.needs]
ALL = [
    pytest.param(Ground(tuple(kind for kind in _SIMPLE if home in kind.homes), home), id=home)
    for home in (POSTGRESQL, SQLITE)
]


@pytest.mark.chaos
@pytest.mark.timeout(0)
@pytest.mark.parametrize("ground", EACH, indirect=True)
async def test_fifty_blows(ground: Ground, tmp_path, seed):
    """The long run of one kind, whose figures stand in RELIABILITY.md."""
    figures.FAULTS.keep(await ground.hold(MANY, folder=tmp_path, seed=seed))


@pytest.mark.chaos
@pytest.mark.timeout(600)
@pytest.mark.parametrize("ground", EACH, indirect=True)
async def test_three_blows(ground: Ground, request, tmp_path, seed):
    """The same in a minute, to try a kind: `make chaos ARGS="-k 'three_blows and disk'"`."""
    if "three_blows" not in request.config.getoption("-k"):
        pytest.skip("asked for by name only: fifty blows say more")
    await ground.hold(SOME, folder=tmp_path, seed=seed)


@pytest.mark.chaos
@pytest.mark.timeout(600)
@pytest.mark.parametrize("ground", ALL, indirect=True)
async def test_a_blow_of_each_kind(ground: Ground, tmp_path, seed):
    """All kinds that need no machine of their own strike once in one storm."""
    await ground.hold(1, folder=tmp_path, seed=seed)
