"""How Slack rewrites what people type; page "Formatting text for app surfaces" and, for commands, `should_escape`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salesbot.playground.state import Workspace

_LIVE = re.compile(r"(?P<who>@[\w][\w.\-]*)|(?P<where>#[\w\-]+)|(?P<link>https?://[^\s<>|]+)")
_ALL = {"@here": "<!here>", "@channel": "<!channel>", "@everyone": "<!everyone>"}


def escaped(text: str) -> str:
    """The three characters that mean something to Slack, made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def live(text: str, workspace: Workspace, *, labels: bool) -> str:
    """Typed text with @people, #channels and links made live and all the rest escaped.

    `labels` adds names (`<@U1|ana>`), as slash commands have them; messages have the bare id.
    """
    out, end = [], 0
    for match in _LIVE.finditer(text):
        made = _made(match, workspace, labels=labels)
        if made is not None:
            out += [escaped(text[end : match.start()]), made]
            end = match.end()
    return "".join([*out, escaped(text[end:])])


def _made(match: re.Match[str], workspace: Workspace, *, labels: bool) -> str | None:
    word = match.group()
    if match["link"]:
        return f"<{escaped(word)}>"
    if word in _ALL:
        return _ALL[word]
    if match["who"]:
        return _person(word, workspace, labels=labels)
    channel = workspace.channel_named(word)
    return f"<#{channel.id}|{channel.name if labels else ''}>" if channel else None


def _person(word: str, workspace: Workspace, *, labels: bool) -> str | None:
    """A sentence's full stop after a name is no part of the name."""
    name = word.rstrip(".")
    user = workspace.by_name(name)
    if user is None:
        group = next((one for one in workspace.groups.values() if f"@{one.handle}" == name), None)
        label = f"|{name}" if labels else ""
        return f"<!subteam^{group.id}{label}>" + word[len(name) :] if group else None
    return (f"<@{user.id}|{user.name}>" if labels else f"<@{user.id}>") + word[len(name) :]
