"""What several answers to one question come to: a total and an average, or how often each option was chosen."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from salesbot.checkins.rules.numbers import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

ENOUGH = 3  # answers from which a tally says more than the answers themselves
MOST_OPTIONS = 6
OPTION_SHOWN = 40  # characters
TALLIED = frozenset({"number", "scale", "choice", "choices"})


def tally(texts: Sequence[str], *, kind: str, unit: str = "", options: str = "") -> str:
    """Say in one short line what answers of this kind come to; empty for texts, and where fewer than three answered."""
    if len(texts) < ENOUGH or kind not in TALLIED:
        return ""
    if kind in {"choice", "choices"}:
        return _chosen(texts, options)
    numbers = [number for text in texts if (number := _number(text)) is not None]
    if len(numbers) < ENOUGH:
        return ""
    return _scale(numbers) if kind == "scale" else _total(numbers, unit)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _scale(numbers: Sequence[Decimal]) -> str:
    low, high = canonical(min(numbers)), canonical(max(numbers))
    if low == high:
        return f"{low} of 5 from all who answered"
    return f"{_mean(numbers)} of 5 on average, from {low} to {high}"


def _total(numbers: Sequence[Decimal], unit: str) -> str:
    """A sum of percentages says nothing, so of those there is the average alone."""
    after = f" {unit}" if unit else ""
    if unit.startswith("%") or unit.casefold() in {"percent", "per cent"}:
        return f"{_mean(numbers)}{after} on average"
    return f"{_grouped(sum(numbers, Decimal(0)))}{after} in all, {_mean(numbers)} on average"


def _mean(numbers: Sequence[Decimal]) -> str:
    return _grouped((sum(numbers, Decimal(0)) / len(numbers)).quantize(Decimal("0.1")))


def _grouped(number: Decimal) -> str:
    whole, point, rest = canonical(number).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole not in {"-0", "-"} else f"{whole}{point}{rest}"


def _chosen(texts: Sequence[str], options: str) -> str:
    """The options by how often they were chosen, then as the question has them; what nobody chose is left out."""
    counted = Counter(one for text in texts for one in dict.fromkeys(text.split("\n")) if one.strip())
    known = [one.strip() for one in options.split("\n")]
    order = sorted(counted, key=lambda one: (-counted[one], known.index(one) if one in known else len(known), one))
    shown = [f"{_short(one)} {counted[one]}" for one in order[:MOST_OPTIONS]]
    more = len(order) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _short(option: str) -> str:
    return option if len(option) <= OPTION_SHOWN else f"{option[: OPTION_SHOWN - 1].rstrip()}…"
