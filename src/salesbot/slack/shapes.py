"""The shape of what Slack sends: whatever has another one ends here, and a part that is missing is a no in words."""

from __future__ import annotations

import re
from datetime import date, time
from typing import TYPE_CHECKING, Any, NoReturn

import structlog

from salesbot.errors import Refusal
from salesbot.slack.ids import is_slacks
from salesbot.slack.kinds import Kind, kind_of
from salesbot.slack.reading import storable, user_of, workspace_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Test = Callable[[object], bool]

log = structlog.get_logger(__name__)

DEEPEST = 100  # Slack's own payloads stay below twenty
LACKING = "Slack told me less than I need for that. Please try once more."
_BY_PEOPLE = frozenset(Kind) - {Kind.EVENT, Kind.OTHER}
_FORMS = frozenset({Kind.SUBMISSION, Kind.CLOSING})
_ID = re.compile(r"[A-Za-z0-9_-]{0,64}")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]{0,252}(?::([0-9]{1,5}))?/[!-~]*")
_LAST_PORT = 65_535

Shape = Any  # a test of one thing; {key: shape}; [shape] for all of a list; (shape, …) for any of them


class Payload(dict[str, Any]):
    """A part of a payload. Whoever reads what it lacks refuses in words, as nobody can do more about it."""

    def __missing__(self, key: str) -> NoReturn:
        """Raise Refusal."""
        raise Refusal(LACKING)


def fit(body: object) -> Payload | None:
    """Return a payload of Slack's shape, without what no database takes; None for anything else, which is logged."""
    try:
        wrong = "" if _FITS(body) else "shape"
        whole = _kept(body) if not wrong else None
    except (RecursionError, _TooDeep):
        wrong, whole = "depth", None
    if whole is not None and (lacking := _lacking(whole)):
        wrong, whole = lacking, None
    if whole is None:
        log.warning("payload_misshapen", why=wrong)
    return whole


def _lacking(body: Payload) -> str:
    """Name what nobody can do without: who did it, and at which door."""
    kind = kind_of(body)
    if kind in _BY_PEOPLE and not (user_of(body) and workspace_of(body)):
        return "person"
    if kind is Kind.CLICK and not ("action_id" in (body.get("actions") or [{}])[0] and _told(body)):
        return "action"
    if kind in _FORMS and not (body.get("view") or {}).keys() >= {"id", "callback_id", "type"}:
        return "view"
    whole = "type" in (body.get("event") or {}) and "event_id" in body and workspace_of(body)
    return "event" if kind is Kind.EVENT and not whole else ""


def _told(body: Payload) -> bool:
    """Whether a click says where it happened: in a form or home, or on a message, which an address then answers."""
    return bool(body.get("view") or body.get("response_url"))


class _TooDeep(Exception):
    pass


def _kept(thing: Any, depth: int = 0) -> Any:
    """Return the same without NULs and halves of characters. Every payload goes through here: a loop, and few calls."""
    if depth > DEEPEST:
        raise _TooDeep
    if isinstance(thing, dict):
        kept = Payload()
        for key, inner in thing.items():
            kept[storable(key)] = storable(inner) if isinstance(inner, str) else _kept(inner, depth + 1)
        return kept
    if isinstance(thing, list):
        return [storable(inner) if isinstance(inner, str) else _kept(inner, depth + 1) for inner in thing]
    return thing


def _test(shape: Shape) -> Test:
    """Make one function of a shape, once: each payload has hundreds of parts to look at before its door opens."""
    if isinstance(shape, dict):
        return _dict({key: _test(inner) for key, inner in shape.items()})
    if isinstance(shape, list):
        return _list(_test(shape[0]))
    if isinstance(shape, tuple):
        return _any([_test(one) for one in shape])
    made: Test = shape
    return made


def _dict(tests: Mapping[str, Test]) -> Test:
    def test(thing: object) -> bool:
        if not isinstance(thing, dict):
            return False
        for key, inner in thing.items():
            one = tests.get(key)
            if one is not None and not one(inner):
                return False
        return True

    return test


def _list(of: Test) -> Test:
    def test(thing: object) -> bool:
        if not isinstance(thing, list):
            return False
        for inner in thing:  # noqa: SIM110  all() makes a generator of each list
            if not of(inner):
                return False
        return True

    return test


def _any(tests: Sequence[Test]) -> Test:
    def test(thing: object) -> bool:
        for one in tests:  # noqa: SIM110  the same
            if one(thing):
                return True
        return False

    return test


def _text(thing: object) -> bool:
    return isinstance(thing, str)


def _id(thing: object) -> bool:
    return isinstance(thing, str) and _ID.fullmatch(thing) is not None


def _somebody(thing: object) -> bool:
    """A person or a channel, or nobody: an id that no page could show ends here, not in the page."""
    return isinstance(thing, str) and (not thing or is_slacks(thing))


def _name(thing: object) -> bool:
    """Ids of messages, views and moments, names of buttons: printable, and no longer than Slack lets us make them."""
    return isinstance(thing, str) and len(thing) <= 255 and thing.isascii() and thing.isprintable()  # noqa: PLR2004  docs.slack.dev, Block Kit


