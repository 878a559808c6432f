"""What a room shows the house: one frozen record, and the few shapes in which rooms and house speak."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from slack_bolt.async_app import AsyncApp
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.config import Settings

Block = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """Something to say: `text` for notifications and screen readers first, blocks for the eye.

    `fallback` is what to send instead where a workspace refuses one of the blocks.
    """

    text: str
    blocks: Sequence[Block] = ()
    fallback: Sequence[Block] | None = None


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


Item = TypeVar("Item")
Result = TypeVar("Result")
# Stores all these items in one transaction; for each, in their order, its result, or why it was refused.
DoTogether = Callable[["AsyncSession", Sequence[Item]], Awaitable[Sequence[Result | Exception]]]


_Item_contra = TypeVar("_Item_contra", contravariant=True)
_Result_co = TypeVar("_Result_co", covariant=True)


class TogetherLike(Protocol[_Item_contra, _Result_co]):
    """A door's way to store what comes together with whatever else waits at the same moment."""

    async def __call__(self, item: _Item_contra, *, once: Once) -> _Result_co:
        """Return the item's result once it is committed. Raises AlreadyDone where `once` was stored before."""


class StoreLike(Protocol):
    """The database as a room sees it: one transaction per door."""

    def begin(self, *, once: Once | None = None) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a writing transaction; commit at the end. Raises AlreadyDone where `once` was stored before."""

    def read(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a reading transaction that never waits behind writers."""

    def together(self, do: DoTogether[Item, Result], *, patience: float) -> TogetherLike[Item, Result]:
        """Return a way to store items one transaction for all that wait, for a door that many use at once.

        What waited longer than `patience` (seconds) is not stored: its door has said so by then.
        """

    def remember(self, db: AsyncSession, answer: dict[str, Any]) -> None:
        """Keep the answer that a repeat of this transaction's `once` shall get."""


@dataclass(frozen=True)
class Command:
    """A slash command. `name` has no slash and no prefix: `checkin`."""

    name: str
    description: str
    usage: str = ""


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


@dataclass(frozen=True)
class OpenBlocker:
    """A blocker that nobody has resolved yet, as other rooms may see it."""

    id: int
    member_id: str
    text: str
    raised_at: datetime
    announced: bool = True  # False: said the evening before, and not yet published


# ---- named offers: what one room does for another, wired by the app ----

# Open blockers of one team, or of one member in it: (session, workspace id, team id, member id or None).
OpenBlockers = Callable[["AsyncSession", str, int, str | None], Awaitable[Sequence[OpenBlocker]]]


@dataclass(frozen=True)
class BlockerWord:
    """What somebody said about one open blocker in a check-in: `still`, `resolved` or `changed` (with new text)."""

    blocker_id: int
    verdict: str
    text: str = ""


@dataclass(frozen=True)
class BlockersSaid:
    """All that one answer says of blockers. `new` is the text of a new one; the answer's key makes it happen once."""

    workspace_id: str
    team_id: int
    member_id: str
    source: str
    said: Sequence[BlockerWord] = ()
    new: str | None = None
    report_key: str | None = None
    now: datetime = field(kw_only=True)


class SayBlockers(Protocol):
    """Take what answers say of blockers, all in one go."""

    async def __call__(self, db: AsyncSession, *said: BlockersSaid) -> None:
        """Raise, change and resolve in this transaction."""


# A line of `/salesbot why`: when, and in plain words what was or was not sent and why.
@dataclass(frozen=True)
class Reason:
    """One thing that was or was not sent to a person, or comes next, in plain words."""

    at: datetime
    words: str


Explain = Callable[["AsyncSession", str, str, datetime], Awaitable[Sequence[Reason]]]


@dataclass(frozen=True)
class TeamMade:
    """A team was set up: rooms give it their templates and begin."""

    workspace_id: str
    team_id: int
    by: str
    templates: Sequence[str]
    wall: str = ""
    now: datetime = field(kw_only=True)


