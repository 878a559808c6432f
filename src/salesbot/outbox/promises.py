"""What can be promised to Slack: a note, said once, or a board, one visible message kept up to date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.room import Priority

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.room import Message


@dataclass(frozen=True)
class Note:
    """Something said once. Its words are kept only until it settled.

    `key` makes it happen once in a workspace; `kind` is `room.verb`; `to` is a member (U…) or a channel (C…). `due_at`
    and `expires_at` are calendar time; past `expires_at` it is never posted. With `parent_key` it goes into the thread
    of that one. `member_id` is whom it is for, if it is for one person.
    """

    workspace_id: str
    key: str
    kind: str
    to: str
    message: Message
    due_at: datetime
    expires_at: datetime | None = None
    priority: Priority = Priority.QUESTION
    parent_key: str | None = None
    member_id: str | None = None


@dataclass(frozen=True)
class Board:
    """One visible message that says what its kind's renderer says of `subject` now; the rest is as with a note."""

    workspace_id: str
    key: str
    kind: str
    subject: str
    to: str
    due_at: datetime
    expires_at: datetime | None = None
    priority: Priority = Priority.REPORT
    parent_key: str | None = None
    member_id: str | None = None


Promise = Note | Board
