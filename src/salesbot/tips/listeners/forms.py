"""The forms of tips: opened from a button, a message or an answer, changed while filled in, and sent."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.errors import Refusal
from salesbot.letters import beginning
from salesbot.slack import kit, reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import OLD, id_of, id_on, number
from salesbot.slack.redrawing import Redrawing
from salesbot.tips import blocks, queries, rules, service
from salesbot.tips.listeners.buttons import open_view, who
from salesbot.tips.listeners.listing import setup_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import AnswerWords, Block, House

Body = dict[str, Any]
SAVE, FROM_ANSWER = "tips.save", "tips.from_answer"
_ADDRESS = re.compile(r"https://[\w.-]+/archives/[A-Z0-9]+/p\d+")


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    opening, sending = _Opening(house), _Sending(house)
    app.shortcut(SAVE)(opening.save)
    app.action("tips.begin")(opening.begin)
    app.action(FROM_ANSWER)(opening.from_answer)
    app.action("tips.edit")(opening.edit)
    app.action("tips.use")(opening.use)
    app.action("tips.kind")(opening.turn)
    app.view("tips.share")(sending.share)
    app.view("tips.edit")(sending.edit)
    app.view("tips.use")(sending.use)


class _Opening:
    def __init__(self, house: House) -> None:
        self._house = house
        self._redrawing = Redrawing()

    async def begin(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Share a tip was pressed."""
        await open_view(client, body, await self._form(body, rules.Draft()))
        await ack()

    async def save(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """`Save as a tip` was chosen on a message: its words are the beginning, and the tip will link to it."""
        text, tags = rules.split_tags(reading.typed(str((body.get("message") or {}).get("text") or "")))
        draft = rules.Draft(text=beginning(text, rules.LONGEST), tags=tags, link=_link(body))
        await open_view(client, body, await self._form(body, draft))
        await ack()

    async def from_answer(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A lesson of a check-in was tapped: its words are the beginning."""
        said = await self._said(body)
        text, tags = rules.split_tags(said.text)
        draft, source = rules.Draft(text=beginning(text, rules.LONGEST), tags=tags), reading.value(body)
        await open_view(client, body, await self._form(body, draft, team_id=said.team_id, source=source))
        await ack()

    async def _said(self, body: Body) -> AnswerWords:
        async with self._house.store.read() as db:
            for offer in self._house.offers("answer_said"):
                found: AnswerWords | None = await offer(
                    self._house, db, reading.workspace_of(body), reading.user_of(body), reading.value(body)
                )
                if found is not None:
                    return found
        raise Refusal("That answer is gone, or not yours.")

    async def _form(self, body: Body, draft: rules.Draft, *, team_id: int | None = None, source: str = "") -> Block:
        async with self._house.store.read() as db:
            there = await service.places(
                db, reading.workspace_of(body), reading.user_of(body), reading.channel_of(body),
                team_id=team_id, setup=setup_of(self._house),
            )  # fmt: skip
        here = there.here.id if there.here else None
        return blocks.share_form(draft, teams=there.teams, team_id=here, source=source)

    async def edit(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Edit was pressed."""
        workspace_id, me = reading.workspace_of(body), reading.user_of(body)
        async with self._house.store.read() as db:
            tip = await service.changeable(db, id_of(body), workspace_id=workspace_id, by=me)
        await open_view(client, body, blocks.edit_form(tip))
        await ack()

    async def use(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """I used it was pressed: ask what came of it."""
        workspace_id, me = reading.workspace_of(body), reading.user_of(body)
        async with self._house.store.read() as db:
            tip = await service.usable(db, id_of(body), workspace_id=workspace_id, by=me)
            before = await queries.use(db, tip.id, me)
        await open_view(client, body, blocks.use_form(tip, before.outcome if before else ""))
        await ack()

    async def turn(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Another kind was chosen: a story has five boxes. What was typed stays."""
        self._redrawing.heard(body)
        view = body["view"]
        if view["callback_id"] == "tips.edit":
            async with self._house.store.read() as db:
                me = reading.user_of(body)
                tip = await service.changeable(db, id_on(view), workspace_id=reading.workspace_of(body), by=me)
            drawn = blocks.edit_form(tip, _draft(view, kind=reading.value(body)))
        else:
            team_id, link, source = _carried(view)
            draft = _draft(view, kind=reading.value(body), link=link)
            drawn = await self._form(body, draft, team_id=team_id, source=source)
        await self._redrawing.update(client, body, drawn)
        await ack()


class _Sending:
    def __init__(self, house: House) -> None:
        self._house = house

    async def share(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """A tip or a story was sent."""
        team_id, link, source = _carried(view)
        if team_id is None:
            raise Refusal("In which team? Choose one.", field="team")
        async with self._house.store.begin(once=identity(body)) as db:
            done = await service.share(db, _draft(view, link=link), team_id=team_id, now=clock.now(), **who(body))
            for offer in self._house.offers("shared_as_tip") if source else ():
                await offer(db, reading.workspace_of(body), reading.user_of(body), source, clock.now())
            words = blocks.shared(done).text
            answer = _done("Shared", words)
            self._house.store.remember(db, answer)
        await ack(answer)

    async def edit(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """A tip was edited."""
        answer = _done("Saved", "Saved. It reads so everywhere from now on.")
        async with self._house.store.begin(once=identity(body)) as db:
            await service.change(db, id_on(view), _draft(view), now=clock.now(), **who(body))
            self._house.store.remember(db, answer)
        await ack(answer)

    async def use(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Somebody told what came of a tip."""
        answer = _done("I used it", "Thanks. It stands below the tip now, and helps others choose.")
        outcome = reading.values(view).get("outcome", "")
        async with self._house.store.begin(once=identity(body)) as db:
            await service.use(db, id_on(view), outcome, now=clock.now(), **who(body))
            self._house.store.remember(db, answer)
        await ack(answer)


def _draft(view: Body, *, kind: str = "", link: str = "") -> rules.Draft:
    """What stands in the form."""
    said = reading.values(view)
    parts = {name: said.get(name, "") for name in rules.PARTS}
    return rules.Draft(kind=kind or said.get("kind", ""), tags=said.get("tags", ""), link=link, **parts)


def _carried(view: Body) -> tuple[int | None, str, str]:
    """The team, the link and the source of a form; a team that was chosen in it comes first."""
    try:
        carried = json.loads(view.get("private_metadata") or "")
        team, link, source = carried["team"], str(carried["link"]), str(carried.get("source", ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refusal(OLD) from None
    meant = reading.values(view).get("team", "") or team
    return number(meant) if meant else None, link if _ADDRESS.fullmatch(link) else "", source


def _link(body: Body) -> str:
    """The address of the message that somebody chose; Slack names its workspace's domain in the payload."""
    domain = str((body.get("team") or {}).get("domain") or "")
    ts = str(body.get("message_ts") or "").replace(".", "")
    link = f"https://{domain}.slack.com/archives/{reading.channel_of(body)}/p{ts}"
    return link if _ADDRESS.fullmatch(link) else ""


def _done(title: str, words: str) -> dict[str, Any]:
    shown = kit.modal(title, [kit.section(words)], callback_id="tips.done", close="Close")
    return {"response_action": "update", "view": shown}
