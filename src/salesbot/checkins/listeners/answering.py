"""The form: opened from a question, changed while it is filled in, and sent."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.checkins import blocks, rules, service
from salesbot.checkins.listeners.buttons import who
from salesbot.errors import Refusal
from salesbot.room import BlockerWord
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import OLD, id_of, number
from salesbot.slack.redrawing import Redrawing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.service import Form, Submission
    from salesbot.room import House, Once

Body = dict[str, Any]
FIELD = re.compile(r"^question\.\d+$")  # bolt looks for a pattern anywhere in an id


def register(app: AsyncApp, house: House) -> None:
    """Open the form's doors."""
    _opened(app, house)
    _changed(app, house)
    _sent(app, house)
    _from_elsewhere(app, house)


def _opened(app: AsyncApp, house: House) -> None:
    @app.action("checkin.answer")
    async def open_form(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        async with house.store.read() as db:
            form = await form_of(house, db, id_of(body), reading.workspace_of(body), reading.user_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.answer_form(form))
        await ack()

    @app.action("checkin.blocker")
    async def chosen(ack: AsyncAck) -> None:
        await ack()


def _changed(app: AsyncApp, house: House) -> None:
    redrawing = Redrawing()

    @app.action(FIELD)
    async def answered(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """An answer that may bring or take away follow-ups: the form shows those that match now."""
        redrawing.heard(body)
        view = body["view"]
        ask_id, held = _kept(view)
        texts, _ = _read(reading.chosen(view))
        async with house.store.read() as db:
            form = await form_of(
                house, db, ask_id, reading.workspace_of(body), reading.user_of(body), typed=service.Typed(texts, held)
            )
        if [rules.field(one.id) for one in form.questions] != _fields(view):
            await redrawing.update(client, body, blocks.answer_form(form))
        await ack()


def _fields(view: Body) -> list[str]:
    """The questions that a form shows."""
    shown = [str(block.get("block_id", "")) for block in view.get("blocks") or ()]
    return [one for one in shown if FIELD.fullmatch(one)]


def _kept(view: Body) -> tuple[int, dict[int, str]]:
    """What a form keeps itself: whose part it is, and what was typed into follow-ups that vanished.

    Raises Refusal where it keeps something else.
    """
    try:
        kept = json.loads(view["private_metadata"])
        if isinstance(kept, int):
            return number(kept), {}
        return number(kept["ask"]), {number(key): str(text) for key, text in kept["held"].items()}
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Refusal(OLD) from None


@dataclass(frozen=True)
class _Sent:
    """A form that was sent, and what it is known by."""

    submission: Submission
    once: Once


def _sent(app: AsyncApp, house: House) -> None:
    async def store_all(db: AsyncSession, sent: Sequence[_Sent]) -> list[Body | Exception]:
        hears = {"say": house.offers("say_blockers"), "on_away": house.offers("on_away")}
        done = await service.answer_many(db, [one.submission for one in sent], **hears)
        stood = [one for one in done if isinstance(one, service.Answered)]
        changed = [(one.part, one.rewritten_since) for one in stood]
        await service.tell_rewritten(db, house, [(part, since) for part, since in changed if since is not None])
        answers: list[Body | Exception] = []
        for one, result in zip(sent, done, strict=True):
            answers.append(result if isinstance(result, Exception) else await _answer(house, db, one, result))
        return answers

    # A quarter past nine brings many at once.
    together = house.store.together(store_all, patience=house.settings.door_deadline)

    @app.view("checkin.answer")
    async def submit(ack: AsyncAck, body: Body, view: Body) -> None:
        texts, said = _read(reading.chosen(view))
        mine = reading.workspace_of(body), reading.user_of(body)
        given = service.Submission(_kept(view)[0], *mine, texts, said, now=clock.now())
        once = identity(body)
        await ack(**await together(_Sent(given, once), once=once))


async def _answer(house: House, db: AsyncSession, sent: _Sent, done: service.Answered) -> Body:
    """Close the form, or show its second page; a repeat of this submission gets the same answer."""
    if not done.more:
        return {}
    answer: Body = {"response_action": "update", "view": blocks.answer_form(await service.second_page(db, done))}
    house.store.remember(db, answer, sent.once)
    return answer


def _read(values: Mapping[str, Sequence[str]]) -> tuple[dict[int, str], list[BlockerWord]]:
    """Split a form into answers by question id and words about blockers."""
    texts, said = {}, []
    for block_id, chosen in values.items():
        kind, _, which = block_id.partition(".")
        if kind == "question":
            texts[number(which)] = "\n".join(one for one in chosen if one != blocks.NONE)
        elif kind == "blocker":
            changed = "".join(values.get(rules.changed_field(number(which)), ())).strip()
            said.append(_blocker_word(number(which), "".join(chosen) or "still", changed))
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
            words = draft.text if draft.used_at is None else ""  # used meanwhile, it is in the form as an answer
            form = await form_of(
                house, db, draft.ask_id, reading.workspace_of(body), reading.user_of(body), draft=words
            )
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.answer_form(form))
        await ack()


async def form_of(
    house: House,
    db: AsyncSession,
    ask_id: int,
    workspace_id: str,
    member_id: str,
    *,
    draft: str = "",
    typed: service.Typed | None = None,
) -> Form:
    """Return the form of this person's part, with their open blockers. Raises Refusal where it is not theirs."""
    return await service.form(
        db,
        ask_id,
        workspace_id=workspace_id,
        member_id=member_id,
        open_blockers=house.offers("open_blockers"),
        draft=draft,
        typed=typed,
    )
