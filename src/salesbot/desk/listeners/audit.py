"""`/salesbot audit`, and the buttons under what it shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.desk import rules
from salesbot.desk.blocks import audit as blocks
from salesbot.desk.service import audit as verbs
from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.ids import number

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from salesbot.room import House, Message

_BUTTON = re.compile(rf"^{re.escape(blocks.PAGE)}\.(older|newest)$")
_SOMEBODY = re.compile(r"[UWX][A-Z0-9]{1,20}")


def register(app: AsyncApp, house: House) -> None:
    """Listen to the buttons; each shows another page in the place of the one before."""

    @app.action(_BUTTON)
    async def turned(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        before, _, about = reading.value(body).partition("/")
        known = about if _SOMEBODY.fullmatch(about) else ""
        message = await _page(
            house, reading.workspace_of(body), reading.user_of(body), about=known, before=number(before) or None
        )
        await respond(text=message.text, blocks=list(message.blocks), replace_original=True)
        await ack()


async def asked(house: House, command: dict[str, Any], rest: str) -> Message:
    """Answer `/salesbot audit`, or `/salesbot audit @ben`."""
    about, more = rules.person(rest)
    if more:
        raise Refusal(f"Type {house.command('salesbot')} audit alone, or with one person: audit @ben.")
    return await _page(house, command["team_id"], command["user_id"], about=about or "")


async def _page(house: House, workspace_id: str, member_id: str, *, about: str, before: int | None = None) -> Message:
    async with house.store.read() as db:
        looked = await verbs.look(db, house, workspace_id=workspace_id, member_id=member_id, about=about, before=before)
    return blocks.page(looked, now=clock.now())
