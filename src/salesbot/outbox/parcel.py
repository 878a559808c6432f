"""What the sender carries to Slack, and what it brings back: values that outlive the transaction they came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from salesbot.outbox import rules

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.outbox.model import Delivery
    from salesbot.room import Message


@dataclass(frozen=True)
class Parcel:
    """One claimed delivery as it stood. (owner, attempt) is the fence: whoever settles must still hold both."""

    id: int
    workspace_id: str
    key: str
    kind: str
    subject: str
    board: bool
    message: Message | None
    target: str
    channel: str | None
    ts: str | None
    thread_ts: str | None
    version: int
    shown_hash: str
    plain: bool
    removing: bool
    maybe_sent: bool
    first_try_at: datetime
    late: bool  # too late to be posted for the first time
    attempt: int
    trace: str

    @property
    def personal(self) -> bool:
        """Whether it goes to one person."""
        return self.target.startswith(("U", "W"))

    @property
    def delivery_id(self) -> str:
        """The name under which Slack's history knows it."""
        return rules.delivery_id(self.workspace_id, self.key)


def parcel(row: Delivery, *, thread_ts: str | None, machine: datetime, now: datetime) -> Parcel:
    """What is claimed now, as its next attempt."""
    return Parcel(
        id=row.id,
        workspace_id=row.workspace_id,
        key=row.key,
        kind=row.kind,
        subject=row.subject,
        board=row.board,
        message=None if row.message is None else rules.from_json(row.message),
        target=row.target,
        channel=row.channel,
        ts=row.ts,
        thread_ts=thread_ts,
        version=row.version,
        shown_hash=row.shown_hash,
        plain=row.plain,
        removing=row.removing,
        maybe_sent=row.maybe_sent,
        first_try_at=row.first_try_at or machine,
        late=row.expires_at is not None and row.expires_at <= now,
        attempt=row.attempts + 1,
        trace=row.trace,
    )


class Did(StrEnum):
    """What became of one attempt."""

    POSTED = "posted"
    FOUND = "found"  # an earlier attempt had arrived
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DELETED = "deleted"
    NOTHING = "nothing"  # nothing to show and nothing shown
    TOO_LATE = "too late"  # it had not arrived, and now it may not
    UNSURE = "unsure"  # it may have arrived, and we may not look
    NOT_STARTED = "not started"
    FAILED = "failed"


class During(StrEnum):
    """What was being done when it failed."""

    RENDER = "render"
    LOOK = "look"
    POST = "post"
    UPDATE = "update"
    DELETE = "delete"

    @property
    def method(self) -> str:
        """The method of Slack's that was called; drawing calls none."""
        return _METHODS[self]


_METHODS = {
    During.LOOK: "conversations.history",
    During.POST: "chat.postMessage",
    During.UPDATE: "chat.update",
    During.DELETE: "chat.delete",
}


@dataclass(frozen=True)
class Outcome:
    """What became of a parcel. `extra` are further copies in the same channel, by ts."""

    parcel: Parcel
    did: Did
    channel: str | None = None
    ts: str | None = None
    fingerprint: str = ""
    extra: tuple[str, ...] = ()
    failure: rules.Failure | None = None
    during: During | None = None

    @property
    def may_have_changed(self) -> bool:
        """Whether the message may say something else by this attempt, or be gone, though Slack's answer was lost."""
        if self.failure is None:
            return self.did in {Did.UPDATED, Did.DELETED}
        unclear = rules.classify(self.failure) is not rules.Verdict.NOT_PROCESSED
        return unclear and self.during in {During.UPDATE, During.DELETE}
