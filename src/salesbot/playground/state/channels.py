"""Conversations: their members and everything said in them, indexed so that no call scans them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from salesbot.playground.state.messages import Message

Kind = Literal["channel", "group", "im", "mpim"]


@dataclass(eq=False)
class Channel:
    """A channel or direct message. `members` keeps the order in which people came."""

    id: str
    team_id: str
    name: str
    kind: Kind
    creator: str = ""
    created: int = 0
    members: dict[str, None] = field(default_factory=dict)
    archived: bool = False
    ext_shared: bool = False
    general: bool = False
    posting_restricted: bool = False
    topic: str = ""
    said: dict[str, Message] = field(default_factory=dict)
    whispers: dict[str, Message] = field(default_factory=dict)
    by_client_msg_id: dict[str, str] = field(default_factory=dict)
    _timeline: list[str] = field(default_factory=list)
    _threads: dict[str, list[str]] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        """Keep a new message; ephemeral ones are kept apart, since no history tells of them."""
        if message.ephemeral_for is not None:
            self.whispers[message.ts] = message
            return
        self.said[message.ts] = message
        if message.is_reply and message.thread_ts:
            self._threads.setdefault(message.thread_ts, []).append(message.ts)
        if not message.is_reply or message.broadcast:
            insort(self._timeline, message.ts, key=_key)

    def put(self, message: Message) -> None:
        """Replace the version of a message that stands there."""
        (self.whispers if message.ephemeral_for is not None else self.said)[message.ts] = message

    def remove(self, ts: str) -> None:
        """Take a message away, from history and from its thread."""
        if self.whispers.pop(ts, None):
            return
        message = self.said.pop(ts)
        self.by_client_msg_id.pop(message.client_msg_id or "", None)
        if message.is_reply and message.thread_ts:
            _drop(self._threads[message.thread_ts], ts)
        if not message.is_reply or message.broadcast:
            _drop(self._timeline, ts)

    def replies(self, thread_ts: str) -> list[str]:
        """The `ts` of a thread's replies, oldest first."""
        return self._threads.get(thread_ts, [])

    def page(self, *, oldest: str, latest: str, inclusive: bool, limit: int) -> tuple[list[Message], bool]:
        """The newest `limit` messages of history between two `ts`, newest first, and whether more are older."""
        first, last = _span(self._timeline, oldest, latest, inclusive=inclusive)
        start = max(first, last - limit)
        return [self.said[ts] for ts in reversed(self._timeline[start:last])], start > first

    def thread_page(
        self, thread_ts: str, *, oldest: str, latest: str, inclusive: bool, limit: int
    ) -> tuple[list[Message], bool]:
        """The parent (always) and the first `limit` replies between two `ts`, oldest first, and whether more follow."""
        replies = self.replies(thread_ts)
        first, last = _span(replies, oldest, latest, inclusive=inclusive)
        end = min(last, first + limit)
        parent = [self.said[thread_ts]] if thread_ts in self.said else []
        return parent + [self.said[ts] for ts in replies[first:end]], end < last

    def everything(self) -> list[Message]:
        """All that was said here and is still there, replies and ephemerals included, oldest first."""
        return sorted([*self.said.values(), *self.whispers.values()], key=lambda message: _key(message.ts))

    def json(self, *, viewer: str = "") -> dict[str, Any]:
        """The conversation object; page "Conversation object"."""
        if self.kind == "im":
            other = next((member for member in self.members if member != viewer), viewer)
            return {"id": self.id, "created": self.created, "is_im": True, "is_org_shared": False, "user": other} | {
                "is_archived": self.archived, "is_user_deleted": False, "priority": 0, "context_team_id": self.team_id,
            }  # fmt: skip
        return {
            "id": self.id, "name": self.name, "name_normalized": self.name, "created": self.created,
            "is_channel": self.kind == "channel", "is_group": self.kind == "group", "is_im": False,
            "is_mpim": self.kind == "mpim", "is_private": self.kind != "channel", "is_archived": self.archived,
            "is_general": self.general, "is_shared": self.ext_shared, "is_ext_shared": self.ext_shared,
            "is_org_shared": False, "is_pending_ext_shared": False, "pending_shared": [], "previous_names": [],
            "unlinked": 0, "creator": self.creator, "is_member": viewer in self.members,
            "context_team_id": self.team_id, "shared_team_ids": [self.team_id], "num_members": len(self.members),
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }  # fmt: skip


def _key(ts: str) -> tuple[int, str]:
    """Orders `ts` as numbers: text alone would put 999… after 1000…, and people write `0`."""
    whole, _, rest = ts.partition(".")
    return (int(whole or "0"), rest.ljust(6, "0"))


def _span(timeline: list[str], oldest: str, latest: str, *, inclusive: bool) -> tuple[int, int]:
    low, high = (bisect_left, bisect_right) if inclusive else (bisect_right, bisect_left)
    first = low(timeline, _key(oldest), key=_key) if oldest else 0
    last = high(timeline, _key(latest), key=_key) if latest else len(timeline)
    return first, max(first, last)


def _drop(timeline: list[str], ts: str) -> None:
    place = bisect_left(timeline, _key(ts), key=_key)
    if place < len(timeline) and timeline[place] == ts:
        del timeline[place]
