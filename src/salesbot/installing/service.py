"""The verbs of installing: begin, finish what Slack says was allowed, look again, and let go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.oauth.installation_store.models.installation import Installation

from salesbot import clock
from salesbot.audit.rules import SLACK, Verb, shaped
from salesbot.installing.shelf import OneUse
from salesbot.installing.tokens import signal
from salesbot.people import queries as people_queries
from salesbot.people import service as people
from salesbot.store import wake

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.installing.shelf import Shelf


async def begin(db: AsyncSession) -> str | None:
    """Begin an install and return its state; None while too many others were begun and not finished."""
    states = OneUse(db)
    return await states.async_issue() if await states.has_room() else None


async def take_up(db: AsyncSession, state: str) -> bool:
    """Use up the state of an install that was begun; False where it was used or is too old."""
    return await OneUse(db).async_consume(state)


def described(said: Mapping[str, Any], *, bot_id: str) -> Installation:
    """Read what oauth.v2.access answered. Who pressed the button is not kept with it: the audit log alone needs it."""
    team, org, now = said.get("team") or {}, said.get("enterprise") or {}, clock.real().timestamp()
    ends_in = said.get("expires_in")
    return Installation(
        app_id=said.get("app_id"),
        enterprise_id=org.get("id"),
        enterprise_name=org.get("name"),
        team_id=team.get("id"),
        team_name=team.get("name"),
        bot_token=str(said["access_token"]),
        bot_id=bot_id,
        bot_user_id=str(said.get("bot_user_id") or ""),
        bot_scopes=str(said.get("scope") or ""),
        bot_refresh_token=said.get("refresh_token"),
        bot_token_expires_at=None if ends_in is None else int(now) + int(ends_in),
        user_id="",
        is_enterprise_install=bool(said.get("is_enterprise_install")),
        token_type=said.get("token_type"),
        installed_at=now,
    )


def installer(said: Mapping[str, Any]) -> str:
    """Return who pressed the button, as oauth.v2.access answered; empty where it did not say so."""
    found = str((said.get("authed_user") or {}).get("id") or "")
    return found if shaped(found, how="") else ""


async def install(db: AsyncSession, shelf: Shelf, made: Installation, *, by: str = "", now: datetime) -> None:
    """Keep an install; whatever salesbot kept of the workspace is there again, and goes on from now.

    One of an organisation starts again those of its workspaces that salesbot knows; others are met when they speak.
    `by` is who pressed the button, if known.
    """
    await shelf.async_save(made)
    homes = [made.team_id] if made.team_id else await people_queries.of_org(db, str(made.enterprise_id))
    for workspace_id in homes:
        await people.install(
            db, workspace_id, name=made.team_name or "", bot_user_id=made.bot_user_id or "",
            enterprise_id=made.enterprise_id, scopes=made.bot_scopes or (), now=now,
            worked_at=clock.real(), deed=Verb.WORKSPACE_INSTALLED, by=await _named(db, workspace_id, by),
        )  # fmt: skip
    wake(db, signal(made.team_id or str(made.enterprise_id)))
    wake(db, "outbox")


async def _named(db: AsyncSession, workspace_id: str, by: str) -> str:
    """Whom the audit log names: nobody who asked there to be forgotten."""
    return SLACK if not by or by in await people_queries.forgotten(db, workspace_id, [by]) else by
