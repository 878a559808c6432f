"""Slack's Web API, as far as salesbot and stock bolt apps call it."""

from salesbot.playground.api import (
    auth,
    conversations,
    ephemerals,
    files,
    groups,
    history,
    messages,
    oauth,
    people,
    reactions,
    views,
)
from salesbot.playground.api.call import METHODS, ApiError, Call

__all__ = [
    "METHODS",
    "ApiError",
    "Call",
    "auth",
    "conversations",
    "ephemerals",
    "files",
    "groups",
    "history",
    "messages",
    "oauth",
    "people",
    "reactions",
    "views",
]
