"""The few shapes in which rooms and house speak: messages, runs, boards, and what a room lists of itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession


Block = dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file to send. `name` is what it is called where it is saved."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Message:
    """Something to say: `text` for notifications and screen readers first, blocks for the eye.

    `fallback` is what to send instead where a workspace refuses one of the blocks. A board's message may come with a
    `file`, which is built when it is sent and never changed; then `text` is all that stands beside it.
    """

    text: str
    blocks: Sequence[Block] = ()
    fallback: Sequence[Block] | None = None
    file: File | None = None


# What a renderer returns where its board shall stay as it stands, or stay unsaid, until it is drawn anew.
HELD = Message(text="")


class Priority(IntEnum):
    """Who goes first when Slack lets only some through."""

    QUESTION = 10
    REPORT = 20
    TIDYING = 30


@dataclass(frozen=True)
class Once:
    """The identity of one submission, click or event; what is stored under it is stored once."""

    workspace_id: str
    key: str


@dataclass(frozen=True)
class Run:
    """One occurrence of an appointment for one member (or for the team: `member_id` None) on one local day."""

    workspace_id: str
    appointment_id: int
    job: str
    subject: str
    member_id: str | None
    day: date
    slot: str
    due_at: datetime
    zone: str
    key: str
    now: datetime


# A job promises what is due for runs of its kind, all in the beat's transaction. It returns the reason, by run key,
# of each run that it chose to skip; a run that is not named there counts as done.
Job = Callable[["AsyncSession", Sequence[Run]], Awaitable[Mapping[str, str]]]

# A board's renderer: (session, workspace id, subject) -> what the one visible message says now; None takes it away.
Renderer = Callable[["AsyncSession", str, str], Awaitable[Message | None]]


@dataclass(frozen=True)
class Batched:
    """The renderer of a kind of board of which many are sent at once: about as many statements for several as for one.

    `several`: (session, workspace id, subjects) -> what each of them says now. Called itself, it draws a lone one.
    """

    several: Callable[[AsyncSession, str, Sequence[str]], Awaitable[Mapping[str, Message | None]]]

    async def __call__(self, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
        """Draw one board."""
        return (await self.several(db, workspace_id, [subject])).get(subject)


@dataclass(frozen=True)
class Command:
    """A slash command. `name` has no slash and no prefix: `checkin`."""

    name: str
    description: str
    usage: str = ""


@dataclass(frozen=True)
class Shortcut:
    """An entry of Slack's menus. `on_message`: in the menu of every message, and of no message otherwise.

    `name` is at most 24 characters long, `description` at most 150 ("App manifest reference").
    """

    callback_id: str
    name: str
    description: str
    on_message: bool = True


@dataclass(frozen=True)
class Help:
    """One line of `/salesbot help`: what to type, what it does."""

    typed: str
    does: str
    manager_only: bool = False


@dataclass(frozen=True)
class Scope:
    """A permission the bot asks for; an optional one names the single feature that is off without it."""

    name: str
    feature: str
    optional: bool = False
