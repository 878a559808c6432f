"""The small language in which the local Slack writes down what it accepts."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal as Slack words it: `error`, and for people `response_metadata.messages`."""

    error: str
    messages: tuple[str, ...] = ()


Faults = Iterator[str]
Check = Callable[[Any, str], Faults]


def fault(words: str, pointer: str) -> str:
    """One line of `response_metadata.messages`; the pointer names the value at fault (RFC 6901)."""
    return f"[ERROR] {words} [json-pointer:{pointer}]"


def record(*, needs: Mapping[str, Check] | None = None, may: Mapping[str, Check] | None = None) -> Check:
    """An object with exactly these keys: all of `needs`, any of `may`, nothing else."""
    needed, known = dict(needs or {}), {**(needs or {}), **(may or {})}

    def check(value: Any, at: str) -> Faults:
        if not isinstance(value, dict):
            yield fault("must be an object", at)
            return
        for key in needed.keys() - value.keys():
            yield fault(f"missing required field: {key}", at)
        for key, inner in value.items():
            if key not in known:
                yield fault(f"invalid additional property: {key}", at)
            else:
                yield from known[key](inner, f"{at}/{_token(key)}")

    return check


def _token(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def kinds(table: Mapping[str, Check]) -> Check:
    """An object whose `type` decides what else it holds."""

    def check(value: Any, at: str) -> Faults:
        if not isinstance(value, dict):
            yield fault("must be an object", at)
        elif "type" not in value:
            yield fault("missing required field: type", at)
        elif not isinstance(value["type"], str) or value["type"] not in table:
            yield fault(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            yield from table[value["type"]](value, at)

    return check


def kind(name: str, *, needs: Mapping[str, Check] | None = None, may: Mapping[str, Check] | None = None) -> Check:
    """A record that carries its own name in `type`."""
    return record(needs={"type": choice(name), **(needs or {})}, may=may)


def items(inner: Check, *, most: int, least: int = 1) -> Check:
    """An array of `least` to `most` such values."""

    def check(value: Any, at: str) -> Faults:
        if not isinstance(value, list):
            yield fault("must be an array", at)
            return
        if len(value) > most:
            yield fault(f"no more than {most} items allowed", at)
        if len(value) < least:
            yield fault(f"no fewer than {least} items allowed", at)
        for index, item in enumerate(value):
            yield from inner(item, f"{at}/{index}")

    return check


def characters(text: str) -> int:
    """How long a text is at most: Slack's pages do not say how they count emoji and other rare characters.

    Those beyond the first 65,536 count two here, as in UTF-16, so that nothing passes which Slack may refuse.
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def string(most: int, *, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: Any, at: str) -> Faults:
        if not isinstance(value, str):
            yield fault("must be a string", at)
        elif characters(value) > most:
            yield fault(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            yield fault(f"must be more than {least - 1} characters", at)

    return check


def pattern(expression: str, words: str) -> Check:
    """A string that the whole expression matches; `words` say what it should be."""
    compiled = re.compile(expression)

    def check(value: Any, at: str) -> Faults:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            yield fault(f"must be {words}", at)

    return check


def choice(*allowed: str) -> Check:
    """One of these words."""

    def check(value: Any, at: str) -> Faults:
        if value not in allowed:
            yield fault(f"must be one of: {', '.join(allowed)}", at)

    return check


def whole(least: int, most: int) -> Check:
    """A whole number from `least` to `most`."""

    def check(value: Any, at: str) -> Faults:
        if not isinstance(value, int) or isinstance(value, bool):
            yield fault("must be an integer", at)
        elif not least <= value <= most:
            yield fault(f"must be between {least} and {most}", at)

    return check


def flag(value: Any, at: str) -> Faults:
    """True or false."""
    if not isinstance(value, bool):
        yield fault("must be a boolean", at)


def finite(value: Any, at: str) -> Faults:
    """A number that is neither infinite nor `NaN`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        yield fault("must be a finite number", at)


def positive(value: Any, at: str) -> Faults:
    """A finite number above zero."""
    wrong = list(finite(value, at))
    yield from wrong
    if not wrong and value <= 0:
        yield fault("must be more than 0", at)


def anything(_value: Any, _at: str) -> Faults:
    """Whatever it is: its place is known, its shape is not ours to judge."""
    yield from ()


def both(*checks: Check) -> Check:
    """All of these; the later ones only once the earlier ones found nothing."""

    def check(value: Any, at: str) -> Faults:
        for one in checks:
            found = list(one(value, at))
            yield from found
            if found:
                return

    return check


def exactly_one(*keys: str) -> Check:
    """One and only one of these keys."""
    words = " or ".join(f"`{key}`" for key in keys)

    def check(value: Any, at: str) -> Faults:
        if sum(key in value for key in keys) != 1:
            yield fault(f"must define exactly one of {words}", at)

    return check


def at_least_one(*keys: str) -> Check:
    """One or more of these keys."""
    words = " or ".join(f"`{key}`" for key in keys)

    def check(value: Any, at: str) -> Faults:
        if not any(key in value for key in keys):
            yield fault(f"must define either {words}", at)

    return check


def unique(key: str, *, words: str | None = None) -> Check:
    """No two objects of an array share this key's value; objects without the key do not count."""

    def check(value: Any, at: str) -> Faults:
        seen: set[Any] = set()
        for index, item in enumerate(value):
            name = item.get(key) if isinstance(item, dict) else None
            if isinstance(name, str) and name in seen:
                yield fault(f"`{words or key}` {name!r} already exists", f"{at}/{index}/{key}")
            seen.add(name if isinstance(name, str) else None)

    return check
