"""The emoji that apps here write by name, as signs; any other name stays as it was written."""

from __future__ import annotations

import re

_SIGNS = {
    "bulb": "💡", "calendar": "📆", "construction": "🚧", "crescent_moon": "🌙", "eyes": "👀", "heart": "❤️",
    "memo": "📝", "palm_tree": "🌴", "pause_button": "⏸️", "raised_hands": "🙌", "rocket": "🚀", "round_pushpin": "📍",
    "smile": "😄", "tada": "🎉", "thumbsup": "👍", "warning": "⚠️", "wave": "👋", "white_check_mark": "✅",
}  # fmt: skip
_NAMED = re.compile(r":([a-z_]+):")


def signs(text: str) -> str:
    """Put a sign where one is named: `:tada:`."""
    return _NAMED.sub(lambda name: _SIGNS.get(name[1], name[0]), text)
