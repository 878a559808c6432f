"""What a hostile text looks like where it came alive: in a message, a form, a home, an answer, or a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# Short enough for a name. Each holds `evil`, which is in nobody else's mouth, where it would do harm.
TEXTS = (
    "<!channel> evil", "<@UEVIL> evil", "<https://evil.example|bank>", "entA&lt;!here&gt; evil", "nm\u202eevil\u2066x",
    "ev{{7*7}}il ${7*7}", "=evil(1)", "@SUM(1)evil", "\uff1devil+1", "<!subteam^SEVIL> evil", "evil %s %(x)s {0}",
    "<#CEVIL|evil> `*evil_~", "'; DROP evil;--", "<!date^1^{date}^https://evil.example|evil>",
)  # fmt: skip
_LIVE = re.compile(r"<([^<>\n]*)>")
_OURS = re.compile(r"@U[A-Z0-9]+|#C[A-Z0-9]+|!date\^\d+\^[^^|]*\|[^|]*|https?://[^|]+(\|.*)?")
_FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
_NOBODY_SEES = {"Cc", "Cf", "Zs", "Zl", "Zp"}
_TURNS = re.compile(r"nm[\u202a-\u202e\u2066-\u2069]")


def alive(said: Any, *, to_oneself: bool = False) -> Iterator[str]:
    """Everything that came alive in what salesbot said to Slack: arguments of a call, or an ack.

    `to_oneself`: only whoever wrote it reads it, and nobody is notified; a person's name may then stand in a refusal.
    """
    for kind, text in _texts(said):
        if "evil" not in text and "ev49il" not in text and "UEVIL" not in text:
            continue
        yield from (f"{kind}: {why}: {text[:200]!r}" for why in _wrong(kind, text, to_oneself=to_oneself))
        if kind == "label" and _TURNS.search(text) and not text.startswith("for nm"):  # alone it has nothing to turn
            yield f"a label turns what follows it around: {text[:200]!r}"


def _wrong(kind: str, text: str, *, to_oneself: bool) -> Iterator[str]:
    if "ev49il" in text:
        yield "a template was filled in"
    if kind in {"url", "markdown", "live element", "not verbatim"}:
        yield f"people's words in a {kind}"
    if kind == "mrkdwn":
        for token in _LIVE.findall(text):
            evil = "evil" in token.partition("|")[0].lower() and not (to_oneself and token == "@UEVIL")
            if evil or not _OURS.fullmatch(token):
                yield f"<{token}> is live"
        if "entA&lt;" in text:
            yield "entities were taken for escapes"


def _texts(said: Any) -> Iterator[tuple[str, str]]:
    """Each text in it, and how Slack reads it."""
    if isinstance(said, str):
        said = _read(said)
    if isinstance(said, list):
        for one in said:
            yield from _texts(one)
    if not isinstance(said, dict):
        return
    kind, text = said.get("type"), said.get("text")
    if isinstance(text, str):
        yield _kind_of(kind, said), text
    for key, inner in said.items():
        if key in {"url", "image_url", "thumb_url", "title_link"} and isinstance(inner, str):
            yield "url", inner
        elif key not in {"text", "metadata", "private_metadata", "value"} or not isinstance(inner, str):
            yield from _texts(inner)
    if kind in {"link", "user", "usergroup", "broadcast", "channel"}:
        yield "live element", json.dumps(said)


def _kind_of(kind: Any, said: dict[str, Any]) -> str:
    if kind == "mrkdwn":
        return "mrkdwn" if said.get("verbatim") is True else "not verbatim"
    if kind in {"plain_text", "text", "raw_text"}:
        return "label" if kind == "plain_text" else "plain"
    return "markdown" if kind == "markdown" else "mrkdwn"  # a message's own text


def _read(text: str) -> Any:
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def formulas(sheet: str) -> list[str]:
    """The cells of a CSV file that a spreadsheet would calculate."""
    rows = csv.reader(io.StringIO(sheet.removeprefix("\ufeff"), newline=""))
    return [cell for row in rows for cell in row if _begins_a_formula(cell)]


def _begins_a_formula(cell: str) -> bool:
    if re.fullmatch(r"-?\d+(\.\d+)?", cell):
        return False
    for sign in cell:
        if sign in _FORMULA:
            return True
        if unicodedata.category(sign) not in _NOBODY_SEES:
            return False
    return False
