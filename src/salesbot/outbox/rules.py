"""What an answer of Slack means for a promise, how long to wait then, and what makes a message the same message."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from salesbot.room import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

METADATA = "salesbot.delivery"
SLOW_TRIES = 24  # hourly for a day
UNKNOWN_CODE_TRIES = 3
_BY_CHANCE = 10  # failures in a row; the limits for each workspace hold for tries too
GIVE_UP_AFTER, GIVE_UP_TRIES = timedelta(days=1), 20  # of unclear answers in a row, and so many at least
HOUR = timedelta(hours=1)
_IN_A_CROWD = 5  # times as long between two updates of one message


class Verdict(StrEnum):
    """What a failed call means."""

    NOT_PROCESSED = "not processed"  # Slack certainly did nothing: wait, then again
    AMBIGUOUS = "ambiguous"  # it may have happened: look, then again
    UNHEARD_OF = "unheard of"  # a code that nobody knows: ambiguous, three times
    SLOW = "slow"  # hourly for a day
    TARGET_GONE = "target gone"
    THREAD_GONE = "thread gone"
    MESSAGE_GONE = "message gone"  # what we wanted to change is not there
    FROZEN = "frozen"  # the message stands, but may not be changed any more
    WORKSPACE_GONE = "workspace gone"
    OUR_BUG = "our bug"
    NO_SCOPE = "no scope"


@dataclass(frozen=True)
class Failure:
    """What is known of a call that failed: Slack's error code, or the shape of the accident.

    `reached` is False when the request certainly never left this machine (refused, no address, no TLS).
    """

    code: str
    reached: bool = True
    status: int = 200
    retry_after: float | None = None  # seconds
    needed: str = ""  # the scope that was missing


# Sorted by what Slack's pages of chat.postMessage, chat.update, chat.delete and conversations.history say of each code.
_KINDS: Mapping[Verdict, frozenset[str]] = {
    Verdict.NOT_PROCESSED: frozenset(
        {
            "ratelimited",
            "rate_limited",
            "cannot_connect",
            "no_token_here",
        }
    ),
    Verdict.AMBIGUOUS: frozenset(
        {
            "internal_error",
            "fatal_error",
            "service_unavailable",
            "request_timeout",
            "not_json",
            "timeout",
            "connection_lost",
            "duplicate_channel_not_found",
            "duplicate_message_not_found",
        }
    ),
    Verdict.SLOW: frozenset(
        {
            "team_added_to_org",
            "org_login_required",
            "message_limit_exceeded",
            "accesslimited",
            "access_limited",
        }
    ),
    Verdict.TARGET_GONE: frozenset(
        {
            "channel_not_found",
            "is_archived",
            "not_in_channel",
            "restricted_action",
            "restricted_action_read_only_channel",
            "restricted_action_thread_only_channel",
            "restricted_action_non_threadable_channel",
            "restricted_action_thread_locked",
            "messages_tab_disabled",
            "user_not_found",
            "user_disabled",
            "users_not_found",
            "cannot_dm_bot",
            "user_not_visible",
            "cannot_reply_to_message",
            "external_channel_migrating",
            "channel_type_not_supported",
            "method_not_supported_for_channel_type",
            "not_allowed_for_shared_channels",
        }
    ),
    Verdict.THREAD_GONE: frozenset({"thread_not_found"}),
    Verdict.MESSAGE_GONE: frozenset({"message_not_found"}),
    Verdict.FROZEN: frozenset({"cant_update_message", "cant_delete_message", "edit_window_closed"}),
    Verdict.WORKSPACE_GONE: frozenset(
        {
            "account_inactive",
            "not_installed",  # our own: no token is here
            "token_revoked",
            "token_expired",
            "invalid_auth",
            "not_authed",
            "team_not_found",
            "team_access_not_granted",
            "enterprise_is_restricted",
            "not_allowed_token_type",
            "ekm_access_denied",
        }
    ),
    Verdict.OUR_BUG: frozenset(
        {
            "invalid_blocks",
            "invalid_blocks_format",
            "msg_too_long",
            "msg_blocks_too_long",
            "no_text",
            "invalid_arguments",
            "invalid_arg_name",
            "invalid_array_arg",
            "invalid_charset",
            "invalid_form_data",
            "invalid_post_type",
            "invalid_json",
            "json_not_object",
            "missing_post_type",
            "missing_argument",
            "too_many_attachments",
            "metadata_too_large",
            "invalid_metadata_format",
            "invalid_metadata_schema",
            "metadata_must_be_sent_from_app",
            "markdown_text_conflict",
            "too_many_contact_cards",
            "block_mismatch",
            "no_permission",
            "unknown_method",
            "as_user_not_supported",
            "deprecated_endpoint",
            "method_deprecated",
            "invalid_ts",
            "invalid_ts_latest",
            "invalid_ts_oldest",
            "invalid_limit",
            "invalid_cursor",
            "attachment_payload_limit_exceeded",
        }
    ),
    Verdict.NO_SCOPE: frozenset({"missing_scope"}),
}
_VERDICTS = {code: verdict for verdict, codes in _KINDS.items() for code in codes}
HOLDING_CODES = _KINDS[Verdict.NOT_PROCESSED]  # they say nothing of the one message and all of Slack: nobody overtakes


def classify(failure: Failure) -> Verdict:
    """Sort a failed call by what it means for the promise."""
    if not failure.reached or failure.status == 429:  # noqa: PLR2004  HTTP's own number
        return Verdict.NOT_PROCESSED
    known = _VERDICTS.get(failure.code)
    if known is not None:
        return known
    if failure.code.startswith("restricted_action"):
        return Verdict.TARGET_GONE
    if failure.status >= 500:  # noqa: PLR2004  HTTP's own number
        return Verdict.AMBIGUOUS
    return Verdict.UNHEARD_OF


def is_too_fast(failure: Failure) -> bool:
    """Whether Slack said that it takes nothing of this workspace for a while."""
    return failure.code in {"ratelimited", "rate_limited"} or failure.retry_after is not None


def back_off(times: int, *, least: timedelta = timedelta(seconds=1)) -> timedelta:
    """How long to wait after so many failures in a row: doubling from `least`, and four times that while they are few.

    A bad hour of Slack's is many bad moments, and between them all else goes through: whoever met four of them by
    chance is not to wait for minutes. After ten it is no chance, and the wait doubles on, up to five minutes.
    """
    doublings = min(max(times - 1, 0), 2) + min(max(times - _BY_CHANCE, 0), 12)
    return min(least * (1 << doublings), timedelta(minutes=5))


def delivery_id(workspace_id: str, key: str) -> str:
    """The name under which Slack's history knows a promise; derived, so that every process finds the same."""
    return str(uuid5(NAMESPACE_URL, f"salesbot:{workspace_id}:{key}"))


def as_json(message: Message) -> dict[str, Any]:
    """A message as it waits in the database."""
    fallback = None if message.fallback is None else list(message.fallback)
    return {"text": message.text, "blocks": list(message.blocks), "fallback": fallback}


def from_json(stored: Mapping[str, Any]) -> Message:
    """The message that waited."""
    return Message(text=stored["text"], blocks=stored["blocks"], fallback=stored["fallback"])


def plain(message: Message) -> Message:
    """The same words (and file) without what a workspace may refuse: the fallback's blocks, or none."""
    return Message(text=message.text, blocks=list(message.fallback or ()), file=message.file)


def fingerprint(message: Message) -> str:
    """Equal for messages that look the same, so that an update that changes nothing is never sent."""
    seen = json.dumps([message.text, list(message.blocks)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(seen.encode()).hexdigest()


def between_updates(seconds: float, *, crowded: bool) -> timedelta:
    """How long a board waits for its next update; longer while every slot of its process is taken.

    What nobody has read yet goes first in a crowd: 5,000 people due at once and 100 answers a second beside them were
    asked after 149 s in place of 170 s, and the 99th of a hundred acks took 135 ms in place of 228.
    """
    return timedelta(seconds=seconds * (_IN_A_CROWD if crowded else 1))
