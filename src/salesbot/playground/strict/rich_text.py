"""Slack's rich text: sections, lists, quotes and code (page `reference/block-kit/blocks/rich-text-block`)."""

from collections.abc import Mapping

from salesbot.playground.strict.grammar import Check, choice, flag, items, kind, kinds, record, string, whole
from salesbot.playground.strict.texts import identifier, url

_MANY = 10_000  # no limit of its own: the size of the whole message or view holds it

_style = record(
    may=dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"),
        flag,
    ),
)


def _inline(name: str, *, needs: Mapping[str, Check], may: Mapping[str, Check] | None = None) -> Check:
    return kind(name, needs=needs, may={"style": _style, **(may or {})})


_INLINE = kinds(
    {
        "text": _inline("text", needs={"text": string(_MANY)}),
        "link": _inline("link", needs={"url": url}, may={"text": string(_MANY, least=0), "unsafe": flag}),
        "user": _inline("user", needs={"user_id": string(255)}),
        "usergroup": _inline("usergroup", needs={"usergroup_id": string(255)}),
        "channel": _inline("channel", needs={"channel_id": string(255)}),
        "team": _inline("team", needs={"team_id": string(255)}),
        "emoji": _inline(
            "emoji",
            needs={"name": string(255)},
            may={"unicode": string(255), "skin_tone": whole(1, 6), "url": url},
        ),
        "broadcast": _inline("broadcast", needs={"range": choice("here", "channel", "everyone")}),
        "color": _inline("color", needs={"value": string(7)}),
        "date": _inline(
            "date",
            needs={"timestamp": whole(0, 99_999_999_999), "format": string(255)},
            may={"url": url, "fallback": string(_MANY)},
        ),
    },
)

_elements = items(_INLINE, most=_MANY, least=0)
section = kind("rich_text_section", needs={"elements": _elements})

_PARTS = kinds(
    {
        "rich_text_section": section,
        "rich_text_list": kind(
            "rich_text_list",
            needs={"style": choice("bullet", "ordered"), "elements": items(section, most=_MANY)},
            may={"indent": whole(0, 8), "offset": whole(0, _MANY), "border": whole(0, 1)},
        ),
        "rich_text_preformatted": kind(
            "rich_text_preformatted",
            needs={"elements": _elements},
            may={"border": whole(0, 1), "language": string(255)},
        ),
        "rich_text_quote": kind("rich_text_quote", needs={"elements": _elements}, may={"border": whole(0, 1)}),
    },
)

block = kind("rich_text", needs={"elements": items(_PARTS, most=_MANY)}, may={"block_id": identifier})