@dataclass(frozen=True)
class SeatsChanged:
    """Members joined or left a team: rooms seat or unseat them."""

    workspace_id: str
    team_id: int
    joined: Sequence[str] = ()
    left: Sequence[str] = ()
    now: datetime = field(kw_only=True)


OnTeamMade = Callable[["AsyncSession", TeamMade], Awaitable[None]]
OnSeatsChanged = Callable[["AsyncSession", SeatsChanged], Awaitable[None]]
# `Ask everyone now`: (session, workspace id, team id, now) -> how many were asked.
AskNow = Callable[["AsyncSession", str, int, datetime], Awaitable[int]]
# What is typed in the app's direct message: (session, workspace id, member id, text, Slack's ts, now) -> whether the
# room took it. A room that takes it promises its own answer (a board, so that a click can change it).
Typed = Callable[["AsyncSession", str, str, str, str, datetime], Awaitable[bool]]
# A member's zone changed: (session, workspace id, member id, now).
OnMemberMoved = Callable[["AsyncSession", str, str, datetime], Awaitable[None]]
# Somebody's time away was noted or ended: (session, workspace id, member id, now). What is open for them settles.
OnAway = Callable[["AsyncSession", str, str, datetime], Awaitable[None]]
# A team's open blockers changed outside a check-in: (session, workspace id, team id, now).
OnBlockers = Callable[["AsyncSession", str, int, datetime], Awaitable[None]]
# A channel or person can be reached again (joined, unarchived, back): (session, workspace id, target, now).
OnReachable = Callable[["AsyncSession", str, str, datetime], Awaitable[None]]
# What something scheduled is called to whom it is for: (session, workspace id, job, subject) -> `your Daily standup
# in EMEA Sales`, or None (not mine).
Called = Callable[["AsyncSession", str, str, str], Awaitable[str | None]]
# The next occasions of a team, for previews: (session, workspace id, team id, now) -> lines.
Preview = Callable[["AsyncSession", str, int, datetime], Awaitable[Sequence[str]]]


class House(Protocol):
    """What the app hands every room at `register`: the database, the command names, and the other rooms' offers."""

    settings: Settings
    command_prefix: str

    @property
    def store(self) -> StoreLike:
        """The database."""

    def command(self, name: str) -> str:
        """Return the slash command as it is called here, prefix and slash included: `/checkin`."""

    def offers(self, name: str) -> Sequence[Any]:
        """Return what the rooms offer under this name (a field of Room), in the order of features.py."""


# What a room writes: its jobs and renderers get the house first; the app binds it before the engine sees them.
RoomJob = Callable[[House, "AsyncSession", Sequence[Run]], Awaitable[Mapping[str, str]]]
RoomRenderer = Callable[[House, "AsyncSession", str, str], Awaitable[Message | None]]


@dataclass(frozen=True, kw_only=True)
class Room:
    """The record by which a room meets the house. Everything but the name may be left out."""

    name: str
    commands: Sequence[Command] = ()
    help: Sequence[Help] = ()
    events: Sequence[str] = ()
    scopes: Sequence[Scope] = ()
    register: Callable[[AsyncApp, House], None] | None = None
    jobs: Mapping[str, RoomJob] = field(default_factory=dict)
    boards: Mapping[str, RoomRenderer] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)  # slug -> name, offered at setup

    # named offers
    explain: Explain | None = None
    called: Called | None = None
    open_blockers: OpenBlockers | None = None
    say_blockers: SayBlockers | None = None
    on_team_made: OnTeamMade | None = None
    on_seats_changed: OnSeatsChanged | None = None
    on_member_moved: OnMemberMoved | None = None
    on_reachable: OnReachable | None = None
    on_away: OnAway | None = None
    on_blockers: OnBlockers | None = None
    ask_now: AskNow | None = None
    typed: Typed | None = None
    preview: Preview | None = None
