"""Slack's refusals of a Socket Mode connection, in words that say what to do."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

_WORDS = {
    "invalid_auth": "SALESBOT_APP_TOKEN is set, but Slack does not know it. Make an app-level token (xapp-…) with the "
    "scope connections:write under Basic Information of your Slack app.",
    "not_authed": "SALESBOT_APP_TOKEN is empty. Make an app-level token (xapp-…) with the scope connections:write.",
    "token_revoked": "SALESBOT_APP_TOKEN was revoked. Make a new app-level token with the scope connections:write.",
    "token_expired": "SALESBOT_APP_TOKEN has expired. Make a new app-level token with the scope connections:write.",
    "account_inactive": "SALESBOT_APP_TOKEN belongs to a workspace or person that is not active any more.",
    "not_allowed_token_type": "SALESBOT_APP_TOKEN is not an app-level token: those start with xapp-.",
    "missing_scope": "SALESBOT_APP_TOKEN lacks the scope connections:write; make an app-level token that has it.",
    "no_permission": "SALESBOT_APP_TOKEN lacks the scope connections:write; make an app-level token that has it.",
    "forbidden_team": "SALESBOT_APP_TOKEN may not be used with this workspace.",
}
_GONE = {
    "link_disabled": "Socket Mode is switched off in your Slack app's settings.",
    "too_many_websockets": "Ten connections are open for this Slack app; somebody else runs it too.",
}


class NoGreetingError(ConnectionError):
    """A connection that ended before Slack greeted; `code` says why, if Slack said."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def code_of(error: BaseException) -> str:
    """Return Slack's error code, or the error's class where Slack did not answer."""
    if isinstance(error, SlackApiError):
        data = error.response.data
        return str(data.get("error")) if isinstance(data, dict) else f"HTTP {error.response.status_code}"
    return error.code if isinstance(error, NoGreetingError) else type(error).__name__


def is_final(error: BaseException) -> bool:
    """Whether the same token will never connect."""
    return code_of(error) in _WORDS


def in_words(code: str) -> str:
    """Return a sentence for a code of Slack's."""
    return _WORDS.get(code) or _GONE.get(code) or f"Slack gave no Socket Mode connection: {code}."


def retry_after(error: BaseException) -> float:
    """Return the seconds for which Slack asked us to wait; 0 where it did not."""
    if not isinstance(error, SlackApiError):
        return 0.0
    asked = str(error.response.headers.get("Retry-After") or "")
    return float(asked) if asked.isdigit() else 0.0
