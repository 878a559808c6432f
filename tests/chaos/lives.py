"""The lives of one `salesbot run`: it is started, killed or frozen, and started again, as a real process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

from salesbot.outbox import points

SALESBOT = Path(sys.executable).with_name("salesbot")
PUPPET = (sys.executable, str(Path(__file__).with_name("puppet.py")))
UP = b"salesbot.up"
KILLED = -signal.SIGKILL
# A target that is paused comes back with an event or after an hour: it has a story of its own, without chance.
PAUSED = "settle.paused"
AT_THE_END = frozenset({"stop.begins", "stop.ends"})
POINTS = tuple(name for name in points.POINTS if name != PAUSED)
WHILE_IT_RUNS = tuple(name for name in POINTS if name not in AT_THE_END)


@dataclass
class Bot:
    """One place in which a salesbot runs, again and again, with the same settings."""

    name: str
    env: dict[str, str]
    folder: Path
    command: tuple[str, ...] = (str(SALESBOT),)
    process: asyncio.subprocess.Process | None = None
    strange: list[str] = field(default_factory=list)  # ends that nobody ordered
    _read_from: int = 0

    @property
    def log(self) -> Path:
        """All that its lives wrote."""
        return self.folder / f"{self.name}.log"

    async def start(self, crash_point: str = "") -> None:
        """Begin a new life; it may be armed with a point at which it dies or freezes."""
        self._read_from = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as out:
            self.process = await asyncio.create_subprocess_exec(
                *self.command, "run", env={**self.env, "SALESBOT_CRASH_POINT": crash_point}, cwd=self.folder,
                stdin=asyncio.subprocess.PIPE, stdout=out, stderr=out,
            )  # fmt: skip

    @property
    def alive(self) -> bool:
        """Whether it runs (or is frozen)."""
        return self.process is not None and self.process.returncode is None

    @property
    def frozen(self) -> bool:
        """Whether the system says that it is stopped."""
        if not self.alive:
            return False
        stat = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii", errors="replace")
        return stat.rpartition(")")[2].split()[0] == "T"

    @property
    def is_up(self) -> bool:
        """Whether this life says that it is up."""
        return UP in self._said()

    async def up(self, within: float = 30.0) -> bool:
        """Wait until this life says that it is up; False where it died before, or time ran out."""
        for _ in range(int(within / 0.05)):
            if self.is_up:
                return True
            if not self.alive:
                return False
            await asyncio.sleep(0.05)
        return False

    async def dies_within(self, seconds: float) -> bool:
        """Wait for its end, so long at most."""
        try:
            async with asyncio.timeout(seconds):
                await self._process.wait()
        except TimeoutError:
            return False
        return True

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it is alive.

        By the system and not by `Process.kill`: that looks first whether the child has ended, and one that ended in the
        same moment, of itself, is then unknown to asyncio, which reports 255.
        """
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    async def kill(self) -> None:
        """Kill it as a power cut does; what ended otherwise is noted as strange."""
        self.send_signal(signal.SIGKILL)
        await self._process.wait()
        if self._process.returncode != KILLED:
            self.strange.append(f"{self.name} ended with {self._process.returncode}: {self._said()[-2000:].decode()}")

    async def stop(self, seconds: float = 20.0) -> None:
        """Ask it to end in order."""
        if not self.alive:
            return
        self.send_signal(signal.SIGTERM)
        for _ in range(int(seconds / 0.5)):
            self.thaw()  # the point at which it should freeze may come as late as this
            if await self.dies_within(0.5):
                return
        await self.kill()
        self.strange.append(f"{self.name} did not stop: {self._said()[-2000:].decode()}")

    def freeze(self) -> None:
        """Stop it where it stands, as a sleeping machine does."""
        self.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on as if no time had passed."""
        self.send_signal(signal.SIGCONT)

    async def pull(self, order: str) -> None:
        """Pull one string of a puppet, such as `clock 3600`, and wait until it moved."""
        assert self._process.stdin is not None
        before = self._said().count(f"puppet {order}".encode())
        self._process.stdin.write(f"{order}\n".encode())
        for _ in range(200):
            if self._said().count(f"puppet {order}".encode()) > before:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{self.name} did not obey: {order}")

    @property
    def _process(self) -> asyncio.subprocess.Process:
        assert self.process is not None, "it was never started"
        return self.process

    def _said(self) -> bytes:
        with self.log.open("rb") as log:
            log.seek(self._read_from)
            return log.read()


def free_port() -> int:
    """A port that stays free between two lives: outgoing connections take theirs from above."""
    for port in random.sample(range(20_000, 32_000), 200):
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")
