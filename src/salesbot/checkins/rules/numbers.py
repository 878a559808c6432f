"""Numbers as people type them, and as they are kept."""

from __future__ import annotations

import re
from decimal import Decimal

from salesbot.errors import Refusal

MOST_DIGITS = 15  # before the point; what a spreadsheet still shows exactly
MOST_DECIMALS = 6

_SPACES = re.compile(r"[\s_'\u2019\u00a0\u2009\u202f]+")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+", re.ASCII)
_SIGNS = "€$£¥₹%"


def read_number(typed: str, *, unit: str = "") -> str:
    """Read `1,250`, `1.250,5` or `42 EUR` as plain digits ("1250", "1250.5", "42"); raises Refusal in words.

    A lone point is the decimal point, as Slack's number field sends it. A lone comma before exactly three digits parts
    thousands, any other is the decimal one.
    """
    bare = _bare(typed, unit)
    plain = _pointed(bare)
    if not _PLAIN.fullmatch(plain):
        raise Refusal(f"“{typed.strip()[:40]}” is not a number I can read. Digits are enough, like 1250 or 12.5.")
    number = Decimal(plain)
    whole, _, decimals = format(abs(number), "f").partition(".")
    if len(whole.lstrip("0")) > MOST_DIGITS:
        raise Refusal("That number is too large to keep exactly. Is a digit doubled?")
    if len(decimals.rstrip("0")) > MOST_DECIMALS:
        raise Refusal(f"{MOST_DECIMALS} digits after the point are enough. Could you round it?")
    return canonical(number)


def _bare(typed: str, unit: str) -> str:
    """Leave spaces, a sign of money and the question's unit away; the typographic minus is one too."""
    text = typed.strip().replace("\u2212", "-")
    if unit and text.casefold().endswith(unit.casefold()):
        text = text[: -len(unit)]
    elif unit and text.casefold().startswith(unit.casefold()):
        text = text[len(unit) :]
    return _SPACES.sub("", text.strip().strip(_SIGNS))


def _pointed(bare: str) -> str:
    """Write the number with a decimal point and nothing between its thousands."""
    if "," in bare and "." in bare:
        decimal = max(",.", key=bare.rfind)
        whole, _, rest = bare.rpartition(decimal)
        other = "." if decimal == "," else ","
        grouped = _GROUPED.fullmatch(whole.replace(other, ","))
        return f"{whole.replace(other, '')}.{rest}" if grouped else bare
    if bare.count(".") > 1:
        return bare.replace(".", "") if _GROUPED.fullmatch(bare.replace(".", ",")) else bare
    if _GROUPED.fullmatch(bare) and not bare.lstrip("+-").startswith("0"):
        return bare.replace(",", "")
    return bare.replace(",", ".") if bare.count(",") == 1 else bare


def canonical(number: Decimal) -> str:
    """Return a number as it is kept: plain digits, no zeros at the end, no exponent."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if text not in {"-0", ""} else "0"
