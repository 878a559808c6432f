"""`/coach ask @ben …`: a question to one person, its answer, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.coaching.blocks import asking as blocks
from salesbot.coaching.blocks.briefing import ASK, WITHDRAW
from salesbot.coaching.listeners.naming import named, person
from salesbot.coaching.listeners.pages import page, show
from salesbot.coaching.rules import asking as rules
from salesbot.coaching.service import asking as service
from salesbot.coaching.service.managing import bonded, leading
from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.answers import only_you
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of, id_on, number

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House, Message

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.action(ASK)(doors.open)
    app.view(ASK)(doors.sent)
    app.action(WITHDRAW)(doors.withdraw)
    app.action(blocks.ANSWER)(doors.open_answer)
    app.view(blocks.ANSWER)(doors.answered)


async def ask(house: House, command: Body, rest: str, client: AsyncWebClient) -> Message | None:
    """`/coach ask @ben How did it go?` asks at once; where a name or the words are missing, a form opens."""
    del rest
    workspace_id, me = command["team_id"], command["user_id"]
    who, words = named(command)
    if not who or not words:
        async with house.store.read() as db:
            await (bonded(db, workspace_id, me, who) if who else leading(db, workspace_id, me))
        await client.views_open(trigger_id=command["trigger_id"], view=blocks.form(who, rules.short_enough(words)))
        return None
    async with house.store.begin(once=identity(command)) as db:
        put = await service.ask(db, words, workspace_id=workspace_id, by=me, to=who, now=clock.now())
        message = blocks.asked(put)
        house.store.remember(db, only_you(message))
    return message


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def open(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """*Ask … something*: the form."""
        who = person(reading.value(body))
        async with self._house.store.read() as db:
            await bonded(db, reading.workspace_of(body), reading.user_of(body), who)
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.form(who))
        await ack()

    async def sent(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The form was sent."""
        said = reading.values(view)
        if not said.get("who"):
            raise Refusal("Whom do you want to ask?", field="who")
        async with self._house.store.begin(once=identity(body)) as db:
            put = await service.ask(
                db, said.get("words", ""), workspace_id=reading.workspace_of(body), by=reading.user_of(body),
                to=person(said["who"]), now=clock.now(),
            )  # fmt: skip
            answer = {"response_action": "update", "view": blocks.sent(put)}
            self._house.store.remember(db, answer)
        await ack(answer)

    async def withdraw(self, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
        """*Withdraw*: in the confirmation, in its form, or in a brief."""
        asked_id, _, where = reading.value(body).partition("/")
        async with self._house.store.begin(once=identity(body)) as db:
            one = await service.withdraw(
                db, number(asked_id), workspace_id=reading.workspace_of(body), by=reading.user_of(body),
                now=clock.now(),
            )  # fmt: skip
        if body.get("view"):
            await client.views_update(view_id=body["view"]["id"], view=blocks.gone(one.words))
        else:
            shown = await page(self._house, body, where) if where else None
            await show(respond, shown or blocks.withdrawn(one.words))
        await ack()

    async def open_answer(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """*Answer*, or *Change my answer*: the form."""
        async with self._house.store.read() as db:
            found = await service.to_answer(
                db, id_of(body), workspace_id=reading.workspace_of(body), by=reading.user_of(body), now=clock.now()
            )
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.answer_form(found))
        await ack()

    async def answered(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The answer was sent."""
        async with self._house.store.begin(once=identity(body)) as db:
            found = await service.answer(
                db, id_on(view), reading.values(view).get("answer", ""), workspace_id=reading.workspace_of(body),
                by=reading.user_of(body), now=clock.now(),
            )  # fmt: skip
            answer = {"response_action": "update", "view": blocks.thanks(found)}
            self._house.store.remember(db, answer)
        await ack(answer)
