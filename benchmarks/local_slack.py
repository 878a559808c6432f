"""The local Slack in a process of its own, so that its work is not counted as salesbot's."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from salesbot.playground import Remote

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

ZONE = "Europe/Berlin"
_AT_ONCE = 20


@asynccontextmanager
async def local_slack() -> AsyncIterator[tuple[Remote, str]]:
    """Run a playground and return its control door and its Web API's URL. It is strict in all but rates."""
    command = [sys.executable, "-m", "salesbot.playground", "--port", "0"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        where = json.loads(await process.stdout.readline())
        async with Remote(where["control"]) as slack:
            await slack.settings(strict_rates=False, echo_bot_messages=False, log_size=100_000)
            await slack.new_workspace(id="T_ACME")
            yield slack, where["api"]
    finally:
        process.terminate()
        await process.wait()


async def people(slack: Remote, member_ids: Iterable[str]) -> None:
    """Let these people work at Acme."""
    left = iter(member_ids)

    async def hire() -> None:
        for member_id in left:
            await slack.user(id=member_id, name=member_id.lower(), tz=ZONE)

    await asyncio.gather(*(hire() for _ in range(_AT_ONCE)))


async def failures(slack: Remote, method: str = "") -> dict[str, int]:
    """Return the calls that Slack refused so far, by method and error."""
    found: dict[str, int] = {}
    for call in await slack.calls(last=100_000, **({"method": method} if method else {})):
        if call["error"]:
            name = f"{call['method']}: {call['error']}"
            found[name] = found.get(name, 0) + 1
    return found


def slack_user(member_id: str, *, workspace_id: str) -> dict[str, Any]:
    """Return a person as Slack's user object has them."""
    return {
        "id": member_id, "team_id": workspace_id, "name": member_id.lower(), "real_name": f"Rep {member_id[1:]}",
        "tz": ZONE, "deleted": False, "is_bot": False, "profile": {},
    }  # fmt: skip
