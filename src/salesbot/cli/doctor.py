"""`salesbot doctor`: every line is ok, or says what to do."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import aiohttp
import typer
from slack_sdk.errors import SlackApiError

from salesbot import clock, config
from salesbot.app import forgetting
from salesbot.cli import installs, living, manifest
from salesbot.cli.keys import checked
from salesbot.coaching.prompts import library
from salesbot.config import Settings, Transport
from salesbot.errors import StoreError, WrongSetting
from salesbot.features import rooms
from salesbot.people import queries
from salesbot.slack import client
from salesbot.store import Store, backup, urls
from salesbot.store.backup import Finding

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Iterator

    from salesbot.people.model import Team
    from salesbot.slack.client import Clients

SKEW = 60  # seconds; Slack refuses signatures that are five minutes off, and schedules would be late by as much

OFFLINE = "Is there a way from here to the internet?"
UNWELL = (
    "That says nothing of the token. Is SALESBOT_SLACK_API_URL right, and is Slack well (status.slack.com)? Try again."
)
# Slack's words for a bad moment of its own, on each method's page; to copy a token again would be in vain.
_PASSING = frozenset({
    "ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org",
})  # fmt: skip


@dataclass(frozen=True)
class Caller:
    """What Slack says of our token: whose it is, what it may do, and the time over there."""

    workspace_id: str
    scopes: set[str] = field(default_factory=set)
    date: str = ""


def doctor() -> bool:
    """Print a line for each thing looked at; returns whether all is well."""
    return asyncio.run(_doctor())


async def _doctor() -> bool:
    well = True
    async for finding in look():
        typer.echo(f"{'ok  ' if finding.well else 'NOT '} {finding.words}")
        well = well and finding.well
    return well


async def look() -> AsyncIterator[Finding]:
    """Look at everything, from the settings to the channels, as far as one leads to the next."""
    try:
        settings = config.load()
    except WrongSetting as wrong:
        yield Finding(well=False, words=str(wrong))
        return
    for finding in _settings(settings):
        yield finding
    database = await _database(settings.database_url)
    for finding in database:
        yield finding
    if usable := database[-1].well and len(database) > 1:
        lines, fits = await checked()
        yield Finding(well=fits, words=" ".join(lines))
        async for finding in living.look(settings):
            yield finding
    async for finding in _workspaces(settings, usable=usable):
        yield finding


async def _workspaces(settings: Settings, *, usable: bool) -> AsyncIterator[Finding]:
    """The only workspace and its token from the settings, or all that installed salesbot."""
    if settings.many and usable:
        async for finding in installs.look():
            yield finding
    if settings.bot_token is None or settings.many:
        return
    async with client.session(settings) as session:
        clients = client.clients(session, settings.bot_token.get_secret_value(), settings=settings)
        async for finding in _slack(clients, settings=settings, usable=usable):
            yield finding


def _settings(settings: Settings) -> Iterator[Finding]:
    for sentence in config.strange():
        yield Finding(well=True, words=f"Note: {sentence}")
    for looked_at in (lambda: library(settings.prompts_folder), lambda: forgetting.kinds(rooms(), settings)):
        try:
            looked_at()
        except WrongSetting as wrong:
            yield Finding(well=False, words=str(wrong))
    try:
        settings.ready()
    except WrongSetting as missing:
        yield Finding(well=False, words=str(missing))
    else:
        yield Finding(
            well=True,
            words=f"The settings are complete for {settings.transport.words}.",
        )


async def _database(url: str) -> list[Finding]:
    """Look the database through; a SQLite file that is not there yet is made by the first `salesbot run`."""
    try:
        file = urls.file_of(urls.parse(url))
    except StoreError as wrong:
        return [Finding(well=False, words=str(wrong))]
    if file is not None and (obstacle := urls.obstacle_to(file)) is not None:
        return [Finding(well=False, words=obstacle)]
    if file is not None and not file.exists():
        return [Finding(well=True, words=f"There is no database yet; `salesbot run` makes it at {file}.")]
    return await backup.check(url)


async def _slack(clients: Clients, *, settings: Settings, usable: bool) -> AsyncIterator[Finding]:
    caller, finding = await _who(clients, settings)
    yield finding
    if settings.transport is Transport.SOCKET and settings.app_token is not None:
        yield await _app_token(clients, settings.app_token.get_secret_value())
    if caller is None:
        return
    yield clock_line(caller.date)
    for one in scope_lines(caller.scopes):
        yield one
    if usable:
        async for one in _channels(clients, caller.workspace_id, settings=settings):
            yield one


async def _who(clients: Clients, settings: Settings) -> tuple[Caller | None, Finding]:
    answer, why = await _asked(clients.reading.auth_test())
    if answer is None:
        advice = _advice(why, "Copy it again, from OAuth & Permissions of your Slack app.")
        return None, Finding(well=False, words=f"{settings.slack_api_url}: the bot token was tried: {why}. {advice}")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    scopes = {name.strip() for name in headers.get("x-oauth-scopes", "").split(",") if name.strip()}
    words = f"The bot token is good: {answer['user']} in {answer['team']}."
    return Caller(answer["team_id"], scopes, headers.get("date", "")), Finding(well=True, words=words)


async def _app_token(clients: Clients, token: str) -> Finding:
    answer, why = await _asked(clients.reading.apps_connections_open(app_token=token))
    if answer is not None:
        return Finding(well=True, words="The app-level token is good: Slack opens a socket for it.")
    advice = "Make one with connections:write under Basic Information, and turn Socket Mode on."
    return Finding(well=False, words=f"The app-level token was tried: {why}. {_advice(why, advice)}")


def _advice(why: str, of_the_token: str) -> str:
    """What to do: about the token only where it is the token that Slack refuses."""
    if why.startswith("no answer"):
        return OFFLINE
    refused = why.startswith("Slack says") and why.rpartition(" ")[2] not in _PASSING
    return of_the_token if refused else UNWELL


def clock_line(date: str) -> Finding:
    """Compare this machine's clock with the Date that Slack's answer bears."""
    if not date:
        return Finding(well=True, words="Slack's answer bore no date: the clock was not compared.")
    off = (clock.real() - parsedate_to_datetime(date)).total_seconds()
    if abs(off) < SKEW:
        return Finding(well=True, words="The clock agrees with Slack's to a minute.")
    way = "ahead of" if off > 0 else "behind"
    return Finding(
        well=False, words=f"This machine's clock is {abs(off):.0f} s {way} Slack's. Keep it with NTP (timedatectl)."
    )


def scope_lines(granted: set[str]) -> Iterator[Finding]:
    """Compare what Slack granted with what the rooms need."""
    needed = set(manifest.scopes(rooms())["bot"])
    advice = "Add them under OAuth & Permissions (or paste `salesbot manifest` again) and reinstall the app."
    if missing := sorted(needed - granted):
        yield Finding(well=False, words=f"Scopes are missing: {', '.join(missing)}. {advice}")
    else:
        yield Finding(well=True, words=f"All {len(needed)} scopes that salesbot needs are granted.")
    for name, scope in manifest.optional(rooms()).items():
        off = "" if name in granted else f"; it is not granted, so this is off: {scope.feature}"
        yield Finding(well=True, words=f"{name} is optional{off or ' and granted'}.")


async def _channels(clients: Clients, workspace_id: str, *, settings: Settings) -> AsyncIterator[Finding]:
    store = await Store.open(settings.database_url)
    try:
        async with store.read() as db:
            teams = await queries.teams(db, workspace_id)
    finally:
        await store.close()
    if not teams:
        yield Finding(well=True, words="There is no team yet: type /salesbot setup in Slack.")
    for team in teams:
        yield await _channel(clients, team)


async def _channel(clients: Clients, team: Team) -> Finding:
    answer, why = await _asked(clients.reading.conversations_info(channel=team.channel_id))
    if answer is None:
        advice = "Invite salesbot there with /invite, or choose another channel with /salesbot setup."
        return Finding(well=False, words=f"{team.name}: its channel {team.channel_id} was looked at: {why}. {advice}")
    return channel_line(team.name, answer["channel"])


def channel_line(team: str, channel: dict[str, Any]) -> Finding:
    """Say whether salesbot can post into a team's channel, from what conversations.info says of it."""
    where = f"{team}: #{channel.get('name', channel['id'])}"
    if channel.get("is_archived"):
        return Finding(well=False, words=f"{where} is archived. Unarchive it, or give the team another channel.")
    if not channel.get("is_member"):
        return Finding(well=False, words=f"{where} does not have salesbot in it. Type /invite @salesbot there.")
    return Finding(well=True, words=f"{where} has salesbot in it.")


async def _asked(call: Awaitable[Any]) -> tuple[Any, str]:
    """Return Slack's answer, or None and in words why there is none."""
    try:
        return await call, ""
    except SlackApiError as no:
        said = no.response.data.get("error", "") if isinstance(no.response.data, dict) else ""
        return None, f"Slack says {said}" if said else f"Slack answers {no.response.status_code}"
    except (aiohttp.ClientError, OSError, TimeoutError) as no:
        return None, f"no answer ({type(no).__name__})"
