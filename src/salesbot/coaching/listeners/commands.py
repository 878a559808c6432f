"""What people type after `/coach`: a word for what they want, or nothing for where they stand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from salesbot.coaching.listeners import asking, briefing, fairness, library, reflecting, settings, standing, talks
from salesbot.errors import Refusal
from salesbot.room import House, Message
from salesbot.slack import reading
from salesbot.slack.answers import only_you

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

Body = dict[str, Any]
# (house, the command's body, what was typed after the word, Slack's client for a modal) -> what only they see, or None
# where a modal was opened.
Typed = Callable[[House, Body, str, "AsyncWebClient"], Awaitable[Message | None]]

WORDS: Mapping[str, Typed] = {
    "": standing.standing,
    "library": library.typed,
    "notes": reflecting.notes,
    "focus": settings.focus,
    "pause": settings.pause,
    "resume": settings.resume,
    "days": settings.settings,
    "settings": settings.settings,
    "counts": standing.counts,
    "brief": briefing.brief,
    "talks": talks.listed,
    "ask": asking.ask,
    "fair": fairness.fair,
}


def register(app: AsyncApp, house: House) -> None:
    """Listen to `/coach`."""

    @app.command(house.command("coach"))
    async def typed(ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
        text = reading.typed(command.get("text") or "")
        word, rest = (*text.split(maxsplit=1), "", "")[:2]
        known = WORDS.get(word.casefold())
        if known is None:
            raise Refusal(f"I know {', '.join(f'`{one}`' for one in WORDS if one)} after `{house.command('coach')}`.")
        answer = await known(house, command, rest.strip(), client)
        await (ack(only_you(answer)) if answer else ack())
