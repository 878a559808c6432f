"""What kind of thing came in from Slack, and by which identity it is stored once."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import TYPE_CHECKING

from salesbot.room import Once
from salesbot.slack.reading import user_of, workspace_of

if TYPE_CHECKING:
    from salesbot.slack.reading import Body


class Kind(StrEnum):
    """The kinds of payload; each has its own way to be answered."""

    COMMAND = "command"
    SUBMISSION = "submission"
    CLOSING = "closing"
    CLICK = "click"
    SHORTCUT = "shortcut"
    SUGGESTION = "suggestion"
    EVENT = "event"
    OTHER = "other"


_KINDS = {
    "view_submission": Kind.SUBMISSION,
    "view_closed": Kind.CLOSING,
    "block_actions": Kind.CLICK,
    "shortcut": Kind.SHORTCUT,
    "message_action": Kind.SHORTCUT,
    "block_suggestion": Kind.SUGGESTION,
    "event_callback": Kind.EVENT,
}


def kind_of(body: Body) -> Kind:
    """Return the kind of a payload."""
    if "command" in body:
        return Kind.COMMAND
    return _KINDS.get(str(body.get("type")), Kind.OTHER)


def identity(body: Body) -> Once:
    """Return that by which Slack's repeats and people's double clicks are known.

    Events repeat with their event id, a submission with its view, hash and words, a click with its moment. Raises
    KeyError for a payload that names none.
    """
    return Once(workspace_of(body), _key(body))


def _key(body: Body) -> str:
    match kind_of(body):
        case Kind.EVENT:
            return f"event.{body['event_id']}"
        case Kind.SUBMISSION as kind:
            return f"{kind}.{body['view']['id']}.{body['view'].get('hash', '')}.{_words(body['view'])}"
        case Kind.CLOSING as kind:
            return f"{kind}.{body['view']['id']}.{body['view'].get('hash', '')}"
        case Kind.CLICK:
            return f"click.{user_of(body)}.{body['actions'][0]['action_ts']}"
        case Kind.SHORTCUT:
            return f"shortcut.{user_of(body)}.{body['action_ts']}"
        case kind:
            return f"{kind}.{user_of(body)}.{body['trigger_id']}"


def _words(view: Body) -> str:
    """Return a digest of what stands in a form.

    Whoever reads "could not confirm" may change a word before pressing Submit again: same view, same hash, but not the
    same submission. Taken for a repeat, the new words would be lost with a yes.
    """
    values = json.dumps((view.get("state") or {}).get("values") or {}, sort_keys=True)
    return hashlib.sha256(values.encode()).hexdigest()[:16]
