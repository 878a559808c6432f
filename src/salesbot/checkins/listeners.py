"""The doors of check-ins from Slack: `/checkin`, `/standup`, and the buttons and the form of a question."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.checkins import blocks, queries, rules, service
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.room import BlockerWord
from salesbot.slack import reading
from salesbot.slack.answers import only_you
from salesbot.slack.doors import identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.service import Form
    from salesbot.room import House, Message

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    _commands(app, house)
    _form(app, house)
    _buttons(app, house)
    _drafts(app, house)


def _commands(app: AsyncApp, house: House) -> None:
    async def checkin(ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
        word = command.get("text", "").strip().casefold()
        if word == "list":
            await ack(only_you(await _listing(house, command)))
        elif word:
            typed = house.command("checkin")
            raise Refusal(f"I know `{typed}` to answer and `{typed} list` to see your check-ins.")
        else:
            await _answer_or_say(house, ack, command, client)

    for name in ("checkin", "standup"):
        app.command(house.command(name))(checkin)


async def _answer_or_say(house: House, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Open the form of the one open check-in; say so where there is none or more than one."""
    async with house.store.read() as db:
        found = await _what_now(house, db, command)
    if isinstance(found, service.Form):
        await client.views_open(trigger_id=command["trigger_id"], view=blocks.answer_form(found))
        await ack()
    else:
        await ack(only_you(found))


async def _what_now(house: House, db: AsyncSession, command: Body) -> Form | Message:
    workspace_id, member_id = command["team_id"], command["user_id"]
    team = await people.team_in(db, workspace_id, command["channel_id"])
    parts = await service.current(db, member_id, workspace_id=workspace_id, team_id=team.id if team else None)
    parts = parts or await service.current(db, member_id, workspace_id=workspace_id)
    waiting = [part for part in parts if part.ask.state == "open" and part.ask.closed_at is None]
    late = [part for part in parts if part.ask.state != "answered"]
    pick = waiting or late
    if len(pick) > 1:
        return blocks.choose(pick)
    if pick:
        return await _form_of(house, db, pick[0].ask.id, workspace_id, member_id)
    return await _nothing(house, db, workspace_id, member_id, answered=bool(parts))


async def _nothing(house: House, db: AsyncSession, workspace_id: str, member_id: str, *, answered: bool) -> Message:
    if not await people.teams_of(db, workspace_id, member_id):
        raise Refusal(
            f"You are in no team yet. A manager can add you, or you start one with `{house.command('salesbot')} setup`."
        )
    member = await people.member(db, workspace_id, member_id)
    seats = await queries.seats_of(db, member_id, workspace_id=workspace_id)
    early = bool(seats and seats[0][0].next_at and seats[0][0].next_at - clock.now() <= service.EARLIEST)
    return blocks.nothing_open(seats, zone=member.zone if member else "UTC", early=early, answered=answered)


async def _form_of(
    house: House, db: AsyncSession, ask_id: int, workspace_id: str, member_id: str, *, draft: str = ""
) -> Form:
    return await service.form(
        db,
        ask_id,
        workspace_id=workspace_id,
        member_id=member_id,
        open_blockers=house.offers("open_blockers"),
        draft=draft,
    )


async def _listing(house: House, command: Body) -> Message:
    workspace_id, member_id = command["team_id"], command["user_id"]
    async with house.store.read() as db:
        rows = [
            (checkin, team, f"{await queries.wall(db, checkin)} your time, working days")
            for team, _ in await people.teams_of(db, workspace_id, member_id)
            for checkin in await queries.checkins_of(db, team.id, workspace_id=workspace_id)
        ]
        parts = await service.current(db, member_id, workspace_id=workspace_id)
    return blocks.listing(rows, parts)


def _form(app: AsyncApp, house: House) -> None:
    @app.action("checkin.answer")
    async def open_form(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        async with house.store.read() as db:
            form = await _form_of(house, db, _id(body), reading.workspace_of(body), reading.user_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.answer_form(form))
        await ack()

    # A quarter past nine brings many at once.
    store_all = partial(service.answer_many, say=house.offers("say_blockers"))
    together = house.store.together(store_all, patience=house.settings.door_deadline)

    @app.view("checkin.answer")
    async def submit(ack: AsyncAck, body: Body, view: Body) -> None:
        texts, said = _read(reading.values(view))
        who = reading.workspace_of(body), reading.user_of(body)
        given = service.Submission(int(view["private_metadata"]), *who, texts, said, now=clock.now())
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


def _buttons(app: AsyncApp, house: House) -> None:
    @app.action("checkin.again")
    async def again(ack: AsyncAck, body: Body) -> None:
        now = clock.now()
        async with house.store.begin(once=identity(body)) as db:
            await service.again(db, _id(body), say=house.offers("say_blockers"), now=now, **_who(body))
        await ack()

    @app.action("checkin.skip")
    async def skip(ack: AsyncAck, body: Body) -> None:
        now = clock.now()
        async with house.store.begin(once=identity(body)) as db:
            await service.skip(db, _id(body), now=now, **_who(body))
        await ack()

    @app.action("checkin.away")
    async def away(ack: AsyncAck, body: Body) -> None:
        now = clock.now()
        async with house.store.begin(once=identity(body)) as db:
            await service.away(db, _id(body), now=now, **_who(body))
        await ack()

    @app.action("checkin.early")
    async def early(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        now = clock.now()
        async with house.store.begin() as db:
            part = await service.open_early(db, _id(body), now=now, **_who(body))
            form = await _form_of(house, db, part.id, reading.workspace_of(body), reading.user_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.answer_form(form))
        await ack()


def _drafts(app: AsyncApp, house: House) -> None:
    @app.action("checkin.use")
    async def use(ack: AsyncAck, body: Body) -> None:
        now = clock.now()
        async with house.store.begin(once=identity(body)) as db:
            await service.use(db, _id(body), say=house.offers("say_blockers"), now=now, **_who(body))
        await ack()

    @app.action("checkin.form")
    async def form(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        async with house.store.read() as db:
            draft = await service.mine(db, _id(body), **_who(body))
            form = await _form_of(
                house, db, draft.ask_id, reading.workspace_of(body), reading.user_of(body), draft=draft.text
            )
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.answer_form(form))
        await ack()


def _id(body: Body) -> int:
    """The id that a button carries: it names a thing, never a right."""
    value = reading.value(body)
    if not value.isdecimal():
        raise Refusal("That button is from an older message. Type `/checkin` to go on.")
    return int(value)


def _who(body: Body) -> dict[str, str]:
    return {"workspace_id": reading.workspace_of(body), "member_id": reading.user_of(body)}
