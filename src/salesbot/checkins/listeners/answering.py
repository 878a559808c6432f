"""The form: opened from a question, and sent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.checkins import blocks, rules, service
from salesbot.checkins.listeners.buttons import id_of, who
from salesbot.errors import Refusal
from salesbot.room import BlockerWord
from salesbot.slack import reading
from salesbot.slack.doors import identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.service import Form
    from salesbot.room import House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the form's doors."""
    _form(app, house)
    _from_elsewhere(app, house)


def _form(app: AsyncApp, house: House) -> None:
    @app.action("checkin.answer")
    async def open_form(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        async with house.store.read() as db:
            form = await form_of(house, db, id_of(body), reading.workspace_of(body), reading.user_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.answer_form(form))
        await ack()

    # A quarter past nine brings many at once.
    store_all = partial(service.answer_many, say=house.offers("say_blockers"))
    together = house.store.together(store_all, patience=house.settings.door_deadline)

    @app.view("checkin.answer")
    async def submit(ack: AsyncAck, body: Body, view: Body) -> None:
        texts, said = _read(reading.values(view))
        mine = reading.workspace_of(body), reading.user_of(body)
        given = service.Submission(int(view["private_metadata"]), *mine, texts, said, now=clock.now())
        await together(given, once=identity(body))
        await ack()

    @app.action("checkin.blocker")
    async def chosen(ack: AsyncAck) -> None:
        await ack()


def _read(values: Mapping[str, str]) -> tuple[dict[int, str], list[BlockerWord]]:
    """Split a form into answers by question id and words about blockers."""
    texts, said = {}, []
    for block_id, value in values.items():
        kind, _, number = block_id.partition(".")
        if kind == "question":
            texts[int(number)] = value
        elif kind == "blocker":
            changed = values.get(rules.changed_field(int(number)), "").strip()
            said.append(_blocker_word(int(number), value or "still", changed))
    return texts, said


def _blocker_word(blocker_id: int, verdict: str, changed: str) -> BlockerWord:
    if verdict == "changed" and not changed:
        raise Refusal("What is it now? A few words are enough.", field=rules.changed_field(blocker_id))
    return BlockerWord(blocker_id, "changed" if changed and verdict == "still" else verdict, changed)


def _from_elsewhere(app: AsyncApp, house: House) -> None:
    @app.action("checkin.early")
    async def early(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        now = clock.now()
        async with house.store.begin() as db:
            part = await service.open_early(db, id_of(body), now=now, **who(body))
            form = await form_of(house, db, part.id, reading.workspace_of(body), reading.user_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.answer_form(form))
        await ack()

    @app.action("checkin.form")
    async def form(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        async with house.store.read() as db:
            draft = await service.mine(db, id_of(body), **who(body))
            form = await form_of(
                house, db, draft.ask_id, reading.workspace_of(body), reading.user_of(body), draft=draft.text
            )
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.answer_form(form))
        await ack()


async def form_of(
    house: House, db: AsyncSession, ask_id: int, workspace_id: str, member_id: str, *, draft: str = ""
) -> Form:
    """Return the form of this person's part, with their open blockers. Raises Refusal where it is not theirs."""
    return await service.form(
        db,
        ask_id,
        workspace_id=workspace_id,
        member_id=member_id,
        open_blockers=house.offers("open_blockers"),
        draft=draft,
    )
