"""Drives a playground in another process through its control door, with the verbs of the Python door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import aiohttp

if TYPE_CHECKING:
    from types import TracebackType


class Remote:
    """`async with Remote(control_url) as slack: await slack.command(user="ana", command="/checkin")`.

    Every verb of the control door is a method that takes its arguments by name and gives its result as JSON values; ask
    `do("anything")` for the list. Raises LookupError with the playground's sentence when it refuses.
    """

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def do(self, verb: str, /, **args: Any) -> Any:
        """Carry out one verb."""
        if self._session is None:
            raise RuntimeError("use Remote with `async with`")
        async with self._session.post(f"{self._url}/control/{verb}", json=args) as answer:
            told = await answer.json()
        if not told["ok"]:
            raise LookupError(told["error"])
        return told["result"]

    def __getattr__(self, verb: str) -> Any:
        """A verb as a method."""
        if verb.startswith("_"):
            raise AttributeError(verb)

        async def act(**args: Any) -> Any:
            return await self.do(verb, **args)

        return act
