"""Slack's own markup, drawn as HTML in which nothing that a person wrote is ever live.

Pages: `messaging/formatting-message-text` and `reference/block-kit/blocks/rich-text-block`.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from salesbot.playground.page.emoji import signs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Names(Protocol):
    """Who is behind an id, and where on earth the reader sits."""

    def person(self, member: str) -> str:
        """The name of a member, or the id itself."""

    def channel(self, place: str) -> str:
        """The name of a channel, or the id itself."""

    def group(self, group: str) -> str:
        """The handle of a user group, or the id itself."""

    def wall(self, at: datetime) -> datetime:
        """That instant on the reader's wall."""


_FENCE = re.compile(r"```\n?(.*?)```", re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_ANGLE = re.compile(r"<([^<>\n]+)>")
_QUOTE = re.compile(r"^(?:&gt;|>) ?", re.MULTILINE)
# Each mark holds at a word's edge only: 2*3*4 and snake_case_names stay as they are.
_STYLES = (
    ("b", re.compile(r"(?<![\w*])\*(?=\S)([^*\n]*[^*\s])\*(?![\w*])")),
    ("i", re.compile(r"(?<![\w_])_(?=\S)([^_\n]*[^_\s])_(?![\w_])")),
    ("s", re.compile(r"(?<![\w~])~(?=\S)([^~\n]*[^~\s])~(?![\w~])")),
)


def draw(text: str, names: Names) -> Markup:
    """A mrkdwn text as HTML."""
    parts = _FENCE.split(text)
    drawn = [
        Markup("<pre>{}</pre>").format(_words(part)) if index % 2 else _lines(part, names)
        for index, part in enumerate(parts)
    ]
    return Markup("").join(drawn)


def plain(text: str) -> Markup:
    """A text of no markup; its line breaks stay."""
    return Markup("<br>").join(signs(text).split("\n"))


def _lines(text: str, names: Names) -> Markup:
    """Runs of quoted lines become quotes, runs of points become lists, the rest stays lines."""
    runs = groupby((_marked(line) for line in text.split("\n")), key=itemgetter(0))
    return Markup("").join(
        _RUNS[kind](Markup(joint).join(Markup(each).format(_inline(line, names)) for _, line in run))  # noqa: S704  both are ours, in _JOINTS
        for kind, run in runs
        for joint, each in [_JOINTS[kind]]
    )


def _marked(line: str) -> tuple[str, str]:
    """What kind of line it is, and the line without its mark."""
    for kind, mark in _MARKS:
        if found := mark.match(line):
            return kind, line[found.end() :]
    return "lines", line


_MARKS = (("quote", _QUOTE), ("points", re.compile(r"[•-] +(?=\S)")))
_JOINTS = {"lines": ("<br>", "{}"), "quote": ("<br>", "{}"), "points": ("", "<li>{}</li>")}
_RUNS = {
    "lines": Markup("{}").format,
    "quote": Markup("<blockquote>{}</blockquote>").format,
    "points": Markup("<ul>{}</ul>").format,
}


def _inline(text: str, names: Names) -> Markup:
    parts = _CODE.split(text)
    drawn = [
        Markup("<code>{}</code>").format(_words(part)) if index % 2 else _styled(part, names)
        for index, part in enumerate(parts)
    ]
    return Markup("").join(drawn)


def _styled(text: str, names: Names) -> Markup:
    """Bold, italic and struck text, outermost first; what stands between angle brackets is taken out before."""
    held: list[Markup] = []

    def hold(match: re.Match[str]) -> str:
        held.append(_angle(match[1], names))
        return f"\ue000{len(held) - 1}\ue001"

    # The private characters that mark a place must not come from outside.
    bare = _ANGLE.sub(hold, text.translate({0xE000: None, 0xE001: None}))
    marked = str(escape(signs(html.unescape(bare) if "&" in bare else bare)))
    for tag, pattern in _STYLES:
        marked = pattern.sub(rf"<{tag}>\1</{tag}>", marked)
    filled = re.sub("\ue000(\\d+)\ue001", lambda place: str(held[int(place[1])]), marked)
    return Markup(filled)  # noqa: S704  escaped above; the only tags in it are b, i, s and those of _angle


def _angle(inside: str, names: Names) -> Markup:
    """What `<…>` means: a person, a channel, a group, a broadcast, a date or a link."""
    target, _, label = inside.partition("|")
    match target[:1]:
        case "@":
            return _mention("@" + names.person(target[1:]))
        case "#":
            return _mention("#" + names.channel(target[1:]))
        case "!":
            return _special(target[1:], label, names)
    return link(html.unescape(target), html.unescape(label))


def _special(target: str, label: str, names: Names) -> Markup:
    kind, *rest = target.split("^")
    if kind == "subteam" and rest:
        return _mention(names.group(rest[0]))
    if kind == "date" and len(rest) > 1:
        return _date(rest[0], rest[1], html.unescape(label), names)
    return _mention("@" + (kind if kind in ("here", "channel", "everyone") else html.unescape(label or target)))


def _date(seconds: str, shape: str, fallback: str, names: Names) -> Markup:
    """A moment on the reader's wall, or the fallback where Slack could not read it either."""
    try:
        at = names.wall(datetime.fromtimestamp(int(seconds), UTC))
    except (ValueError, OverflowError, OSError):
        return escape(fallback)
    words = {
        "date": f"{at:%-d %B %Y}", "date_num": f"{at:%Y-%m-%d}", "date_slash": f"{at:%d/%m/%Y}",
        "date_short": f"{at:%-d %b %Y}", "date_long": f"{at:%A, %-d %B %Y}", "date_pretty": f"{at:%-d %B %Y}",
        "date_short_pretty": f"{at:%-d %b %Y}", "date_long_pretty": f"{at:%A, %-d %B %Y}", "day_divider_pretty":
        f"{at:%A, %-d %B}", "time": f"{at:%H:%M}", "time_secs": f"{at:%H:%M:%S}", "ago": f"{at:%-d %b %H:%M}",
    }  # fmt: skip
    shown = re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), shape)
    return Markup('<time title="{}">{}</time>').format(fallback, shown)


