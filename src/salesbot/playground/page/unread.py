"""What each person has not read yet, conversation by conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salesbot.playground.state import Channel, User

MOST = 10  # counted no further: the page says 9+ then


class Unread:
    """Up to which `ts` each person has read each conversation; kept as long as the page lives."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], str] = {}

    def mark(self, user: User, channel: Channel) -> None:
        """They look at it now: everything there is read."""
        newest, _ = channel.page(oldest="", latest="", inclusive=True, limit=1)
        last = max([one.ts for one in newest] + list(channel.whispers), default="", key=_number)
        self._read[user.id, channel.id] = max(last, self.up_to(user, channel), key=_number)

    def up_to(self, user: User, channel: Channel) -> str:
        """The `ts` of the last message that they have read; "" for none."""
        return self._read.get((user.id, channel.id), "")

    def count(self, user: User, channel: Channel) -> int:
        """How many messages of others they have not read, `MOST` at most."""
        read = self.up_to(user, channel)
        said, _ = channel.page(oldest=read, latest="", inclusive=False, limit=MOST)
        told = [one for one in channel.whispers.values() if one.ephemeral_for == user.id and one.ts > read]
        return min(MOST, sum(one.user != user.id for one in (*said, *told)))


def _number(ts: str) -> float:
    return float(ts or 0)
