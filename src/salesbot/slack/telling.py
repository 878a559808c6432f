"""Words for a person whose click or shortcut no ack can answer: where they are, or else in their direct messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from salesbot.slack.answers import sentence, words_only
from salesbot.slack.passes import NoTokenYet
from salesbot.slack.reading import channel_of, user_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import Block
    from salesbot.slack.reading import Body

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Saying:
    """A sentence, and the buttons that help on."""

    words: str
    blocks: Sequence[Block] = ()

    @property
    def message(self) -> dict[str, Any]:
        """What a message needs to say it."""
        return sentence(self.words, self.blocks)


async def tell(client: AsyncWebClient, body: Body, words: str, *, blocks: Sequence[Block] = ()) -> bool:
    """Say it in the first way that works; False where none does. Never raises: nobody is left to answer to."""
    for way in (_beside_the_message, _in_the_channel, _over_the_form, _in_direct_message):
        if await _worked(way, client, body, Saying(words, blocks)):
            return True
    log.warning("words_not_told")
    return False


async def _worked(
    way: Callable[[AsyncWebClient, Body, Saying], Awaitable[bool]], client: AsyncWebClient, body: Body, said: Saying
) -> bool:
    try:
        return await way(client, body, said)
    except (SlackApiError, SlackClientError, ClientError, TimeoutError, NoTokenYet) as error:
        log.info("words_tried_elsewhere", way=way.__name__.strip("_"), error=type(error).__name__)
        return False


async def _beside_the_message(client: AsyncWebClient, body: Body, said: Saying) -> bool:
    """Use the response_url: it works in channels that the bot is not in (five times in 30 minutes)."""
    url = body.get("response_url") or ""
    if not url:
        return False
    hook = AsyncWebhookClient(url, session=client.session, proxy=client.proxy, logger=client.logger, retry_handlers=[])
    thread = (body.get("container") or {}).get("thread_ts")  # under a reply, or it is said where nobody looks
    place = {"thread_ts": thread} if thread else {}
    answer = await hook.send_dict({**said.message, "response_type": "ephemeral", "replace_original": False, **place})
    return answer.status_code == 200  # noqa: PLR2004  HTTP's own number


async def _in_the_channel(client: AsyncWebClient, body: Body, said: Saying) -> bool:
    channel = channel_of(body)
    if not channel:
        return False
    await client.chat_postEphemeral(channel=channel, user=user_of(body), **said.message)
    return True


async def _over_the_form(client: AsyncWebClient, body: Body, said: Saying) -> bool:
    """Open a small form over whatever is open; only while the trigger id is fresh (3 s) and unused."""
    trigger = body.get("trigger_id") or ""
    if not trigger:
        return False
    show = client.views_push if (body.get("view") or {}).get("type") == "modal" else client.views_open
    await show(trigger_id=trigger, view=words_only(said.words))
    return True


async def _in_direct_message(client: AsyncWebClient, body: Body, said: Saying) -> bool:
    await client.chat_postMessage(channel=user_of(body), **said.message)
    return True
