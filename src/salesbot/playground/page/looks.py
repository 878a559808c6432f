"""What is on the page: a place, its messages, a thread, a modal, the home tab, ready for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from salesbot.playground.page.seats import city
from salesbot.playground.page.sidebar import local_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from salesbot.playground.page.seats import Seat
    from salesbot.playground.state import Channel, Message, View

SHOWN = 60  # the newest messages of a conversation; older ones come when they are asked for, as many again
MOST = 3000  # and never more than these in one browser
_TOGETHER = timedelta(minutes=5)  # what one person says in a row stands below one name


@dataclass(frozen=True)
class Place:
    """Where the page looks: a conversation, a person or app not yet spoken to, or an app's home tab."""

    key: str
    title: str
    channel: Channel | None = None
    person: str = ""
    home: str = ""
    note: str = ""


def place(seat: Seat, key: str) -> Place:
    """The place that the address names; where it names none, or one that this person cannot see, their first app."""
    if key.startswith("home:") and any(one.app.id == key[5:] for one in seat.apps()):
        app = next(one.app for one in seat.apps() if one.app.id == key[5:])
        return Place(key, f"{app.name} Home", home=app.id)
    channel = seat.workspace.channels.get(key)
    if channel is not None and seat.may_see(channel):
        return Place(key, _titled(seat, channel), channel=channel, note=_note(seat, channel))
    if key in seat.workspace.users:
        pair = frozenset((seat.user.id, key))
        return Place(key, seat.person(key), channel=seat.workspace.ims.get(pair), person=key)
    apps, channels = seat.apps(), seat.channels()
    if key == "" and (apps or channels):
        return place(seat, apps[0].bot.id if apps else channels[0].id)
    return place(seat, "") if key else Place("", "Nothing here yet")


def _titled(seat: Seat, channel: Channel) -> str:
    return ("#" if channel.kind in ("channel", "group") else "") + seat.title(channel)


def _note(seat: Seat, channel: Channel) -> str:
    """Why this person cannot write here, or what is special about the place."""
    if channel.archived:
        return "This channel is archived."
    if channel.kind == "channel" and seat.user.id not in channel.members:
        return "You are not in this channel: what you write joins you first."
    return "This channel is shared with another company." if channel.ext_shared else ""


def about(seat: Seat, here: Place, now: datetime | None) -> str:
    """One line below the title: how many are here, or what time it is where the other one sits."""
    other = seat.workspace.users.get(here.person) if here.person else None
    if other is not None and not other.is_bot:
        return " · ".join(word for word in (city(other.tz), local_time(other, now), other.status_text) if word)
    if here.channel is None or here.channel.kind not in ("channel", "group"):
        return here.note
    count = len(here.channel.members)
    members = f"{count} {'member' if count == 1 else 'members'}"
    return " · ".join(word for word in (members, here.channel.topic, here.note) if word)


def messages(seat: Seat, channel: Channel | None, *, count: int = SHOWN) -> tuple[list[Message], bool]:
    """What this person sees in a conversation, oldest first, replies left to threads; and whether more is older."""
    if channel is None:
        return [], False
    newest, more = channel.page(oldest="", latest="", inclusive=True, limit=min(count, MOST))
    since = float(newest[-1].ts) if newest and more else 0.0
    told = [one for one in channel.whispers.values() if _mine(seat, one) and not one.is_reply and float(one.ts) > since]
    return sorted([*newest, *told], key=lambda one: float(one.ts)), more


def thread(seat: Seat, channel: Channel | None, thread_ts: str) -> list[Message]:
    """A parent and its replies, oldest first; empty where there is no such message."""
    if channel is None or not thread_ts or thread_ts not in channel.said:
        return []
    said, _ = channel.thread_page(thread_ts, oldest="", latest="", inclusive=True, limit=MOST)
    told = [one for one in channel.whispers.values() if _mine(seat, one) and one.thread_ts == thread_ts]
    return sorted([*said, *told], key=lambda one: float(one.ts))


def _mine(seat: Seat, message: Message) -> bool:
    return message.ephemeral_for == seat.user.id


@dataclass(frozen=True)
class Line:
    """One message as it stands among others: below whose name, on which day, after what was read."""

    said: Message
    follows: bool = False
    day: str = ""
    fresh: bool = False


def lines(seat: Seat, said: Sequence[Message], *, read: str = "") -> Iterator[Line]:
    """The messages with a heading for each day and a mark before the first one that was not read; `read` is a `ts`."""
    before: list[Message | None] = [None, *said]
    marked = False
    for last, one in pairwise(before):
        if one is None:
            continue
        fresh = bool(read) and not marked and float(one.ts) > float(read) and one.user != seat.user.id
        marked = marked or fresh
        day = _day(seat, last, one)
        follows = not (day or fresh) and last is not None and _continues(last, one)
        yield Line(one, follows, day, fresh)


def _day(seat: Seat, last: Message | None, one: Message) -> str:
    at = seat.wall(one.wall_at)
    if last is not None and seat.wall(last.wall_at).date() == at.date():
        return ""
    return f"{at:%A, %-d %B}"


def _continues(last: Message, one: Message) -> bool:
    same = (last.user, last.ephemeral_for) == (one.user, one.ephemeral_for)
    return same and one.wall_at - last.wall_at < _TOGETHER and not one.broadcast


def replies(channel: Channel, message: Message) -> int:
    """How many replies stand below a message."""
    return len(channel.replies(message.ts))


def modal(seat: Seat) -> View | None:
    """The modal that this person has open."""
    return seat.world.open_view(seat.workspace.id, seat.user.id)


def home(seat: Seat, app_id: str) -> View | None:
    """This person's home tab of an app, when the app has published one."""
    return seat.world.views.get(seat.world.homes.get((seat.workspace.id, seat.user.id, app_id), ""))
