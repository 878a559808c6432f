"""What Slack refuses in a message before anybody sees it (page `reference/methods/chat.postMessage`)."""

import json
from collections.abc import Mapping
from typing import Any

from salesbot.playground.strict import blocks
from salesbot.playground.strict.grammar import Faults, Problem, characters, fault, record, string

TEXT_MAX = 40_000  # chat.postMessage cuts there; here it is refused, so that nobody relies on the cut
UPDATE_TEXT_MAX = 4_000  # chat.update: "The text field cannot exceed 4,000 characters"
MARKDOWN_TEXT_MAX = 12_000  # chat.postMessage, argument markdown_text
# Documented nowhere: blocks of about 13,200 characters are refused (bolt-js issue 2509, 13,172 to 13,297 seen).
BLOCKS_SIZE_MAX = 13_200


def message(payload: Mapping[str, Any], method: str = "chat.postMessage") -> Problem | None:
    """Why Slack refuses this body of chat.*, or of a post to a response_url; None when it takes it."""
    return _nothing(payload, method) or _texts(payload, method) or _blocks(payload) or _metadata(payload)


def _nothing(payload: Mapping[str, Any], method: str) -> Problem | None:
    spoken = any(str(payload.get(key) or "").strip() for key in ("text", "markdown_text"))
    if spoken or payload.get("blocks") or payload.get("attachments"):
        return None
    # chat.update may leave the words alone and change only attachments or files.
    return None if method == "chat.update" and payload.get("file_ids") else Problem("no_text")


def _texts(payload: Mapping[str, Any], method: str) -> Problem | None:
    if not isinstance(payload.get("text") or "", str):
        return Problem("invalid_arguments", (fault("must be a string", "/text"),))
    if characters(payload.get("text") or "") > (UPDATE_TEXT_MAX if method == "chat.update" else TEXT_MAX):
        return Problem("msg_too_long")
    markdown = payload.get("markdown_text") or ""
    if markdown and (payload.get("text") or payload.get("blocks")):
        return Problem("markdown_text_conflict")
    return Problem("msg_too_long") if characters(markdown) > MARKDOWN_TEXT_MAX else None


def _blocks(payload: Mapping[str, Any]) -> Problem | None:
    given = payload.get("blocks")
    if given is None:
        return None
    faults = tuple(blocks.check(given, "/blocks", surface="message"))
    if faults:
        return Problem("invalid_blocks", faults)
    return Problem("msg_blocks_too_long") if size(given) > BLOCKS_SIZE_MAX else None


def size(value: Any) -> int:
    """How many characters a value has as JSON without spaces."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _metadata(payload: Mapping[str, Any]) -> Problem | None:
    """Exactly an event_type and an event_payload object (page messaging/message-metadata)."""
    given = payload.get("metadata")
    if given is None:
        return None
    faults = tuple(_METADATA(given, "/metadata"))
    return Problem("invalid_metadata_format", faults) if faults else None


def _object(value: Any, at: str) -> Faults:
    if not isinstance(value, dict):
        yield fault("must be an object", at)


_METADATA = record(needs={"event_type": string(255), "event_payload": _object})
