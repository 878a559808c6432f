"""Words as people look for them: without case, accents and punctuation, so that `sao paulo` finds `São Paulo`."""

from __future__ import annotations

import re
import unicodedata

# Letters that are letters of their own to Unicode, and an accent away from another to whoever types in a hurry.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)
_BREAK = re.compile(r"[\W_]+")
# Kana, Han and Thai are written without spaces: each letter of them counts as a word.
_ALONE = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\U00020000-\U0003ffff])")


def folded(text: str) -> str:
    """Return a text as it is looked for: ` the renewal of sao paulo `, each word between two spaces."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    plain = unicodedata.normalize("NFC", bare.casefold()).translate(_PLAIN)
    words = _BREAK.sub(" ", _ALONE.sub(r" \1 ", plain)).split()
    return f" {' '.join(words)} " if words else ""