def _address(thing: object) -> bool:
    """An address that can be called, or none: what else stands there would break whoever calls it."""
    found = _ADDRESS.fullmatch(thing) if isinstance(thing, str) else None
    return thing == "" or (found is not None and int(found[1] or 0) <= _LAST_PORT)


def _ts(thing: object) -> bool:
    return isinstance(thing, str) and re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,9})?", thing) is not None


def _date(thing: object) -> bool:
    return (
        isinstance(thing, str)
        and re.fullmatch(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", thing) is not None
        and _reads(date.fromisoformat, thing)
    )


def _time(thing: object) -> bool:
    return (
        isinstance(thing, str)
        and re.fullmatch(r"[0-9]{2}:[0-9]{2}", thing) is not None
        and _reads(time.fromisoformat, thing)
    )


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _none(thing: object) -> bool:
    return thing is None


def _map(shape: Shape) -> Test:
    of = _list(_test(shape))
    return lambda thing: isinstance(thing, dict) and of(list(thing.values()))


_MAYBE_TEXT = (_text, _none)
_WHO = {"id": _somebody, "team_id": (_id, _none), "name": _MAYBE_TEXT}
_OPTION = {"value": _text}
_ELEMENT = {
    "type": _name, "value": _MAYBE_TEXT, "action_id": _name, "block_id": _text, "action_ts": _ts,
    "selected_option": (_OPTION, _none), "selected_options": ([_OPTION], _none),
    "selected_user": (_somebody, _none), "selected_users": ([_somebody], _none),
    "selected_channel": (_somebody, _none), "selected_channels": ([_somebody], _none),
    "selected_conversation": (_somebody, _none), "selected_conversations": ([_somebody], _none),
    "selected_date": (_date, _none), "selected_time": (_time, _none),
}  # fmt: skip
_BLOCK = {"type": _name, "block_id": _text, "elements": [{}], "accessory": ({"action_id": _text}, _none)}
_MESSAGE = {
    "ts": _ts,
    "text": _MAYBE_TEXT,
    "user": (_somebody, _none),
    "thread_ts": (_ts, _none),
    "blocks": ([_BLOCK], _none),
}
_CHANNEL = ({"id": _somebody, "name": _MAYBE_TEXT}, _somebody)
_PERSON = {
    **_WHO, "profile": ({"status_text": _MAYBE_TEXT, "status_emoji": _MAYBE_TEXT, "display_name": _MAYBE_TEXT,
                         "real_name": _MAYBE_TEXT}, _none),
    "tz": _MAYBE_TEXT, "real_name": _MAYBE_TEXT, "enterprise_user": ({}, _none),
}  # fmt: skip
_EVENT = {
    "type": _name, "user": (_PERSON, _somebody), "channel": _CHANNEL, "ts": _ts, "event_ts": _ts, "thread_ts": _ts,
    "text": _MAYBE_TEXT, "subtype": (_name, _none), "message": ({**_MESSAGE}, _none), "blocks": ([_BLOCK], _none),
    "previous_message": ({**_MESSAGE}, _none), "deleted_ts": (_ts, _none),
    "item": ({"channel": _somebody, "ts": _ts, "type": _name}, _none), "item_user": (_somebody, _none),
    "reaction": _text, "channel_type": (_name, _none), "old_channel_id": _somebody, "new_channel_id": _somebody,
    "tab": _name,
    "tokens": ({"oauth": ([_id], _none), "bot": ([_id], _none)}, _none), "bot_id": (_id, _none), "view": ({}, _none),
}  # fmt: skip
_VIEW = {
    "id": _name, "hash": _name, "type": _name, "callback_id": _name, "private_metadata": _text, "team_id": (_id, _none),
    "app_installed_team_id": (_id, _none),
    "root_view_id": (_name, _none), "previous_view_id": (_name, _none), "title": ({"text": _text}, _none),
    "state": ({"values": _map(_map(_ELEMENT))}, _none), "blocks": ([_BLOCK], _none),
}  # fmt: skip
_PAYLOAD = {
    "type": _name, "command": _name, "text": _text, "user": ({**_WHO}, _somebody), "user_id": _somebody,
    "user_name": _text, "team": ({"id": _id}, _id, _none), "team_id": (_id, _none), "enterprise": ({"id": _id}, _none),
    "enterprise_id": (_id, _none), "channel": _CHANNEL, "channel_id": _somebody, "channel_name": _text,
    "trigger_id": _name, "response_url": _address, "callback_id": _name, "action_id": _name, "block_id": _name,
    "action_ts": _ts, "value": _text,
    "event_id": _name, "event": _EVENT, "view": (_VIEW, _none), "actions": [_ELEMENT], "message": _MESSAGE,
    "message_ts": _ts, "state": ({"values": _map(_map(_ELEMENT))}, _none), "authorizations": ([{}], _none),
    "container": {"type": _name, "message_ts": _ts, "channel_id": (_somebody, _none), "thread_ts": (_ts, _none),
                  "view_id": _name},
    "api_app_id": (_id, _none), "challenge": _text,
}  # fmt: skip
_FITS = _test(_PAYLOAD)
