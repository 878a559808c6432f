"""What stands in a payload from Slack: who, where, what they wrote and chose."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

Body = Mapping[str, Any]

_LIVE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def workspace_of(body: Body) -> str:
    """Return the workspace (T…) that this came from; "" where an org-wide install names none.

    Of an event it is the one whose install heard it: in a channel that two companies share, `team_id` may be the other
    company (page "The Events API"). Of a form it is the one whose install opened it: in such a channel `team` may be
    the other company as well. An org-wide install names its organisation (E…) there, which is no workspace.
    """
    if "event" in body:
        heard = (body.get("authorizations") or [{}])[0].get("team_id")
        return str(next(filter(None, (heard, body.get("context_team_id"), body.get("team_id"))), ""))
    opened_by = (body.get("view") or {}).get("app_installed_team_id") or ""
    if opened_by.startswith("T"):
        return str(opened_by)
    return _id(body.get("team")) or str(body.get("team_id") or _id(body.get("user"), "team_id") or "")


def event_time(body: Body) -> int | None:
    """Return when an event happened, in whole seconds of Slack's clock; None where it does not say."""
    at = body.get("event_time")
    return at if isinstance(at, int) else None


def user_of(body: Body) -> str:
    """Return the member (U…) who did this; "" where nobody did."""
    person = body.get("user") or body.get("user_id")
    if person is None and "event" in body:
        event = body["event"]
        person = event.get("user") or _inner(event).get("user")
    return _id(person)


def channel_of(body: Body) -> str:
    """Return the channel (C…, G… or D…) in which this happened; "" for a modal or a home."""
    event = body.get("event") or {}
    found = body.get("channel") or body.get("channel_id") or event.get("channel")
    found = found or _inner(event).get("channel") or (event.get("item") or {}).get("channel")
    return _id(found) or str((body.get("container") or {}).get("channel_id") or "")


def _inner(event: Body) -> Body:
    message = event.get("message")
    return message if isinstance(message, Mapping) else {}


def _id(thing: object, key: str = "id") -> str:
    if isinstance(thing, Mapping):
        return str(thing.get(key) or "")
    return thing if isinstance(thing, str) and key == "id" else ""


def message_of(body: Body) -> tuple[str, str]:
    """Return (channel, ts) of the message that a button sits on; ("", "") where it sits on none."""
    container = body.get("container") or {}
    ts = container.get("message_ts") or (body.get("message") or {}).get("ts") or ""
    return (channel_of(body), str(ts)) if ts else ("", "")


def is_ephemeral(body: Body) -> bool:
    """Whether the message that a button sits on is seen by one person only; it changes by its response_url alone."""
    return bool((body.get("container") or {}).get("is_ephemeral"))


def value(body: Body) -> str:
    """Return what a click says: the button's value, or the one thing chosen; "" for neither."""
    return (values_of(body) or [""])[0]


def values_of(body: Body) -> list[str]:
    """Return all that a click says: of a menu of several there may be many."""
    actions = body.get("actions") or [{}]
    return _said(actions[0])


def action_of(body: Body) -> str:
    """Return the action id of a click; "" for anything else."""
    actions = body.get("actions") or [{}]
    return str(actions[0].get("action_id") or "")


def values(view: Body) -> dict[str, str]:
    """Return what stands in a view's fields, by block id; "" for an empty one, the first of several."""
    return _Values({block_id: (said or [""])[0] for block_id, said in chosen(view).items()})


def chosen(view: Body) -> dict[str, list[str]]:
    """Return all that was chosen in a view's fields, by block id: for fields that take several."""
    state = (view.get("state") or {}).get("values") or {}
    said = {block_id: [text for element in row.values() for text in _said(element)] for block_id, row in state.items()}
    return _Chosen(said)


class _Values(dict[str, str]):
    """What a form does not have is empty, as what nobody filled in."""

    def __missing__(self, block_id: str) -> str:
        return ""


class _Chosen(dict[str, list[str]]):
    """The same, for fields that take several."""

    def __missing__(self, block_id: str) -> list[str]:
        return []


def _said(element: Body) -> list[str]:
    read = _READERS.get(str(element.get("type")), _plain_value)
    return [storable(str(text)) for text in read(element) if text is not None]


def storable(text: str) -> str:
    """Leave out what no database takes and nobody sees: a NUL, and halves of a character."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _plain_value(element: Body) -> list[Any]:
    return [element.get("value")]


def _one(key: str) -> Callable[[Body], list[Any]]:
    return lambda element: [element.get(key)]


def _many(key: str) -> Callable[[Body], list[Any]]:
    return lambda element: list(element.get(key) or ())


def _one_option(element: Body) -> list[Any]:
    return [(element.get("selected_option") or {}).get("value")]


def _many_options(element: Body) -> list[Any]:
    return [choice.get("value") for choice in element.get("selected_options") or ()]


_READERS: dict[str, Callable[[Body], list[Any]]] = {
    "static_select": _one_option,
    "external_select": _one_option,
    "radio_buttons": _one_option,
    "overflow": _one_option,
    "multi_static_select": _many_options,
    "multi_external_select": _many_options,
    "checkboxes": _many_options,
    "users_select": _one("selected_user"),
    "channels_select": _one("selected_channel"),
    "conversations_select": _one("selected_conversation"),
    "multi_users_select": _many("selected_users"),
    "multi_channels_select": _many("selected_channels"),
    "multi_conversations_select": _many("selected_conversations"),
    "datepicker": _one("selected_date"),
    "timepicker": _one("selected_time"),
}


def sent_at(ts: str) -> datetime:
    """Return the instant (aware UTC) that a message's ts names."""
    seconds, _, fraction = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), tz=UTC).replace(microsecond=int((fraction + "000000")[:6]))


def typed(text: str) -> str:
    """Return the words of a message or a command as the person typed them.

    Slack escapes them and wraps links and mentions: `&lt;3 <https://acme.com|acme.com>` was `<3 acme.com`. A mention
    becomes `@name`, or `@U…` where Slack gives no name: words, which nobody is called by. Modal fields are not
    escaped; do not send them through here.
    """
    return _unescape(_LIVE.sub(_words, storable(text)))


def _words(match: re.Match[str]) -> str:
    sign, target, label = match.groups()
    if sign == "!":
        return label or "@" + target.partition("^")[0]
    return sign + (label or target.removeprefix("mailto:"))


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
