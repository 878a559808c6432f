"""The ways in which salesbot says no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


class SalesbotError(Exception):
    """Anything salesbot raises on purpose."""


class Refusal(SalesbotError):
    """A "no" that a person should read, in words that say what to do.

    `field` is the block id of the modal's field that it belongs beside, if it belongs to one; `blocks` are buttons
    that help the person on, shown under the words where they are not in a modal.
    """

    def __init__(self, words: str, *, field: str | None = None, blocks: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__(words)
        self.words = words
        self.field = field
        self.blocks = blocks


class AlreadyDone(SalesbotError):
    """This very submission, click or event was stored before: give `answer`, the answer it got then."""

    def __init__(self, answer: dict[str, object] | None = None) -> None:
        super().__init__("this was stored before")
        self.answer = answer or {}


class WrongSetting(SalesbotError):
    """A setting that ends the start: one sentence names it, what was read and what is expected."""


class StoreError(SalesbotError):
    """The database cannot be used as it is; the sentence says what to do."""


class DatabaseAway(StoreError):
    """The database cannot be reached just now; the same may work in a minute."""
