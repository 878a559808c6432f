"""What nobody who looks over a shoulder should read: tokens, signing secrets, response URLs, trigger ids."""

from __future__ import annotations

import re
from typing import Any

MASK = "•••"

_SECRETS = {
    "token", "bot_token", "app_token", "access_token", "refresh_token", "verification_token", "signing_secret",
    "client_secret", "authorization", "ssl_check", "ticket",
}  # fmt: skip
_TOKEN = re.compile(r"\b(x(?:ox[a-z]|app|wfp))-[\w.%-]+")  # xoxb-, xoxp-, xoxe., xapp- …; page "Tokens"
_RESPONSE = re.compile(r"(/response/|hooks\.slack\.com/\w+/)[^\s\"'<>|&]+")
_TICKET = re.compile(r"([?&](?:ticket|token|code|state)=)[^\s\"'<>|&]+")


def masked(node: Any) -> Any:
    """A copy of what JSON can hold, its secrets masked by their names and by their looks."""
    if isinstance(node, dict):
        return {key: _field(key, value) for key, value in node.items()}
    if isinstance(node, (list, tuple)):
        return [masked(one) for one in node]
    return words(node) if isinstance(node, str) else node


def words(text: str) -> str:
    """A text without what looks like a secret; the kind of token and the path to it stay."""
    for looks in (_RESPONSE, _TICKET):
        text = looks.sub(rf"\1{MASK}", text)
    return _TOKEN.sub(rf"\1-{MASK}", text)


def _field(key: Any, value: Any) -> Any:
    if isinstance(value, str) and str(key).lower() in _SECRETS:
        return _TOKEN.sub(rf"\1-{MASK}", value) if _TOKEN.fullmatch(value) else MASK
    if isinstance(value, str) and key == "trigger_id":
        return f"{value.rpartition('.')[0]}.{MASK}"  # when and where it was handed out is no secret, its end is
    return masked(value)
