"""A Slack of a few methods and no sockets: what it does, and when it goes wrong, follows from a plan alone."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from virtual_time import Clocks

# What may go wrong with one call; `after` means that Slack did it all the same.
FAULTS = ("429", "500", "500 after", "refused", "reset", "reset after", "slow", "slow after", "slow at last")
_TOO_LATE = 60.0  # seconds; whoever called has long given up
_AT_LAST = 12.0  # after the caller's time-out of ten seconds, before it looks again
_LATENCY = 0.08


@dataclass
class Standing:
    """One message that stands in Slack. `at`: when it was taken, on the calendar by which salesbot sent it."""

    channel: str
    ts: str
    text: str
    blocks: list[dict[str, Any]]
    id: str
    thread_ts: str | None
    at: datetime
    edits: int = 0


class LittleSlack:
    """Messages by channel and ts. It answers both clients of the sender, `posting` and `reading`."""

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self.fault: Callable[[str], str] = lambda _method: ""
        self.begin_again()

    def begin_again(self) -> None:
        """Forget everything."""
        self.standing: dict[tuple[str, str], Standing] = {}
        self.by_channel: dict[str, dict[str, Standing]] = {}
        self.gone: set[str] = set()
        self.first_at: dict[str, datetime] = {}  # delivery id -> when its first copy was taken
        self.calls: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self._last = 0
        self._late: list[Callable[[], object]] = []

    def live(self) -> Counter[str]:
        """Return how many messages stand of each delivery."""
        return Counter(one.id for one in self.standing.values())

    # ---- methods ----

    async def chat_postMessage(self, *, channel: str, metadata: dict[str, Any], **said: Any) -> Any:  # noqa: N802  slack_sdk's name
        """Post."""
        began, true = self._clocks.now(), self._clocks.true()

        def post() -> dict[str, Any]:
            # A clock that is set while Slack takes its time makes nothing late.
            return self._post(channel, metadata, said, at=began + (self._clocks.true() - true))

        return await self._call("chat.postMessage", post, to=channel)

    def _post(self, channel: str, metadata: dict[str, Any], said: dict[str, Any], *, at: datetime) -> dict[str, Any]:
        where = f"D{channel[1:]}" if channel.startswith("U") else channel
        thread = said.get("thread_ts")
        if thread is not None and (where, thread) not in self.standing:
            raise _refusal("thread_not_found")
        self._last = max(self._last + 1, int(self._clocks.true().timestamp() * 1e6))
        ts = f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
        name = metadata["event_payload"]["id"]
        one = Standing(where, ts, said["text"], said["blocks"], name, thread, at)
        self.standing[where, ts] = self.by_channel.setdefault(where, {})[ts] = one
        self.first_at.setdefault(name, one.at)
        return {"ok": True, "channel": where, "ts": ts}

    async def chat_update(self, *, channel: str, ts: str, **said: Any) -> Any:
        """Change."""
        return await self._call("chat.update", lambda: self._update(channel, ts, said), to=channel)

    def _update(self, channel: str, ts: str, said: dict[str, Any]) -> dict[str, Any]:
        one = self.standing.get((channel, ts))
        if one is None:
            raise _refusal("message_not_found")
        one.text, one.blocks, one.edits = said["text"], said["blocks"], one.edits + 1
        return {"ok": True, "channel": channel, "ts": ts}

    async def chat_delete(self, *, channel: str, ts: str) -> Any:
        """Delete."""
        return await self._call("chat.delete", lambda: self.delete(channel, ts), to=channel)

    def delete(self, channel: str, ts: str) -> dict[str, Any]:
        """Delete at once."""
        if self.standing.pop((channel, ts), None) is None:
            raise _refusal("message_not_found")
        del self.by_channel[channel][ts]
        return {"ok": True}

    async def conversations_open(self, *, users: str) -> Any:
        """Find the direct message with somebody."""
        return await self._call(
            "conversations.open", lambda: {"ok": True, "channel": {"id": f"D{users[1:]}"}}, to=users
        )

    async def conversations_history(self, *, channel: str, oldest: str, **_more: Any) -> Any:
        """Read a channel; replies stand in their threads."""
        return await self._call("conversations.history", lambda: self._read(channel, None, oldest), to=channel)

    async def conversations_replies(self, *, channel: str, ts: str, oldest: str, **_more: Any) -> Any:
        """Read a thread."""
        return await self._call("conversations.history", lambda: self._read(channel, ts, oldest), to=channel)

    def _read(self, channel: str, thread: str | None, oldest: str) -> dict[str, Any]:
        found = [
            {"ts": one.ts, "metadata": {"event_type": "salesbot.delivery", "event_payload": {"id": one.id}}}
            for one in self._since(channel, float(oldest))
            if one.thread_ts == thread
        ]
        return {"ok": True, "messages": found}

    def _since(self, channel: str, oldest: float) -> Iterator[Standing]:
        for ts, one in reversed(self.by_channel.get(channel, {}).items()):
            if float(ts) < oldest:
                return
            yield one

    # ---- good and bad days ----

    async def _call(self, method: str, do: Callable[[], dict[str, Any]], *, to: str) -> Any:
        self.calls[method] += 1
        fault = self.fault(method)
        if fault:
            self.faults[fault] += 1
        await asyncio.sleep(_LATENCY)
        if fault in _NEVER_TAKEN:
            await _NEVER_TAKEN[fault]()
        if to in self.gone or f"U{to[1:]}" in self.gone:
            raise _refusal("channel_not_found" if to.startswith("C") else "user_disabled")
        if fault == "slow at last":  # Slack takes it when nobody waits for the answer any more
            asyncio.get_running_loop().call_later(_AT_LAST, _forgiving, do)
            await _too_late()
        answer = do()
        if fault in _TAKEN:
            await _TAKEN[fault]()
        await asyncio.sleep(_LATENCY)
        return SimpleNamespace(data=answer)


def _forgiving(do: Callable[[], object]) -> None:
    """Do what was asked long ago, if it can still be done."""
    try:
        do()
    except SlackApiError:
        return


def _refusal(code: str, *, status: int = 200, **headers: str) -> SlackApiError:
    data = {"ok": False, "error": code} if status == 200 else "<html>no</html>"
    return SlackApiError(code, SimpleNamespace(status_code=status, data=data, headers=headers))


async def _too_many() -> None:
    raise _refusal("ratelimited", status=429, **{"Retry-After": "7"})


async def _broken() -> None:
    raise _refusal("internal_error", status=500)


async def _refused() -> None:
    raise aiohttp.ConnectionTimeoutError


async def _reset() -> None:
    raise aiohttp.ServerDisconnectedError


async def _too_late() -> None:
    await asyncio.sleep(_TOO_LATE)


_NEVER_TAKEN = {"429": _too_many, "500": _broken, "refused": _refused, "reset": _reset, "slow": _too_late}
_TAKEN = {"500 after": _broken, "reset after": _reset, "slow after": _too_late}
