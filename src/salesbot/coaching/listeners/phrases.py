"""The doors of a team's own words: add some, remove some, look at another team's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.coaching.blocks import library as places
from salesbot.coaching.blocks import phrases as blocks
from salesbot.coaching.listeners.own import teams_of
from salesbot.coaching.listeners.reflecting import show, who
from salesbot.coaching.queries import own as queries
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.service import own as service
from salesbot.errors import Refusal
from salesbot.slack import kit, reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import OLD, id_of, number

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.room import Block, House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.action(places.WORDS)(doors.listed)
    app.action(blocks.TEAM)(doors.turn)
    app.action(blocks.REMOVE)(doors.remove)
    app.view(blocks.FORM)(doors.add)


async def listed(house: House, body: Body, client: AsyncWebClient) -> None:
    """Open the form: `/coach library words`, or its button."""
    async with house.store.read() as db:
        view = await _form(db, await teams_of(db, body))
    await show(client, body, view)


async def _form(db: AsyncSession, teams: list[Team], **more: Any) -> Block:
    there = await queries.phrases(db, teams[0].workspace_id, teams[0].id)
    return blocks.form(there, teams=teams, **more)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def listed(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Your team's words was pressed."""
        await listed(self._house, body, client)
        await ack()

    async def turn(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Another team was chosen."""
        async with self._house.store.read() as db:
            await service.may_change(db, reading.workspace_of(body), id_of(body), reading.user_of(body))
            view = await _form(db, await teams_of(db, body, id_of(body)))
        await show(client, body, view)
        await ack()

    async def remove(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Remove was pressed beside some words."""
        team_id, added = _carried(body.get("view") or {})
        async with self._house.store.begin(once=identity(body)) as db:
            await service.remove_words(db, id_of(body), now=clock.now(), **who(body))
            await db.flush()
            view = await _form(db, await teams_of(db, body, team_id), added=added)
        await show(client, body, view)
        await ack()

    async def add(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Add was pressed: they stand in the list, and the box is empty for the next."""
        team_id, added = _carried(view)
        said = reading.values(view)
        box = f"{blocks.BOX}{added}"
        async with self._house.store.begin(once=identity(body)) as db:
            try:
                new = await service.add_words(
                    db, said.get(box, ""), skill=said.get("skill", ""), team_id=team_id, now=clock.now(), **who(body)
                )  # fmt: skip
            except Refusal as no:
                raise Refusal(no.words, field=no.field or box) from None
            note = f"Added: “{kit.escape(new.words)}” shows {Skill(new.skill).words} from now on."
            drawn = await _form(db, await teams_of(db, body, team_id), added=added + 1, note=note)
            answer = {"response_action": "update", "view": drawn}
            self._house.store.remember(db, answer)
        await ack(answer)


def _carried(view: Body) -> tuple[int, int]:
    """The team, and how often some were added."""
    try:
        said = json.loads(view.get("private_metadata") or "")
        return number(said["team"]), number(said["added"])
    except (ValueError, TypeError, KeyError):
        raise Refusal(OLD) from None
