"""The road between two programs does what its mood says, and nothing else."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from proxy import FAIR, Mood, Proxy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


class Echo:
    """A program that says what it hears, and remembers it."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        with suppress(ConnectionError):
            while line := await reader.readline():
                self.heard.append(line)
                writer.write(line)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def roads() -> AsyncIterator[tuple[Proxy, Echo]]:
    """A road to a program that echoes."""
    echo = Echo()
    async with AsyncExitStack() as opened:
        server = await opened.enter_async_context(await asyncio.start_server(echo.meet, "127.0.0.1", 0))
        port = server.sockets[0].getsockname()[1]
        yield await opened.enter_async_context(Proxy.to(("127.0.0.1", port))), echo


@asynccontextmanager
async def traveller(road: Proxy) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Somebody at this end of the road."""
    reader, writer = await asyncio.open_connection("127.0.0.1", road.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def say(end: tuple[asyncio.StreamReader, asyncio.StreamWriter], word: str) -> str:
    """Say a word and hear what comes back."""
    end[1].write(f"{word}\n".encode())
    return (await end[0].readline()).decode().strip()


async def test_a_fair_road_carries_both_ways_and_lets_go_at_the_end():
    """What is said is heard; when one end closes, nothing of the connection is left."""
    async with roads() as (road, _):
        async with traveller(road) as end:
            assert await say(end, "one") == "one"
            assert road.connections == 1
        for _ in range(100):
            if not road.connections:
                break
            await asyncio.sleep(0.01)
        assert road.connections == 0


async def test_a_reset_at_the_door_lets_nobody_in():
    """The connection breaks with a reset, and the program at the other end never hears of it."""
    async with roads() as (road, echo):
        with road.bad(Mood(reset="at the door")):
            async with traveller(road) as end:
                with pytest.raises(ConnectionResetError):
                    await say(end, "one")
        assert (echo.heard, road.struck, road.mood) == ([], 1, FAIR)


@pytest.mark.parametrize(("reset", "heard"), [("before", []), ("after", [b"one\n"])])
async def test_a_reset_comes_before_the_request_or_after_it_was_heard(reset, heard):
    """Both look alike at this end; at the other one the request arrived, or did not."""
    async with roads() as (road, echo):
        async with traveller(road) as end:
            with road.bad(Mood(reset=reset)), pytest.raises(ConnectionResetError):
                await say(end, "one")
        assert echo.heard == heard


async def test_a_hole_holds_everything_and_then_lets_it_pass():
    """Nothing comes while it is there, and nobody is told; later all of it arrives, once."""
    async with roads() as (road, echo), traveller(road) as end:
        with road.bad(Mood(hole=True)):
            saying = asyncio.create_task(say(end, "one"))
            await asyncio.sleep(0.05)
            assert not saying.done()
            assert echo.heard == []
        assert await saying == "one"
        assert echo.heard == [b"one\n"]


async def test_a_slow_road_is_slow_both_ways():
    """A question and its answer take the delay twice, at least."""
    async with roads() as (road, _), traveller(road) as end:
        loop = asyncio.get_running_loop()
        with road.bad(Mood(delay=0.03)):
            began = loop.time()
            assert await say(end, "one") == "one"
        assert loop.time() - began >= 0.06


async def test_a_cut_resets_what_stands_and_the_next_connection_is_served():
    """Whoever was on the road hears of it; the road is open again at once."""
    async with roads() as (road, _):
        async with traveller(road) as end:
            assert await say(end, "one") == "one"
            await road.cut()
            with pytest.raises(ConnectionResetError):
                await say(end, "two")
        async with traveller(road) as end:
            assert await say(end, "three") == "three"


async def test_a_shut_road_refuses_and_opens_again_at_the_same_port():
    """Nobody gets in while it is shut, and whoever was there is thrown out."""
    async with roads() as (road, _), traveller(road) as end:
        assert await say(end, "one") == "one"
        async with road.shut():
            with pytest.raises(ConnectionResetError):
                await say(end, "two")
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", road.port)
        async with traveller(road) as again:
            assert await say(again, "three") == "three"


async def test_a_road_to_a_unix_socket_or_to_nobody(tmp_path: Path):
    """PostgreSQL may listen in a folder; where nobody listens, the connection breaks as if it were refused late."""
    echo, there = Echo(), str(tmp_path / "door")
    async with await asyncio.start_unix_server(echo.meet, there), Proxy.to(there) as road, traveller(road) as end:
        assert await say(end, "one") == "one"
    async with Proxy.to(str(tmp_path / "nobody")) as road, traveller(road) as end:
        with pytest.raises(ConnectionResetError):
            await say(end, "one")
