"""The tables of installs: slack_sdk's own, in our database, with room for tokens that are sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore as Installations
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore as States
from sqlalchemy import Column, Index, String, Text

from salesbot.store import Base
from salesbot.store.base import Instant

if TYPE_CHECKING:
    from sqlalchemy import Table


def _roomy(table: Table, *more: Column[Any]) -> Table:
    """Make every text as long as it needs to be: slack_sdk leaves 200 characters for a token, and a seal takes more."""
    for column in table.columns:
        if isinstance(column.type, String):
            column.type = Text()
    for column in more:
        table.append_column(column)
    return table


class SlackInstallation(Base):
    """What Slack said when a workspace let salesbot in; its tokens stand with the bot, and who pressed is not kept."""

    __table__ = _roomy(Installations.build_installations_table(Base.metadata, "slack_installations"))


class SlackBot(Base):
    """The bot of an install, its tokens sealed. Whoever renews those holds the row until `renewing_until`."""

    __table__ = _roomy(
        Installations.build_bots_table(Base.metadata, "slack_bots"), Column("renewing_until", Instant, nullable=True)
    )


Index(None, SlackBot.__table__.c.team_id)


class SlackState(Base):
    """An install that somebody has begun; good for one use."""

    __table__ = _roomy(States.build_oauth_states_table(Base.metadata, "slack_oauth_states"))
