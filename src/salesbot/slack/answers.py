"""Words in the body of an ack, for the kinds of payload whose ack Slack shows to the person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from slack_bolt.response import BoltResponse

from salesbot.slack import kit
from salesbot.slack.kinds import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from salesbot.room import Block, Message
    from salesbot.slack.reading import Body

MOST_BLOCKS = 100  # of a form; Slack's page "View object"
_ON_TOP = "slack.too_fast"
# What of a view in a payload is a view that may be sent back (the same page).
_OF_A_FORM = (
    "type", "title", "submit", "close", "callback_id", "private_metadata", "clear_on_close", "notify_on_close",
)  # fmt: skip
_RAW = re.compile(r"<@[A-Z0-9]+>")
_MENTION = re.compile(r"&lt;([@#][A-Z0-9]+)&gt;")


def only_you(message: Message) -> dict[str, Any]:
    """Return an ack body that answers a command: `await ack(only_you(message))`."""
    body: dict[str, Any] = {"response_type": "ephemeral", "text": message.text}
    return body | ({"blocks": list(message.blocks)} if message.blocks else {})


def in_ack(body: Body, words: str, *, field: str | None = None, blocks: Sequence[Block] = ()) -> BoltResponse | None:
    """Return the ack that shows these words, or None where no ack shows any (clicks, shortcuts)."""
    match kind_of(body):
        case Kind.COMMAND:
            return BoltResponse(status=200, body={"response_type": "ephemeral", **sentence(words, blocks)})
        case Kind.SUBMISSION:
            return BoltResponse(status=200, body=_on_form(body.get("view") or {}, words, field=field))
        case Kind.SUGGESTION:
            return BoltResponse(status=200, body={"options": []})
        case Kind.CLICK | Kind.SHORTCUT:
            return None
        case _:
            return silent()


def in_ack_kept(body: Body, words: str) -> BoltResponse | None:
    """Return the same, but a form without a field to stand beside stays as it is, with the words on top of it."""
    view = body.get("view") or {}
    if kind_of(body) is not Kind.SUBMISSION or _inputs(view):
        return in_ack(body, words)
    blocks = [one for one in view.get("blocks") or () if isinstance(one, dict) and one.get("block_id") != _ON_TOP]
    if len(blocks) >= MOST_BLOCKS:
        return in_ack(body, words)
    same = {key: view[key] for key in _OF_A_FORM if view.get(key) is not None}
    shown = same | {"blocks": [kit.section(safe(words), block_id=_ON_TOP), *blocks]}
    return BoltResponse(status=200, body={"response_action": "update", "view": shown})


def sentence(words: str, blocks: Sequence[Block]) -> dict[str, Any]:
    """Return what a message needs to say this, with the buttons that help on below it."""
    said: dict[str, Any] = {"text": safe(words)}
    return said | ({"blocks": [kit.section(safe(words)), *blocks]} if blocks else {})


def silent() -> BoltResponse:
    """An ack that says nothing."""
    return BoltResponse(status=200, body="")


def once_more(body: Body, answer: Mapping[str, Any]) -> BoltResponse:
    """Return the answer that this very thing got the first time."""
    shown = kind_of(body) in (Kind.COMMAND, Kind.SUBMISSION) and answer
    return BoltResponse(status=200, body=dict(answer)) if shown else silent()


def safe(words: str) -> str:
    """Return a sentence for mrkdwn: mentions of members and channels stay live, nothing else does."""
    return _MENTION.sub(r"<\1>", kit.escape(words))


def _on_form(view: Body, words: str, *, field: str | None) -> dict[str, Any]:
    inputs = _inputs(view)
    if not inputs:
        return {"response_action": "update", "view": words_only(words, title=_title(view))}
    beside = field if field in inputs else inputs[0]
    return {"response_action": "errors", "errors": {beside: _plainly(words)}}


def _plainly(words: str) -> str:
    """Return a sentence for where plain words stand: Slack would show a mention as it is spelt, by its id."""
    said = _RAW.sub("somebody you chose", words)
    return said if said == words else said[:1].upper() + said[1:]


def _inputs(view: Body) -> list[str]:
    return [block["block_id"] for block in view.get("blocks") or () if _is_input(block)]


def _is_input(block: Any) -> bool:
    """Whether words can stand beside this; what comes in with a right signature need not have the right shape."""
    return isinstance(block, dict) and block.get("type") == "input" and "block_id" in block


def _title(view: Body) -> str:
    return str((view.get("title") or {}).get("text") or "salesbot")


def words_only(words: str, *, title: str = "salesbot") -> dict[str, Any]:
    """Return a modal that says one thing."""
    return kit.modal(title, [kit.section(safe(words))], callback_id="slack.words", close="Close")
