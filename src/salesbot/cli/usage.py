"""What the command line says of words that it cannot read: one plain sentence, and where to read what can be typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer.exceptions import TyperException

_HELP_IS_SHOWN = "NoArgsIsHelpError"  # it is in no public module
_PLAINER = (
    (re.compile(r"\bValue error, "), ""),
    (re.compile(r"does not match the formats '%Y-%m-%d'"), "is no day such as 2026-03-31"),
    (re.compile(r"[.,]? *\(?Did you mean (.+?)\?\)?$"), r" (did you mean \1?)"),
)


def words(slip: TyperException) -> str:
    """Return the sentence; nothing where the help itself is the answer, as it is to a command that only has others."""
    if type(slip).__name__ == _HELP_IS_SHOWN:
        return ""
    said = " ".join(slip.format_message().split())
    for pattern, plain in _PLAINER:
        said = pattern.sub(plain, said)
    context = getattr(slip, "ctx", None)
    typed = context.command_path if context is not None else "salesbot"
    return f"{said.rstrip('.')}: `{typed} --help` says what can be typed."
