"""One salesbot in a process of its own, for many workspaces whose tokens it is told: `python -m benchmarks.process`."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import uvloop

from salesbot import clock, log
from salesbot.app.house import House
from salesbot.app.serving import Service, set_aside
from salesbot.app.tenants import One
from salesbot.cli.run import step_back
from salesbot.config import Settings
from salesbot.slack import client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from salesbot.slack.client import Clients
    from salesbot.store import Store

PATIENCE = 120.0  # seconds for a start and for an end


@dataclass(frozen=True)
class Process:
    """A salesbot that runs: where its door is, and what it takes of the machine."""

    url: str
    role: str
    pid: int


@asynccontextmanager
async def salesbots(
    roles: Sequence[str], *, settings: Mapping[str, Any], tokens: Mapping[str, str], ports: list[int],
    calendar: datetime,
) -> AsyncIterator[list[Process]]:  # fmt: skip
    """Start these on one database; they end in order."""
    given = [
        {"settings": {**settings, "port": port, "role": role}, "tokens": dict(tokens), "calendar": calendar.isoformat(),
         "since": clock.real().isoformat()}
        for role, port in zip(roles, ports, strict=False)
    ]  # fmt: skip
    started = [await _start(one) for one in given]
    try:
        for one in started:
            assert one.stdout is not None
            async with asyncio.timeout(PATIENCE):
                assert await one.stdout.readline(), "a process did not come up"
        yield [
            Process(f"http://127.0.0.1:{port}/slack/events", role, one.pid)
            for one, role, port in zip(started, roles, ports, strict=False)
        ]
    finally:
        for one in started:
            one.terminate()
        for one in started:
            async with asyncio.timeout(PATIENCE):
                await one.wait()


async def _start(given: Mapping[str, Any]) -> asyncio.subprocess.Process:
    command = sys.executable, "-m", "benchmarks.process", json.dumps(given)
    return await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)


class Tenants(One):
    """Workspaces whose tokens were told."""

    def __init__(self, store: Store, clients: Mapping[str, Clients]) -> None:
        super().__init__(store, next(iter(clients.values())))
        self._each = clients

    def clients_of(self, workspace_id: str) -> Clients:
        """Return the clients of a workspace."""
        return self._each[workspace_id]


class _Told(Service):
    async def start(self) -> None:
        await super().start()
        sys.stdout.write("up\n")
        sys.stdout.flush()


async def _run(given: dict[str, Any]) -> None:
    log.configure("CRITICAL", as_json=True)
    passed = clock.real() - datetime.fromisoformat(given["since"])
    clock.set_calendar(datetime.fromisoformat(given["calendar"]) + passed)
    settings = Settings(_env_file=None, **given["settings"])
    house = await House.open(settings)
    known = {one: client.clients(house.session, token, settings=settings) for one, token in given["tokens"].items()}
    house.tenants = Tenants(house.store, known)
    set_aside()
    step_back(settings.role)
    try:
        await _Told(house).run()
    finally:
        await house.close()


if __name__ == "__main__":
    uvloop.run(_run(json.loads(sys.argv[1])))
