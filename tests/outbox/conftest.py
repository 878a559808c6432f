"""A local Slack with four people and a channel, and a sender that works for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from salesbot import clock
from salesbot.config import Settings
from salesbot.outbox import Board, Note, queries, service
from salesbot.outbox.drawing import Drawing
from salesbot.outbox.sender import Sender
from salesbot.people.model import Member, Workspace
from salesbot.people.service import TeamDraft, make_team
from salesbot.playground import Playground
from salesbot.playground import Settings as SlackSettings
from salesbot.room import Message, Priority
from salesbot.slack import client
from salesbot.store import insert

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.store import Store

ACME = "TACME"
CHANNEL = "emea-sales"


@dataclass
class Office:
    """A workspace in a local Slack, its database, and what its boards say."""

    store: Store
    slack: Playground
    clients: Callable[[str], client.Clients]
    settings: Settings
    bot: object
    channel: object
    now: datetime
    people: dict[str, object]
    says: dict[str, Message | None] = field(default_factory=dict)
    troubles: list[Exception] = field(default_factory=list)  # of the next drawings, one each

    def sender(self, **changed: object) -> Sender:
        """A sender of its own, with other settings where they are given."""
        settings = self.settings.model_copy(update=changed)
        return Sender(self.store, self.clients, {"report.board": self._render}, settings)

    def drawing(self) -> Drawing:
        """How what is carried by hand is drawn."""
        return Drawing(self.store, {"report.board": self._render})

    async def _render(self, _db: AsyncSession, _workspace_id: str, subject: str) -> Message | None:
        if self.troubles:
            raise self.troubles.pop()
        return self.says[subject]

    async def promise(self, *items: Note | Board) -> None:
        """Promise all this in one transaction."""
        async with self.store.begin() as db:
            await service.promise(db, *items)

    def note(self, key: str, to: str = "UBEN", text: str | None = None, **more: object) -> Note:
        """A note to Ben, or to whom it is said."""
        words = {"due_at": self.now, "kind": "checkin.question", **more}
        return Note(ACME, key, to=to, message=Message(text=text or f"say {key}"), **words)

    def board(self, subject: str, to: str | None = None, **more: object) -> Board:
        """A board in the channel, which says what `says` holds for its subject."""
        words = {"due_at": self.now, "kind": "report.board", "priority": Priority.REPORT, **more}
        return Board(ACME, f"board.{subject}", subject=subject, to=to or self.channel.id, **words)

    async def row(self, key: str):
        """The delivery of this key as it stands."""
        async with self.store.read() as db:
            return await queries.delivery(db, ACME, key)

    async def dirty(self, subject: str) -> None:
        """The board of this subject says something new."""
        async with self.store.begin() as db:
            await service.dirty(db, ACME, f"board.{subject}")

    def texts(self, to: object) -> list[str]:
        """What somebody (by id) or a channel can read from salesbot."""
        return self.slack.texts(to=self.people.get(to, to))

    def sent(self, method: str = "chat.postMessage") -> int:
        """How often Slack was called so."""
        return sum(seen.method == method for seen in self.slack.calls)


@pytest.fixture
async def slack() -> AsyncIterator[Playground]:
    async with Playground.serve(settings=SlackSettings(strict_rates=False)) as served:
        yield served


@pytest.fixture
def without() -> list[str]:
    """Scopes that the app was not given."""
    return ["chat:write.public"]


@pytest.fixture
async def office(store, slack, now, without) -> AsyncIterator[Office]:
    clock.set_calendar(now)
    acme = slack.workspace(ACME, name="Acme")
    bot = slack.install(acme, without=without)
    people = [slack.user(name, id=f"U{name.upper()}", tz=tz) for name, tz in _PEOPLE]
    channel = slack.channel(CHANNEL, members=[*people, bot.bot])
    settings = Settings(
        slack_api_url=slack.url, bot_token=bot.bot_token, send_timeout=0.4, lease_factor=4, look_again_factor=1.2,
        board_seconds=0.05, limiter=False, _env_file=None,
    )  # fmt: skip
    session = client.session(settings)
    both = client.clients(session, bot.bot_token, settings=settings)
    await _settle_in(store, channel.id, now)
    yield Office(store, slack, {ACME: both}.__getitem__, settings, bot, channel, now, {one.id: one for one in people})
    await session.close()


_PEOPLE = [
    ("Ana", "Europe/Berlin"),
    ("Ben", "America/New_York"),
    ("Cleo", "Australia/Sydney"),
    ("Dev", "Europe/London"),
]


async def _settle_in(store: Store, channel_id: str, now: datetime) -> None:
    members = [
        {"workspace_id": ACME, "id": f"U{name.upper()}", "name": name, "slack_zone": tz, "created_at": now}
        for name, tz in _PEOPLE
    ]
    async with store.begin() as db:
        await insert(db, Workspace, [{"id": ACME, "name": "Acme", "created_at": now}])
        await insert(db, Member, members)
        draft = TeamDraft(
            name="EMEA", channel_id=channel_id, channel_name=CHANNEL, zone="Europe/Berlin",
            managers=["UANA"], members=["UBEN", "UCLEO"],
        )  # fmt: skip
        await make_team(db, draft, workspace_id=ACME, by="UANA", now=now)
