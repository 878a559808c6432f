"""The editor's pages for times, people and publishing: opened over the first page, and kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from salesbot.checkins.blocks import editor as blocks
from salesbot.checkins.listeners.editor.desk import keep, opened, place, updated
from salesbot.checkins.rules import editing
from salesbot.checkins.rules.places import MANAGERS
from salesbot.checkins.service.proposal import ChannelNow
from salesbot.errors import Refusal
from salesbot.people.channels import Obstacle, code, enter
from salesbot.people.rules import same_name
from salesbot.people.sync import is_shared
from salesbot.slack import reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.checkins.rules.sketch import Sketch
    from salesbot.checkins.service.proposal import Making
    from salesbot.room import Block, House

Body = dict[str, Any]
# All that Slack is asked for one page must fit the 3 s in which Slack wants an answer, with room for the commit.
BUDGET_SECONDS = 1.6


def register(app: AsyncApp, house: House) -> None:
    """Open the pages' doors."""
    doors = _Doors(house)
    app.action(blocks.TIMES)(doors.opening(blocks.times_page))
    app.action(blocks.PEOPLE)(doors.opening(blocks.people_page))
    app.action(blocks.PUBLISHING)(doors.opening(blocks.publishing_page))
    app.view(blocks.TIMES_PAGE)(doors.times)
    app.view(blocks.PEOPLE_PAGE)(doors.people)
    app.view(blocks.PUBLISHING_PAGE)(doors.publishing)
    app.view(blocks.SHARED_PAGE)(doors.confirmed)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    def opening(self, page: Callable[[Making], Block]) -> Callable[..., Any]:
        """Return the door that opens this page."""

        async def door(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
            making = await opened(self._house, body)
            await client.views_push(trigger_id=body["trigger_id"], view=page(making))
            await ack()

        return door

    async def times(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """Name and times were sent."""
        said = reading.chosen(view)
        await keep(self._house, body, client, lambda mine: editing.with_times(mine.sketch, said))
        await ack()

    async def people(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """Who is asked was sent."""
        said = reading.chosen(view)
        await keep(self._house, body, client, lambda mine: editing.with_people(mine.sketch, said))
        await ack()

    async def publishing(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """How and where it is published was sent: look at another channel before anything is kept."""
        mine, said = await opened(self._house, body), reading.chosen(view)
        wanted = editing.with_publishing(mine.sketch, said)
        channel_id = next(iter(said.get("channel", ())), "")
        if wanted.publish == MANAGERS or channel_id in {"", mine.team.channel_id}:
            wanted = _in_channel(wanted, "", name="")
        elif mine.base is None or channel_id != mine.base.channel_id:
            known = wanted.channel_id == wanted.channel_ok == channel_id
            seen = await look(client, channel_id, shared_ok=known)
            if seen is None:
                await ack(**updated(await _shared_page(client, mine, wanted, channel_id)))
                return
            wanted = _in_channel(wanted, channel_id, name=seen["name"], confirmed=is_shared(seen))
        else:
            wanted = _in_channel_of(wanted, mine.base)
        await keep(self._house, body, client, lambda now: _published(now.sketch, wanted))
        await ack()

    async def confirmed(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """The name of a channel that is shared with another company was typed."""
        *_, channel_id, publish, blockers_to = place(view, adds=3)
        mine = await opened(self._house, body)
        name = (await client.conversations_info(channel=channel_id))["channel"]["name"]
        if not same_name(reading.values(view).get("confirm", ""), name):
            raise Refusal(f"That is not its name: it is called {name}.", field="confirm")
        await look(client, channel_id, shared_ok=True, field="confirm")
        wanted = editing.with_publishing(mine.sketch, {"publish": [publish], "blockers_to": [blockers_to]})
        wanted = _in_channel(wanted, channel_id, name=name, confirmed=True)
        await keep(self._house, body, client, lambda now: _published(now.sketch, wanted))
        await ack()


async def look(
    client: AsyncWebClient, channel_id: str, *, shared_ok: bool, field: str = "channel"
) -> dict[str, Any] | None:
    """Go into a channel; None where another company reads it and nobody confirmed that. Raises Refusal in words."""
    try:
        async with asyncio.timeout(BUDGET_SECONDS):
            seen = await enter(client, channel_id, shared_ok=shared_ok)
    except TimeoutError:
        raise Refusal("Slack is slow just now. Nothing is kept yet: please press again.", field=field) from None
    except SlackApiError as error:
        raise Refusal(f"Slack answered “{code(error)}”. Please press again, or choose another.", field=field) from None
    if seen is Obstacle.UNSEEN:
        words = "I can't see that channel: it is private. Type /invite @salesbot in it, then press here again."
        raise Refusal(words, field=field)
    return None if isinstance(seen, Obstacle) else seen


async def look_again(client: AsyncWebClient, channel_id: str) -> ChannelNow:
    """Look at a channel that was chosen earlier, right before a check-in is published there."""
    try:
        seen = await look(client, channel_id, shared_ok=True)
    except Refusal as refusal:
        return ChannelNow(channel_id, trouble=refusal.words)
    return ChannelNow(channel_id, shared=seen is not None and is_shared(seen))


async def _shared_page(client: AsyncWebClient, mine: Making, wanted: Sketch, channel_id: str) -> Block:
    name = (await client.conversations_info(channel=channel_id))["channel"]["name"]
    return blocks.shared_page(replace(mine, sketch=wanted), channel_id=channel_id, channel_name=name)


def _in_channel(sketch: Sketch, channel_id: str, *, name: str, confirmed: bool = False) -> Sketch:
    return replace(
        sketch, channel_id=channel_id, channel_name=name, channel_shared=confirmed,
        channel_ok=channel_id if confirmed else "",
    )  # fmt: skip


def _in_channel_of(sketch: Sketch, base: Sketch) -> Sketch:
    """Publish where the check-in is published already, as that channel is known."""
    return replace(
        sketch, channel_id=base.channel_id, channel_name=base.channel_name, channel_shared=base.channel_shared,
        channel_ok=base.channel_ok,
    )  # fmt: skip


def _published(sketch: Sketch, wanted: Sketch) -> Sketch:
    """Take over what this page says, and nothing else."""
    return replace(
        sketch, publish=wanted.publish, blockers_to=wanted.blockers_to, channel_id=wanted.channel_id,
        channel_name=wanted.channel_name, channel_shared=wanted.channel_shared, channel_ok=wanted.channel_ok,
    )  # fmt: skip
