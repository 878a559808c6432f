"""Every question about installs: whose token opens a workspace, and who may renew it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from sqlalchemy import and_, delete, or_, select, update

from salesbot.installing.model import SlackBot, SlackInstallation
from salesbot.people.model import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from slack_sdk.oauth.installation_store.models.bot import Bot
    from sqlalchemy import CursorResult
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.installing.shelf import Shelf

_bots, _installations = SlackBot.__table__, SlackInstallation.__table__


@dataclass(frozen=True, repr=False)
class Found:
    """A bot with its tokens opened, its row, and whether the workspace that was asked for is one salesbot knows."""

    id: int
    bot: Bot
    known: bool


async def found(db: AsyncSession, shelf: Shelf, workspace_id: str, enterprise_id: str | None = None) -> Found | None:
    """Return the newest install that reaches a workspace: its own, or that of its organisation; None without any."""
    known = select(Workspace.enterprise_id).where(Workspace.id == workspace_id)
    orgs = [_bots.c.enterprise_id == known.scalar_subquery()]
    orgs += [_bots.c.enterprise_id == enterprise_id] if enterprise_id else []
    of_org = and_(_bots.c.team_id.is_(None), _bots.c.is_enterprise_install, or_(*orgs))
    good = _bots.c.client_id == shelf.client_id, or_(_bots.c.team_id == workspace_id, of_org), _bots.c.bot_token != ""
    asked = (
        select(*_bots.c, select(Workspace.id).where(Workspace.id == workspace_id).exists().label("known"))
        .where(*good)
        .order_by(_bots.c.installed_at.desc(), _bots.c.id.desc())
        .limit(1)
    )
    row = (await db.execute(asked)).mappings().first()
    if row is None:
        return None
    return Found(row["id"], shelf.opened(SQLAlchemyInstallationStore.build_bot_entity(row)), bool(row["known"]))


async def take_in_hand(db: AsyncSession, number: int, *, until: datetime, machine: datetime) -> bool:
    """Take a bot's tokens in hand until then; False where somebody else has them (both instants: machine time)."""
    free = or_(_bots.c.renewing_until.is_(None), _bots.c.renewing_until < machine)
    held = update(_bots).where(_bots.c.id == number, free).values(renewing_until=until)
    return cast("CursorResult[object]", await db.execute(held)).rowcount == 1


async def give_back(db: AsyncSession, number: int, *, unchanged_since: Bot | None = None) -> bool:
    """Give back what was taken in hand; False where it is gone, or was renewed since."""
    mine = [_bots.c.id == number]
    if unchanged_since is not None:
        mine.append(
            _bots.c.bot_token_expires_at == unchanged_since.to_dict()["bot_token_expires_at"].replace(tzinfo=None)
        )
    free = update(_bots).where(*mine).values(renewing_until=None)
    return cast("CursorResult[object]", await db.execute(free)).rowcount == 1


async def forget(db: AsyncSession, number: int) -> None:
    """Forget the tokens of an install that is over, and what Slack said when it was made."""
    place = "client_id", "enterprise_id", "team_id"
    gone = delete(_bots).where(_bots.c.id == number).returning(*(_bots.c[name] for name in place))
    for row in (await db.execute(gone)).mappings().all():
        await db.execute(delete(_installations).where(*(_installations.c[name] == row[name] for name in place)))


async def with_token(db: AsyncSession, client_id: str) -> tuple[set[str], set[str]]:
    """Return the workspaces and the organisations whose token is here."""
    good = _bots.c.client_id == client_id, _bots.c.bot_token != ""
    rows = (await db.execute(select(_bots.c.team_id, _bots.c.enterprise_id).where(*good))).all()
    return {team for team, _ in rows if team}, {org for team, org in rows if org and not team}


def reached(workspaces: Sequence[Workspace], here: tuple[set[str], set[str]]) -> list[Workspace]:
    """Those of these workspaces for which there is a token."""
    teams, orgs = here
    return [one for one in workspaces if one.id in teams or one.enterprise_id in orgs]
