"""The doors of what somebody says they will do: take it on, say it in other words, and say what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.coaching.blocks import committing as blocks
from salesbot.coaching.listeners.prompts import show_anew
from salesbot.coaching.listeners.reflecting import show, who
from salesbot.coaching.service import committing
from salesbot.slack import kit, reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of, id_on

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House

Body = dict[str, Any]
COMMIT = "coaching.commit"
_VERDICTS = {
    blocks.DONE: committing.DONE, blocks.NOT_YET: committing.NOT_YET, blocks.DROP: committing.DROPPED,
}  # fmt: skip


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.action(COMMIT)(doors.commit)
    app.action(blocks.WORDS)(doors.begin)
    app.view(blocks.WORDS)(doors.reword)
    app.action(blocks.DONE)(doors.settle)
    app.action(blocks.NOT_YET)(doors.settle)
    app.action(blocks.DROP)(doors.settle)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def commit(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """I'll do it was pressed; the message in which the prompt stands says so from then on."""
        now = clock.now()
        async with self._house.store.begin(once=identity(body)) as db:
            await committing.commit(self._house, db, id_of(body), now=now, **who(body))
            await self._beside(db, body)
        await show_anew(self._house, body, respond)
        await ack()

    async def begin(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Change the words was pressed."""
        async with self._house.store.read() as db:
            me = who(body)
            one = await committing.own(db, id_of(body), workspace_id=me["workspace_id"], by=me["by"])
        await show(client, body, blocks.words_form(one, longest=committing.LONGEST))
        await ack()

    async def reword(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The words were changed."""
        answer = {"response_action": "update", "view": _done("It says so everywhere now.")}
        async with self._house.store.begin(once=identity(body)) as db:
            await committing.reword(db, id_on(view), reading.values(view).get("words", ""), **who(body))
            await self._beside(db, body)
            self._house.store.remember(db, answer)
        await ack(answer)

    async def settle(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """Done, not yet, or drop was pressed."""
        verdict, now = _VERDICTS[reading.action_of(body)], clock.now()
        async with self._house.store.begin(once=identity(body)) as db:
            await committing.settle(db, id_of(body), verdict, now=now, **who(body))
            await self._beside(db, body)
        await show_anew(self._house, body, respond)
        await ack()

    async def _beside(self, db: AsyncSession, body: Body) -> None:
        """What is open stands beside their questions, too."""
        for offer in self._house.offers("on_beside"):
            await offer(db, reading.workspace_of(body), reading.user_of(body))


def _done(words: str) -> dict[str, Any]:
    return kit.modal("In your own words", [kit.section(words)], callback_id="coaching.reworded", close="Close")
