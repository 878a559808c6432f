"""The house as a room sees it: its database, its command names, and what other rooms offer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    import asyncio
    from contextlib import AbstractAsyncContextManager

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.config import Settings
    from salesbot.room.shapes import Once
    from salesbot.slack.client import Clients

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

    @property
    def shared(self) -> bool:
        """Whether other processes may serve from the same database."""

    def signal(self, name: str) -> asyncio.Event:
        """Return what commits set that called `wake(db, name)`, in whichever process; the waiter clears it."""

    def begin(self, *, once: Once | None = None) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a writing transaction; commit at the end. Raises AlreadyDone where `once` was stored before."""

    def read(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a reading transaction that never waits behind writers."""

    def together(self, do: DoTogether[Item, Result], *, patience: float) -> TogetherLike[Item, Result]:
        """Return a way to store items one transaction for all that wait, for a door that many use at once.

        What waited longer than `patience` (seconds) is not stored: its door has said so by then.
        """

    def remember(self, db: AsyncSession, answer: dict[str, Any], once: Once | None = None) -> None:
        """Keep the answer that a repeat of `once` shall get; of this transaction's own where none is named."""


class SealsLike(Protocol):
    """Seals what people keep to themselves, and opens it again."""

    def seal(self, text: str) -> str:
        """Return the text sealed; do it in the transaction that stores it.

        And do it once that transaction wrote or locked in that table: until then the key may be dropped (PostgreSQL).
        """

    def unseal(self, sealed: str) -> str:
        """Return what was sealed. Raises Refusal, in words for its reader, where the key is missing."""


class House(Protocol):
    """What the app hands every room at `register`: the database, the command names, and the other rooms' offers."""

    settings: Settings
    command_prefix: str

    @property
    def store(self) -> StoreLike:
        """The database."""

    @property
    def seals(self) -> SealsLike:
        """What people keep to themselves stands in the database sealed, in columns that the room's record names."""

    def clients_of(self, workspace_id: str) -> Clients:
        """Return the clients of a workspace, for what is said outside a door; `reading` may repeat a call."""

    def command(self, name: str) -> str:
        """Return the slash command as it is called here, prefix and slash included: `/checkin`."""

    def offers(self, name: str) -> Sequence[Any]:
        """Return what the rooms offer under this name (a field of Room), in the order of features.py."""
