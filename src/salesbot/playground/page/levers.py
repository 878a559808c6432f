"""The lever beside the page: Slack misbehaves on purpose, so that one can watch salesbot cope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salesbot.playground.page.deeds import Deed


async def fault(deed: Deed) -> dict[str, Any]:
    """Let Slack misbehave for a short while: `kind` is 429, 500, reset, slow, refresh or none. Raises ValueError."""
    if deed.page.weather is None:
        raise LookupError("This playground has no bad days to choose from.")
    return {"ok": True, "words": await deed.page.weather.turn(deed.text("kind"))}
