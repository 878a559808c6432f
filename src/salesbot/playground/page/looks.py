"""What is on the page: conversations, messages, a thread, a modal, the home tab, ready for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from salesbot.playground.page.seats import Seat
    from salesbot.playground.state import Channel, Message, View

SHOWN = 200  # the newest messages of a conversation; enough for a look, little enough for a browser


@dataclass(frozen=True)
class Entry:
    """One line of the sidebar; `latest` marks what is new to whoever last looked."""

    link: str
    label: str
    current: bool
    latest: str = ""
    muted: bool = False


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
        return Place(key, f"{app.name} · Home", home=app.id)
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


def sidebar(seat: Seat, here: Place) -> dict[str, list[Entry]]:
    """Apps with their home tabs, channels, and people."""
    apps: list[Entry] = []
    for one in seat.apps():
        direct = seat.workspace.ims.get(frozenset((seat.user.id, one.bot.id)))
        apps.append(_entry(here, one.bot.id, one.app.name, channel=direct))
        if one.app.home_tab:
            apps.append(_entry(here, f"home:{one.app.id}", f"{one.app.name} · Home"))
    channels = [_entry(here, one.id, f"#{one.name}", channel=one) for one in seat.channels()]
    people = [
        _entry(here, one.id, seat.person(one.id), channel=seat.workspace.ims.get(frozenset((seat.user.id, one.id))))
        for one in seat.people()
        if one.id != seat.user.id
    ]
    groups = [_entry(here, one.id, seat.title(one), channel=one) for one in seat.directs() if one.kind == "mpim"]
    return {"Apps": apps, "Channels": channels, "Direct messages": people + groups}


def _entry(here: Place, key: str, label: str, *, channel: Channel | None = None) -> Entry:
    current = key == here.key or (channel is not None and channel is here.channel)
    latest = max(channel.said, default="", key=float) if channel else ""
    return Entry(key, label, current, latest, muted=channel is not None and channel.archived)


def messages(seat: Seat, channel: Channel | None) -> list[Message]:
    """What this person sees in a conversation, oldest first, replies left to their threads."""
    if channel is None:
        return []
    seen = [one for one in channel.everything() if _visible(seat, one) and (not one.is_reply or one.broadcast)]
    return seen[-SHOWN:]


def thread(seat: Seat, channel: Channel | None, thread_ts: str) -> list[Message]:
    """A parent and its replies, oldest first; empty where there is no such message."""
    if channel is None or not thread_ts:
        return []
    return [one for one in channel.everything() if _visible(seat, one) and thread_ts in (one.ts, one.thread_ts)]


def _visible(seat: Seat, message: Message) -> bool:
    return message.ephemeral_for in (None, seat.user.id)


def replies(channel: Channel, message: Message) -> int:
    """How many replies stand below a message."""
    return len(channel.replies(message.ts))


def modal(seat: Seat) -> View | None:
    """The modal that this person has open."""
    return seat.world.open_view(seat.workspace.id, seat.user.id)


def home(seat: Seat, app_id: str) -> View | None:
    """This person's home tab of an app, when the app has published one."""
    return seat.world.views.get(seat.world.homes.get((seat.workspace.id, seat.user.id, app_id), ""))


def cells(block: dict[str, Any]) -> list[list[Any]]:
    """The rows of a table, or of a chart as a table: what a plain page can show of it."""
    if block["type"] != "data_visualization":
        rows: list[list[Any]] = block["rows"]
        return rows
    chart = block["chart"]
    if chart["type"] == "pie":
        return [[_cell("Part"), _cell("Value")], *([_cell(s["label"]), _cell(s["value"])] for s in chart["segments"])]
    points = [{one["label"]: one["value"] for one in series["data"]} for series in chart["series"]]
    head = [_cell(chart["axis_config"].get("x_label", "")), *(_cell(series["name"]) for series in chart["series"])]
    return [head, *_plotted(chart["axis_config"]["categories"], points)]


def _plotted(categories: Iterable[str], points: list[dict[str, Any]]) -> Iterable[list[Any]]:
    for label in categories:
        yield [_cell(label), *(_cell(one[label]) for one in points)]


def _cell(text: Any) -> dict[str, str]:
    return {"type": "raw_text", "text": str(text)}
