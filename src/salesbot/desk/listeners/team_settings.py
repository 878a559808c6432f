"""The doors of a team's managers: its settings, its end, and the time away of its people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock, dates
from salesbot.desk import telling
from salesbot.desk.blocks import away as words
from salesbot.desk.blocks import team_settings as blocks
from salesbot.desk.blocks.setup import updated
from salesbot.desk.following import Following
from salesbot.desk.service import away as aways
from salesbot.desk.service import team_settings as verbs
from salesbot.desk.service.setup import managed
from salesbot.desk.wish import EVERYONE, LONGEST_NAME
from salesbot.errors import Refusal
from salesbot.letters import letters
from salesbot.people import queries as people
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of, id_on
from salesbot.slack.kit import one_line

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.people.model import Team
    from salesbot.room import House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the managers' doors."""
    doors = _Doors(house)
    app.action(blocks.OPEN)(doors.open)
    app.view(blocks.FORM)(doors.saved)
    app.action(blocks.ARCHIVE)(doors.archived)
    app.action(blocks.AWAY)(doors.away)
    app.view(blocks.AWAY_FORM)(doors.away_saved)


class _Doors:
    """Rights are looked up anew at each door, by the verified payload's person; forms only say which team."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._following = Following(house)

    async def open(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A manager wants to change the team itself."""
        team = await self._managed(body, id_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.form(team, now=clock.now()))
        await ack()

    async def saved(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """The settings were sent."""
        now, wanted = clock.now(), settings(view)
        async with self._house.store.begin(once=identity(body)) as db:
            team, begins = await verbs.keep(
                db, wanted, workspace_id=reading.workspace_of(body), team_id=id_on(view), by=reading.user_of(body),
                now=now,
            )  # fmt: skip
            answer = updated(blocks.saved(team, now=now))
            self._house.store.remember(db, answer)
        if begins:
            self._following.begin(client, team)
        await ack(**answer)

    async def archived(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A manager said, and said again, that the team ends."""
        async with self._house.store.begin(once=identity(body)) as db:
            team, left = await verbs.archive(
                db, self._house, workspace_id=reading.workspace_of(body), team_id=id_of(body),
                by=reading.user_of(body), now=clock.now(),
            )  # fmt: skip
        await client.views_update(view_id=body["view"]["id"], view=blocks.archived(team, left=left))
        await ack()

    async def away(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A manager wants to note somebody's time away, or to end it."""
        team = await self._managed(body, id_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.away(team))
        await ack()

    async def away_saved(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """Somebody's time away was sent."""
        now, workspace_id, me = clock.now(), reading.workspace_of(body), reading.user_of(body)
        who, span = absence(view)
        async with self._house.store.begin(once=identity(body)) as db:
            team = await managed(db, workspace_id, id_on(view), by=me)
            if await people.role_in(db, workspace_id, team.id, who) is None:
                known = await people.member(db, workspace_id, who)
                name = known.name if known is not None and known.name else "Somebody you chose"
                raise Refusal(f"{name} is not in {team.name}.", field="who")
            member = await aways.whose(db, workspace_id, who, by=me)
            if span is None:
                noted = await aways.end(db, self._house, member, by=me, now=now)
            else:
                noted = await aways.note(db, self._house, member, span, by=me, now=now)
            typed = f"{self._house.command('salesbot')} away"
            await telling.away(db, noted, typed=typed, now=now)
            answer = updated(blocks.away_kept(words.said_back(noted, typed=typed).text))
            self._house.store.remember(db, answer)
        await ack(**answer)

    async def _managed(self, body: Body, team_id: int) -> Team:
        async with self._house.store.read() as db:
            return await managed(db, reading.workspace_of(body), team_id, by=reading.user_of(body))


def settings(view: Body) -> verbs.Wanted:
    """Read the settings of a team. Raises Refusal beside the field that needs another look."""
    one = reading.values(view)
    name = one_line(one.get("name", ""))
    if not name:
        raise Refusal("Please give the team a name.", field="name")
    if letters(name) > LONGEST_NAME:
        raise Refusal(f"Please give the team a shorter name, of {LONGEST_NAME} characters at most.", field="name")
    if not one.get("zone"):
        raise Refusal("Please choose the team's time zone.", field="zone")
    return verbs.Wanted(name, one["zone"], EVERYONE in reading.chosen(view).get("everyone", []))


def absence(view: Body) -> tuple[str, dates.Span | None]:
    """Read whose time away it is, and which days; None: it ends. Raises Refusal beside the field."""
    one = reading.values(view)
    if not one.get("who"):
        raise Refusal("Who? Please choose somebody.", field="who")
    if one.get("what") == blocks.END:
        return one["who"], None
    return one["who"], dates.span(one.get("first", ""), one.get("last", ""), fields=("first", "last"))
