"""What `salesbot doctor` says where many workspaces installed salesbot: a line for each, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError

from salesbot.cli.rights import opened
from salesbot.installing import queries as installs
from salesbot.installing.access import code_of
from salesbot.people import queries as people
from salesbot.slack.passes import NoTokenYet
from salesbot.store.backup import Finding

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from salesbot.app.house import House
    from salesbot.people.model import Workspace

MOST = 50  # workspaces that are asked one by one; of more, only what the database says

NONE_YET = "No workspace has installed salesbot yet: open /slack/install at its public address."
_AGAIN = "Somebody there can install salesbot again at /slack/install; all that it kept is still there."


async def look() -> AsyncIterator[Finding]:
    """Look at every workspace: is its token here, is it stopped, does Slack take the token."""
    async with opened() as house:
        async with house.store.read() as db:
            every = await people.workspaces(db)
            here = await installs.with_token(db, house.settings.client_id)
        if not any(here):
            yield Finding(well=True, words=NONE_YET)
        with_token = {one.id for one in installs.reached(every, here)}
        for one in every:
            yield await _workspace(house, one, has_token=one.id in with_token, ask=len(every) <= MOST)


async def _workspace(house: House, one: Workspace, *, has_token: bool, ask: bool) -> Finding:
    name = f"{one.name or one.id} ({one.id})"
    if one.stopped_at is not None:
        since = f"{name} is stopped since {one.stopped_at:%d %b %H:%M} UTC ({one.stopped_why})"
        return Finding(well=not has_token, words=f"{since}{_why(has_token=has_token)}")
    if not has_token:
        return Finding(well=False, words=f"{name}: no token is here. {_AGAIN}")
    why = await _asked(house, one.id) if ask else ""
    if why:
        return Finding(well=False, words=f"{name}: the token was tried: {why}.")
    return Finding(well=True, words=f"{name}: {'the token is good' if ask else 'a token is here'}.")


def _why(*, has_token: bool) -> str:
    if has_token:
        return ". Its token is still here: salesbot run tries it every minute, and goes on when Slack takes it."
    return f" and has removed salesbot. {_AGAIN}"


async def _asked(house: House, workspace_id: str) -> str:
    """Ask Slack whether it takes the token; return why not. It is not renewed: that is for who runs for long."""
    try:
        await house.clients_of(workspace_id).reading.auth_test()
    except SlackApiError as error:
        return f"Slack says {code_of(error)}"
    except NoTokenYet:
        return "it has ended; salesbot run renews it"
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return f"no answer ({type(error).__name__})"
    return ""
