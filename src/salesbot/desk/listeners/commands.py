"""`/salesbot` and its words: each is answered in the ack, or opens a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.desk import rules, telling
from salesbot.desk.blocks import away as away_words
from salesbot.desk.blocks import help as helping
from salesbot.desk.blocks import personal as own
from salesbot.desk.blocks import setup as founding
from salesbot.desk.blocks import teams as roster
from salesbot.desk.blocks import why as reasons
from salesbot.desk.listeners import ahead, audit, rights
from salesbot.desk.looking import Looking
from salesbot.desk.service import away, personal, teams
from salesbot.desk.service import setup as verbs
from salesbot.desk.service.why import why
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people import teamless
from salesbot.slack import reading
from salesbot.slack.answers import only_you

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Help, House, Message

    Answer = Callable[[dict[str, Any], str, AsyncWebClient], Awaitable[Message | None]]


def register(app: AsyncApp, house: House) -> None:
    """Listen to `/salesbot`."""
    desk = _Desk(house)

    @app.command(house.command("salesbot"))
    async def salesbot(ack: AsyncAck, command: dict[str, Any], client: AsyncWebClient) -> None:
        typed = rules.read(command.get("text") or "")
        said = await desk.words.get(typed.word, desk.unknown)(command, typed.rest, client)
        if said is None:
            await ack()
        else:
            await ack(**only_you(said))


class _Desk:
    """Each word of `/salesbot` is one method: (command, what was typed after the word, client) -> answer, or a form."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._typed = house.command("salesbot")
        self._to_begin = f"{self._typed} setup"
        self._commands = {"salesbot": self._typed}
        self._looking = Looking()
        self.words: dict[str, Answer] = {
            "": self._bare,
            "setup": self._setup,
            "team": self._team,
            "me": self._me,
            "away": self._away,
            "why": self._why,
            "simulate": self._simulate,
            "audit": self._audit,
            "help": self._help,
        }

    async def unknown(self, command: dict[str, Any], rest: str, client: AsyncWebClient) -> Message:
        """A word that is none of ours."""
        del rest, client
        word = reading.typed(command["text"]).split(maxsplit=1)[0]
        return helping.unknown(word, near=rules.nearest(word.casefold()), typed=self._typed)

    async def _bare(self, command: dict[str, Any], rest: str, client: AsyncWebClient) -> Message:
        del command, rest, client
        return helping.short(typed=self._typed, checkin=self._house.command("checkin"))

    async def _help(self, command: dict[str, Any], rest: str, client: AsyncWebClient) -> Message:
        del rest, client
        async with self._house.store.read() as db:
            manages = await _manages(db, command["team_id"], command["user_id"])
        return helping.long(self._lines(), command=self._house.command, manages=manages)

    def _lines(self) -> list[Help]:
        return [line for lines in self._house.offers("help") for line in lines]

    async def _setup(self, command: dict[str, Any], rest: str, client: AsyncWebClient) -> None:
        """Open the form, with its maker's own zone; who may not set up a team reads so at once."""
        del rest
        user = (await self._looking.people(client, [command["user_id"]]))[command["user_id"]]
        verbs.refuse_maker(user, workspace_id=command["team_id"], admins_only=self._house.settings.admins_only_setup)
        async with self._house.store.read() as db:
            member = await people.member(db, command["team_id"], command["user_id"])
        view = founding.form(
            zone=member.zone if member else personal.known_zone(user.get("tz")),
            channel=_channel(command),
            templates={slug: name for offered in self._house.offers("templates") for slug, name in offered.items()},
            now=clock.now(),
        )
        await client.views_open(trigger_id=command["trigger_id"], view=view)

    async def _team(self, command: dict[str, Any], rest: str, client: AsyncWebClient) -> Message:
        del client
        now, me = clock.now(), command["user_id"]
        page = int(rest) if rest.isdecimal() and len(rest) < 6 else 1  # noqa: PLR2004  no team has 100,000 pages
        async with self._house.store.read() as db:
            meant = await teams.meant(db, command["team_id"], me, command["channel_id"], setup=self._to_begin)
            if isinstance(meant, list):
                return roster.choose(meant, page=page)
            shown = await teams.shown(db, self._house, meant, to=me, now=now)
        return roster.team(shown, page=page, typed=f"{self._typed} team", now=now)

    async def _me(self, command: dict[str, Any], rest: str, client: AsyncWebClient) -> Message | None:
        self._refuse_others("me", rest, command)
        if (wanted := rules.own_data(rest)) is not None:
            answer = rights.wanted_export if wanted == rules.EXPORT else rights.wanted_erasure
            return await answer(self._house, command)
        now = clock.now()
        async with self._house.store.read() as db:
            standing = await personal.standing(db, self._house, command["team_id"], command["user_id"], now=now)
            if standing is None:
                raise await teamless.alone(db, command["team_id"], setup=self._to_begin)
        view = own.form(standing, commands=self._commands, now=now)
        await client.views_open(trigger_id=command["trigger_id"], view=view)
        return None

    async def _away(self, command: dict[str, Any], rest: str, client: AsyncWebClient) -> Message:
        del client
        now, me, workspace_id = clock.now(), command["user_id"], command["team_id"]
        whom, text = rules.person(rest)
        typed = f"{self._typed} away"
        async with self._house.store.begin() as db:
            if whom is None and await people.member(db, workspace_id, me) is None:
                raise await teamless.alone(db, workspace_id, setup=self._to_begin)
            noted = await away.typed(
                db, self._house, reading.typed(text), workspace_id=workspace_id, member_id=whom or me, by=me, now=now
            )
            if isinstance(noted, away.Noted):
                await telling.away(db, noted, typed=typed, now=now)
        if isinstance(noted, personal.Standing):
            return away_words.stands(noted, by=me, typed=typed, now=now)
        return away_words.said_back(noted, typed=typed)

    async def _why(self, command: dict[str, Any], rest: str, client: AsyncWebClient) -> Message:
        del client
        self._refuse_others("why", rest, command)
        now, workspace_id = clock.now(), command["team_id"]
        async with self._house.store.read() as db:
            story = await why(db, self._house, workspace_id=workspace_id, member_id=command["user_id"], now=now)
            if story is None:
                raise await teamless.alone(db, workspace_id, setup=self._to_begin)
        return reasons.why(story, now=now)

    def _refuse_others(self, word: str, rest: str, command: dict[str, Any]) -> None:
        """Whoever names somebody else would take their own story for that person's."""
        whom, _ = rules.person(rest)
        if whom not in (None, command["user_id"]):
            raise Refusal(f"`{self._typed} {word}` is about yourself alone. <@{whom}> can type it for themselves.")

    async def _simulate(self, command: dict[str, Any], rest: str, client: AsyncWebClient) -> Message:
        del client
        return await ahead.asked(self._house, command, rest)

    async def _audit(self, command: dict[str, Any], rest: str, client: AsyncWebClient) -> Message:
        del client
        return await audit.asked(self._house, command, rest)


async def _manages(db: AsyncSession, workspace_id: str, member_id: str) -> bool:
    member = await people.member(db, workspace_id, member_id)
    roles = [role for _, role in await people.teams_of(db, workspace_id, member_id)]
    return "manager" in roles or (member is not None and member.is_admin)


def _channel(command: dict[str, Any]) -> str | None:
    """Where the command was typed, if a team could have its channel there: not in a direct message."""
    channel = str(command.get("channel_id") or "")
    direct = command.get("channel_name") in {"directmessage", "mpdm"} or not channel.startswith(("C", "G"))
    return None if direct else channel