def _mention(words: str) -> Markup:
    return Markup('<span class="mention">{}</span>').format(words)


def link(target: str, label: str = "") -> Markup:
    """A link to the web or an address; anything else stays words, whatever scheme it has."""
    try:
        scheme = urlsplit(target).scheme.lower()
    except ValueError:
        scheme = ""
    if scheme not in ("http", "https", "mailto"):
        return escape(label or target)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(target, label or target)


def _words(text: str) -> str:
    """Slack escapes three characters in texts; here they are themselves again, for the drawing to escape anew."""
    return html.unescape(_ANGLE.sub(lambda match: match[1].partition("|")[2] or match[1], text))


def rich(block: Mapping[str, Any], names: Names) -> Markup:
    """A rich_text block."""
    return Markup("").join(_part(part, names) for part in block["elements"])


def _part(part: Mapping[str, Any], names: Names) -> Markup:
    match part["type"]:
        case "rich_text_list":
            rows = Markup("").join(Markup("<li>{}</li>").format(_run_of(row, names)) for row in part["elements"])
            return _LISTS[part["style"]].format(part.get("indent", 0), rows)
        case "rich_text_quote":
            return Markup("<blockquote>{}</blockquote>").format(_run_of(part, names))
        case "rich_text_preformatted":
            return Markup("<pre>{}</pre>").format(_run_of(part, names))
    return Markup("<p>{}</p>").format(_run_of(part, names))


_LISTS = {
    "bullet": Markup('<ul class="indent-{}">{}</ul>'),
    "ordered": Markup('<ol class="indent-{}">{}</ol>'),
}


def _run_of(part: Mapping[str, Any], names: Names) -> Markup:
    return Markup("").join(_piece(piece, names) for piece in _elements(part))


def _elements(part: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    elements: list[Mapping[str, Any]] = part["elements"]
    return elements


def _piece(piece: Mapping[str, Any], names: Names) -> Markup:
    """One run of text, mention, link, emoji or date, in its style."""
    match piece["type"]:
        case "text":
            drawn = plain(piece["text"])
        case "link":
            drawn = link(piece["url"], piece.get("text", ""))
        case "user":
            drawn = _mention("@" + names.person(piece["user_id"]))
        case "channel":
            drawn = _mention("#" + names.channel(piece["channel_id"]))
        case "usergroup":
            drawn = _mention(names.group(piece["usergroup_id"]))
        case "broadcast":
            drawn = _mention("@" + piece["range"])
        case "date":
            drawn = _date(str(piece["timestamp"]), piece["format"], piece.get("fallback", ""), names)
        case "emoji":
            drawn = escape(signs(f":{piece['name']}:"))
        case _:
            drawn = escape(str(piece.get("value", "")))
    style = piece.get("style", {})
    for name, wrap in _WRAPS.items():
        drawn = wrap.format(drawn) if style.get(name) else drawn
    return drawn


_WRAPS = {
    "bold": Markup("<b>{}</b>"),
    "italic": Markup("<i>{}</i>"),
    "strike": Markup("<s>{}</s>"),
    "code": Markup("<code>{}</code>"),
    "underline": Markup("<u>{}</u>"),
}
