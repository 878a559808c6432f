"""How salesbot stands with Slack: whether a refused token works again, and what nobody has allowed it yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.outbox import queries as outbox
from salesbot.outbox.promises import Note
from salesbot.people import queries as people
from salesbot.room import Message
from salesbot.slack.kit import section

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.app.house import House
    from salesbot.people.model import Workspace
    from salesbot.room import Scope

_KIND = "app.scopes"

_COPY = "Copy it again from OAuth & Permissions of your Slack app."
_REINSTALL = "Reinstall your Slack app under OAuth & Permissions, and copy its bot token from there."

# What Slack says of a bot token that never will work, and what to do; anything else may pass, and is waited for.
HOPELESS = {
    "invalid_auth": f"Slack does not know this bot token. {_COPY}",
    "not_authed": f"The bot token is empty. {_COPY}",
    "account_inactive": f"The app was removed from its workspace. {_REINSTALL}",
    "token_revoked": f"The bot token was revoked. {_REINSTALL}",
    "token_expired": f"The bot token has expired. {_REINSTALL}",
    "not_allowed_token_type": f"This is no bot token: those begin with xoxb-. {_COPY}",
}


async def look(house: House, *, now: datetime) -> None:
    """Go on where the token works again; tell the admins what is off for want of a permission. A job of the heartbeat.

    Raises IntroductionError while Slack still refuses the token.
    """
    async with house.store.read() as db:
        stopped = await people.stopped(db)
    if stopped:
        await house.tenants.try_again(stopped, now=now)
        house.sender.nudge()
    at_work = set(await house.tenants.at_work())
    async with house.store.read() as db:
        going = [one for one in await people.workspaces(db) if one.id in at_work]
    for workspace in going:
        missing = _missing(house, workspace)
        if missing and house.tenants.may_tell(workspace):
            async with house.store.begin() as db:
                await _tell(db, workspace.id, missing, now=now)


def _missing(house: House, workspace: Workspace) -> list[Scope]:
    """The permissions that were not granted; none where Slack did not say what was."""
    granted = set(workspace.scopes.split(","))
    asked = {scope.name: scope for room in house.rooms for scope in room.scopes}
    return [asked[name] for name in sorted(asked.keys() - granted)] if workspace.scopes else []


async def _tell(db: AsyncSession, workspace_id: str, missing: Sequence[Scope], *, now: datetime) -> None:
    """Say it once for each permission to each Slack admin whom salesbot knows; to the managers where it knows none."""
    for one in await people.admins(db, workspace_id) or await people.all_managers(db, workspace_id):
        told = {name for key in await outbox.keys_of(db, workspace_id, _KIND, to=one.id) for name in _named(key)}
        new = [scope for scope in missing if scope.name not in told]
        if new:
            note = Note(workspace_id, _key(new, one.id), _KIND, one.id, _words(new), due_at=now)
            why = "something of mine is off for want of a permission"
            await attention.promise(db, note, reason=why, light=True, now=now)


def _key(missing: Sequence[Scope], member_id: str) -> str:
    return f"{_KIND}/{'+'.join(scope.name for scope in missing)}/{member_id}"


def _named(key: str) -> Sequence[str]:
    """The permissions that a note named, as its key has them."""
    return key.split("/")[1].split("+")


def _words(missing: Sequence[Scope]) -> Message:
    """What is off, and how to turn it on."""
    off = "\n".join(f"• `{scope.name}`: {scope.feature}" for scope in missing)
    words = (
        f"Something of mine is off, because the permission for it was not granted:\n{off}\n"
        "To turn it on, add the permission under *OAuth &amp; Permissions* of my Slack app and reinstall the app. "
        "The rest works without it, and I say this only once."
    )
    return Message(text=words, blocks=[section(words)])
