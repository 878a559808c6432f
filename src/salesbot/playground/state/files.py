"""A file: its name, whether its bytes have come, and the message that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salesbot.playground.state.apps import Install


@dataclass(eq=False)
class File:
    """One file. It is announced with its length, then its bytes come to the address of its ticket, then it is shown.

    `shown_in` is the (channel, ts) of the message that shows it.
    """

    id: str
    name: str
    length: int
    ticket: str
    install: Install
    created: int
    title: str = ""
    content: bytes | None = None
    shown_in: tuple[str, str] | None = None
